"""The A / B card: one gr.HTML component serves labelling and blind comparison.

What the browser gets of a pair is a lease's id, the idea and the two titles as shown; what it sends back is a
lease's id and an answer. Who answers, which pair, which side is which and which comparison are looked up from
the lease. The random id of the browser is sent when the card opens and at no other time. The card shows a
pair that it holds already and sends the answer behind it, so the next pair is painted at once. Which pair
comes next depends on the answer when labelling: the card then holds one that follows the left title and one
that follows the right one. A comparison's pairs come in any order.

Its script is SCRIPTS, one after the other: titles are set as text content, since a gr.HTML template does not
escape its values.
"""

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any, cast

import gradio as gr
from starlette.responses import JSONResponse, Response

from pipeline import comparisons, labels, pairs
from pipeline.enough import ENOUGH_LABELS, labels_missing, labels_to_begin
from pipeline.results import Judging
from pipeline.schema import Choice, Lease, Purpose
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.ui import Services, bind
from pipeline.ui.access import (
    annotator_of,
    annotators_of,
    connection_of,
    from_own_page,
    is_signed_in,
)
from pipeline.ui.text import language, say, words

HERE = Path(__file__).parent
SCRIPTS = (
    "card_storage.js",
    "card_today.js",
    "card_touch.js",
    "card_rights.js",
    "card_result.js",
    "choice_card.js",
)
HELD = 3  # the pair shown and two fetched ahead, of a comparison
LOOK_AGAIN = (
    "() => document.dispatchEvent(new Event('title-tuner-changed'))"  # the `js` of an event that made pairs
)
NO_COMPARISON = "none"  # the card's value where there is none to judge
Payload = dict[str, Any]


class TooManyError(Exception):
    """Takes back what a call did, and says "slow down"."""


def choice_card(services: Services, purpose: Purpose) -> gr.HTML:
    """The card. Its value is the id of the comparison to judge or NO_COMPARISON, empty until that is known;
    for labelling it stays so. Unless it is alone on the page it submits when there is a verdict more, or one
    less.
    """
    return gr.HTML(
        value=None,
        html_template=(HERE / "choice_card.html").read_text(),
        js_on_load="\n".join((HERE / script).read_text() for script in SCRIPTS),
        apply_default_css=False,
        server_functions=[
            bind(_guarded(function), services, purpose) for function in (open_card, answer, take_back, erase)
        ],
        elem_id=f"card-{purpose}",
        elem_classes="choice-card",
        words=words("card_"),
        purpose=str(purpose),
        signs_in=services.settings.on_space and services.settings.oauth,
        finished_tab={Purpose.PREFERENCE: "tab-train", Purpose.COMPARISON: "compare-panel"}[purpose],
        empty_tab={Purpose.PREFERENCE: "tab-create", Purpose.COMPARISON: "tab-train"}[purpose],
    )


def open_card(services: Services, purpose: Purpose, asked: Payload, request: gr.Request) -> Payload:
    """What to show a browser: {browser, comparison, held} -> the pairs it lacks, and which of those it holds
    are live. A card alone on its page that has nothing left to judge is told of a `newer` comparison.
    """
    annotator = annotator_of(request, services.settings, asked.get("browser"))
    if not services.answers.allows(annotator):
        return _slow_down(request)
    comparison = asked.get("comparison") if purpose is Purpose.COMPARISON else None
    if purpose is Purpose.COMPARISON and not isinstance(comparison, str):
        nothing: Payload = {"live": [], "pairs": [], "done": 0, "total": 0, "possible": 0}
        return nothing | _newer(services, None, asked)
    known = comparison is not None or services.store.is_known(annotator)
    state = _state(services, annotator, comparison, asked, request)
    if state["pairs"] and not known:
        connection = connection_of(request, services.settings)
        if connection and not services.newcomers.allows(connection):
            raise TooManyError  # and nothing is lent
    return state | _newer(services, comparison, asked) if state.get("over") else state


def answer(services: Services, purpose: Purpose, asked: Payload, request: gr.Request) -> Payload:
    """Record {lease, answer, ms} and hand on the next pair; whether the pair had been answered before is told
    now, since such an answer adds no label. The same lease twice is one answer: the first.

    A pair that was handed out before labelling was paused may still be answered, so that nobody's work is
    lost; no other follows.
    """
    lease = _lease(services, purpose, asked)
    if lease is None:
        return {"error": say("card_gone", language(request)), "again": False}
    if not services.answers.allows(lease.annotator):
        return _slow_down(request)
    chosen, ms = cast(labels.Answer, asked.get("answer")), asked.get("ms")
    try:
        labels.cast_vote(services.store, lease, chosen, ms if isinstance(ms, int) else None, services.now())
    except ValueError:
        return {"error": say("card_gone", language(request)), "again": False}
    state = _state(services, lease.annotator, lease.pair.comparison_id, asked, request)
    return state if lease.repeat_of is None else {**state, "repeat": True}


