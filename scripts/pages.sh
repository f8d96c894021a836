#!/bin/bash
# pages.sh PROGRAM FOLDER: makes the manual pages and completions of the program, and of its heartbeat
# beside it, as they lie below /usr/share. They come from the programs' own tables and from docs/.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
program=$(readlink -f "$1")
folder=$2
cd "$here/.."

version=$("$program" --version)
version=${version##* }
# The day of the release is that of the newest entry.
day=$(date --utc --date="$(sed -n 's/^ -- .*>  //p;T;q' debian/changelog)" +%F)

# page NAME SECTION [OPTION]: of the Markdown that it reads
page() { scripts/manual.py "$1" "$2" "$version" "$day" "${@:3}" > "$folder/man/man$2/$1.$2"; }

rm -rf "$folder"
mkdir -p "$folder"/man/man{1,5,7} "$folder/bash-completion/completions" \
  "$folder/zsh/site-functions" "$folder/fish/vendor_completions.d"
"$program" reference | page tactus 1
"$program-heartbeat" --reference | page tactus-heartbeat 1
page tactus.yaml 5 --yaml < docs/tactus.yaml
"$program" features --markdown | page tactus-features 7
page tactus-privacy 7 < docs/privacy.md

# complete NAME WORD...: what the program writes, where the shell follows the words
complete() {
  local name=$1 shell
  local -A files=(
    [bash]=bash-completion/completions/$name
    [zsh]=zsh/site-functions/_$name
    [fish]=fish/vendor_completions.d/$name.fish
  )
  for shell in "${!files[@]}"; do "${@:2}" "$shell" > "$folder/${files[$shell]}"; done
}
complete tactus "$program" completions
complete tactus-heartbeat "$program-heartbeat" --completions
