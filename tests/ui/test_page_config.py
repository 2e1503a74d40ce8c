"""What a visitor cannot come to see is not sent to them."""

import re
from typing import Any

from pipeline.ui import Services
from pipeline.ui.frontend import ASSETS, first_files, part_files
from pipeline.ui.page import build_page
from pipeline.ui.page_config import UNREAD_OF_EVENTS, UNREAD_PROPS, begin
from pipeline.ui.roles import Opening


def component(number: int, kind: str = "html", **props: Any) -> dict[str, Any]:
    return {"id": number, "type": kind, "props": props}


def event(
    number: int, target: int | None, inputs: list[int], outputs: list[int], after: int | None = None
) -> dict[str, Any]:
    targets = [[target, "click" if after is None else "then"]]
    return {"id": number, "targets": targets, "inputs": inputs, "outputs": outputs, "trigger_after": after}


def node(number: int, *children: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "children": list(children)}


def make_config() -> dict[str, Any]:
    """A tab with a button (2), what is found (3), a timer (4), and a part (5) of a field (7) and a button
    (8); and another tab (9) with a button (10).
    """
    layout = [
        node(0, node(1, node(2), node(3), node(4), node(5, node(6, node(7), node(8)))), node(9, node(10)))
        for _ in range(2)
    ]
    components = [
        component(1, "tabitem", elem_id="tab-label"),
        component(2, "button"),
        component(3),
        component(4, "timer"),
        component(5, "column", visible=False),
        component(6, "row"),
        component(7, "number", value=5),
        component(8, "button"),
        component(9, "tabitem", elem_id="tab-train"),
        component(10, "button"),
    ]
    events = [event(0, 2, [7], [3]), event(1, 8, [7], [3]), event(2, 2, [], [4, 7]), event(3, 10, [], [3])]
    page = {
        "layout": layout[1],
        "components": [each["id"] for each in components],
        "dependencies": [0, 1, 2, 3],
    }
    return {"components": components, "dependencies": events, "layout": layout[0], "page": {"": page}}


def left(config: dict[str, Any]) -> tuple[list[int], list[int]]:
    """The numbers of components and of events; those of the page are the same."""
    parts = [each["id"] for each in config["components"]], [each["id"] for each in config["dependencies"]]
    page = config["page"][""]
    assert (page["components"], page["dependencies"]) == parts and page["layout"] == config["layout"]
    return parts


def test_a_hidden_part_is_left_out_but_for_what_remaining_events_read() -> None:
    begun = begin(make_config(), Opening("visitor", "label", {}))
    assert left(begun) == ([1, 2, 3, 4, 5, 7, 9, 10], [0, 3])
    assert begun["layout"]["children"][0]["children"][3] == node(5, {"id": 7})


def test_what_describes_a_component_to_clients_of_the_api_is_not_sent_to_a_browser() -> None:
    config = make_config()
    told = {"api_info": {"type": "string"}, "api_info_as_input": {}, "api_info_as_output": {}}
    config["components"] = [{**each, **told, "skip_api": False} for each in config["components"]]
    assert begin(config, Opening("owner", "label", {}))["components"][0] == component(
        1, "tabitem", elem_id="tab-label"
    )


def test_what_no_script_reads_is_not_sent() -> None:
    config = make_config()
    for each in config["components"]:
        each["props"] |= {"preserved_by_key": ["value"], "label": "Ideas"}
    config["dependencies"] = [{**each, "max_batch_size": 4} for each in config["dependencies"]]
    begun = begin(config, Opening("owner", "label", {}))
    assert begun["components"][0] == component(1, "tabitem", elem_id="tab-label", label="Ideas")
    assert begun["dependencies"][0] == event(0, 2, [7], [3])


def test_gradios_scripts_read_nothing_of_what_is_not_sent(services: Services) -> None:
    types = frozenset(each["type"] for each in build_page(services)[0].get_config_file()["components"])
    files = [name for name in (*first_files(), *part_files(types)) if name.endswith(".js")]
    scripts = "".join((ASSETS / name).read_text(encoding="utf-8") for name in files)
    for name in (*UNREAD_PROPS, *UNREAD_OF_EVENTS):
        assert not re.search(rf"\b{name}\b", scripts), name


def test_who_may_see_a_part_gets_all_of_it_and_its_events() -> None:
    begun = begin(make_config(), Opening("visitor", "label", {5: {"visible": True}}))
    assert left(begun) == (list(range(1, 11)), [0, 1, 2, 3])
    assert begun["components"][4]["props"] == {"visible": True}


def test_a_part_that_an_event_may_show_later_stays() -> None:
    config = make_config()
    config["dependencies"].append(event(4, 2, [], [5]))
    assert left(begin(config, Opening("visitor", "label", {})))[0] == list(range(1, 11))


def test_what_is_the_owners_alone_goes_though_an_event_could_show_it() -> None:
    config = make_config()
    config["dependencies"] += [event(4, 2, [], [5, 3]), event(5, 2, [7], [5, 8])]
    begun = begin(config, Opening("visitor", "label", {}, never=frozenset({5})))
    assert left(begun) == ([1, 2, 3, 4, 5, 7, 9, 10], [0, 3, 4])


def test_a_closed_tab_stays_as_a_name_without_content() -> None:
    shown = {5: {"visible": True}}
    begun = begin(make_config(), Opening("visitor", "label", shown, frozenset({"tab-train"})))
    assert left(begun) == (list(range(1, 10)), [0, 1, 2])
    assert begun["layout"]["children"][1] == node(9)


def test_an_event_that_only_remembers_something_stays() -> None:
    config = make_config()
    config["dependencies"].append(event(4, 2, [], [4]))  # a timer
    assert left(begin(config, Opening("visitor", "label", {})))[1] == [0, 3, 4]


def test_what_follows_an_event_goes_with_it() -> None:
    config = make_config()
    config["dependencies"] += [event(4, None, [], [3], after=1), event(5, None, [], [3], after=0)]
    config["dependencies"].append(event(6, None, [], [3], after=4))
    assert left(begin(config, Opening("visitor", "label", {})))[1] == [0, 3, 5]


def test_what_follows_an_event_is_looked_for_at_no_component() -> None:
    config = make_config()
    config["dependencies"].append(event(4, None, [], [3], after=0))
    events = begin(config, Opening("visitor", "label", {}))["dependencies"]
    assert [(each["id"], each["targets"]) for each in events] == [
        (0, [[2, "click"]]),
        (3, [[10, "click"]]),
        (4, []),
    ]


def test_the_configuration_itself_is_left_as_it_was() -> None:
    config = make_config()
    begin(config, Opening("visitor", "label", {5: {"visible": True}}, frozenset({"tab-train"})))
    assert config == make_config()
