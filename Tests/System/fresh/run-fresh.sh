#!/bin/bash
# run-fresh.sh COMMAND: runs a command in a fresh clone of this repository on a clean Debian 12.
#
#   Tests/System/fresh/run-fresh.sh 'make run'
#   Tests/System/fresh/run-fresh.sh 'make test'
#
# The clean machine is a folder with nothing but Debian's minimal base and ca-certificates (no sudo,
# no compiler, no git), this machine's Debian apt sources, and the Swift toolchain, read-only. The
# clone holds what is committed. The command runs as root with the clone as its folder, in a mount,
# process and IPC namespace of its own; all of it is gone afterwards. Its exit status is given
# back.
#   SWIFT_TOOLCHAIN=folder   the toolchain (default: the one whose `swift` is in PATH)
#   FRESH_KEEP=1             leave the folder behind, and say where
# The base is built once and kept in $TACTUS_CACHE (default ~/.cache/tactus); needs root, mmdebstrap.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
suite=bookworm
say() { echo "fresh: $*" >&2; }
fail() { say "$*"; exit 125; }

# Second half, inside the namespaces: put the folder together and change into it.
if [ "${1:-}" = --inside ]; then
  root=$2 toolchain=$3 command=$4
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  mount -t tmpfs tmpfs "$root/run"
  mkdir -p "$root$toolchain"
  mount --bind "$toolchain" "$root$toolchain"
  mount -o remount,bind,ro "$root$toolchain"
  exec chroot "$root" /usr/bin/env -i HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 ${CI:+CI=$CI} \
    PATH="$toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    /bin/bash -c "cd /root/tactus && $command"
fi

[ $# = 1 ] || fail "usage: run-fresh.sh COMMAND"
[ "$(id -u)" = 0 ] || fail "needs root, to change into the clean folder"
for tool in mmdebstrap git unshare; do
  command -v "$tool" > /dev/null || fail "$tool is missing"
done
swift=$(command -v swift || true)
toolchain=${SWIFT_TOOLCHAIN:-${swift:+$(readlink -f "$(dirname "$(readlink -f "$swift")")/../..")}}
[ -x "$toolchain/usr/bin/swift" ] || fail "no Swift toolchain in '$toolchain': set SWIFT_TOOLCHAIN"

mapfile -t sources < <("$here/../debian-sources.sh" "$suite")
[ ${#sources[@]} -gt 0 ] || exit 125
cache=${TACTUS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tactus}/fresh
key=$(cat "$0" <(printf '%s\n' "${sources[@]}") | sha256sum | cut -c1-16)
base=$cache/$suite-$key.tar
if [ ! -e "$base" ]; then
  say "building the clean base"
  mkdir -p "$cache"
  mmdebstrap --quiet --variant=minbase --format=tar --include=ca-certificates \
    "$suite" "$base.new" "${sources[@]}" >&2
  mv "$base.new" "$base"
fi

work=$(mktemp -d "${TMPDIR:-/var/tmp}/tactus-fresh.XXXXXX")
root=$work/root
clean_up() {
  if [ -n "${FRESH_KEEP:-}" ]; then
    say "left behind: $root"
  else
    rm -rf --one-file-system "$work"
  fi
}
trap clean_up EXIT
mkdir "$root"
tar -x -C "$root" --exclude='./dev/*' -f "$base"
# The way out to the archive is this machine's: names, proxies, how old an index may be.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' \
  > "$root/etc/apt/apt.conf.d/99host" || true
git clone --quiet --no-hardlinks "$(git -C "$here" rev-parse --show-toplevel)" "$root/root/tactus"

say "running on a clean Debian ($suite): $1"
status=0
unshare --mount --pid --ipc --fork --kill-child \
  "$here/run-fresh.sh" --inside "$root" "$toolchain" "$1" || status=$?
say "exit status $status"
exit $status
