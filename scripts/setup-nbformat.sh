#!/bin/sh
# Puts Jupyter's own judge of notebooks, nbformat, and what it needs, out of PyPI wheels checked against fixed digests. Only
# a test of `vnb export --to ipynb` wants it; building and running vnb does not.
#   usage: setup-nbformat.sh
#
# Where: ${XDG_DATA_HOME:-~/.local/share}/vnb/test-nbformat-5.10.4; VNB_TEST_NBFORMAT names another folder, for here and the
# test. Without network, Python or pip it says so and succeeds: the test is skipped then, by its name.
set -eu

target=${VNB_TEST_NBFORMAT:-${XDG_DATA_HOME:-$HOME/.local/share}/vnb/test-nbformat-5.10.4}
[ ! -s "$target/nbformat/v4/nbformat.v4.5.schema.json" ] || exit 0

say() { printf 'setup: %s\n' "$1" >&2; }
skip() {
  say "$1: the test of ipynb by nbformat is skipped"
  exit 0
}
command -v python3 >/dev/null 2>&1 || skip "there is no python3"
if command -v pip3 >/dev/null 2>&1; then
  pip=pip3
elif python3 -m pip --version >/dev/null 2>&1; then
  pip="python3 -m pip"
else
  skip "there is no pip"
fi

mkdir -p "$(dirname "$target")"
work=$(mktemp -d "$(dirname "$target")/.setup-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# All of them are plain Python, so that one digest each serves every machine.
cat >"$work/requirements.txt" <<'END'
nbformat==5.10.4 --hash=sha256:3b48d6c8fbca4b299bf3982ea7db1af21580e4fec269ad087b9e81588891200b
fastjsonschema==2.22.3 --hash=sha256:f670b443830b75aca3f00b75949efa20f4b2a80302ec7a21505c28dd54cffd43
jsonschema==4.17.3 --hash=sha256:a870ad254da1a8ca84b6a2905cac29d265f805acc57af304784962a2aa6508f6
attrs==26.1.0 --hash=sha256:c647aa4a12dfbad9333ca4e71fe62ddc36f4e63b2d260a37a8b83d2f043ac309
pyrsistent==0.20.0 --hash=sha256:c55acc4733aad6560a7f5f818466631f07efc001fd023f34a6c203f8b6df0f0b
jupyter_core==5.9.1 --hash=sha256:ebf87fdc6073d142e114c72c9e29a9d7ca03fad818c5d300ce2adc1fb0743407
platformdirs==4.14.5 --hash=sha256:8e778c6fa421516f4d3369449f8df3b0e1b72c0e0005fe88e3ec772d0a14e750
traitlets==5.16.1 --hash=sha256:f775618166caa0396c8e337099240f2bd3e5e917d203b2e6fbe21a58d3cb1f6b
END
say "fetching nbformat for a test (1 MB, once) into $target"
$pip install --quiet --retries 1 --no-deps --no-compile --require-hashes --disable-pip-version-check --only-binary=:all: \
  --platform any --implementation py --abi none --root-user-action ignore --target "$work/whole" \
  -r "$work/requirements.txt" >&2 || skip "nbformat could not be fetched (see above)"

# Rename is atomic; what a half attempt left is moved out of the way first.
if [ -e "$target" ]; then mv "$target" "$work/old"; fi
mv "$work/whole" "$target"
say "installed $target"
