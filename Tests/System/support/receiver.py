"""A receiver of heartbeats in the machine, which has no Python: systemd's socket activator starts a script
for each connection."""

import contextlib
import json

PORT = 26002
SCRIPT = r"""#!/bin/bash
length=0
while IFS= read -r line && line=${line%$'\r'} && [ -n "$line" ]; do
  case ${line,,} in content-length:*) length=${line#*: } ;; esac
done
read -r -N "$length" body
echo "$(awk '{print $1}' /proc/uptime) $body" >> /run/beats
printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'
"""


class Beats:
    """What has arrived."""

    def __init__(self, vm):
        self._vm = vm

    def all(self):
        """(seconds since boot, body) of each beat."""
        lines = self._vm.run("cat /run/beats 2> /dev/null").output.splitlines()
        return [(float(line.split()[0]), json.loads(line.split(maxsplit=1)[1])) for line in lines]

    def wait_for(self, count, timeout=60):
        self._vm.wait_until(f"[ $(wc -l < /run/beats) -ge {count} ]", timeout)


@contextlib.contextmanager
def receiving(vm, script=SCRIPT):
    """Receive on the default port by the script, until the block ends."""
    vm.run(
        "cat > /run/receive && chmod 755 /run/receive && rm -f /run/beats && touch /run/beats",
        input=script.encode(), check=True)
    vm.run(f"(systemd-socket-activate --listen={PORT} --accept --inetd /run/receive"
           " < /dev/null > /dev/null 2>&1 & echo $! > /run/receiver.pid)", check=True)
    vm.wait_until(f"grep -q ':{PORT:04X} 0*:0000 0A' /proc/net/tcp /proc/net/tcp6", 20)
    try:
        yield Beats(vm)
    finally:
        vm.run("kill $(cat /run/receiver.pid); rm -f /run/receive /run/beats /run/receiver.pid")
