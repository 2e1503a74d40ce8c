from itertools import pairwise

import pytest
import torch

from pipeline.sampling import ArithmeticSampler, spread_codes


def draw(sampler: ArithmeticSampler, probabilities: list[list[float]]) -> list[int]:
    scores = torch.tensor(probabilities).log()
    drawn = sampler(None, scores)
    assert drawn.dtype == scores.dtype
    assert torch.isfinite(drawn).sum(dim=-1).tolist() == [1] * len(probabilities)
    tokens: list[int] = drawn.argmax(dim=-1).tolist()
    return tokens


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
