"""The processes that train a run together, as torchrun or accelerate launch starts them; usually one.

The leader, rank 0, alone takes locks, writes events and keeps the model. What it decides the others hear.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipeline.inference import find_device

LONGEST_WAIT = timedelta(hours=2)  # for the leader, who scores the reference alone; NCCL's own is ten minutes


@dataclass(frozen=True)
class Team:
    """A process's place among `size`."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def hear(self, word: Any) -> Any:
        """The leader's word in every process, once all have come here; the others' words are not heard."""
        if self.size == 1:
            return word
        import torch

        words = [word]
        torch.distributed.broadcast_object_list(words, src=0, device=torch.device("cpu"))
        return words[0]


ALONE = Team()


@contextmanager
def join_team(rank: int, size: int) -> Iterator[Team]:
    """Meet the other processes at the address that their launcher left in the environment."""
    if size == 1:
        yield ALONE
        return
    # Words travel between CPUs, gradients between the devices that train.
    backend = "cpu:gloo,cuda:nccl" if find_device() == "cuda" else "gloo"
    import torch

    torch.distributed.init_process_group(backend, rank=rank, world_size=size, timeout=LONGEST_WAIT)
    yield Team(rank, size)
    torch.distributed.destroy_process_group()  # not after an error: the others may be anywhere
