#!/bin/bash
# system.sh installed LOGDIR | uninstalling | uninstalled: tells the running system of what
# `make install` and `make uninstall` put in place and take away.
set -euo pipefail

say() { echo "$*" >&2; }
has_systemd() { [ -d /run/systemd/system ]; }
has_udev() { [ -S /run/udev/control ]; }

reload_rules() {
  has_udev || return 0
  udevadm control --reload
  udevadm trigger --subsystem-match=input --settle
}

installed() {
  local logs=$1
  if command -v systemd-sysusers > /dev/null; then
    systemd-sysusers tactus.conf
  else
    getent group tactus-status > /dev/null || groupadd --system tactus-status
    getent group tactus-person > /dev/null || groupadd --system tactus-person
    local user
    for user in tactus tactus-heartbeat; do
      getent passwd $user > /dev/null ||
        useradd --system --user-group --no-create-home --shell /usr/sbin/nologin $user
    done
    usermod --append --groups tactus-status tactus-heartbeat
  fi
  # What root's own runs left there, too.
  chown --recursive tactus:tactus "$logs"
  [ -x /usr/bin/setfacl ] ||
    say "The udev rule needs /usr/bin/setfacl: apt-get install acl, then 'make install' again."
  reload_rules
  if has_systemd; then
    systemctl daemon-reload
    systemctl try-restart tactus.service tactus-heartbeat.service
    say "Installed. To start it now and at every boot:"
    say "  sudo systemctl enable --now tactus"
    say "To see how it is, what it does, and what it writes:"
    say "  sudo tactus status"
    say "  sudo journalctl --follow --unit tactus"
    say "  sudo tactus view --follow --log-dir $logs"
  else
    say "Installed. systemd doesn't run here; to start the sensor as its user:"
    say "  setpriv --reuid=tactus --regid=tactus --clear-groups tactus run --log-dir $logs"
  fi
}

uninstalling() {
  ! has_systemd || systemctl disable --now --quiet tactus.service tactus-heartbeat.service 2> /dev/null || true
}

uninstalled() {
  ! has_systemd || systemctl daemon-reload
  reload_rules
  # What the rule granted outlives it.
  local node
  for node in /dev/input/event*; do
    [ ! -e "$node" ] || setfacl --remove=group:tactus "$node" 2> /dev/null || true
  done
}

"$@"
