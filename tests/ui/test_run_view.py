from datetime import UTC, datetime

from pipeline.schema import Run, RunConfig
from pipeline.ui.run_view import head_html

STARTED = {"event": "started", "at": "2026-01-01T00:00:00+00:00"}


def test_pairs_that_were_left_out_are_told_in_one_sentence() -> None:
    config = RunConfig("embedded", max_length=64)
    run = Run("a-run", "/no/folder", config, "paused", datetime(2026, 1, 1, tzinfo=UTC), "v")
    dropped = {**STARTED, "event": "dropped", "train": 3, "test": 1}
    said = head_html(run, [STARTED, dropped], [], "en")
    assert "Left out: 3 of the pairs to learn from and 1 of those to check on" in said
    assert "(64 tokens)" in said
    assert "已略去：3 对用于学习、1 对用于检验" in head_html(run, [STARTED, dropped], [], "zh")
    assert "Left out" not in head_html(run, [STARTED], [], "en")
