"""The codas: enough of them for five distinct titles, and written as the grammar reads them."""

import math
import random
import re

import pytest

from pipeline.embedded.codas import CODAS, draw, draw_coda
from pipeline.embedded.frame import STYLES


def count_variants(line: str) -> int:
    return math.prod(len(alternatives.split("|")) for alternatives in re.findall(r"\[([^\]]*)\]", line))


def test_one_alternative_is_taken_from_each_bracket() -> None:
    drawn = {draw(random.Random(seed), "[A|The] [Short|Long] Road ({Y})") for seed in range(50)}
    assert drawn == {"A Short Road ({Y})", "A Long Road ({Y})", "The Short Road ({Y})", "The Long Road ({Y})"}


@pytest.mark.parametrize("style", STYLES)
def test_each_style_has_many_codas(style: str) -> None:
    # twelve styles of 60 are 720 codas, before slots: two of five titles alike in 10 / 720 of ideas
    assert sum(count_variants(line) for line in CODAS[style]) >= 60


def test_a_drawn_coda_has_no_bracket_left() -> None:
    rng = random.Random(1)
    drawn = [draw_coda(rng, style) for style in STYLES for _ in range(50)]
    assert not [coda for coda in drawn if re.search(r"[\[\]|]|  |^ | $", coda)]
