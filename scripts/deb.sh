#!/bin/bash
# deb.sh FOLDER: makes the Debian packages there, of what `make build` made.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
folder=$(realpath --canonicalize-missing "$1")

command -v dpkg-buildpackage > /dev/null || {
  echo "This is no Debian or Ubuntu: no packages are made." >&2
  exit 0
}
version=$(.build/release/tactus --version)
written=$(dpkg-parsechangelog --show-field=Version)
[ "${version##* }" = "$written" ] || {
  echo "debian/changelog begins with $written, but $version was built: add an entry." >&2
  exit 1
}

# A tree of its own: debhelper writes into the one that it works in.
tree=$folder/tactus
rm -rf "$folder"
mkdir -p "$tree"
cp -r debian docs scripts systemd udev LICENSE Makefile README.md Package.swift Sources "$tree"
ln -s "$PWD/.build" "$tree/.build"
cd "$tree"
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog --show-field=Timestamp)
dpkg-buildpackage --build=binary --no-sign > "$folder/build.txt" 2>&1 || {
  cat "$folder/build.txt" >&2
  exit 1
}
rm -rf "$tree"
ls "$folder"/*.deb
