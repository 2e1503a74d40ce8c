"""Trees of hand-written rows, and what must hold for every tree."""

import random

import pytest
import torch

from pipeline.training.prefix_tree import PrefixTree, grow_tree, spread


def test_a_tree_holds_each_prefix_once() -> None:
    # 1 - 2 - 3 - 4 with 5 and 6 predicted after 4, and 3 and 7 after 2
    tree = grow_tree([[1, 2, 3, 4, 5], [1, 2, 3, 4, 6], [1, 2, 7]], [2, 2, 2], width=5)
    assert tree.tokens.tolist() == [1, 2, 3, 4]
    assert tree.positions.tolist() == [0, 1, 2, 3]
    assert tree.attends.tolist() == torch.ones(4, 4).tril().bool().tolist()
    assert tree.predicting.tolist() == [1, 2, 3]
    assert tree.head.tolist() == [0, 1, 2, 2, 0]
    assert tree.label.tolist() == [3, 4, 5, 6, 7]
    assert tree.edge.tolist() == [[5, 0, 1, 2], [5, 0, 1, 3], [5, 4, 5, 5]]


def test_siblings_do_not_see_each_other() -> None:
    tree = grow_tree([[1, 2, 3, 9], [1, 4, 5, 9]], [1, 1], width=4)
    assert tree.tokens.tolist() == [1, 2, 3, 4, 5]
    assert tree.positions.tolist() == [0, 1, 2, 1, 2]
    assert tree.attends.int().tolist() == [
        [1, 0, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [1, 1, 1, 0, 0],
        [1, 0, 0, 1, 0],
        [1, 0, 0, 1, 1],
    ]


def test_a_row_that_is_a_prefix_of_another_adds_nothing() -> None:
    long, both = (
        grow_tree(rows, [1] * len(rows), width=4) for rows in ([[1, 2, 3, 4]], [[1, 2, 3, 4], [1, 2]])
    )
    assert both.tokens.tolist() == long.tokens.tolist() == [1, 2, 3]
    assert both.edge.tolist() == [[0, 1, 2], [0, 3, 3]]


def test_duplicates_share_all() -> None:
    tree = grow_tree([[1, 2, 3], [1, 2, 3], [1, 2, 3]], [1, 1, 1], width=3)
    assert tree.tokens.tolist() == [1, 2]
    assert tree.edge.tolist() == [[0, 1]] * 3


def test_prompts_share_their_beginning() -> None:
    tree = grow_tree([[1, 2, 3, 8], [1, 2, 4, 8]], [3, 3], width=4)
    assert tree.tokens.tolist() == [1, 2, 3, 4]
    assert tree.predicting.tolist() == [2, 3]
    assert tree.label.tolist() == [8, 8]


def test_no_prompt_token_is_predicted() -> None:
    tree = grow_tree([[1, 2, 3, 4]], [3], width=6)
    assert tree.edge.tolist() == [[1, 1, 0, 1, 1]]


def test_the_first_token_of_all_is_never_predicted() -> None:
    assert grow_tree([[1, 2]], [0], width=2).edge.tolist() == [[0]]


def test_a_row_without_a_completion_is_fed_and_predicts_nothing() -> None:
    tree = grow_tree([[1, 2, 3]], [3], width=3)
    assert tree.tokens.tolist() == [1, 2]
    assert (tree.predicting.tolist(), tree.edge.tolist()) == ([], [[0, 0]])


def test_rows_of_one_token_are_refused() -> None:
    with pytest.raises(ValueError, match="two tokens"):
        grow_tree([[1], [2]], [0, 0], width=1)


@pytest.mark.parametrize("seed", range(20))
def test_every_row_reads_its_own_prefixes(seed: int) -> None:
    draw = random.Random(seed)
    rows = [[draw.randrange(3) for _ in range(draw.randint(2, 9))] for _ in range(draw.randint(1, 12))]
    starts = [draw.randint(0, len(row)) for row in rows]
    tree = grow_tree(rows, starts, width=9)
    check_rows(tree, rows, starts)
    prefixes = {tuple(row[:n]) for row in rows for n in range(1, len(row))}
    assert len(tree.tokens) == len(prefixes)


def check_rows(tree: PrefixTree, rows: list[list[int]], starts: list[int]) -> None:
    for row, start, edges in zip(rows, starts, tree.edge.tolist(), strict=True):
        for at, edge in enumerate(edges, start=1):
            if not max(start, 1) <= at < len(row):
                assert edge == len(tree.label)
                continue
            seen = tree.attends[tree.predicting[tree.head[edge]]].nonzero().flatten()
            assert tree.tokens[seen].tolist() == row[:at]
            assert tree.positions[seen].tolist() == list(range(at))
            assert tree.label[edge] == row[at]


def test_spread_repeats_shared_values_and_pads_with_zero() -> None:
    values = torch.tensor([0.5, 2.0], requires_grad=True)
    rows = spread(values, torch.tensor([[0, 1, 2], [1, 2, 2]]))
    assert rows.tolist() == [[0.5, 2.0, 0.0], [2.0, 0.0, 0.0]]
    rows.sum().backward()
    assert values.grad is not None and values.grad.tolist() == [1.0, 2.0]
