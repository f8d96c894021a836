"""Builds the small C programs of the tests, kept in the cache under a name made of their source."""

import hashlib
import os
import pathlib
import subprocess

_SYSTEM = pathlib.Path(__file__).resolve().parent.parent
_REPOSITORY = _SYSTEM.parent.parent

TOOLS = [
    *(_SYSTEM / "tools" / f"{name}.c" for name in ("uinput_play", "evdev_witness", "memory_dump", "stall_witness")),
    *(_REPOSITORY / "Benchmarks" / f"{name}.c" for name in ("uinput_blast", "bare_reader")),
]


def cache():
    default = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")) + "/tactus"
    return pathlib.Path(os.environ.get("TACTUS_CACHE", default))


def build_tool(source):
    """The path of the program, linked statically, so that it runs in any guest."""
    return _build(source, "", "-static")


def build_library(source):
    """The path of the shared library, for LD_PRELOAD."""
    return _build(source, ".so", "-shared", "-fPIC")


def _build(source, suffix, *flags):
    headers = b"".join(header.read_bytes() for header in sorted(source.parent.glob("*.h")))
    key = hashlib.sha256(source.read_bytes() + headers).hexdigest()[:16]
    program = cache() / "tools" / f"{source.stem}-{key}{suffix}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        fresh = program.with_suffix(f".{os.getpid()}")
        subprocess.run(
            ["gcc", *flags, "-O2", "-Wall", "-Wextra", "-Werror", "-o", fresh, source],
            check=True)
        fresh.rename(program)
    return program


def libraries(program):
    """The shared libraries that a program takes from elsewhere than the distribution's folders."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    if listed.returncode != 0 and "not a dynamic executable" in listed.stderr:
        return {}
    listed.check_returncode()
    found = {}
    for line in listed.stdout.splitlines():
        name, arrow, rest = line.strip().partition(" => ")
        path = rest.partition(" (")[0]
        if path == "not found":
            raise FileNotFoundError(f"{program} needs {name}, which is not there")
        if arrow and not path.startswith(("/lib/", "/lib64/", "/usr/lib/")):
            found[name] = path
    return found
