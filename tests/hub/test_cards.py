"""What a model card says: literal facts, sentences worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from huggingface_hub import ModelCard
from PIL import Image

from hub.run_with_model import make_finished_run
from pipeline.hub.cards import write_card
from pipeline.hub.facts import Base, DatasetRef, Facts, Judged, Learned
from pipeline.hub.plots import draw_plots
from pipeline.results import Result
from pipeline.schema import Comparison
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.events import read_events
from pipeline.verdicts import summarize

QWEN = "Qwen/Qwen2.5-0.5B-Instruct"
COMPARISON = Comparison("c", QWEN, "tuned", "run-1", 0, 0.9, datetime(2026, 2, 2, tzinfo=UTC))


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    (tmp_path / "empty").mkdir()
    run = make_finished_run(tmp_path / "runs", tmp_path / "empty", base_model=QWEN)
    return Facts(
        repo="ada/titles",
        run=run,
        events=read_events(Path(run.path)),
        task=YOUTUBE_TITLES,
        base=Base(QWEN, QWEN, "a" * 40, "apache-2.0"),
        learned=Learned({"train": 1026, "test": 114}, {"train": 102, "test": 12}, 0, 0, 0, "d" * 64),
        judged=(),
        adapter=False,
        merged=False,
        plots=("loss.png",),
    )


def test_the_metadata_is_the_hubs_own(facts: Facts) -> None:
    judged = Judged(COMPARISON, Result(summarize(34, 0, 16), 0, 1))
    card = ModelCard(write_card(replace(facts, judged=[judged], dataset=DatasetRef("ada/pairs", "b" * 40))))
    data = card.data
    assert (data.base_model, data["base_model_relation"]) == (QWEN, "finetune")
    assert (data.library_name, data.license, data.datasets) == ("transformers", "apache-2.0", ["ada/pairs"])
    assert data.tags == ["trl", "dpo", "preference-learning", "title-tuner"]
    accuracy, win_rate = data.eval_results
    # Two held-out pairs, both right at the epoch that was kept.
    assert (accuracy.metric_type, accuracy.metric_value) == ("accuracy", 1.0)
    # Wilson of a share of 1: n / (n + 1.96^2) and 1, for n = 1.5.
    assert accuracy.metric_args == {"pairs": 2, "independent_pairs": 1.5, "interval_95": [0.2808, 1.0]}
    assert (accuracy.dataset_type, accuracy.dataset_revision) == ("ada/pairs", "b" * 40)
    assert (win_rate.metric_type, win_rate.metric_value) == ("win_rate", 0.68)
    assert win_rate.metric_args["n"] == 50


def test_a_win_rate_comes_with_n_and_interval_and_says_no_more_than_its_design_allows(facts: Facts) -> None:
    better = Judged(COMPARISON, Result(summarize(34, 0, 16), 0, 1, interval=(0.55, 0.8)))
    text = write_card(replace(facts, judged=[better]))
    # 34 of 50: the exact interval is 53 to 80%.
    assert (
        "Against its base model, judged by people: win rate 68% of n = 50 pairs (34 won, 0 tied, 16 lost),"
        " 95% interval 55 to 80% (ideas resampled). Of the 50 decided pairs it won 68%, 95% interval"
        " 53 to 80%. It is better (the number of pairs was fixed beforehand)."
    ) in text
    unfinished = Judged(replace(COMPARISON, unproven=("x",)), Result(summarize(34, 0, 16), 7, 1))
    said = write_card(replace(facts, judged=[unfinished]))
    assert "Unfinished, so nothing is shown: 7 pairs wait" in said and "It is better" not in said
    assert "could not be proven" in said
    both = Judged(COMPARISON, Result(summarize(0, 0, 0), 50, 0), Result(summarize(1, 0, 0), 0, 1))
    said = write_card(replace(facts, judged=[both]))
    assert "judged by the simulated judge" in said and "judged by people" not in said
    assert "None has been judged yet" in write_card(facts)


def test_training_is_told_by_epoch_with_its_recipe(facts: Facts) -> None:
    text = write_card(facts)
    assert "| epoch | train_loss | eval_loss | rewards/chosen |" in text
    assert "| 2 | 0.55 | 0.6 |" in text and "The weights are those of epoch 2." in text
    assert "| `learning_rate` | 0.0003 |" in text
    assert f"[{QWEN}](https://huggingface.co/{QWEN}) at revision `{'a' * 40}`" in text
    assert "1,026 pairs of 102 ideas to learn from, and 114 pairs of 12 other ideas" in text
    assert "![loss by epoch](plots/loss.png)" in text
    assert "**Video Idea**: {your idea}" in text
    assert "simulated" not in text


def test_the_accuracy_says_what_its_pairs_count_as_and_that_they_chose_the_weights(facts: Facts) -> None:
    said = (
        "on the 2 held-out pairs: 100%, 95% interval 28 to 100% (Wilson; pairs of one idea share titles, so"
        " they count as 2 independent ones); 50% is chance."
    )
    text = write_card(facts)
    assert said in text and "The weights were chosen on the same pairs" in text
    last = replace(facts.run, config=replace(facts.run.config, load_best_model_at_end=False))
    assert said in write_card(replace(facts, run=last))
    assert "chosen on the same pairs" not in write_card(replace(facts, run=last))


def test_what_no_person_judged_is_said_first(facts: Facts) -> None:
    part = write_card(replace(facts, learned=replace(facts.learned, simulated=40, implied=9)))
    assert "on people's and a simulated annotator's choices" in part
    assert "**40 of the 1,140 pairs were judged by a simulated annotator**" in part
    assert "9 of the pairs were not asked but follow from other answers." in part
    whole = write_card(replace(facts, learned=replace(facts.learned, simulated=1140)))
    assert "on a simulated annotator's choices" in whole


def test_the_prompt_is_said_to_be_the_one_it_was_trained_with_only_where_every_pair_has_it(
    facts: Facts,
) -> None:
    whole = write_card(facts)
    assert "titles of 30 to 75 characters" in whole and "trained on one prompt" in whole
    assert "The prompt is the one that it was trained with; it knows no other." in whole
    mixed = write_card(replace(facts, learned=replace(facts.learned, other_prompts=140)))
    assert (
        "The prompt is that of 1,000 of the 1,140 pairs that it was trained with; the other 140 have other"
        " prompts."
    ) in mixed
    unknown = write_card(replace(facts, learned=replace(facts.learned, other_prompts=1140)))
    assert 'prompt = """{your prompt}"""' in unknown and "Video Idea" not in unknown
    assert "another version of the task, which was not known when this was written" in unknown
    for card in (mixed, unknown):
        assert "one prompt" not in card and "30 to 75" not in card and "knows no other" not in card


def test_a_card_says_english_of_a_model_that_knows_no_other_language(facts: Facts) -> None:
    folder = write_card(replace(facts, base=Base("the model qwen of the machine that it was trained on")))
    assert "English" not in folder and ModelCard(folder).data.language is None
    embedded = write_card(replace(facts, base=Base("the embedded title model", language="en")))
    assert "It writes English only." in embedded and ModelCard(embedded).data.language == "en"


def test_a_reward_model_scores_titles_and_says_so(facts: Facts) -> None:
    run = replace(facts.run, config=replace(facts.run.config, method="reward_model"))
    card = ModelCard(write_card(replace(facts, run=run)))
    assert card.data.pipeline_tag == "text-classification"
    assert "A model that scores titles" in card.text and "generate(" not in card.text
    assert "AutoModelForSequenceClassification" in card.text


def test_names_are_text_and_paths_stay_here(facts: Facts) -> None:
    config = replace(facts.run.config, name="<b>|[x](http://y)", base_model="/home/ada/secret/model")
    run = replace(facts.run, config=config)
    text = write_card(replace(facts, run=run, base=Base("a model"), repo="ada/titles"))
    assert "\\<b\\>\\|\\[x\\](http://y)" in text
    assert "/home/ada" not in text
    assert ModelCard(text).data.base_model is None
    folder = Judged(replace(COMPARISON, base_model="/home/ada/other/model"), Result(summarize(1, 0, 0), 0, 1))
    assert "Against another model, judged by people" in write_card(replace(facts, judged=[folder]))


def test_a_reward_model_is_told_by_its_run_wherever_it_lies_in_it(facts: Facts) -> None:
    for folder in ("model", "reward/model"):
        config = replace(facts.run.config, reward_model=f"/home/ada/runs/run-0/{folder}")
        text = write_card(replace(facts, run=replace(facts.run, config=config)))
        assert "| `reward_model` | run-0 |" in text


def test_plots_are_pictures_and_those_without_a_value_are_left_out(facts: Facts, tmp_path: Path) -> None:
    plots = draw_plots(facts.events, 2.0)
    assert sorted(plots) == ["accuracy.png", "logps.png", "loss.png"]
    (tmp_path / "loss.png").write_bytes(plots["loss.png"])
    with Image.open(tmp_path / "loss.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (960, 560))
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert {(17, 118, 106), (194, 87, 26)} <= colours  # the line and the dots
    assert draw_plots([], 2.0) == {}
