#!/bin/sh
# Installs the Debian packages that are missing, and only those.
#   usage: setup-packages.sh           installs
#          setup-packages.sh --tests   installs what only tests need; where it cannot, those are skipped
#          setup-packages.sh --list    prints the names of the missing ones
set -eu

# To build: the C libraries and pkg-config that finds them. To open a server: libpq5. To export HTML: cmark. For the demo: WordNet. To fetch the
# model: certificates, a downloader and unzip. For the tests: tmux, a second sqlite client.
needed="make pkg-config libc6-dev libedit-dev zlib1g-dev libsqlite3-dev libisal-dev libpq-dev libpq5 libcmark0.30.2
  wordnet-base ca-certificates curl unzip tmux sqlite3"

# For tests on servers: a PostgreSQL with TLS (the tests run it on folders of their own and leave the package's "main"
# cluster alone), certificates, and the sources of a locale that sorts otherwise than bytes do. For tests of completions and the
# man page: the shells that read the one, and a judge of the other.
has_server() { for server in /usr/lib/postgresql/*/bin/initdb; do [ -x "$server" ] && return 0; done; return 1; }
if [ "${1:-}" = --tests ]; then
  needed="openssl locales zsh fish mandoc"
  has_server || needed="$needed postgresql"
fi

case "${1:-}" in --tests) wanted_by=tests ;; *) wanted_by=vnb ;; esac
missing=""
for package in $needed; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
missing=${missing# }

if [ "${1:-}" = --list ]; then
  [ -z "$missing" ] || printf '%s\n' $missing
  exit 0
fi
[ -n "$missing" ] || exit 0

stop() {
  printf 'setup: %s\n  missing Debian packages: %s\n  next: %s\n' "$1" "$missing" "$2" >&2
  [ "$wanted_by" = tests ] || exit 1
  printf 'setup: going on without: the tests that need them are skipped\n' >&2
  exit 0
}

command -v apt-get >/dev/null 2>&1 ||
  stop "this system has no apt-get" "install your system's packages of these libraries, then run make again"
run=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || stop "not root, and there is no sudo" "as root: apt-get install $missing"
  run="sudo"
fi

printf 'setup: installing %s\n' "$missing" >&2
install() { DEBIAN_FRONTEND=noninteractive $run apt-get install -y --no-install-recommends $missing >/dev/null; }
# A fresh machine has no package lists, an old one has stale ones: refresh them only when installing needs it.
install 2>/dev/null || {
  $run apt-get update >/dev/null || stop "apt-get update failed (see above)" "check the network, then run make again"
  install || stop "apt-get install failed (see above)" "apt-get install $missing"
}
