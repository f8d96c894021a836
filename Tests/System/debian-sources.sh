#!/bin/bash
# debian-sources.sh SUITE: prints, one a line, what mmdebstrap shall take packages from: the files
# of this machine's apt sources that name Debian and the suite. A machine that has none (Ubuntu, say)
# needs a file with one in /etc/apt/sources.list.d.
set -euo pipefail
shopt -s nullglob

suite=$1
found=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
  if [ -e "$file" ] && grep -Eqi '^[^#]*(debian\.org|/debian/?( |$))' "$file" &&
    grep -Eq "^[^#]*\b$suite\b" "$file"; then
    found+=("$file")
  fi
done
if [ ${#found[@]} -gt 0 ]; then
  printf '%s\n' "${found[@]}"
else
  echo "no apt source for Debian $suite in /etc/apt: the tests' machine is built from one" >&2
  exit 1
fi
