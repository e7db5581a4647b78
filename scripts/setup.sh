#!/bin/sh
# Installs what building and running vnb needs and this machine lacks. Looks before it acts: when all is there it
# uses no network and ends within a second.
set -eu
cd "$(dirname "$0")"
./setup-swift.sh
./setup-packages.sh
./setup-model.sh
