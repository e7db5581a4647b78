#!/bin/sh
# Installs what building and running vnb needs and this machine lacks; with --tests, what the tests need as well. Looks
# before it acts: when all is there it uses no network and ends within a second.
set -eu
cd "$(dirname "$0")"
./setup-swift.sh
./setup-packages.sh
./setup-model.sh
if [ "${1:-}" = --tests ]; then
  ./setup-packages.sh --tests
  ./setup-postgres.sh
  ./setup-nbformat.sh
fi
