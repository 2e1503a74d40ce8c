"""An import contract keeps huggingface_hub in its room; here, other libraries' ways to write to the Hub."""

import re

from pipeline.settings import ROOT

WAYS_OUT = re.compile(
    r"\.(push_to_hub|upload_folder|upload_file|create_commit|create_repo)\(|CommitScheduler"
)


def test_nothing_else_in_the_pipeline_writes_to_the_hub() -> None:
    sources = {path: path.read_text() for path in (ROOT / "pipeline").rglob("*.py")}
    assert len(sources) > 50
    writing = {path for path, text in sources.items() if WAYS_OUT.search(text)}
    assert {path.parent.relative_to(ROOT).as_posix() for path in writing} == {"pipeline/hub"}