def take_back(services: Services, purpose: Purpose, asked: Payload, request: gr.Request) -> Payload:
    """Undo the last vote of the annotator of {lease}, and hand its pair out again; not in a comparison that
    is over, whose result is shown.
    """
    lease = _lease(services, purpose, asked)
    if lease is None:
        return {"error": say("card_gone", language(request)), "again": False}
    if not services.answers.allows(lease.annotator):
        return _slow_down(request)
    store, now, comparison = services.store, services.now(), lease.pair.comparison_id
    if closed := _closed(services, comparison, store.sharing(), request):
        return {"error": say(f"card_{closed}_refused", language(request)), "again": False}
    judging = _judging(services, lease.annotator, comparison) if comparison else None
    if judging and judging.over:  # they may have read whose each title is
        return {"error": say("card_over_refused", language(request)), "again": False}
    vote = labels.undo_last(store, lease.annotator, now, comparison)
    back = pairs.lease_again(store, vote, now, services.rng) if vote else None
    if vote is None or back is None:
        return {"error": say("card_nothing_to_undo", language(request)), "again": False}
    held = _held(asked) if comparison else []  # what follows, the card is told anew
    asked = {**asked, "held": [back.id, *held]}
    state = _state(services, lease.annotator, comparison, asked, request)
    return {
        "back": _shown(back),
        "skipped": vote.choice is Choice.SKIP,
        "repeated": vote.repeat_of is not None,
        **state,
    }


def erase(services: Services, purpose: Purpose, asked: Payload, request: gr.Request) -> Payload:
    """Remove every answer of the caller, of either purpose: those of {browser} and, when signed in, of the
    account.
    """
    if not from_own_page(request):  # another site may send this with the account's cookie
        return {"error": say("card_erase_elsewhere", language(request)), "again": False}
    if not services.openings.allows("all"):
        return {"error": say("common_slow_down", language(request)), "again": False}
    annotators = annotators_of(request, services.settings, asked.get("browser"))
    return {"erased": labels.erase_answers(services.store, annotators, services.now())}


def _guarded(
    function: Callable[[Services, Purpose, Payload, gr.Request], Payload],
) -> Callable[..., Awaitable[Response]]:
    """Anyone can call a server function, with anything: what is no object is none of ours, and a ValueError
    is words. All that a call does is one transaction: with two, another could take an idea in between, and
    the disk would be waited for twice.
    """

    @wraps(function)
    async def guarded(services: Services, purpose: Purpose, asked: object, request: gr.Request) -> Response:
        # Who follows a volunteer's link comes to label: they are never shown the example.
        alone = isinstance(asked, dict) and asked.get("alone") is True
        chosen = services if alone or _lent(services, purpose, asked) else services.shown()
        chosen = chosen.practice or chosen
        # FastAPI would look through a dict for what is no JSON, which takes longer than writing it.
        return JSONResponse(await _reply(function, chosen, purpose, asked, request))

    return guarded


def _lent(services: Services, purpose: Purpose, asked: object) -> bool:
    """Whether this answers a pair of the project, whose ideas may have been undone meanwhile, down to the
    last, so that the example is shown.
    """
    if services.shown() is services or not isinstance(asked, dict):
        return False
    return _lease(services, purpose, asked) is not None


async def _reply(
    function: Callable[[Services, Purpose, Payload, gr.Request], Payload],
    services: Services,
    purpose: Purpose,
    asked: object,
    request: gr.Request,
) -> Payload:
    if not services.settings.takes_labels:
        return {"error": say("hub_no_secret", language(request)), "again": False}
    everyone = services.openings if function is open_card else services.all_answers
    if not everyone.allows("all"):  # before it waits for the database
        return _slow_down(request)
    given = asked if isinstance(asked, dict) else {}
    try:
        return await services.store.turns.run(partial(function, services, purpose, given, request))
    except TooManyError:
        return _slow_down(request)
    except ValueError as error:
        return {"error": str(error), "again": False}


def _slow_down(request: gr.Request) -> Payload:
    """The card says so, keeps what it has not sent, and tries again by itself."""
    return {"error": say("common_slow_down", language(request)), "again": True}


def _held(asked: Payload) -> list[str]:
    held = asked.get("held")
    return [str(lease_id) for lease_id in held[: 2 * HELD]] if isinstance(held, list) else []


def _lease(services: Services, purpose: Purpose, asked: Payload) -> Lease | None:
    lease_id = asked.get("lease")
    lease = services.store.lease(lease_id) if isinstance(lease_id, str) else None
    return lease if lease and lease.pair.purpose is purpose else None


