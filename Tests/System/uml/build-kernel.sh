#!/bin/bash
# Builds a user-mode Linux kernel with evdev, uinput and virtual time from Debian's kernel source,
# once, and prints its path. In virtual time computing takes none and sleeping ends at once: input
# comes out exact to the microsecond on any host, at 8 kHz and for days, in seconds.
# Kept in $TACTUS_CACHE (default ~/.cache/tactus). Needs build-essential flex bison bc xz-utils and
# linux-source-6.1's folder in the apt sources; takes about ten minutes of one processor.
set -euo pipefail

cache=${TACTUS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tactus}/uml
key=$(sha256sum < "$0" | cut -c1-16)
kernel=$cache/linux-$key
if [ -x "$kernel" ]; then
  echo "$kernel"
  exit
fi
for tool in gcc make flex bison bc xz; do
  command -v "$tool" > /dev/null || {
    echo "uml: $tool is missing: apt-get install build-essential flex bison bc xz-utils" >&2
    exit 1
  }
done
mkdir -p "$cache"
work=$(mktemp -d "${TMPDIR:-/var/tmp}/tactus-uml.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "uml: building the kernel (ten minutes, once)" >&2
cd "$work"
apt-get -qq -o APT::Sandbox::User=root download linux-source-6.1
dpkg-deb --fsys-tarfile linux-source-6.1_*.deb | tar -xO ./usr/src/linux-source-6.1.tar.xz |
  xz -dc | tar -x
cd linux-source-6.1
make -s ARCH=um defconfig
cat > fragment <<'FRAGMENT'
CONFIG_INPUT_EVDEV=y
CONFIG_INPUT_MISC=y
CONFIG_INPUT_UINPUT=y
CONFIG_HOSTFS=y
CONFIG_OVERLAY_FS=y
CONFIG_TMPFS_POSIX_ACL=y
CONFIG_TMPFS_XATTR=y
CONFIG_FHANDLE=y
CONFIG_SECCOMP=y
CONFIG_HIGH_RES_TIMERS=y
CONFIG_UML_TIME_TRAVEL_SUPPORT=y
CONFIG_DEBUG_INFO_NONE=y
# CONFIG_DEBUG_KERNEL is not set
# CONFIG_SOUND is not set
# CONFIG_WLAN is not set
# CONFIG_UML_NET is not set
FRAGMENT
scripts/kconfig/merge_config.sh -m .config fragment > /dev/null
make -s ARCH=um olddefconfig
for option in INPUT_EVDEV INPUT_UINPUT HOSTFS OVERLAY_FS UML_TIME_TRAVEL_SUPPORT; do
  grep -q "^CONFIG_$option=y" .config || {
    echo "uml: the kernel would lack $option" >&2
    exit 1
  }
done
make -s ARCH=um -j "${UML_BUILD_JOBS:-$(nproc)}" linux >&2
strip -s -o "$kernel.new" linux
mv "$kernel.new" "$kernel"
echo "$kernel"
