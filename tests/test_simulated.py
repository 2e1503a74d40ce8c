from pipeline.schema import Choice, Idea, Pair
from pipeline.simulated import SimulatedAnnotator, taste

IDEA = Idea.of("task", "learn SQL")


def pair(one: str, other: str) -> Pair:
    return Pair.of(IDEA, (one, other), "v1")


def chosen(annotator: SimulatedAnnotator, one: str, other: str) -> str | None:
    made = pair(one, other)
    return {Choice.A: made.title_a, Choice.B: made.title_b}.get(annotator.choose(made))


def test_taste_adds_its_stated_weights() -> None:
    assert taste("learn SQL", "Learn SQL") == -0.01 * 9
    assert taste("learn SQL", "Why SQL?") == 1.5 - 0.01 * 8
    assert taste("learn SQL", "5 AMAZING Tips!") == 1.0 - 1.5 - 0.3 - 0.01 * 15


def test_without_noise_the_taste_decides() -> None:
    annotator = SimulatedAnnotator(seed=0, noise=0.0)
    assert chosen(annotator, "Learn SQL Now", "Why Learn SQL?") == "Why Learn SQL?"
    assert annotator.choose(pair("Learn SQL Now", "Learn Joins X")) is Choice.TIE


def test_noise_flips_its_share_and_the_same_pair_always_alike() -> None:
    annotator = SimulatedAnnotator(seed=3, noise=0.1)
    made = [pair(f"Why Title {chr(97 + n % 26)}{n // 26}", f"Why Title {n}?") for n in range(500)]
    answers = [annotator.choose(one) for one in made]
    assert answers == [annotator.choose(one) for one in made]
    noiseless = [SimulatedAnnotator(seed=3, noise=0.0).choose(one) for one in made]
    flipped = sum(noisy != clean for noisy, clean in zip(answers, noiseless, strict=True))
    assert 30 <= flipped <= 70  # 50 expected, standard deviation 6.7
