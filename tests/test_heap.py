"""What a long-lived process has freed goes back to the system; what a training one has freed stays."""

import platform
import subprocess
import sys

from pipeline.heap import give_back_memory, keep_freed_memory
from pipeline.settings import ROOT

# 50 MB of blocks with something small that stays after each, once blocks of 30 MB were common.
TAKE_AND_FREE = """
import ctypes, pathlib, sys
from pipeline.heap import give_back_memory
if sys.argv[1] == "set":
    print(give_back_memory())
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def resident():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
libc.free(libc.malloc(30 << 20))
before, blocks, pins = resident(), [], []
for _ in range(200):
    blocks.append(libc.malloc(1 << 18))
    ctypes.memset(ctypes.c_void_p(blocks[-1]), 1, 1 << 18)
    pins.append(libc.malloc(64))
for block in blocks:
    libc.free(block)
print(resident() - before)
"""

# How many pages of 64 MB that were there before are emptied anew.
TAKE_AGAIN = """
import ctypes, resource, sys
from pipeline.heap import keep_freed_memory
if sys.argv[1] == "set":
    print(keep_freed_memory())
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def take():
    block = libc.malloc(64 << 20)
    ctypes.memset(ctypes.c_void_p(block), 1, 64 << 20)
    libc.free(block)
take()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    take()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def run(script: str, how: str) -> list[str]:
    command = [sys.executable, "-c", script, how]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def test_what_was_freed_is_given_back_where_glibc_would_keep_it() -> None:
    if platform.libc_ver()[0] != "glibc":
        assert not give_back_memory()
        return
    kept = int(run(TAKE_AND_FREE, "as it is")[0])
    said, left = run(TAKE_AND_FREE, "set")
    assert said == "True"
    assert kept > 40e6 and int(left) < 5e6


def test_what_training_has_freed_is_there_for_the_next_step() -> None:
    if platform.libc_ver()[0] != "glibc":
        assert not keep_freed_memory()
        return
    emptied = int(run(TAKE_AGAIN, "as it is")[0])
    said, again = run(TAKE_AGAIN, "set")
    assert said == "True"
    assert int(again) < emptied / 10
