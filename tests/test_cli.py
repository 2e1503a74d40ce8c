import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.verdicts import summarize

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on one fresh project; its JSON object."""

    def run(*arguments: str) -> dict[str, Any]:
        status = cli.main(["--data-dir", str(tmp_path / "project"), *arguments, "--json"])
        out, err = capfd.readouterr()
        assert status == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return run


@pytest.fixture
def fail(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    """Runs a command that must fail; the one line that it says."""

    def fail(*arguments: str) -> str:
        try:
            status = cli.main(["--data-dir", str(tmp_path / "project"), *arguments])
        except SystemExit as exit:
            status = int(str(exit.code))
        out, err = capfd.readouterr()
        assert status == 2
        assert out == ""
        assert len(err.strip().splitlines()) == 1
        return err

    return fail


def test_ideas_are_added_imported_and_brainstormed(run: Any, tmp_path: Path) -> None:
    first = run("ideas", "add", "bake bread", "Bake bread!", "")
    assert (first["added"], first["duplicates"], first["repeated"], first["refused"]) == (1, 1, 1, 1)
    file = tmp_path / "ideas.csv"
    file.write_text("idea\nbake bread\nfix a bike\n")
    report = run("ideas", "import", str(file))
    assert (report["added"], report["duplicates"], report["refused"]) == (1, 1, 0)
    assert run("ideas", "brainstorm", "cooking", "-n", "6")["added"] >= 2


def test_ideas_are_set_aside_and_brought_back(run: Any, fail: Any) -> None:
    run("ideas", "add", "bake bread", "fix a bike", "buy my pills")
    spam = run("ideas", "list")["ideas"][2]
    assert spam["text"] == "buy my pills"
    assert run("ideas", "aside", "Bake bread!", spam["id"]) == {"set_aside": 2, "ideas": 1}
    assert run("ideas", "list", "--aside")["ideas"][1] == spam
    assert "There is no idea 'bees'" in fail("ideas", "back", "bake bread", "bees")
    assert run("ideas", "back", "bake bread") == {"brought_back": 1, "ideas": 2}
    again = run("ideas", "add", "buy my pills")
    assert (again["added"], again["brought_back"]) == (0, 1)


def test_the_whole_loop_on_a_few_ideas(run: Any, tmp_path: Path) -> None:
    evaluation = tmp_path / "evaluation.csv"
    evaluation.write_text("idea\nlearning the guitar\nhome made pizza\nbake bread\n")
    ideas = ["bake bread", "fix a bike", "grow tomatoes", "train for a marathon"]
    run("ideas", "add", *ideas)
    found = run("candidates")
    assert (found["ideas"], found["candidates"], found["incomplete"]) == (4, 20, 0)
    assert run("labels", "simulate", "--seed", "1")["labels"] == 40
    quality = run("quality")
    assert (quality["labels"], quality["simulated"], quality["annotators"]) == (40, 40, 0)
    split = run("preferences", "--out", str(tmp_path / "preferences"))
    assert split["train_ideas"] + split["test_ideas"] == 4
    lines = (tmp_path / "preferences" / "train.jsonl").read_text().splitlines()
    assert len(lines) == split["train"] > 0
    assert {"prompt", "chosen", "rejected"} <= set(json.loads(lines[0]))
    trained = run("train", "--epochs", "1")
    assert trained["epochs"][0]["epoch"] == 1.0
    assert {"train_loss", "eval_loss", "rewards/accuracies", "logps/chosen", "logits/rejected"} <= set(
        trained["epochs"][0]
    )
    file = tmp_path / "votes.csv"
    compared = run(
        *(
            "compare",
            "--judge",
            "simulated",
            "--ideas",
            str(evaluation),
            "--titles",
            "2",
            "--export",
            str(file),
        )
    )
    assert compared["wins"] + compared["ties"] + compared["losses"] == compared["n"]
    left = len(compared["left_out"])
    assert compared["n"] == 2 * (3 - left) - compared["repeated"]
    assert [one["idea"] for one in compared["left_out"]] == ["bake bread"] * left
    assert (compared["run"], compared["unit"], compared["unproven"]) == (trained["run"], "ideas", [])
    counts = summarize(compared["wins"], compared["ties"], compared["losses"])
    same = ("win_rate", "p_value", "e_value")
    assert [compared[key] for key in same] == [getattr(counts, key) for key in same]
    assert [tuple(compared[key] or ()) for key in ("wilson", "exact")] == [
        tuple(interval or ()) for interval in (counts.wilson, counts.exact)
    ]
    assert compared["health"]["tuned"]["kl"] is not None and compared["health"]["base"]["kl"] is None
    assert len(file.read_text().splitlines()) == 1 + compared["n"]
    people = run(
        *("compare", "--ideas", str(evaluation), "--pairs", "2", "--tuned", "embedded"),
        *("--base", str(tmp_path / "project" / "runs" / trained["run"] / "model"), "--design", "sequential"),
    )
    assert (people["n"] + people["pending"], people["run"]) == (2, None)
    assert people["finding"] == ("provisional" if people["pending"] else "open")


def test_labels_import_twice_and_export_again(run: Any, tmp_path: Path) -> None:
    rows = [
        ["idea", "title_a", "title_b", "title_b_preferred"],
        ["bake bread", "=One()", "Two <script>", "1"],
        ["fix a bike", "Three", "Four", "0"],
    ]
    file, out = tmp_path / "labels.csv", tmp_path / "out.csv"
    with file.open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    report = run("labels", "import", str(file))
    assert (report["labels"], report["ideas"], report["titles"], report["added"]) == (2, 2, 4, 2)
    assert run("labels", "import", str(file))["added"] == 0
    assert run("labels", "export", str(out))["labels"] == 2
    assert run("labels", "import", str(out))["added"] == 0


def test_every_format_that_is_exported_is_imported_again(run: Any, tmp_path: Path) -> None:
    rows = [f"idea {n},Title {n},Other {n},{n % 2}" for n in range(4)]
    file = tmp_path / "labels.csv"
    file.write_text("\n".join(["idea,title_a,title_b,title_b_preferred", *rows]))
    looked = run("labels", "import", str(file), "--preview")
    assert (looked["usable"], looked["pairs"], looked["would_add"]) == (4, 4, 4)
    run("labels", "import", str(file))
    for suffix in ("csv", "jsonl", "plain.jsonl", "dpo.jsonl", "parquet"):
        out = str(tmp_path / f"out.{suffix}")
        assert run("labels", "export", out) == {"labels": 4, "simulated": 0, "file": out}
        again = run("labels", "import", out, "--preview")
        assert (again["usable"], again["would_add"], again["other_prompts"]) == (4, 0, 0)
        assert run("labels", "import", out)["added"] == 0
    split = [
        run("labels", "export", str(tmp_path / f"{n}.jsonl"), "--split", n)["labels"]
        for n in ("train", "test")
    ]
    assert sum(split) == 4 and min(split) > 0
    both = run("labels", "import", str(tmp_path / "train.jsonl"), str(tmp_path / "test.jsonl"), "--preview")
    assert (both["splits"], both["leaks"]) == ({"train": split[0], "test": split[1]}, [])


def test_faulty_rows_stop_an_import_unless_they_are_to_be_skipped(
    run: Any, fail: Any, tmp_path: Path
) -> None:
    file = tmp_path / "rows.jsonl"
    good = {"prompt": "bake", "chosen": "One", "rejected": "Two"}
    file.write_text("".join(json.dumps(row) + "\n" for row in (good, {"prompt": "bake"})))
    assert "1 of 2 rows cannot be imported, and so none was: Row 2" in fail("labels", "import", str(file))
    looked = run("labels", "import", str(file), "--preview")
    assert (looked["faulty"], looked["other_prompts"]) == (1, 1)
    assert run("labels", "import", str(file), "--skip-faulty")["added"] == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["candidates", "--more", "0"], "give a number from 1 to 20"),
        (["candidates", "--more", "21"], "give a number from 1 to 20"),
        (["labels", "import", "no-such-file.jsonl"], "There is no file"),
        (["labels", "export", "labels.xlsx"], "ends in .csv"),
        (["candidates"], "no ideas yet"),
        (["ideas", "import", "no-such-file.csv"], "no file"),
        (["ideas", "brainstorm", "cooking", "-n", "0"], "1 to 200"),
        (["ideas", "brainstorm", "做饭"], "English"),
        (["labels", "simulate"], "candidates"),
        (["labels", "simulate", "--noise", "2"], "share from 0 to 0.5"),
        (["preferences", "--out", "x"], "no decided labels"),
        (["train"], "no decided labels"),
        (["train", "--base", "/no/such/model"], "config.json or a Hub id"),
        (["compare"], "use `train` first"),
        (["compare", "--tuned", "embedded", "--pairs", "0"], "ask for one at least"),
        (["compare", "--tuned", "embedded", "--titles", "21"], "choose 1 to 20"),
        (["compare", "--tuned", "/no/such/model"], "config.json or a Hub id"),
        (["train", "--epochs", "many"], "--epochs"),
        (["dance"], "dance"),
    ],
)
def test_bad_input_gets_one_line_that_says_what_to_do(fail: Any, arguments: list[str], word: str) -> None:
    assert word in fail(*arguments)


def test_standard_output_is_the_object_and_nothing_else(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "--data-dir",
        str(tmp_path),
        "ideas",
        "add",
        "bake",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["added"] == 1
    assert done.stdout.count("\n") == 1
