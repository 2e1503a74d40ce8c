"""Who may call what: every endpoint and server function of the running app, called over HTTP by everyone.

The app runs as on a Space, where a session cookie says who is signed in. What can be called is read from the
app's own configuration; something new without a row in RIGHTS fails here by its name.
"""

import hashlib
import json
import random
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import itsdangerous
import pytest

from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.ui import Services
from pipeline.ui.page import build_page
from pipeline.ui.text import say
from ui.running_app import App, start_app, stop_app

SECRET = "the Space's OAuth secret"
SPACE = {
    "SYSTEM": "spaces",
    "SPACE_ID": "ada/titles",
    "OWNERS": "ada",
    "BASE_MODEL": "embedded",
    "GRADIO_SERVER_NAME": "127.0.0.1",
    "OAUTH_CLIENT_ID": "client",
    "OAUTH_CLIENT_SECRET": SECRET,
    "OAUTH_SCOPES": "openid profile",
    "OPENID_PROVIDER_URL": "http://127.0.0.1:9",
}
REFUSAL = say("access_owner_space", "en")
UNEXPECTED = say("common_unexpected", "en")

ANYONE, OWNER = "anyone", "owner"
RIGHTS = {
    "guide.show_guide": ANYONE,
    "guide.start_own": OWNER,
    "guide.show_again": OWNER,
    "create_tab.show_tab": ANYONE,  # a volunteer gets one sentence
    "create_tab.show_afresh": ANYONE,
    "create_tab.add_typed": OWNER,
    "create_tab.add_file": OWNER,
    "create_tab.undo_added": OWNER,
    "create_tab.add_shipped": OWNER,
    "create_tab.use_newest": OWNER,
    "create_tab.add_brainstorm": OWNER,
    "create_tab.start_writing": OWNER,
    "create_tab.cancel_writing": OWNER,
    "create_list.nothing_said": ANYONE,
    "create_list.find_ideas": OWNER,
    "create_list.turn": OWNER,
    "create_list.move_idea": OWNER,
    "create_list.move_found": OWNER,
    "create_list.undo": OWNER,
    "writer_picker.show_fields": ANYONE,
    "task_panel.fill_first": ANYONE,  # a volunteer gets nothing
    "task_panel.show_task": ANYONE,  # likewise
    "task_panel.show_preview": OWNER,
    "task_panel.save_form": OWNER,
    "task_panel.fill_default": OWNER,
    "task_panel.fill_chinese": OWNER,
    "task_panel.fill_version": OWNER,
    "task_panel.fill_from_file": OWNER,
    "task_panel.make_files": OWNER,
    "label_tab.show_counts": ANYONE,
    "label_tab.show_ideas": ANYONE,  # the owner alone sees rankings, which may sway whoever judges
    "label_tab.show_ranking": OWNER,
    "label_files.simulate_labels": OWNER,
    "label_files.remove_examples": OWNER,
    "label_files.export_labels": OWNER,
    "label_import.look_at_files": OWNER,
    "label_import.look_at_dataset": OWNER,
    "label_import.import_looked_at": OWNER,
    "label_import.put_aside": OWNER,
    "publish_panel.show_status": OWNER,
    "publish_panel.publish": OWNER,
    "owner_panel.show_panel": ANYONE,  # a volunteer gets a hidden one
    "owner_panel.save_settings": OWNER,
    "owner_panel.show_ideas": OWNER,
    "owner_panel.show_people": OWNER,
    "owner_panel.exclude": OWNER,
    "owner_panel.make_backup": OWNER,
    "owner_panel.restore": OWNER,
    "hub_status.show_status": ANYONE,
    "hub_status.sync_now": OWNER,
    "best_of_part.show_reward_models": ANYONE,
    "best_of_part.say_cost": ANYONE,
    "best_of_part.use_best_of": OWNER,
    "train_tab.show_tab": ANYONE,
    "train_tab.show_run": ANYONE,
    "train_tab.follow_run": ANYONE,
    "train_tab.choose_run": ANYONE,
    "train_forecast.show_estimate": OWNER,
    "train_forecast.measure_pace": OWNER,
    "train_acts.fill_form": OWNER,
    "kept_form.keep_form": OWNER,
    "method_picker.choose_method": OWNER,
    "train_acts.start_run": OWNER,
    "train_acts.queue_run": OWNER,
    "train_acts.stop_run": OWNER,
    "train_acts.resume_run": OWNER,
    "train_acts.start_again": OWNER,
    "train_acts.ask_to_delete": OWNER,
    "train_acts.close_question": ANYONE,
    "train_acts.delete_run": OWNER,
    "model_part.show_model": ANYONE,  # a volunteer gets a hidden part
    "model_part.push_chosen": OWNER,
    "model_part.show_pushes": OWNER,
    "model_part.fetch_model": OWNER,
    "compare_making.fold_making": ANYONE,
    "compare_making.show_models": ANYONE,
    "compare_making.show_choice": ANYONE,
    "compare_making.offer_seed": ANYONE,
    "compare_tab.export_votes": OWNER,
    "compare_tab.open_tab": ANYONE,
    "compare_tab.choose": ANYONE,
    "compare_tab.choose_other": ANYONE,
    "compare_tab.follow_result": ANYONE,
    "compare_tab.turn_result": ANYONE,
    "compare_making.clear": ANYONE,
    "compare_tab.judge_by_example": OWNER,
    "prejudge_part.show_part": ANYONE,  # a volunteer gets a hidden one
    "prejudge_part.ask_reward_model": OWNER,
    "compare_making.say_started": OWNER,
    "compare_making.make_comparison": OWNER,
    "playground.show_choices": ANYONE,
    "playground.write": ANYONE,
    "playground.send_to_labelling": OWNER,
    "endpoints.generate_titles": ANYONE,
    "endpoints.comparison_result": ANYONE,
    "endpoints.label_quality": ANYONE,
    "_check_login_status": ANYONE,  # Gradio's own sign-in button
    "card-preference.open_card": ANYONE,
    "card-preference.answer": ANYONE,
    "card-preference.take_back": ANYONE,
    "card-preference.erase": ANYONE,
    "card-comparison.open_card": ANYONE,
    "card-comparison.answer": ANYONE,
    "card-comparison.take_back": ANYONE,
    "card-comparison.erase": ANYONE,
}
# What is sent where a component's first value would do harm or nothing; these stand for uploaded files.
FILE, TASK_FILE = object(), object()
FILES = {FILE: ("ideas.csv", b"idea\nbees\n"), TASK_FILE: ("task.json", b"{}")}
SENT: dict[str, list[Any]] = {
    "create_tab.add_file": [FILE],
    "create_tab.start_writing": ["embedded", 0.7, -1, "here", "", "", "", "samples"],
    "label_import.look_at_files": [[FILE]],
    "owner_panel.restore": [FILE],
    "task_panel.fill_from_file": [TASK_FILE],
}


