"""How healthy the titles of both models are, in words and escaped."""

from dataclasses import replace

import pytest

from pipeline.health import measure_health
from pipeline.ui import Services
from pipeline.ui.health_panel import health_html


def test_what_tuning_broke_is_said_in_words_and_escaped(services: Services) -> None:
    ideas = [f"baking bread {n}" for n in range(50)]
    base = measure_health(
        services.task, [(idea, f"{n} reasons why {idea}") for n, idea in enumerate(ideas)], None
    )
    titles = [(idea, idea if n < 6 else f"<i>{idea}</i> {n} ways") for n, idea in enumerate(ideas)]
    tuned = measure_health(services.task, titles, None, [3.5])
    html = health_html({"base": base, "tuned": tuned}, "en")
    assert "12% of titles repeat the idea and say nothing more (base model: 0%)" in html
    assert "88% of titles begin with “&lt;i&gt;baking bread”" in html and "<i>" not in html
    assert "3.5 nats a title" in html
    assert "by 5 points and 3 of 50 titles" in health_html({"base": base, "tuned": base}, "en")


@pytest.mark.parametrize("lang, unseen", [("en", "Misspelt words are found only in part"), ("zh", "错别字")])
def test_what_is_not_measured_is_said_whatever_was_found(services: Services, lang: str, unseen: str) -> None:
    fine = measure_health(services.task, [("bees", "Why Do Bees Dance on Their Combs?")] * 50, None)
    worse = replace(fine, well_formed=0.98)
    broken = replace(fine, well_formed=0.5)
    for tuned in (fine, worse, broken):
        assert unseen in health_html({"base": fine, "tuned": tuned}, lang).split("<details")[0]


def test_what_is_worse_is_counted_and_it_is_said_when_chance_may_do_it(services: Services) -> None:
    fine = measure_health(services.task, [("bees", "Why Do Bees Dance on Their Combs?")] * 50, None)

    def said(base: float, tuned: float) -> str:
        broken = replace(fine, well_formed=tuned, malformed=("Bees Bees",))
        health = {"base": replace(fine, well_formed=base), "tuned": broken}
        return health_html(health, "en").split("<details")[0]

    chance, worse = said(0.98, 0.92), said(0.98, 0.8)
    assert "In titles: 46 of 50, base model 49 of 50. Chance alone may do that." in chance
    assert "In titles: 40 of 50, base model 49 of 50. Not well formed: “Bees Bees”.<" in worse
    assert "notice-plain" in chance and "notice-alert" in worse
    assert "“Well formed” 48 of 50 (base model: 49 of 50). Chance alone may do that." in said(0.98, 0.96)


def test_a_single_worse_title_is_named_with_its_count(services: Services) -> None:
    ideas = [f"baking bread {n}" for n in range(8)]
    good = [(idea, f"{n} reasons why {idea}") for n, idea in enumerate(ideas)]
    base = measure_health(services.task, good, None)
    tuned = measure_health(services.task, [(ideas[0], ideas[0]), *good[1:]], None)
    said = health_html({"base": base, "tuned": tuned}, "en")
    assert "“Only repeats the idea” 1 of 8 (base model: 0 of 8)" in said.split("<details")[0]
    assert "<td>0 of 8 (0%)</td><td>1 of 8 (12%)</td>" in said
    chinese = health_html({"base": base, "tuned": tuned}, "zh")
    assert "8 个标题中有 1 个只是照抄选题（基础模型：8 个标题中有 0 个）" in chinese
    assert "<td>0 / 8（0%）</td><td>1 / 8（12%）</td>" in chinese
