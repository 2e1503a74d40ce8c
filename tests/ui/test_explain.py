"""The folded help: three sentences in both languages, a formula that is well formed, and a source.
In a browser: test_page.py.
"""

import re
from xml.etree import ElementTree

import pytest

from pipeline.ui.explain import EXPLANATIONS, _folded, explanations
from pipeline.ui.text import TEXT

WRITTEN = {key.removeprefix("explain_") for key in TEXT if key.startswith("explain_")}


def test_every_explanation_has_its_question_and_its_words() -> None:
    questions = {f"{name}_name" for name in EXPLANATIONS}
    places = {where for _, where, _ in EXPLANATIONS.values()}
    assert questions | set(EXPLANATIONS) | places | {"source"} == WRITTEN


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_an_explanation_is_three_sentences_a_formula_and_its_source(name: str) -> None:
    english, chinese = TEXT[f"explain_{name}"]
    assert len(re.findall(r"[.?!](?= |$)", english)) == 3
    assert len(re.findall(r"[。？！]", chinese)) == 3
    tree = ElementTree.fromstring(_folded(name).replace("&#x2061;", "\u2061"))
    (formula,) = tree.iter("math")
    letters = "".join(formula.itertext())
    assert letters.count("(") == letters.count(")") and letters.count("[") == letters.count("]")
    assert all(link.get("href", "").startswith("https://arxiv.org/abs/") for link in tree.iter("a"))


def test_the_dpo_loss_is_the_published_one() -> None:
    """Rafailov et al. 2023, eq. 7, read from left to right."""
    tree = ElementTree.fromstring(_folded("dpo").replace("&#x2061;", ""))
    (formula,) = tree.iter("math")
    chosen, rejected = ("πθ(yw|x)πref(yw|x)", "πθ(yl|x)πref(yl|x)")
    assert "".join(formula.itertext()) == f"L=−logσ(βlog{chosen}−βlog{rejected})"


def test_an_unknown_explanation_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        explanations(["perplexity"])
