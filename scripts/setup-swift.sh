#!/bin/sh
# Checks for Swift 6.3 or later. Swift is not in Debian's archive, so it is the one thing we do not install.
set -eu
wanted=6.3

explain() {
  cat >&2 <<END
setup: $1
  vnb needs Swift $wanted or later. Get it from https://www.swift.org/install/linux/ (Debian 12; swiftly is the short way),
  put its usr/bin on PATH, and run make again. Nothing was installed or changed.
END
  exit 1
}

swift=${SWIFT:-swift}
command -v "$swift" >/dev/null 2>&1 || explain "no '$swift' on PATH"
found=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
[ -n "$found" ] || explain "'$swift --version' does not say its version"
oldest=$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)
[ "$oldest" = "$wanted" ] || explain "Swift $found is too old"
