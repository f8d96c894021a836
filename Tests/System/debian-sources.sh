#!/bin/bash
# debian-sources.sh SUITE: prints, one a line, what mmdebstrap shall take packages from: the files
# of this machine's apt sources that name Debian and the suite, or where it has none (on Ubuntu,
# say) a line for Debian's own archive.
set -euo pipefail
shopt -s nullglob

suite=$1
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
found=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
  if [ -e "$file" ] && grep -Eqi '^[^#]*(debian\.org|/debian/?( |$))' "$file" &&
    grep -Eq "^[^#]*\b$suite\b" "$file"; then
    found+=("$file")
  fi
done
if [ ${#found[@]} -gt 0 ]; then
  printf '%s\n' "${found[@]}"
elif [ -e "$keyring" ]; then
  echo "deb [signed-by=$keyring] http://deb.debian.org/debian $suite main"
else
  echo "no apt source for Debian $suite, and no $keyring for its own archive" >&2
  exit 1
fi
