"""What a program's main thread allocates and locks, counted by a library that is put before the C one."""

import struct

from .build import build_library

NAMES = ("allocations", "frees", "locks", "waits")
SIZE = 4096  # of the file that the counts are kept in, as tools/hot_path_counter.c has it


def library(tools):
    """The path of the library."""
    return build_library(tools / "hot_path_counter.c")


def counts(raw):
    """The counts by name, from the bytes of the file."""
    return dict(zip(NAMES, struct.unpack_from(f"={len(NAMES)}Q", raw)))
