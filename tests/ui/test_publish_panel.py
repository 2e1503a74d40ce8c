"""Publishing on the page: what is said before and after, and to whom."""

from dataclasses import replace
from functools import partial

import gradio as gr
import pytest
from playwright.sync_api import expect

from hub.local_hub import OWNER, LocalHub
from pipeline import labels, publishing
from pipeline.hub.client import Remote
from pipeline.hub.publish import Published
from pipeline.schema import LabelledRow
from pipeline.ui import Services, bind, publish_panel
from pipeline.ui.publish_panel import publish, published_html, show_status
from ui.running_app import PHONE, App, OpenPage, unfold


@pytest.fixture
def labelled(services: Services) -> Services:
    rows = [LabelledRow(f"herb {n}", f"Title {n}", f"Other {n}", True, n == 0) for n in range(6)]
    labels.import_labels(services.store, services.task, rows, services.now())
    return replace(services, settings=replace(services.settings, hf_token=OWNER))


def test_it_is_published_from_the_page_and_said_what_was_sent(
    labelled: Services, owner: gr.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    with LocalHub() as hub:
        there = partial(publishing.publish, connect=partial(Remote, endpoint=hub.url))
        monkeypatch.setattr(publish_panel.publishing, "publish", there)
        said = publish(labelled, "owner/preferences", False, True, owner)
        assert "Files sent: README.md, data/test-" in said
        assert f'href="{hub.url}/datasets/owner/preferences"' in said
        assert "The Hub had all of it already" in publish(labelled, "owner/preferences", False, True, owner)
        commit = hub.repo("owner/preferences").head.oid
    status = show_status(labelled, True, owner)
    assert f"Last published 0 s ago to owner/preferences: 6 preferences, commit {commit[:7]}." in status


def test_what_would_be_published_is_counted_with_and_without_examples(
    labelled: Services, owner: gr.Request
) -> None:
    def total(examples: bool) -> int:
        words = show_status(labelled, examples, owner).replace(",", "").split()
        return int(words[words.index("preferences") - 1]) + int(words[words.index("training") + 1])

    assert (total(True), total(False)) == (6, 5)


def test_without_a_token_it_says_what_to_set_and_a_volunteer_sees_nothing(
    services: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    assert "set HF_TOKEN" in show_status(services, True, owner)
    with pytest.raises(gr.Error, match="needs a token"):
        bind(publish, services)("owner/preferences", False, True, owner)
    for act, given in ((show_status, (True,)), (publish, ("owner/x", False, True))):
        with pytest.raises(ValueError, match="Only the owner"):
            act(services, *given, volunteer)


def test_a_link_is_escaped() -> None:
    done = Published('o/"><script>', 'http://x/"><script>', "c", True, 1, 1, ())
    assert "<script>" not in published_html(done, "en")


def test_what_is_ticked_is_read_in_lines_on_a_phone(app: App, open_page: OpenPage) -> None:
    page = open_page(app.owner_link, tab="label", viewport=PHONE)
    unfold(page, "owner-more")
    page.get_by_role("tab", name="Dataset").click()
    for tick in ("#publish-public", "#publish-examples"):
        expect(page.locator(tick)).to_be_visible()
        assert page.locator(tick).evaluate("box => box.clientWidth") > PHONE["width"] * 0.7
