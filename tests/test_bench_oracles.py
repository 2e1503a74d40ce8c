import itertools
from pathlib import Path

import pytest

from bench.oracles import load_labels, simulate_labels
from bench.replays import adaptive, at_click, replay_all
from pipeline.selection import DEFAULT_NOISE

HEAD = "idea,title_a,title_b,title_b_preferred\n"


def test_a_file_gives_the_ideas_whose_pairs_were_all_labelled(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(
        HEAD + "bread,one,two,1\nbread,three,one,0\nbread,two,three,1\nbikes,x,y,0\nbikes,y,z,0\n"
    )
    (idea,) = load_labels(path)
    assert (idea.idea, idea.titles) == ("bread", ("one", "two", "three"))
    # two over one, three over one, three over two.
    assert idea.over == {(0, 1): False, (0, 2): False, (1, 2): False}


def test_a_file_without_a_whole_idea_or_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(HEAD + "bread,one,two,1\nbread,two,three,1\n")
    with pytest.raises(ValueError, match="no idea with every pair"):
        load_labels(path)
    path.write_text("idea,a,b\n")
    with pytest.raises(ValueError, match="lacks the columns title_a, title_b, title_b_preferred"):
        load_labels(path)


def test_replays_end_in_full_agreement_and_stop_where_the_doubt_does() -> None:
    replays = replay_all(simulate_labels(0, 0.3, 2.0, n_ideas=12), 0, DEFAULT_NOISE, with_prior=True)
    assert all(len(set(replay.clicked)) == 10 for replay in replays)
    assert at_click(replays, 10) == 1
    steps = [adaptive(replays, allowed)[0] for allowed in (0.0, 0.015, 0.5)]
    assert steps[0] > steps[1] > steps[2] == 0
    assert all(a <= b for a, b in itertools.pairwise(at_click(replays, k) for k in (5, 8, 10)))
