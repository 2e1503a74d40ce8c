"""Rows of token ids -> one prefix tree, in which every distinct prefix is one node.

    1 2 | 3 4 5          1 - 2 - 3 - 4 - (5)
    1 2 | 3 4 6   ->              \\   \\- (6)
    1 2 | 3 7                      \\- (7)

A node attends to itself and its ancestors and stands at its depth, so a decoder gives it the hidden state
that it has in each of the rows through it. A token's log-probability is read at its parent: the last tokens
of rows, in brackets, are predicted but never fed. The ten pairs of an idea are twenty rows, five titles and
one tree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class PrefixTree:
    """The distinct work of a batch of rows, and where each row finds its results.

    tokens, positions: (nodes,) what is fed, parents before children.
    attends: (nodes, nodes) bool, True where the row's node sees the column's.
    predicting: (heads,) the nodes after which a completion token is predicted; only they need logits.
    head, label: (edges,) an index into `predicting`, and the token that is predicted there.
    edge: (rows, width - 1) the edge that predicts a row's next token; `edges` where none is predicted.
    """

    tokens: Tensor
    positions: Tensor
    attends: Tensor
    predicting: Tensor
    head: Tensor
    label: Tensor
    edge: Tensor


def grow_tree(rows: Sequence[Sequence[int]], starts: Sequence[int], width: int) -> PrefixTree:
    """The tree of rows of at most `width` tokens, whose completions begin at index `starts`.

    A completion that begins at 0 has no prediction of its first token. ValueError when no row has two tokens.
    """
    keys = [tuple(row) for row in rows]
    tokens: list[int] = []
    parents: list[int] = []
    depths: list[int] = []
    paths: dict[tuple[int, ...], list[int]] = {}
    previous: tuple[int, ...] = ()
    path: list[int] = []
    for key in sorted(set(keys)):  # neighbours in this order share the longest prefixes
        shared = _common_prefix(previous, key)
        fresh = range(len(tokens), len(tokens) + len(key) - shared)
        path = paths[key] = [*path[:shared], *fresh]
        tokens.extend(key[shared:])
        parents.extend((path[shared - 1] if shared else -1, *fresh)[: len(fresh)])
        depths.extend(range(shared, len(key)))
        previous = key

    fed = sorted(set(parents) - {-1})
    if not fed:
        raise ValueError("No row has two tokens, so nothing can be predicted; check the prompts")
    number = {node: index for index, node in enumerate(fed)}
    predicted = sorted(
        {node for key, start in zip(keys, starts, strict=True) for node in paths[key][max(start, 1) :]}
    )
    edge_of = {node: index for index, node in enumerate(predicted)}
    predicting = sorted({parents[node] for node in predicted})
    head_of = {node: index for index, node in enumerate(predicting)}

    edge = np.full((len(keys), width - 1), len(predicted))
    for row, (key, start) in enumerate(zip(keys, starts, strict=True)):
        first = max(start, 1)
        edge[row, first - 1 : len(key) - 1] = [edge_of[node] for node in paths[key][first:]]
    return PrefixTree(
        tokens=torch.tensor([tokens[node] for node in fed]),
        positions=torch.tensor([depths[node] for node in fed]),
        attends=_ancestry([number.get(parents[node], -1) for node in fed]),
        predicting=torch.tensor([number[node] for node in predicting], dtype=torch.long),
        head=torch.tensor([head_of[parents[node]] for node in predicted], dtype=torch.long),
        label=torch.tensor([tokens[node] for node in predicted], dtype=torch.long),
        edge=torch.from_numpy(edge),
    )


def spread(values: Tensor, edge: Tensor) -> Tensor:
    """Values of the edges, (edges,), at the rows' positions, (rows, width - 1); zero where none is."""
    return torch.cat([values, values.new_zeros(1)])[edge]


def _ancestry(parents: Sequence[int]) -> Tensor:
    """(nodes, nodes) bool, True where the column is the row's node or an ancestor; -1 is no parent."""
    attends = np.eye(len(parents), dtype=bool)
    for node, parent in enumerate(parents):
        if parent >= 0:
            attends[node] |= attends[parent]
    return torch.from_numpy(attends)


def _common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """How many first tokens two rows share."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared
