from itertools import pairwise

import pytest
import torch

from pipeline.sampling import ArithmeticSampler, spread_codes


def draw(sampler: ArithmeticSampler, probabilities: list[list[float]]) -> list[int]:
    tokens: list[int] = sampler.draw(torch.tensor(probabilities).log()).tolist()
    return tokens


def test_transformers_takes_the_drawn_token() -> None:
    scores = torch.tensor([[0.5, 0.3, 0.2]] * 2).log()
    drawn = ArithmeticSampler([0.1, 0.9], temperature=1.0, min_p=0.0)(None, scores)
    assert drawn.dtype == scores.dtype
    assert drawn.exp().tolist() == [[1, 0, 0], [0, 0, 1]]


def test_a_row_draws_the_same_when_others_have_left() -> None:
    """0.65 is the middle of the second token's half; what follows is drawn from a half within it."""
    both = ArithmeticSampler([0.2, 0.65], temperature=1.0, min_p=0.0)
    alone = ArithmeticSampler([0.65], temperature=1.0, min_p=0.0)
    steps = [[0.5, 0.5], [0.25, 0.75], *[[0.3, 0.7]] * 40]  # narrow enough for new codes, more than once
    expected = [draw(alone, [step])[0] for step in steps]
    drawn = [draw(both, [step] * 2)[1] for step in steps[:3]]
    both.keep(torch.tensor([1]))
    assert drawn + [draw(both, [step])[0] for step in steps[3:]] == expected
    assert expected[:2] == [1, 1]  # 0.3 of the half is in the last three quarters


def test_few_likely_tokens_among_many_are_drawn_in_the_order_of_their_ids() -> None:
    likely = [0.0, 0.3, 0.001, 0.5, 0.199]
    sampler = ArithmeticSampler([0.1, 0.31, 0.79, 0.81], temperature=1.0, min_p=0.1)
    assert draw(sampler, [likely] * 4) == [1, 3, 3, 4]  # without the third: ends at 0.3003, 0.8008 and 1


def test_evenly_spread_codes_draw_each_token_by_its_share() -> None:
    sampler = ArithmeticSampler([(n + 0.5) / 10 for n in range(10)], temperature=1.0, min_p=0.0)
    first = draw(sampler, [[0.5, 0.3, 0.2]] * 10)
    assert first == [0] * 5 + [1] * 3 + [2] * 2
    # The five within the first half lie at 0.1, 0.3, 0.5, 0.7 and 0.9 of it.
    assert draw(sampler, [[0.6, 0.4]] * 10)[:5] == [0, 0, 0, 1, 1]


def test_five_codes_draw_one_completion_twice_only_when_it_is_likelier_than_a_fifth() -> None:
    sampler = ArithmeticSampler([0.01 + n / 5 for n in range(5)], temperature=1.0, min_p=0.0)
    assert draw(sampler, [[0.19, 0.19, 0.19, 0.19, 0.19, 0.05]] * 5) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("temperature", "min_p", "expected"), [(1.0, 0.5, [0, 0]), (1.0, 0.0, [0, 1]), (0.1, 0.0, [0, 0])]
)
def test_temperature_and_min_p_sharpen(temperature: float, min_p: float, expected: list[int]) -> None:
    sampler = ArithmeticSampler([0.1, 0.9], temperature, min_p)
    assert draw(sampler, [[0.8, 0.2]] * 2) == expected


def test_a_long_completion_never_runs_out_of_digits() -> None:
    sampler = ArithmeticSampler([0.3, 0.3000001], temperature=1.0, min_p=0.0)
    drawn = [draw(sampler, [[0.25] * 4] * 2) for _ in range(400)]
    for row in range(2):
        counts = [sum(tokens[row] == token for tokens in drawn) for token in range(4)]
        assert all(60 <= count <= 140 for count in counts)  # 100 expected, standard deviation 8.7


def test_codes_are_spread_for_equal_prompts_and_depend_on_nothing_else() -> None:
    codes = spread_codes(["a", "b", "a", "a", "a"], seed=1)
    of_a = sorted(codes[row] for row in (0, 2, 3, 4))
    gaps = [round(later - earlier, 9) for earlier, later in pairwise(of_a)]
    assert gaps == [0.25] * 3
    assert codes[1] == spread_codes(["b"], seed=1)[0]
    assert codes[1] != spread_codes(["b"], seed=2)[0]
    assert all(0 <= code < 1 for code in codes)