@dataclass(frozen=True, eq=False)
class Endpoint:
    """`name` is a key of RIGHTS, `call` what tells this one from others of that name."""

    name: str
    call: str
    dependency: dict[str, Any] | None = None
    component: int | None = None


def session_cookie(username: str, secret: str = SECRET) -> str:
    """As Gradio and Starlette sign it after a login."""
    account = {"userinfo": {"preferred_username": username, "sub": f"id of {username}"}}
    data = b64encode(json.dumps({"oauth_info": {**account, "access_token": "t"}}).encode())
    signer = itsdangerous.TimestampSigner(hashlib.sha256(f"{secret}-v4".encode()).hexdigest())
    return f"session={signer.sign(data).decode()}"


# The owner comes last.
HEADERS = {
    "anonymous": {},
    "signed in": {"cookie": session_cookie("eve")},
    "forger": {"cookie": session_cookie("ada", "another secret")},
    "owner": {"cookie": session_cookie("ada")},
}


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = start_app(tmp_path_factory.mktemp("space"), **SPACE)
    yield running
    stop_app(running)


@pytest.fixture(scope="module")
def config(space: App) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{space.url}/config", timeout=60).json()
    return found


@pytest.fixture
def endpoints(services: Services, config: dict[str, Any]) -> list[Endpoint]:
    """Everything that runs code on the server, by the names of the functions in this code."""
    on_space = replace(services.settings, space_id="ada/titles")
    page, _ = build_page(replace(services, settings=on_space))
    names = {
        str(fn.api_name): f"{fn.fn.__module__.rpartition('.')[2]}.{fn.fn.__name__}"
        for fn in page.fns.values()
        if fn.fn
    }
    found = [
        Endpoint(names.get(each["api_name"], each["api_name"]), str(each["api_name"]), dependency=each)
        for each in config["dependencies"]
        if each["backend_fn"]
    ]
    assert set(names) <= {endpoint.call for endpoint in found}
    functions = {
        f"{block.elem_id}.{function.__name__}"
        for block in page.blocks.values()
        for function in getattr(block, "server_fns", ())
    }
    served = [
        Endpoint(f"{each['props'].get('elem_id')}.{name}", name, component=each["id"])
        for each in config["components"]
        for name in each["props"].get("server_fns", ())
    ]
    assert functions == {endpoint.name for endpoint in served}
    return [*found, *served]


