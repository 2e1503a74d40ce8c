"""The owner's panel: what its handlers do and for whom, its tables, and the whole of it in a browser."""

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Page, expect

from pipeline import labels, pairs
from pipeline.oversight import IdeaProgress
from pipeline.quality import AnnotatorQuality, Flag, SelfConsistency, SideBias
from pipeline.schema import IdeaCounts
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.ui import Services, bind
from pipeline.ui.owner_panel import (
    exclude,
    make_backup,
    restore,
    save_settings,
    show_ideas,
    show_panel,
    show_people,
)
from pipeline.ui.owner_tables import MOST_IDEAS, ideas_html, people_html
from ui.card_steps import wait_for_pair
from ui.running_app import DESK, PHONE, App, OpenPage, start_app, stop_app, unfold, write_some_titles

FIELDS = (20, 10, 5, 90, 4, 2, True, False)
ANN, BOB = "a" * 32, "b" * 32

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def label_some(store: Store, annotator: str, n: int, now: datetime) -> None:
    rng = random.Random(annotator)
    for _ in range(n):
        lease = pairs.lease_next(store, annotator, now, rng)
        assert lease
        labels.cast_vote(store, lease.id, "left", 1500, now)


@pytest.fixture
def labelled(services: Services) -> Services:
    """Two ideas; Ann and Bob gave three labels each."""
    write_some_titles(services.store, services.task, n_ideas=2)
    for name in (ANN, BOB):
        label_some(services.store, name, 3, services.now())
    return services


def click(annotator: str, leave_out: bool) -> gr.EventData:
    return gr.EventData(None, {"annotator": annotator, "exclude": leave_out})


