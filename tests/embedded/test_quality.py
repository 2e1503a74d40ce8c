"""The measures on literal titles, the shipped model's samples, and the report that ships with it."""

from pipeline.embedded.brainstorm import brainstorm_words
from pipeline.embedded.probes import TOPICS, TRICKY_IDEAS
from pipeline.embedded.quality import BARS, measure, measure_brainstorm, write
from pipeline.inference import Completion, Sampling
from pipeline.prompts import brainstorm_prompt, title_prompt
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL
from pipeline.tasks import YOUTUBE_TITLES as TASK


def written(*texts: str) -> list[Completion]:
    return [Completion(text, True) for text in texts]


def test_measures_are_shares_of_titles_and_of_ideas() -> None:
    titles = [
        # in the limits and well formed; in the limits but "Yogga" is mangled
        written("Yoga for Beginners: The Complete Guide", "Yogga for Beginners: The Complete Guide"),
        # too short twice, and the same twice
        written("The Truth About Chess", "The Truth About Chess"),
    ]
    measured = measure(["yoga", "chess"], titles)
    assert measured == {
        "30 to 75 characters": 50,
        "ends properly": 100,
        "all five distinct": 50,
        "well formed": 75,
        "content words kept": 75,
    }
    assert set(measured) == set(BARS)


def test_a_title_that_was_cut_off_does_not_end_properly() -> None:
    measured = measure(["yoga"], [[Completion("Yoga for Beginners: The Complete Guide", False)]])
    assert measured["ends properly"] == measured["well formed"] == 0


def test_brainstormed_ideas_are_measured_by_their_topic() -> None:
    measured = measure_brainstorm(["Yoga"], [written("a month of yoga", "a month of yogurt")])
    assert measured == {"the idea holds the topic": 50, "all five ideas distinct": 100}


def test_the_shipped_model_writes_usable_titles() -> None:
    ideas = ["growing tomatoes in buckets", "why do whales sing?", "budget microphones", *TRICKY_IDEAS[2:12]]
    measured = measure(ideas, write(EMBEDDED, [title_prompt(TASK, idea) for idea in ideas], Sampling(seed=3)))
    assert measured["30 to 75 characters"] > 80
    assert measured["ends properly"] > 90
    assert measured["well formed"] > 70
    assert measured["content words kept"] > 70


def test_the_shipped_model_brainstorms_on_the_topic() -> None:
    topics = TOPICS[:6]
    measured = measure_brainstorm(
        topics, write(EMBEDDED, [brainstorm_prompt(TASK, one) for one in topics], Sampling(seed=3))
    )
    assert measured["the idea holds the topic"] > 70


def test_the_shipped_report_meets_every_bar() -> None:
    report = (EMBEDDED_MODEL / "QUALITY.md").read_text(encoding="utf-8")
    rows = {}
    for line in report.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in BARS:
            rows[cells[0]] = float(cells[2])
    assert rows.keys() == BARS.keys()
    assert {name for name, share in rows.items() if share < BARS[name]} == set()
    assert "Every bar is met" in report


def test_brainstorms_have_words_of_their_own() -> None:
    assert {"learning", "beginner"} <= brainstorm_words()
