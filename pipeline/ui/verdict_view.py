"""A run's Verdict and its sample titles as the page says them: records enter, HTML leaves."""

import math
from collections.abc import Mapping, Sequence
from html import escape

from pipeline.training.events import Event, kept_events, training_fact
from pipeline.training.verdict import Verdict
from pipeline.ui.text import say, sentences

SHOWN_LOOKS = 4  # besides the first
SHOWN_LOSSES = 5  # the first and the last ones


def verdict_html(verdict: Verdict | None, lang: str) -> str:
    """One sentence, and under it what it rests on; nothing before the first evaluation."""
    if verdict is None:
        return ""
    sentence = say(f"train_verdict_{verdict.kind}", lang, **_values(verdict))
    if verdict.kind == "overfitting":
        kept = "train_verdict_best_kept" if verdict.keeps_best else "train_verdict_last_kept"
        sentence = sentences(lang, sentence, say(kept, lang))
    evidence = escape(_evidence(verdict, lang))
    return (
        f'<div class="verdict verdict-{verdict.kind}" role="status"><p>{escape(sentence)}</p>'
        f"<small>{evidence}</small></div>"
    )


def samples_html(events: Sequence[Event], ideas: Mapping[str, str], lang: str) -> str:
    """A row for each sampled idea, a column for the base model and every epoch; `ideas` are texts by id."""
    taken = [event for event in kept_events(events) if event["event"] == "samples"]
    if not taken:
        return ""
    policy = training_fact(events, "stage") == "policy"
    if policy:  # it was looked at more often than a table has room for
        last = len(taken) - 1
        taken = [
            taken[at] for at in sorted({round(last * part / SHOWN_LOOKS) for part in range(SHOWN_LOOKS + 1)})
        ]
    columns = [
        say("train_samples_base", lang)
        if event is taken[0] and event["step"] == (training_fact(events, "steps_before") or 0)
        else say("rlhf_samples_step", lang, step=event["step"])
        if policy
        else say("train_samples_epoch", lang, epoch=event["epoch"])
        for event in taken
    ]
    rows = []
    for row, first in enumerate(taken[0]["titles"]):
        idea = ideas.get(first["idea_id"]) or say("train_samples_idea", lang, n=row + 1)
        cells = "".join(
            f'<td data-label="{escape(column)}">{escape(event["titles"][row]["title"]) or "—"}</td>'
            for column, event in zip(columns, taken, strict=True)
        )
        rows.append(f'<tr><th scope="row">{escape(idea)}</th>{cells}</tr>')
    head = "".join(
        f'<th scope="col">{escape(text)}</th>' for text in (say("train_samples_ideas", lang), *columns)
    )
    label = escape(say("train_samples", lang))
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}"><table class="samples">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        f'<p class="plot-note">{escape(say("train_samples_note", lang))}</p>'
    )


def _values(verdict: Verdict) -> dict[str, float]:
    fall = verdict.fall or 0.0
    return {"best": verdict.best_epoch, "fall": fall, "times": math.exp(min(fall, 50.0))}


def _evidence(verdict: Verdict, lang: str) -> str:
    losses = [f"{loss:.3f}" for loss in verdict.losses]
    if len(losses) > SHOWN_LOSSES:
        losses[1 : 1 - SHOWN_LOSSES] = ["…"]
    said = []
    if verdict.accuracy is not None and verdict.low is not None and verdict.kind != "unmoved":
        said.append(
            say(
                "train_evidence_accuracy",
                lang,
                accuracy=verdict.accuracy,
                pairs=verdict.pairs,
                low=verdict.low,
                high=verdict.high,
            )
        )
    said.append(say("train_evidence_losses", lang, losses=" → ".join(losses)))
    if verdict.best_loss < verdict.losses[-1]:
        key = "train_evidence_kept" if verdict.keeps_best else "train_evidence_lowest"
        said.append(say(key, lang, best=verdict.best_loss, epoch=verdict.best_epoch))
    if verdict.fall:
        said.append(say("train_evidence_fall", lang, fall=verdict.fall))
    return sentences(lang, *said)
