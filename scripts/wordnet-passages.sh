#!/bin/sh
# Makes a .gz of passages out of Debian's WordNet (package wordnet-base), once: one JSON record a line with
# pid, passage, spans, docid, label. The bytes depend on WordNet and the limit only.
#   usage: wordnet-passages.sh OUTPUT.jsonl.gz [--limit N]
# With a limit, N records are taken evenly over all 117,659.
set -eu
output=${1:?usage: wordnet-passages.sh OUTPUT.jsonl.gz [--limit N]}
limit=0
if [ "${2:-}" = --limit ]; then limit=${3:?--limit needs a number}; fi
source=${WORDNET:-/usr/share/wordnet}
here=$(dirname "$0")

for part in noun verb adj adv; do
  [ -r "$source/data.$part" ] || {
    printf 'wordnet: no %s/data.%s\n  next: apt-get install wordnet-base\n' "$source" "$part" >&2
    exit 1
  }
done
# The count of records shows whether a file that is there is whole and of this limit.
wanted=$(cat "$source/data.noun" "$source/data.verb" "$source/data.adj" "$source/data.adv" | grep -c '^[0-9]')
if [ "$limit" -gt 0 ] && [ "$limit" -lt "$wanted" ]; then wanted=$limit; fi
if [ -f "$output" ] && [ "$(zcat "$output" 2>/dev/null | wc -l)" = "$wanted" ]; then exit 0; fi

mkdir -p "$(dirname "$output")"
partial="$output.$$"
trap 'rm -f "$partial"' EXIT
trap 'exit 130' INT TERM HUP
perl "$here/wordnet-passages.pl" "$source" "$limit" | gzip -9 -n >"$partial"
found=$(zcat "$partial" | wc -l)
[ "$found" = "$wanted" ] || {
  printf 'wordnet: %s of %s records came out of %s; %s is unchanged\n' "$found" "$wanted" "$source" "$output" >&2
  exit 1
}
mv "$partial" "$output"
printf 'wordnet: %s passages in %s\n' "$found" "$output" >&2
