"""Lets the real `spaces` package run with a torch that knows no CUDA. Import it before `spaces`."""

import os
from collections.abc import Callable

import torch


def _is_in_bad_fork() -> bool:
    return False


def _no_cuda() -> None:
    raise RuntimeError("There is no CUDA here")


torch.version.cuda = "12.8"
torch._C._cuda_init = getattr(torch._C, "_cuda_init", _no_cuda)
# `spaces` sends it to another process, so it has to be found under the name that it has there.
_is_in_bad_fork.__module__, _is_in_bad_fork.__qualname__ = "torch.cuda", "_is_in_bad_fork"
torch.cuda._is_in_bad_fork = _is_in_bad_fork

import spaces.zero.torch  # noqa: E402
from spaces.zero.torch import patching  # noqa: E402


def _init(nvidia_uuid: str) -> None:
    os.environ["CUDA_VISIBLE_DEVICES"] = nvidia_uuid


def _move(callback: Callable[[int], object] | None = None) -> None:
    """Nothing is on a device, so nothing has to go there."""


patching.init = spaces.zero.torch.init = _init
patching.move = spaces.zero.torch.move = _move
