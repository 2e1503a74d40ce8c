"""What a long-lived process has freed goes back to the system."""

import platform
import subprocess
import sys

from pipeline.heap import give_back_memory
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


def take_and_free(how: str) -> list[str]:
    command = [sys.executable, "-c", TAKE_AND_FREE, how]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def test_what_was_freed_is_given_back_where_glibc_would_keep_it() -> None:
    if platform.libc_ver()[0] != "glibc":
        assert not give_back_memory()
        return
    kept = int(take_and_free("as it is")[0])
    said, left = take_and_free("set")
    assert said == "True"
    assert kept > 40e6 and int(left) < 5e6
