#!/bin/sh
# Holds the modules and the notebooks to the outputs they record. The tour is checked where its data (make demo) and its
# model are; elsewhere it is skipped, by name.
#   usage: check-notebooks.sh VNB
set -eu
vnb=${1:?usage: check-notebooks.sh VNB}
cd "$(dirname "$0")/.."

model="${XDG_DATA_HOME:-$HOME/.local/share}/vnb/models/all-MiniLM-L6-v2/model.safetensors"
set -- stdlib
for notebook in notebooks/*.vnb; do
  if [ "$notebook" = notebooks/tour.vnb ] && { [ ! -f demo/wordnet.jsonl.gz ] || [ ! -f "$model" ]; }; then
    printf '%s: skipped, since demo/wordnet.jsonl.gz or the model is absent\n' "$notebook" >&2
  else
    set -- "$@" "$notebook"
  fi
done
# Computed anew: a check that takes vectors from the cache would not prove the program that made them.
exec "$vnb" check --locked --no-cache "$@"
