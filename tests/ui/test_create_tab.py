"""The Create tab: its handlers by themselves. test_whole_loop.py uses all of it in Chromium."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr
import pytest

from pipeline.candidates import CandidateProgress
from pipeline.schema import Candidate, Idea, RunConfig
from pipeline.settings import QWEN
from pipeline.ui import Services, create_list, create_tab
from pipeline.ui.access import RateLimit
from pipeline.ui.writing import Writing
from pipeline.writers import LocalWriter
from scripted import ScriptedWriter
from ui.test_train_tab import write_run

HOSTILE = "<script>document.title='taken over'</script> explained"
FORMULA = "=cmd()|' /C calc'!A0"
PLAIN = "How bees find their way home"


def titles_for(idea: str) -> list[str]:
    return [
        f"{idea[:20]}: the {n} thing nobody told you" for n in ("first", "second", "third", "last", "odd")
    ]


@dataclass
class WaitingWriter(ScriptedWriter):
    """Says when it is asked, and writes only when it may."""

    begun: Event = field(default_factory=Event)
    may: Event = field(default_factory=Event)

    def write_titles(self, *args: Any) -> list[list[str]]:
        self.begun.set()
        assert self.may.wait(20)
        return super().write_titles(*args)


def with_writer(services: Services, writer: ScriptedWriter) -> Services:
    return replace(services, writer=lambda model: writer)


@pytest.fixture
def services(services: Services) -> Services:
    """Those of all tests of the page, with a writer that declines nothing and is asked for no title."""
    return with_writer(services, ScriptedWriter({}))


def texts(services: Services) -> list[str]:
    return [idea.text for idea in services.store.ideas(services.task)]


def test_typed_lines_become_ideas_and_refused_ones_stay_in_the_box(
    services: Services, owner: gr.Request
) -> None:
    left, report, *_ = create_tab.add_typed(services, f"{PLAIN}\n\n{HOSTILE}\n{'x' * 301}\n{FORMULA}", owner)
    assert texts(services) == [PLAIN, HOSTILE, FORMULA]
    assert left == "x" * 301
    assert "Ideas added: 3 · not usable: 1" in report
    assert f"“{'x' * 90}…” — it has 301 characters" in report
    assert "<script" not in report


def test_duplicates_and_near_duplicates_are_told_apart(services: Services, owner: gr.Request) -> None:
    create_tab.add_typed(services, "fixing a bicycle chain", owner)
    typed = "Fixing a bicycle chain!\nfixing the bicycle chains\nFixing the bicycle chains!"
    _, report, *_ = create_tab.add_typed(services, typed, owner)
    assert "Ideas added: 1 · here already: 1 · twice in the list: 1 · like an earlier idea: 1" in report
    assert "“fixing the bicycle chains” is like “fixing a bicycle chain”" in report


def test_ideas_that_the_usual_model_cannot_write_are_told_of_at_once(
    services: Services, owner: gr.Request
) -> None:
    own = replace(services, writer=LocalWriter)
    _, report, *_ = create_tab.add_typed(own, "养蜂过冬\nkeeping bees in winter\nكيف تعود النحلة", owner)
    assert "<p>Ideas added: 3</p><p>2 are not in English" in report and "Pick another model below" in report
    qwen = replace(own, settings=replace(own.settings, default_base_model=QWEN))
    assert "not in English" not in create_tab.add_typed(qwen, "春天种番茄", owner)[1]


def test_nothing_typed_is_a_sentence(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="Type an idea first"):
        create_tab.add_typed(services, " \n ", owner)


def test_a_file_of_ideas_is_added(services: Services, owner: gr.Request, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f'idea,notes\n{PLAIN},x\n"{HOSTILE}",y\n')
    assert "Ideas added: 2" in create_tab.add_file(services, str(file), owner)[0]


def test_a_file_that_cannot_be_read_is_a_sentence(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(b"\xff\xfe\x00bees")
    with pytest.raises(ValueError, match="not UTF-8"):
        create_tab.add_file(services, str(file), owner)


def test_a_brainstorm_adds_what_the_model_proposes(services: Services, owner: gr.Request) -> None:
    services = with_writer(services, ScriptedWriter({}, proposals=[PLAIN, "growing garlic", "\ufffd", PLAIN]))
    (thinking, *_), (report, *_) = create_tab.add_brainstorm(services, "gardens", 10, "embedded", owner)
    assert "thinking of ideas" in thinking
    assert (
        "Ideas added: 2 · twice in the list: 1 · not usable: 1" in report and "Proposal 3: it holds" in report
    )


def test_a_brainstorm_without_a_topic_is_a_sentence(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="Write a topic first"):
        list(create_tab.add_brainstorm(with_writer(services, ScriptedWriter({})), "", 10, "embedded", owner))


def test_an_unknown_model_is_a_sentence(services: Services, owner: gr.Request) -> None:
    create_tab.add_typed(services, PLAIN, owner)
    for model in ("/no/such/model", "", None):
        with pytest.raises(ValueError, match="No model at"):
            create_tab.start_writing(services, Writing(), model, 0.7, 0, owner)


@pytest.mark.parametrize("seed", [None, -1, 1.5, 2**40])
def test_a_seed_that_is_none_is_a_sentence(services: Services, owner: gr.Request, seed: Any) -> None:
    with pytest.raises(ValueError, match="The seed is"):
        create_tab.start_writing(services, Writing(), "embedded", 0.7, seed, owner)


def test_titles_are_written_and_paired(services: Services, owner: gr.Request) -> None:
    services, writing = with_writer(services, ScriptedWriter({PLAIN: titles_for(PLAIN)})), Writing()
    create_tab.add_typed(services, PLAIN, owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    assert services.store.count_pairs() == 10
    assert "Titles written: 5" in writing.html(services.now(), "en")


def test_a_writing_that_wrote_nothing_says_so_and_who_else_could(
    services: Services, owner: gr.Request
) -> None:
    services, writing = replace(services, writer=LocalWriter), Writing()
    create_tab.add_typed(services, "养蜂过冬\n春天种番茄", owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    said, chinese = (writing.html(services.now(), lang) for lang in ("en", "zh"))
    assert "notice-alert" in said and "Titles written" not in said
    assert "No title was written: the embedded model writes in English only. Pick another model above" in said
    assert "or write your ideas in English" in said and said.count("English only") == 1
    assert "一个标题也没有写出：内置模型只能写英文" in chinese and chinese.count("改选") == 1


def test_no_button_is_the_primary_one_while_the_model_could_write_for_no_idea(
    services: Services, owner: gr.Request
) -> None:
    def variant(*by: str) -> str:
        return create_tab.show_tab(services, Writing(), "", False, False, 1, owner, *by)[-5]["variant"]

    create_tab.add_typed(services, "养蜂过冬", owner)
    assert (variant("embedded", "here"), variant()) == ("secondary", "secondary")
    assert (variant("Qwen/other", "here"), variant("embedded", "address")) == ("primary", "primary")
    create_tab.add_typed(services, PLAIN, owner)
    assert variant("embedded", "here") == "primary"


def test_what_became_of_earlier_acts_is_not_said_once_titles_are_written(
    services: Services, owner: gr.Request
) -> None:
    services = with_writer(services, ScriptedWriter({PLAIN: titles_for(PLAIN)}))
    create_tab.add_typed(services, PLAIN, owner)
    said, act, *others = create_tab.start_writing(services, services.writing, "embedded", 0.7, 0, owner)
    assert (said, act, others[1::2]) == ("", None, ["", ""])
    assert not any(button["visible"] for button in others[::2])
    assert services.writing.wait(20)


def test_titles_name_their_writer_where_several_wrote_or_a_trained_model_did(
    services: Services, owner: gr.Request
) -> None:
    create_tab.add_typed(services, f"{PLAIN}\ngrowing garlic", owner)
    first, second = services.store.ideas(services.task)
    one, two, *more = titles_for(PLAIN)
    services.store.add_candidates(Candidate.of(first.id, title, "embedded") for title in (one, two))
    services.store.add_candidates([Candidate.of(second.id, more[0], "run:mine")])

    def listed() -> str:
        return create_list.find_ideas(services, Writing(), "", False, False, owner)[1]

    assert listed().count('class="title-writer"') == 1 and '"title-writer">mine<' in listed()
    services.store.add_candidates([Candidate.of(first.id, more[1], "import")])
    assert listed().count('class="title-writer"') == 4 and ">imported<" in listed()


def test_a_title_of_a_run_says_when_its_model_was_trained(services: Services, owner: gr.Request) -> None:
    create_tab.add_typed(services, PLAIN, owner)
    (idea,) = services.store.ideas(services.task)
    write_run(services.settings.runs_dir, "20260101T000000Z-mine", RunConfig("embedded"), ("started", {}))
    services.store.add_candidates([Candidate.of(idea.id, titles_for(PLAIN)[0], "run:20260101T000000Z-mine")])
    html = create_list.find_ideas(services, Writing(), "", False, False, owner)[1]
    assert '"title-writer">by your model of 01-01 00:00<' in html
    assert 'aria-label="Copy titles: ' in html and html.count("data-text") == 1


def test_a_writing_that_ends_while_the_list_is_read_is_looked_at_once_more(
    services: Services, owner: gr.Request
) -> None:
    class Ending(Writing):
        """It has ended when it is asked about a second time."""

        asked = 0

        @property
        def going(self) -> bool:
            self.asked += 1
            return self.asked == 1

    create_tab.add_typed(services, PLAIN, owner)
    timer = create_tab.show_tab(services, Ending(), "", False, False, 1, owner)[-6]
    assert timer.active


ACTS: dict[str, Callable[[Services, Any, gr.Request], object]] = {
    "undo": create_list.undo,
    "add": lambda services, _, owner: create_tab.add_typed(services, PLAIN, owner),
    "set aside": lambda services, _, owner: create_list.move_found(services, "养蜂", False, False, owner),
    "brainstorm": lambda services, _, owner: [
        *create_tab.add_brainstorm(services, "a", 1, "embedded", owner)
    ],
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_how_a_writing_ended_is_said_until_there_are_other_ideas(
    services: Services, owner: gr.Request, act: Callable[[Services, Any, gr.Request], object]
) -> None:
    writing, two = services.writing, "养蜂过冬\n春天种番茄"
    services = with_writer(services, ScriptedWriter({}, dict.fromkeys(two.split(), "no"), ["baking bread"]))
    _, _, added, *_ = create_tab.add_typed(services, two, owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    create_tab.add_typed(services, two, owner)  # which are there already
    assert "No title was written" in writing.html(services.now(), "en")
    act(services, added, owner)
    assert writing.html(services.now(), "en") == ""


def test_a_writing_that_goes_on_is_not_forgotten(services: Services, owner: gr.Request) -> None:
    writer, writing = WaitingWriter({PLAIN: titles_for(PLAIN)}), services.writing
    services = with_writer(services, writer)
    create_tab.add_typed(services, PLAIN, owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writer.begun.wait(20)
    create_tab.add_typed(services, "a later idea", owner)
    writer.may.set()
    assert writing.wait(20)
    assert "Titles written: 5 · ideas: 1" in writing.html(services.now(), "en")


def test_what_was_written_and_what_lacks_stand_in_two_sentences(
    services: Services, owner: gr.Request
) -> None:
    services, writing = with_writer(services, ScriptedWriter({PLAIN: titles_for(PLAIN)[:2]})), Writing()
    create_tab.add_typed(services, PLAIN, owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    assert "Titles written: 2 · ideas: 1. Ideas with fewer" in writing.html(services.now(), "en")
    assert "已为 1 个选题写出 2 个标题。标题不足的选题：1" in writing.html(services.now(), "zh")


def test_an_idea_that_got_no_title_is_not_among_those_that_got_some(
    services: Services, owner: gr.Request
) -> None:
    writer = ScriptedWriter({PLAIN: titles_for(PLAIN)}, {"养蜂过冬": "no"})
    services, writing = with_writer(services, writer), Writing()
    create_tab.add_typed(services, f"{PLAIN}\n养蜂过冬", owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    assert "Titles written: 5 · ideas: 1. Still without a title: 1 idea;" in writing.html(
        services.now(), "en"
    )
    assert "已为 1 个选题写出 5 个标题。仍没有标题的选题：1 个，" in writing.html(services.now(), "zh")


def test_a_second_writing_at_once_is_a_sentence(services: Services, owner: gr.Request) -> None:
    writer, writing = WaitingWriter({PLAIN: titles_for(PLAIN)}), Writing()
    services = with_writer(services, writer)
    create_tab.add_typed(services, PLAIN, owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    with pytest.raises(ValueError, match="being written already"):
        create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    writer.may.set()
    assert writing.wait(20)


def test_a_cancelled_writing_keeps_and_pairs_what_is_done(services: Services, owner: gr.Request) -> None:
    ideas = [f"idea number {n} on a topic of its own" for n in range(20)]
    writer, writing = (
        WaitingWriter({idea: titles_for(f"{n} and so on") for n, idea in enumerate(ideas)}),
        Writing(),
    )
    services = with_writer(services, writer)
    create_tab.add_typed(services, "\n".join(ideas), owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writer.begun.wait(20)
    create_tab.cancel_writing(services, writing, owner)
    writer.may.set()
    assert writing.wait(20)
    assert services.store.count_pairs() == 16 * 10
    assert "Stopped after 16 of 20 ideas" in writing.html(services.now(), "en")


def test_a_writing_that_breaks_keeps_what_is_done_and_says_so(services: Services) -> None:
    def broken(*done: CandidateProgress) -> Iterator[CandidateProgress]:
        yield from done
        raise ValueError("The model ran out of memory.")

    writing = Writing()
    for done, said in (
        ([], "No title was written. The model ran out of memory. Pick another model above"),
        ([CandidateProgress(8, 20, 40, {})], "what was written is kept. The model ran out of memory."),
    ):
        assert writing.start(broken(*done), services.now())
        assert writing.wait(20)
        assert said in writing.html(services.now(), "en")


def test_an_idea_that_stays_short_says_why(services: Services, owner: gr.Request) -> None:
    services, writing = with_writer(services, ScriptedWriter({PLAIN: titles_for(PLAIN)[:2]})), Writing()
    create_tab.add_typed(services, PLAIN, owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    listed = create_list.find_ideas(services, writing, "", True, False, owner)[1]
    assert "2 of 5 titles" in listed and "wrote only 2 of 5 different titles" in listed


def test_an_idea_that_no_title_comes_to_does_not_hold_up_the_next_step(
    services: Services, owner: gr.Request
) -> None:
    services, writing = with_writer(services, ScriptedWriter({PLAIN: titles_for(PLAIN), "二": []})), Writing()
    create_tab.add_typed(services, f"{PLAIN}\n二", owner)
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner)
    assert writing.wait(20)
    write, _, go = create_tab.show_tab(services, writing, "", False, False, 1, owner)[-5:-2]
    assert (write["variant"], go["visible"], go["variant"]) == ("secondary", True, "primary")
    create_tab.add_typed(services, "a later idea", owner)
    write, _, go = create_tab.show_tab(services, writing, "", False, False, 1, owner)[-5:-2]
    assert (write["variant"], go["variant"]) == ("primary", "secondary")


def test_hostile_ideas_and_titles_are_listed_as_text(services: Services, owner: gr.Request) -> None:
    create_tab.add_typed(services, HOSTILE, owner)
    idea = services.store.ideas(services.task)[0]
    services.store.add_candidates([Candidate.of(idea.id, "<b>x</b> ${alert(1)} {{value}}", "test")])
    listed = create_list.find_ideas(services, Writing(), "", False, False, owner)[1]
    assert "&lt;script&gt;" in listed and "&lt;b&gt;x&lt;/b&gt; ${alert(1)} {{value}}" in listed
    assert "<script" not in listed and "<b>" not in listed


def test_ten_thousand_ideas_are_shown_a_page_at_a_time(services: Services, owner: gr.Request) -> None:
    ideas = [Idea.of(services.task.name, f"idea {n}") for n in range(10_000)]
    services.store.add_ideas(ideas)
    titles = [Candidate.of(idea.id, f"title {k} of {idea.text}", "test") for idea in ideas for k in range(5)]
    services.store.add_candidates(titles)
    shown = create_tab.show_tab(services, Writing(), "", False, False, 834, owner)
    number, listed, _, place = shown[:4]
    assert (number, listed.count('<li class="idea" '), place) == (834, 4, "Page 834 of 834")
    assert create_list.turn(services, Writing(), 1, "", False, False, 834, owner)[0] == 834
    assert create_list.turn(services, Writing(), -1, "", False, False, 1, owner)[0] == 1
    assert (
        create_list.find_ideas(services, Writing(), "IDEA 9999", False, False, owner)[1].count("<li class")
        == 1
    )


def test_a_volunteer_sees_a_sentence_and_can_do_nothing(services: Services, volunteer: gr.Request) -> None:
    shown = create_tab.show_tab(services, Writing(), "", False, False, 1, volunteer)
    assert shown == [gr.skip()] * len(shown)
    writing = Writing()
    for act in (
        lambda: create_tab.add_typed(services, PLAIN, volunteer),
        lambda: create_tab.add_file(services, "ideas.csv", volunteer),
        lambda: create_tab.add_shipped(services, RateLimit(100.0, 100), volunteer),
        lambda: list(create_tab.add_brainstorm(services, "gardens", 3, "embedded", volunteer)),
        lambda: create_tab.start_writing(services, writing, "embedded", 0.7, 0, volunteer),
        lambda: create_tab.cancel_writing(services, writing, volunteer),
        lambda: create_list.find_ideas(services, writing, "", False, False, volunteer),
        lambda: create_list.turn(services, writing, -1, "", False, False, 1, volunteer),
        lambda: create_list.turn(services, writing, 1, "", False, False, 1, volunteer),
    ):
        with pytest.raises(ValueError, match="Only the owner"):
            act()
    assert texts(services) == []
