#!/bin/bash
# install-packages.sh FILE...: installs those Debian packages that the files name and that are not
# there yet. A file names one package a line; what follows a '#' is a comment.
set -euo pipefail

fail() { echo "$*" >&2; exit 1; }

mapfile -t wanted < <(sed 's/#.*//' "$@" | xargs -n 1)
if ! command -v apt-get > /dev/null; then
  echo "This is no Debian or Ubuntu. What these packages hold there is needed: ${wanted[*]}" >&2
  exit 0
fi
is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}
missing=()
for package in "${wanted[@]}"; do
  is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo > /dev/null ||
    fail "Missing packages; as root: apt-get install ${missing[*]}"
  as_root=(sudo)
  # Nobody is there to type a password.
  [ -t 0 ] || as_root=(sudo --non-interactive)
fi
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get --quiet --quiet -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"
}
install() { apt_get install --yes --no-install-recommends "${missing[@]}" > /dev/null; }

echo "Installing packages${as_root:+ (sudo may ask for your password)}: ${missing[*]}" >&2
# A machine that never fetched the archive's index, or long ago, has to do so first.
compgen -G '/var/lib/apt/lists/*Packages*' > /dev/null && install 2> /dev/null && exit 0
apt_get update || true
install || fail "Could not install all of: ${missing[*]}"