def call(client: httpx.Client, config: dict[str, Any], endpoint: Endpoint, session: str) -> str:
    """What comes back, as text: an error's sentence, or all that the page would get."""
    if endpoint.dependency is None:
        asked = {"browser": "0123456789abcdef" * 2, "lease": "0" * 32, "answer": "left", "held": []}
        body = {"component_id": endpoint.component, "fn_name": endpoint.call, "session_hash": session}
        reply = client.post("/component_server/", json={**body, "data": asked})
        assert reply.status_code == 200, reply.text
        return reply.text
    values = {each["id"]: each["props"].get("value") for each in config["components"]}
    data = SENT.get(endpoint.name, [values.get(each) for each in endpoint.dependency["inputs"]])
    body = {
        "data": [uploaded(client, value) for value in data],
        "fn_index": endpoint.dependency["id"],
        "session_hash": session,
        "event_data": {"run": "none"},
    }
    if not endpoint.dependency["queue"]:
        return text_of(client.post("/run/predict", json=body).json())
    client.post("/queue/join", json=body).raise_for_status()
    with client.stream("GET", "/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            message = json.loads(line.removeprefix("data: ")) if line else {}
            if message.get("msg") == "process_completed":
                return text_of(message["output"])
    raise AssertionError(f"{endpoint.call} never completed")


def text_of(output: dict[str, Any]) -> str:
    return str(output["error"]) if output.get("error") else json.dumps(output)


def uploaded(client: httpx.Client, value: Any) -> Any:
    if isinstance(value, list):
        return [uploaded(client, each) for each in value]
    return upload(client, *FILES[value]) if value in (FILE, TASK_FILE) else value


def upload(client: httpx.Client, name: str, content: bytes) -> dict[str, Any]:
    """As the owner sends it: nobody else may, and anybody may name what was sent."""
    (path,) = client.post("/upload", files={"files": (name, content)}, headers=HEADERS["owner"]).json()
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def test_everything_that_can_be_called_has_its_row(endpoints: list[Endpoint]) -> None:
    names = {endpoint.name for endpoint in endpoints}
    assert names - set(RIGHTS) == set(), "give these a row in RIGHTS"
    assert set(RIGHTS) - names == set(), "these rows name nothing that can be called"


def test_each_serves_those_it_is_for_and_refuses_others(
    space: App, config: dict[str, Any], endpoints: list[Endpoint]
) -> None:
    wrong = []
    for caller in HEADERS:
        url = f"{space.url}/gradio_api"
        with httpx.Client(base_url=url, headers=HEADERS[caller], timeout=60) as client:
            session = f"{random.getrandbits(64):x}"  # one for all calls: Gradio copies the page for each
            said = {endpoint: call(client, config, endpoint, session) for endpoint in endpoints}
        for endpoint, words in said.items():
            refused = RIGHTS.get(endpoint.name) == OWNER and caller != "owner"
            right = words == REFUSAL if refused else REFUSAL not in words and UNEXPECTED not in words
            if not right or not words:
                wrong.append(f"{endpoint.name} ({endpoint.call}) to {caller}: {words[:200]}")
            if caller != "owner" and str(space.data_dir) in words:
                wrong.append(f"{endpoint.name} tells {caller} where the data lies")
        if caller != "owner":
            assert_unchanged(space.data_dir)
    assert wrong == []


def test_only_the_owner_may_send_files(space: App) -> None:
    for caller, headers in HEADERS.items():
        sent = httpx.post(
            f"{space.url}/gradio_api/upload", files={"files": ("a.csv", b"bees")}, headers=headers, timeout=60
        )
        assert (sent.status_code, sent.text == REFUSAL) == (
            (200, False) if caller == "owner" else (403, True)
        )


def assert_unchanged(data_dir: Path) -> None:
    store = Store(data_dir / "title-tuner.db")
    assert store.ideas(YOUTUBE_TITLES) == [] and store.labels() == [] and store.comparisons() == []
    store.close()
    assert not (data_dir / "runs").exists() or list((data_dir / "runs").iterdir()) == []


def test_the_configuration_tells_no_visitor_where_the_data_lies(space: App, config: dict[str, Any]) -> None:
    assert str(space.data_dir) not in json.dumps(config)


def test_the_card_knows_by_the_session_who_is_signed_in(space: App, config: dict[str, Any]) -> None:
    card = next(
        each["id"] for each in config["components"] if each["props"].get("elem_id") == "card-preference"
    )
    asked = {"component_id": card, "fn_name": "open_card", "session_hash": "s", "data": {"held": []}}
    for caller, headers in HEADERS.items():  # without a browser's id only an account says who asks
        url = f"{space.url}/gradio_api/component_server/"
        said = httpx.post(url, json=asked, headers=headers, timeout=60).json()
        assert ("error" in said) == (caller in ("anonymous", "forger")), (caller, said)
