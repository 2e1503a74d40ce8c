"""How a process keeps the memory that it has freed, by glibc's settings; without glibc nothing changes."""

import ctypes
import sys

# malloc.h; a value that is set no longer follows what the process does.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX = -1, -3, -4, -8
ARENAS = 2
LARGE = 128 * 1024  # bytes, glibc's own beginning


def give_back_memory() -> bool:
    """Have what is freed go back to the system, in a process that lives for weeks: large blocks at once,
    small ones from 2 heaps that all threads share instead of one for each. Whether it could be said. It is
    called before threads are started.
    """
    return _set({M_ARENA_MAX: ARENAS, M_MMAP_THRESHOLD: LARGE, M_TRIM_THRESHOLD: LARGE})


def keep_freed_memory() -> bool:
    """Have what is freed stay with the process, as training on a CPU wants: each step frees gradients and
    activations and takes as much again, 620,000 pages for the shape of Qwen2.5-0.5B, which the system
    would have to empty anew: 3 of a step's 10 seconds. Whether it could be said.
    """
    return _set({M_MMAP_MAX: 0, M_TRIM_THRESHOLD: 2**31 - 1})


def _set(options: dict[int, int]) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "gnu_get_libc_version"):  # musl has another malloc
        return False
    return all(libc.mallopt(option, value) == 1 for option, value in options.items())
