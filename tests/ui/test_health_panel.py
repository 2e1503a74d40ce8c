"""How healthy the titles of both models are, in words and escaped."""

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


def test_a_single_worse_title_is_named_with_its_count(services: Services) -> None:
    ideas = [f"baking bread {n}" for n in range(8)]
    good = [(idea, f"{n} reasons why {idea}") for n, idea in enumerate(ideas)]
    base = measure_health(services.task, good, None)
    tuned = measure_health(services.task, [(ideas[0], ideas[0]), *good[1:]], None)
    said = health_html({"base": base, "tuned": tuned}, "en")
    assert "Nothing is clearly worse" not in said
    assert "“Only repeats the idea” 1 of 8 (base model: 0 of 8)" in said.split("<details")[0]
    assert "<td>0 of 8 (0%)</td><td>1 of 8 (12%)</td>" in said
    chinese = health_html({"base": base, "tuned": tuned}, "zh")
    assert "8 个标题中有 1 个只是照抄创意（基础模型：8 个标题中有 0 个）" in chinese
    assert "<td>0 / 8（0%）</td><td>1 / 8（12%）</td>" in chinese
