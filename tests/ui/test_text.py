"""Both languages are there for every key, and every key that is used exists."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter
from types import SimpleNamespace

import gradio as gr
import pytest

from pipeline.ui import catalogue, text

UI = Path(text.__file__).parent


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", text.TEXT)
def test_a_key_has_both_languages_with_the_same_parameters(key: str) -> None:
    english, chinese = text.TEXT[key]
    assert english.strip() and chinese.strip()
    assert fields(english) == fields(chinese)


def test_chinese_is_chinese() -> None:
    """Apart from what is the same in both: names, and labels made of parameters."""
    same = [key for key, (english, chinese) in text.TEXT.items() if english == chinese]
    assert set(same) <= {"page_title"}


def used_keys() -> set[str]:
    sources = [file.read_text() for file in [*UI.glob("*.py"), *UI.glob("*.js"), *UI.glob("*.html")]]
    used = set()
    for source in sources:
        used |= set(re.findall(r"""\b(?:t|say)\(\s*["']([a-z0-9_]+)["']""", source))
        used |= set(re.findall(r"""\bword\.([a-z0-9_]+)""", source))
        used |= set(re.findall(r"""data-word="([a-z0-9_]+)\"""", source))
    return used


def test_a_word_follows_its_number() -> None:
    for n, said in ((1, "1 label"), (2, "2 labels"), (0, "0 labels"), (1200, "1,200 labels")):
        assert text.say("guide_n_label", "en", n=n) == said
    by_scripts = [text.words(prefix) for prefix in ("card_", "explain_", "link_")]  # which know no such rule
    assert not re.search(r"\{\w+:", str(by_scripts))


def test_no_key_is_in_two_rooms_of_the_catalogue() -> None:
    rooms = [import_module(f"{catalogue.__name__}.{room.name}") for room in iter_modules(catalogue.__path__)]
    assert len(rooms) >= 9
    assert sum(len(room.TEXT) for room in rooms) == len(text.TEXT)


def test_every_key_in_use_exists() -> None:
    assert used_keys() - set(text.TEXT) == set()


def test_fixed_labels_hold_no_parameters() -> None:
    """Gradio's front end reads braces as its own placeholders."""
    sources = "\n".join(file.read_text() for file in UI.glob("*.py"))
    fixed = set(re.findall(r"""\bt\(\s*["']([a-z0-9_]+)["']""", sources))
    assert [key for key in fixed if "{" in "".join(text.TEXT[key])] == []


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(KeyError, match="no_such_key"):
        text.t("no_such_key")


@pytest.mark.parametrize(
    "accepted, lang",
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW", "zh"),
        ("ZH-cn", "zh"),
        ("zh-SG,zh;q=0.9", "en"),  # Gradio shows it English labels
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("", "en"),
    ],
)
def test_a_request_is_answered_in_its_first_language(accepted: str, lang: str) -> None:
    assert text.language(SimpleNamespace(headers={"accept-language": accepted})) == lang


@pytest.mark.parametrize(
    "address, lang",
    [
        ("http://127.0.0.1:7860/?lang=en", "en"),
        ("http://127.0.0.1:7860/?view=label&lang=en", "en"),
        ("http://127.0.0.1:7860/?lang=fr", "zh"),  # none of ours: the browser's own
        ("http://127.0.0.1:7860/", "zh"),
    ],
)
def test_the_pages_address_goes_before_the_browsers_language(address: str, lang: str) -> None:
    headers = {"accept-language": "zh-CN", "referer": address}
    assert text.language(SimpleNamespace(headers=headers)) == lang


def test_without_a_request_english_is_spoken() -> None:
    assert text.language(None) == "en"


def test_every_chinese_locale_that_gradio_knows_is_served() -> None:
    with gr.Blocks() as page:
        gr.Button(text.t("label_refresh"), elem_id="again")
        gr.Radio([(text.t("train_method_dpo"), "dpo")], info=text.t("train_method_info"))
    served = text.translations(page).translations_dict
    assert served["zh-CN"] == served["zh-TW"] != served["en"]
    shown = {key for key in served["en"] if "." not in key}  # the others are Gradio's own
    assert shown == {"label_refresh", "train_method_dpo", "train_method_info"}
    assert served["zh-CN"].keys() == served["en"].keys()


def test_a_share_is_not_rounded_to_nothing_or_everything() -> None:
    shares = [0.0, 0.001, 0.5, 0.998, 1.0]
    said = [text.say("label_simulated_value", "en", n=1, share=share) for share in shares]
    assert said == ["1 (0%)", "1 (<1%)", "1 (50%)", "1 (>99%)", "1 (100%)"]


def test_sentences_follow_each_other_with_a_space_where_the_language_has_one() -> None:
    assert text.sentences("en", "One.", "", "Two.") == "One. Two."
    assert text.sentences("zh", "一。", "", "二。") == "一。二。"


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_wording_calls_things_otherwise_and_leaves_what_people_wrote(lang: str) -> None:
    usual, own = (text.say(f"compare_words_{side}", lang).split("|") for side in ("tuned", "newer"))
    wording = text.Wording(lang, dict(zip(usual, own, strict=True)))
    assert own[0] in text.say("compare_lean_tuned", wording) and usual[0] in text.say(
        "compare_lean_tuned", lang
    )
    assert usual[0] in text.say("compare_health_malformed", wording, titles=usual[0])
    assert wording == lang
