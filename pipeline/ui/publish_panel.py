"""The dataset of preferences: where it goes, what would be in it, and the owner's word to publish it."""

from html import escape

import gradio as gr

from pipeline import publishing
from pipeline.hub.publish import Published
from pipeline.ui import Services, bind
from pipeline.ui.access import require_owner
from pipeline.ui.events import AFTER_PAINT, PRIVATE, QUIET
from pipeline.ui.progress import duration, notice
from pipeline.ui.prose import hint, narrow_button
from pipeline.ui.text import language, say, t

SHORT_COMMIT = 7


def build(services: Services, tab: gr.Tab) -> None:
    """The controls; what would be published is said anew whenever the tab is opened."""
    can_publish = bool(services.settings.hf_token)
    hint("publish_about")
    status = gr.HTML(elem_id="publish-status", apply_default_css=False)
    with gr.Row():
        repo = gr.Textbox(
            label=t("publish_repo"),
            value=services.settings.preferences_repo,
            placeholder="owner/name",
            max_length=200,
            min_width=260,
            elem_id="publish-repo",
        )
        with gr.Column(min_width=280):
            public = gr.Checkbox(
                label=t("publish_public"), info=t("publish_public_info"), elem_id="publish-public"
            )
            examples = gr.Checkbox(
                True,
                label=t("publish_examples"),
                info=t("publish_examples_info"),
                elem_id="publish-examples",
            )
    button = narrow_button("publish_button", "publish", 160, variant="primary", interactive=can_publish)
    said = gr.HTML(elem_id="publish-said", apply_default_css=False)

    show = bind(show_status, services)
    gr.on([tab.select, examples.input], show, examples, status, **QUIET, js=AFTER_PAINT)
    done = button.click(bind(publish, services), [repo, public, examples], said, **PRIVATE)
    done.success(show, examples, status, **QUIET)


def show_status(services: Services, examples: bool, request: gr.Request) -> str:
    """What would be published now, and what was published last."""
    require_owner(request, services.settings)
    lang, store = language(request), services.store
    split, _ = publishing.gather(store, services.task, services.beliefs(), bool(examples))
    ready = say(
        "publish_ready",
        lang,
        train=len(split.train),
        train_ideas=split.train_ideas,
        test=len(split.test),
        test_ideas=split.test_ideas,
    )
    lines = [ready]
    if last := store.publication():
        time = duration((services.now() - last.at).total_seconds(), lang)
        commit = last.commit[:SHORT_COMMIT]
        lines.append(say("publish_last", lang, time=time, repo=last.repo, rows=last.rows, commit=commit))
    if not services.settings.hf_token:
        lines.append(say("publish_off", lang))
    return "".join(f'<p class="overview-line">{escape(line)}</p>' for line in lines)


def publish(services: Services, repo: str, public: bool, examples: bool, request: gr.Request) -> str:
    """Publish, and say what changed. Why nothing was published is the sentence that the page shows."""
    require_owner(request, services.settings)
    done = publishing.publish(
        services.settings,
        services.store,
        services.task,
        services.beliefs(),
        services.now(),
        str(repo or ""),
        bool(public),
        bool(examples),
    )
    return published_html(done, language(request))


def published_html(done: Published, lang: str) -> str:
    """What was sent, and a link to it."""
    key = "publish_done" if done.changed else "publish_same"
    said = say(key, lang, train=done.train, test=done.test, files=", ".join(sorted(done.changed)))
    link = (
        f'<a href="{escape(done.url)}" target="_blank" rel="noopener">{escape(say("publish_open", lang))}</a>'
    )
    return f"{notice(said)}<p>{link}</p>"
