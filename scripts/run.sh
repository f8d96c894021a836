#!/bin/bash
# run.sh [OPTION]...: starts the sensor that was built here in the foreground, with its logs in
# ./logs. Options go to `tactus run`. Where the user may not read the input devices, it offers to ask
# sudo for that, and for nothing more: the sensor runs as the user all the same.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

command=(
  .build/release/tactus run --log-dir logs
  --example Examples/recordings/keyboard.events
  --example Examples/recordings/mouse.events
  "$@"
)

# Whether there are devices and none of them may be read.
is_locked_out() {
  local node found=no
  for node in /dev/input/event*; do
    [ -e "$node" ] || continue
    [ ! -r "$node" ] || return 1
    found=yes
  done
  [ $found = yes ]
}

is_locked_out || exec "${command[@]}"

cat >&2 << END
You ($(id -un)) may not read /dev/input: whoever may can see what is typed, so Linux lets only root
and the group "input". For good, 'make build' and 'sudo make install' set up a service with a user of
its own. For now, sudo can give this one process the group "input" and real-time priority.
END
answer=no
if [ ! -t 0 ] || [ ! -t 2 ]; then
  echo "Nobody is here to ask, so the sensor starts without and waits." >&2
elif ! command -v sudo > /dev/null; then
  echo "There is no sudo here, so the sensor starts without and waits." >&2
else
  read -r -p "Ask sudo for that? [Y/n] " answer
fi
case "$answer" in
  "" | [Yy]*)
    # Where real time is refused, as in a container, the sensor says so and goes on.
    exec sudo -- sh -c 'prlimit --pid $$ --rtprio=50 2> /dev/null; exec "$@"' sh \
      setpriv --reuid="$(id -u)" --regid="$(id -g)" \
      --groups="$(id -G | tr ' ' ,),$(getent group input | cut -d: -f3)" -- "${command[@]}"
    ;;
  *) exec "${command[@]}" ;;
esac