def test_a_volunteer_gets_nothing_of_it(labelled: Services, volunteer: gr.Request, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    labelled.store.back_up(backup)
    acts: list[tuple[Any, ...]] = [
        (save_settings, volunteer, *FIELDS),
        (show_ideas, volunteer),
        (show_people, volunteer),
        (exclude, click(ANN, True), volunteer),
        (make_backup, tmp_path, volunteer),
        (restore, str(backup), volunteer),
    ]
    for act, *given in acts:
        with pytest.raises(ValueError, match="Only the owner"):
            act(labelled, *given)
    filled, *fields = show_panel(labelled, False, volunteer)
    assert not filled and all(field == gr.skip() for field in fields)
    assert labelled.store.sharing() == Sharing() and labelled.store.excluded_annotators() == set()
    assert len(labelled.store.labels()) == 6 and backup.exists()


def test_settings_are_kept_shown_again_and_said(services: Services, owner: gr.Request) -> None:
    said = save_settings(services, owner, *FIELDS)
    chosen = Sharing(0.2, 4, 0.1, full_share=0.05, in_a_row=2, implied_threshold=0.9, paused=True)
    assert services.store.sharing() == chosen
    assert "20% of the ideas go to 4 people, 10% of the pairs are hidden repeats" in said
    assert "count from 90%. Labelling is paused." in said
    filled, *fields = show_panel(services, False, owner)
    assert filled and tuple(fields) == FIELDS
    _, *again = show_panel(services, filled, owner)  # what was changed since and not saved stays
    assert all(field == gr.skip() for field in again)


def test_what_the_panel_does_not_show_stays_as_it_was(services: Services, owner: gr.Request) -> None:
    services.store.set_sharing(Sharing(repeat_distance=33), THEN)
    save_settings(services, owner, *FIELDS)
    assert services.store.sharing().repeat_distance == 33


@pytest.mark.parametrize(
    ("at", "value", "sentence"),
    [
        (0, 101, "overlap_share is 1.01; give a share from 0 to 1."),
        (0, None, "overlap_share is nan; give a share from 0 to 1."),
        (3, 20, "implied_threshold is 0.2; give a number from 0.5 to 1."),
        (4, 2.5, "overlap_annotators is 2.5; give a whole number from 1 to 20."),
        (5, 0, "in_a_row is 0; give a whole number from 1 to 20."),
        (4, "many", "overlap_annotators is many; give a whole number from 1 to 20."),
    ],
)
def test_an_unusable_setting_is_said_on_the_page(
    services: Services, owner: gr.Request, at: int, value: Any, sentence: str
) -> None:
    given = [*FIELDS]
    given[at] = value
    with pytest.raises(gr.Error) as raised:
        bind(save_settings, services)(owner, *given)
    assert raised.value.message == sentence and services.store.sharing() == Sharing()


def test_excluding_is_said_and_can_be_taken_back(labelled: Services, owner: gr.Request) -> None:
    said, table = exclude(labelled, click(BOB, True), owner)
    assert "bbbbbb is excluded" in said
    assert f'data-annotator="{BOB}" data-exclude="0"' in table and "2 people, 6 labels" in table
    assert {label.annotator for label in labelled.store.labels()} == {ANN}
    said, table = exclude(labelled, click(BOB, False), owner)
    assert "bbbbbb is included" in said and f'data-annotator="{BOB}" data-exclude="1"' in table
    assert {label.annotator for label in labelled.store.labels()} == {ANN, BOB}
    with pytest.raises(ValueError, match="fits no annotator"):
        exclude(labelled, click("", True), owner)


def test_a_backup_comes_back_and_says_where_the_present_one_lies(
    labelled: Services, owner: gr.Request, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    folder.mkdir()
    update, said = make_backup(labelled, folder, owner)
    assert "ready to download" in said
    upload = shutil.copy(update["value"], tmp_path / "upload.db")
    exclude(labelled, click(BOB, True), owner)
    save_settings(labelled, owner, *FIELDS)
    said, cleared, *fields = restore(labelled, str(upload), owner)
    aside = tmp_path / "title-tuner-before-restore-20260102-030400.db"
    assert f"there are 6 labels now. What was here before is kept in {aside}" in said
    assert (cleared, fields[0]) == (None, 10) and aside.exists() and not Path(upload).exists()
    make_backup(replace(labelled, now=lambda: datetime(2027, 1, 1, tzinfo=UTC)), folder, owner)
    assert [path.name for path in folder.iterdir()] == ["title-tuner-20270101-000000.db"]


def test_a_wrong_file_is_said_on_the_page_and_changes_nothing(
    labelled: Services, owner: gr.Request, tmp_path: Path
) -> None:
    wrong = tmp_path / "labels.csv"
    wrong.write_text("idea\n")
    with pytest.raises(gr.Error, match=r"labels\.csv is no SQLite database"):
        bind(restore, labelled)(str(wrong), owner)
    assert len(labelled.store.labels()) == 6


def idea(n: int, settled: int = 0, holding: int = 0, text: str = "") -> IdeaProgress:
    return IdeaProgress(IdeaCounts(str(n), text or f"idea {n}", 10, 7 * settled, settled, holding), 1)


def test_the_table_of_ideas_begins_with_those_in_hand_and_has_an_end() -> None:
    many = [idea(n) for n in range(MOST_IDEAS)]
    html = ideas_html([idea(900, settled=1), *many, idea(901, holding=1, text="<b>bold</b>")], "en")
    assert "202 ideas: 1 settled, 1 in hand, 200 open. 7 of 2,020 pairs were asked." in html
    assert "shows the first 200" in html and html.count("<tr>") == MOST_IDEAS + 1
    assert html.index("&lt;b&gt;bold") < html.index("idea 0") and "idea 900" not in html
    assert "No idea has titles" in ideas_html([], "en")


def test_the_table_of_people_says_what_is_known_of_each(now: datetime) -> None:
    flags = (Flag("one_sided", "Title A was chosen 30 of 30 times (p = 2e-09)."),)
    known = AnnotatorQuality(
        ANN, 32, 30, 4, now, True, SelfConsistency(1, 2), SideBias(30, 0, 2e-9), 950.0, flags
    )
    unknown = AnnotatorQuality(BOB, 1, 0, 0, now, False, None, None, None, ())
    html = people_html([known, unknown], "en")
    assert "2 people, 30 labels; 1 flagged, 1 excluded." in html
    for cell in (
        "<code>aaaaaa</code>",
        "1 of 2",
        "30 of 30 (100%, p = 2e-09)",
        ">0.9 s<",
        "2026-03-01 12:00",
    ):
        assert cell in html
    assert "<b>One-sided.</b> Title A was chosen 30 of 30 times" in html
    assert html.count("none yet") == 3 and ">Include<" in html and ">Exclude<" in html
    assert "总选同一个位置。</b> 30 次中有 30 次选择了标题 A" in people_html([known], "zh")
    assert "Nobody has labelled" in people_html([], "en")


@pytest.fixture
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An app of its own, since pausing is for everybody: Ann and Bob have labelled three pairs each."""
    data_dir = tmp_path_factory.mktemp("panel")
    store = Store(data_dir / "title-tuner.db")
    write_some_titles(store, YOUTUBE_TITLES, n_ideas=6)
    for name in (ANN, BOB):
        label_some(store, name, 3, datetime.now(UTC))
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


def card_state(page: Page, state: str) -> None:
    page.wait_for_selector(f"#card-preference .card[data-state={state}]")


def assert_it_scrolls_within_itself(page: Page) -> None:
    """On a phone, where each idea takes several lines; by the keyboard too."""
    table = page.get_by_role("region", name="Ideas")
    page.set_viewport_size({"width": PHONE["width"], "height": 500})
    height, whole = table.evaluate("each => [each.offsetHeight, each.scrollHeight]")
    assert height <= 300 < whole
    table.focus()
    page.keyboard.press("End")
    expect(table.locator("tbody tr").last).to_be_in_viewport()
    page.set_viewport_size(DESK)


def test_the_owner_pauses_and_excludes_on_the_page(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="label")
    visitor = {"X-Forwarded-For": "203.0.113.9"}
    volunteer = open_page(
        own_app.url, tab="label", forgive="ERR_INTERNET_DISCONNECTED", extra_http_headers=visitor
    )
    for each in (page, volunteer):
        card_state(each, "pair")
    wait_for_pair(volunteer)
    volunteer.context.set_offline(True)  # its card may look at any time, and would hear of the pause

    unfold(page, "owner-more")
    page.check("#owner-paused input")
    page.click("#owner-save")
    card_state(page, "paused")
    assert "Labelling is paused." in page.inner_text("#owner-saved")
    volunteer.keyboard.press("a")  # what was on the screen still counts
    volunteer.context.set_offline(False)
    card_state(volunteer, "paused")
    assert "Labelling is paused." in volunteer.inner_text("#card-preference [data-part=end-title]")
    page.uncheck("#owner-paused input")
    page.click("#owner-save")
    card_state(page, "pair")
    card_state(volunteer, "pair")  # by itself

    page.click("#owner-ideas-button")
    page.wait_for_selector("#owner-ideas-table table")
    assert "6 ideas" in page.inner_text("#owner-ideas-table")
    assert_it_scrolls_within_itself(page)
    page.click("#owner-people-button")
    page.wait_for_selector("#owner-people-table table")
    assert "3 people, 7 labels; 0 flagged, 0 excluded." in page.inner_text("#owner-people-table")
    page.click(f"#owner-people-table [data-annotator='{BOB}']")
    page.wait_for_selector("text=bbbbbb is excluded")
    page.wait_for_selector("#owner-people-table tr.excluded")
    assert "0 flagged, 1 excluded." in page.inner_text("#owner-people-table")
    for each in (page, volunteer):
        each.context.close()  # their open lines would complain of the app's end
