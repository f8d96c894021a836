#!/bin/bash
# run.sh FOLDER COMMAND: runs a command as root in the user-mode kernel, in virtual time.
#
# Its root is this machine's own, read-only with memory over it; FOLDER alone is shared and
# writable. evdev, uinput and systemd-udevd are there; one processor, no network. The command's output appears
# on standard output, its exit status is given back (125 if it never came to an end).
#   UML_TIME=inf-cpu (default) computing takes no time | basic | real    UML_TIMEOUT=300 (s, real)
set -uo pipefail

here=$(dirname "$(readlink -f "$0")")
[ $# = 2 ] || { echo "usage: run.sh FOLDER COMMAND" >&2; exit 125; }
kernel=$("$here/build-kernel.sh") || exit 125
folder=$(readlink -f "$1")
rm -f "$folder/status"
printf '%s\n' "$2" > "$folder/command"
case ${UML_TIME:=inf-cpu} in
  real) time= ;;
  basic) time=time-travel ;;
  *) time=time-travel=$UML_TIME ;;
esac

cat > "$folder/init" <<INIT
#!/bin/bash
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
if [ -z "\${1:-}" ]; then
  mount -n -t proc proc /proc
  mount -n -t sysfs sys /sys
  mount -n -t devtmpfs dev /dev 2> /dev/null
  mount -n -t tmpfs tmp /mnt
  mkdir /mnt/{upper,work,root}
  mount -n -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
  for each in proc sys dev; do mount -n --move /\$each /mnt/root/\$each; done
  mount -n -t tmpfs tmp /mnt/root/run
  mount -n -t hostfs -o "$folder" none "/mnt/root$folder"
  exec chroot /mnt/root "$folder/init" second
fi
mkdir -p /dev/shm
mount -n -t tmpfs tmp /dev/shm
ln -sf /proc/self/fd /dev/fd
/lib/systemd/systemd-udevd --daemon 2> /dev/null
udevadm trigger --action=add --subsystem-match=input --subsystem-match=misc
udevadm settle
cd "$folder"
bash "$folder/command"
echo \$? > "$folder/status"
sync
echo o > /proc/sysrq-trigger
sleep 9
INIT
chmod +x "$folder/init"
memory=/dev/shm
[ -w "$memory" ] || memory=${TMPDIR:-/tmp}
TMPDIR=$memory timeout --foreground -k 5 "${UML_TIMEOUT:-300}" "$kernel" mem=768M \
  rootfstype=hostfs rootflags=/ ro init="$folder/init" con0=null,fd:1 con=null ssl=null quiet \
  loglevel=1 $time < /dev/null
status=$(cat "$folder/status" 2> /dev/null) || status=125
exit "$status"
