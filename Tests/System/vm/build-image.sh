#!/bin/bash
# Builds the test machine's image, once, and prints the folder that holds it:
#   vmlinuz     Debian's kernel, started by the BIOS, for only so can it wake from suspend to RAM
#   initrd.gz   modules that reach the root disk
#   root.ext4   Debian 12 with systemd, udev, logind and the agent that runs the tests' commands
# The folder lies in $TACTUS_CACHE (default ~/.cache/tactus), under a name made of everything that
# goes into it, so a change here or a newer kernel makes a new one. Needs root and the packages
# listed in ../packages.txt; the packages inside come from this machine's own Debian apt sources.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
cache=${TACTUS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tactus}
suite=bookworm
packages=(
  systemd systemd-sysv libpam-systemd udev dbus kmod acl procps
  libevdev2 libudev1 libyaml-0-2 libjansson4 libstdc++6 libgcc-s1 libcurl4
  evtest evemu-tools strace
)
modules_at_boot=(virtio_console xhci_pci usbhid hid-generic uinput uhid evdev psmouse button)
# Modules that no test needs and that cost an emulated machine seconds: self-tests of ciphers,
# hardware that the machine claims without having it.
modules_never=(
  kvm_amd kvm_intel ccp serio_raw aesni_intel ghash_clmulni_intel crc32_pclmul crct10dif_pclmul
  sha512_ssse3 sha256_ssse3 sha1_ssse3 floppy i2c_piix4 pcspkr parport_pc qemu_fw_cfg
)
units_never=(
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
  e2scrub_reap.service getty@tty1.service serial-getty@ttyS0.service systemd-networkd.service
  systemd-pstore.service systemd-firstboot.service systemd-update-utmp.service
  systemd-update-utmp-runlevel.service modprobe@{dm_mod,drm,efi_pstore,fuse,loop}.service
  sys-kernel-{debug,tracing}.mount dev-hugepages.mount
)

say() { echo "image: $*" >&2; }
fail() { say "$*"; exit 1; }

# The kernel's newest package in the sources, fetched with the new system's apt configuration.
# Runs as a hook of mmdebstrap, which sets MMDEBSTRAP_APT_CONFIG.
fetch_kernel() {
  export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
  local package
  package=$(apt-cache depends linux-image-amd64 |
    sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  cd "$1" && apt-get -qq -o APT::Sandbox::User=root download "$package"
}
if [ "${1:-}" = --fetch-kernel ]; then
  fetch_kernel "$2"
  exit
fi

mapfile -t sources < <("$here/../debian-sources.sh" "$suite")
[ ${#sources[@]} -gt 0 ] || exit 1
key=$(cat "$0" "$here"/guest/* <(printf '%s\n' "${sources[@]}") <(
  apt-cache policy linux-image-amd64 2>/dev/null | sed -n 's/.*Candidate: //p') |
  sha256sum | cut -c1-16)
image=$cache/vm/$key
if [ -e "$image/complete" ]; then
  echo "$image"
  exit
fi
[ "$(id -u)" = 0 ] || fail "building it needs root (it is kept in $cache afterwards)"
for tool in mmdebstrap gcc mke2fs cpio modprobe; do
  command -v "$tool" > /dev/null || fail "$tool is missing: install the packages of packages.txt"
done

mkdir -p "$cache/vm"
exec 8> "$cache/vm/build.lock"
flock 8 # another build of the same may be under way
if [ -e "$image/complete" ]; then
  echo "$image"
  exit
fi
say "building $image (about a minute)"
work=$(mktemp -d "${TMPDIR:-/var/tmp}/tactus-image.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
rm -rf "$image"
mkdir -p "$image" "$work"/{kernel,fetched,initrd/{mods,dev,new}}
root=$work/root

say "installing Debian $suite"
TMPDIR=$work mmdebstrap --quiet --variant=minbase --format=directory \
  --include="$(IFS=,; echo "${packages[*]}")" \
  --aptopt='APT::Install-Recommends "false"' \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io \
  --customize-hook="bash '$here/build-image.sh' --fetch-kernel '$work/fetched'" \
  "$suite" "$root" "${sources[@]}" >&2

say "unpacking the kernel"
deb=("$work"/fetched/linux-image-*.deb)
[ -e "${deb[0]}" ] || fail "no kernel package was fetched"
dpkg-deb --fsys-tarfile "${deb[0]}" | tar -x -C "$work/kernel" --exclude=./usr/share \
  --exclude='*/drivers/'{gpu,media,net,infiniband,staging,scsi,iio,ata,mtd,isdn,hwmon,platform} \
  --exclude='*/kernel/sound' --exclude='*/kernel/net/'{netfilter,wireless,mac80211,bluetooth,sctp}
version=$(basename "$work"/kernel/lib/modules/*)
depmod -b "$work/kernel" "$version"

cp "$work/kernel/boot/vmlinuz-$version" "$image/vmlinuz"

gcc -static -O2 -o "$work/initrd/init" "$here/guest/init.c"
for module in virtio_pci virtio_blk ext4 crc32c_generic; do
  modprobe -d "$work/kernel" -S "$version" --show-depends "$module"
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | {
  number=100
  while read -r file; do
    cp "$file" "$work/initrd/mods/$((number++))-$(basename "$file")"
  done
}
(cd "$work/initrd" && find . | cpio -o -H newc --quiet) | gzip -1 > "$image/initrd.gz"

say "setting up the system"
mkdir -p "$root/lib/modules"
mv "$work/kernel/lib/modules/$version" "$root/lib/modules/"
gcc -static -O2 -o "$root/usr/local/sbin/tactus-test-agent" "$here/guest/agent.c"
cp "$here/guest/agent.service" "$root/etc/systemd/system/tactus-test-agent.service"
printf '%s\n' "${modules_at_boot[@]}" > "$root/etc/modules-load.d/test.conf"
printf 'blacklist %s\n' "${modules_never[@]}" > "$root/etc/modprobe.d/test.conf"
mkdir -p "$root/etc/systemd/logind.conf.d"
# The tests wake the machine with its power button.
printf '[Login]\nHandlePowerKey=ignore\n' > "$root/etc/systemd/logind.conf.d/test.conf"
echo tactus-test > "$root/etc/hostname"
: > "$root/etc/fstab"
# With an id and these stamps systemd takes the boot for an ordinary one, not for the first.
echo 00112233445566778899aabbccddeeff > "$root/etc/machine-id"
touch "$root/etc/.updated" "$root/var/.updated"
units=$root/etc/systemd/system
mkdir -p "$units/multi-user.target.wants"
ln -s ../tactus-test-agent.service "$units/multi-user.target.wants/"
for unit in "${units_never[@]}"; do ln -sf /dev/null "$units/$unit"; done
ln -sf /lib/systemd/system/multi-user.target "$units/default.target"
mke2fs -q -F -t ext4 -O ^has_journal -E lazy_itable_init=0 \
  -d "$root" "$image/root.ext4" 1200M > /dev/null

touch "$image/complete"
say "built in $SECONDS s"
echo "$image"
