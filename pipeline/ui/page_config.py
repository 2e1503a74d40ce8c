"""Gradio's configuration of the page enters, and how the page begins for who asks; what their browser gets
leaves.

Gradio (6.31) builds a node for every component and goes through all events for each, whether anybody ever
sees it or not. So what a visitor cannot come to see is left out.
"""

from collections.abc import Callable, Container, Iterator
from typing import Any

from pipeline.ui.roles import Opening
from pipeline.ui.text import is_gradios, labels_in

Node = dict[str, Any]
UNSEEN = ("timer", "state")
FOR_CLIENTS = ("api_info", "api_info_as_input", "api_info_as_output", "example_inputs", "skip_api")
UNREAD_PROPS = (  # by no script of the page's components, which set each prop up to be watched all the same
    *("preserved_by_key", "render_children", "delete_callback", "time_to_live", "_api_info"),
    *("likeable", "streamable", "_retryable", "_undoable"),
)
UNREAD_OF_EVENTS = ("api_description", "collects_event_data", "batch", "max_batch_size", "stream_every")


def begin(config: dict[str, Any], opening: Opening) -> dict[str, Any]:
    """The configuration with the opening's props, less what nobody can come to see: components in closed
    tabs, in parts that are never shown to who asks, and in hidden ones that no event speaks to, and events
    that start there or speak to nothing else that is seen. What the other events read stays, hidden, so that
    they are sent the same values. Of the labels' translations stay those of what is left. What describes a
    component to clients of the API is not for browsers: clients ask for it at another address; nor is what
    no script reads. The configuration that entered stays as it was.
    """
    components = {each["id"]: each for each in config["components"]}
    for number, props in opening.props.items():
        components[number] = {
            **components[number],
            "props": {**components[number]["props"], **props},
        }
    spoken_to = {number for event in config["dependencies"] for number in event["outputs"]}

    def is_closed(number: int) -> bool:
        props = components[number]["props"] if number in components else {}
        hidden = props.get("visible") is False and number not in spoken_to
        return hidden or number in opening.never or props.get("elem_id") in opening.closed

    there = set(_numbers(config["layout"], is_closed))
    places = (there & components.keys()) - opening.never
    seen = {number for number in places if components[number]["type"] not in UNSEEN}
    events = _events(config["dependencies"], there, seen)
    read = {number for event in events for number in event["inputs"]} - there
    kept = there | read
    pages = {
        name: {
            **page,
            "layout": _closed(page["layout"], is_closed, read),
            "components": [number for number in page["components"] if number in kept],
            "dependencies": [event["id"] for event in events],
        }
        for name, page in config["page"].items()
    }
    left = [
        {**_without(each, FOR_CLIENTS), "props": _without(each["props"], UNREAD_PROPS)}
        for number, each in components.items()
        if number in kept
    ]
    said = labels_in(left)
    texts = {
        lang: {key: text for key, text in its.items() if key in said or is_gradios(key)}
        for lang, its in config.get("i18n_translations", {}).items()
    }
    return {
        **config,
        "components": left,
        "dependencies": [_without(event, UNREAD_OF_EVENTS) for event in events],
        "i18n_translations": texts,
        "layout": _closed(config["layout"], is_closed, read),
        "page": pages,
    }


def _without(record: dict[str, Any], keys: Container[str]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


def _numbers(node: Node, is_closed: Callable[[int], bool]) -> Iterator[int]:
    """The node's number and those below it, but not below closed ones."""
    yield node["id"]
    if not is_closed(node["id"]):
        for child in node.get("children", ()):
            yield from _numbers(child, is_closed)


def _events(events: list[dict[str, Any]], there: set[int], seen: set[int]) -> list[dict[str, Any]]:
    """Those that start with what is there, and speak to that alone or else to something that is seen. One
    that follows another needs no target: Gradio's is no component's, and is looked for in the whole tree.
    """
    left: dict[int, dict[str, Any]] = {}
    for event in events:  # one that follows another has a higher number
        after = event["trigger_after"]
        started = any(number in there for number, _ in event["targets"]) if after is None else after in left
        outputs = set(event["outputs"])
        if started and (outputs <= there or outputs & seen):
            left[event["id"]] = event if after is None else {**event, "targets": []}
    return list(left.values())


def _closed(node: Node, is_closed: Callable[[int], bool], read: set[int]) -> Node:
    """The node with, in closed ones, only what is read."""
    if "children" not in node:
        return node
    children = node["children"]
    if is_closed(node["id"]):
        below = [number for child in children for number in _numbers(child, lambda _: False)]
        return {**node, "children": [{"id": number} for number in below if number in read]}
    return {**node, "children": [_closed(child, is_closed, read) for child in children]}