def _closed(services: Services, comparison: str | None, sharing: Sharing, request: gr.Request) -> str | None:
    """Why nobody, or not this visitor, is handed a pair now: paused, sign_in, or None."""
    if comparison is None and sharing.paused:
        return "paused"
    can_sign_in = services.settings.on_space and services.settings.oauth
    return "sign_in" if sharing.sign_in_required and can_sign_in and not is_signed_in(request) else None


def _state(
    services: Services, annotator: str, comparison: str | None, asked: Payload, request: gr.Request
) -> Payload:
    """Which leases of the card are live, the pairs that it lacks, how far the annotator is, and whether all
    of it is practice on the example; on the whole page also how far all are who label, while that is too
    little to train. A comparison is as far as all its judges are; how many verdicts there are, and of how
    many pairs the annotator's own counts or came too late, is said beside that.

    Live are this annotator's, unanswered and not expired; the card forgets the others, and every one while it
    is `closed`.
    """
    store, now, held = services.store, services.now(), _held(asked)
    sharing, last_event = store.sharing_in_force()
    counts: Payload = {"practice": services.is_example}
    closed = _closed(services, comparison, sharing, request)
    live: list[str] = []
    shown: list[Payload] = []
    if comparison is None:
        if not closed:  # first: handing out finds that an idea is settled, of which nothing is to come
            live, shown = _questions(services, annotator, held, sharing, last_event)
        progress = labels.progress(store, annotator, now, sharing)
        counts |= {"done": progress.done, "total": progress.total, "possible": progress.possible}
        if asked.get("alone") is not True:
            counts |= _target(store)
        if not progress.total and services.writing.going:
            counts["writing"] = True
    else:
        judging = _judging(services, annotator, comparison)
        heard = sum(judging.counted.values()) + sum(judging.late.values())
        own = {"own": judging.counted[annotator], "late": judging.late[annotator]}
        counts |= {"done": judging.judged, "total": judging.total, "possible": judging.total, **own}
        counts["heard"] = heard
        if judging.over:
            return {"live": [], "pairs": [], "over": True, **counts}
    if closed:
        return {"closed": closed, "live": [], "pairs": [], **counts}
    if comparison is not None:
        live = [lease.id for lease in store.open_leases(annotator, now, comparison) if lease.id in held]
        shown = [_shown(lease) for lease in _comparison_pairs(services, annotator, comparison, live)]
    return {"live": live, "pairs": shown, **counts}


def _target(store: Store) -> Payload:
    """How many labels there are and, while there are fewer, how many it takes to train."""
    counted = {"labels": store.count_all_labels()}
    if counted["labels"] >= ENOUGH_LABELS:  # without counting the pairs, which takes longer
        return counted
    n_pairs = store.count_pairs()
    if labels_missing(counted["labels"], n_pairs, store.is_settled()):
        counted["enough"] = labels_to_begin(n_pairs)
    return counted


def _newer(services: Services, comparison: str | None, asked: Payload) -> Payload:
    """The newest comparison, for a card alone on its page that judges another one or none."""
    newest = services.store.newest_comparison() if asked.get("alone") is True else None
    return {"newer": newest} if newest and newest != comparison else {}


def _judging(services: Services, annotator: str, comparison: str) -> Judging:
    """Of all judges; on the example everybody practises for themselves."""
    return comparisons.count_judging(services.store, comparison, annotator if services.is_example else None)


def _questions(
    services: Services, annotator: str, held: list[str], sharing: Sharing, last_event: int
) -> tuple[list[str], list[Payload]]:
    """Which leases of the card are live, and of the pair to answer now and what follows either side those
    that it lacks.
    """
    before, handed = pairs.hand_out(
        services.store, annotator, services.now(), services.rng, sharing, services.beliefs(last_event)
    )
    live = [lease.id for lease in before if lease.id in held]
    return live, [_shown(lease, handed[0]) for lease in handed if lease.id not in live]


def _comparison_pairs(services: Services, annotator: str, comparison: str, held: list[str]) -> list[Lease]:
    """Enough to hold HELD."""
    fetched: list[Lease] = []
    while len(held) + len(fetched) < HELD:
        ids = [*held, *(lease.id for lease in fetched)]
        lease = pairs.lease_next(services.store, annotator, services.now(), services.rng, comparison, ids)
        if lease is None:
            break
        fetched.append(lease)
    return fetched


def _shown(lease: Lease, before: Lease | None = None) -> Payload:
    """All that a browser learns of a pair; `after` is the lease and the answer on which it is shown, if one
    has to come first.
    """
    left, right = lease.pair.titles if lease.shown_left == "a" else lease.pair.titles[::-1]
    after = None
    if before and before is not lease:
        after = {"lease": before.id, "answer": "left" if lease.after_choice == before.shown_left else "right"}
    return {"lease": lease.id, "idea": lease.pair.idea, "left": left, "right": right, "after": after}
