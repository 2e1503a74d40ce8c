"""Every visible string, in English and in Simplified Chinese: a key enters, words in the visitor's language
leave.

Fixed labels go through `t`, which the browser resolves by its own language or the one chosen on the page;
sentences made on the server go through `say`, by the language of the request. The strings are in `catalogue`,
by where they are seen. Fixed labels hold no braces; sentences hold `{name}` for what `say` fills in.
"""

import re
import string
from collections.abc import Mapping
from typing import Any

import gradio as gr
import orjson
from gradio.i18n import I18nData

from pipeline.ui.catalogue import (
    api,
    card,
    compare,
    compare_making,
    create,
    datasets,
    explain,
    frame,
    guide,
    label,
    model,
    owner,
    playground,
    rlhf,
    task,
    train,
    train_form,
    writer,
)

LANGUAGES = ("en", "zh")
CHINESE_LOCALES = ("zh-cn", "zh-tw")
LABEL = re.compile(r'__i18n__\{[^}]*key\\*": \\*"(\w+)')
ASKED = re.compile(r"[?&]lang=(en|zh)(?:[&#]|$)")

TEXT: dict[str, tuple[str, str]] = {
    **frame.TEXT,
    **writer.TEXT,
    **guide.TEXT,
    **card.TEXT,
    **create.TEXT,
    **task.TEXT,
    **datasets.TEXT,
    **label.TEXT,
    **owner.TEXT,
    **train.TEXT,
    **train_form.TEXT,
    **model.TEXT,
    **rlhf.TEXT,
    **compare.TEXT,
    **compare_making.TEXT,
    **playground.TEXT,
    **api.TEXT,
    **explain.TEXT,
}


def t(key: str) -> I18nData:
    """The fixed label under the key, which the browser shows in its own language. KeyError for an unknown
    key.
    """
    if key not in TEXT:
        raise KeyError(f"text.TEXT has no {key!r}; add it in both languages.")
    return I18nData(key)


class Wording(str):
    """A language, "en" or "zh", in which `say` calls some things by other words than the catalogue does."""

    called: Mapping[str, str]

    def __new__(cls, lang: str, called: Mapping[str, str]) -> "Wording":
        self = super().__new__(cls, lang)
        self.called = called
        return self


def say(key: str, lang: str, **params: Any) -> str:
    """The sentence under the key in `lang` ("en" or "zh"), with its parameters filled in. A share that is not
    quite nothing, or not quite everything, is not rounded to it.
    """
    sentence = TEXT[key][LANGUAGES.index(lang)]
    if isinstance(lang, Wording):
        for usual, own in lang.called.items():
            sentence = sentence.replace(usual, own)
    return WORDS.vformat(sentence, (), params)


def sentences(lang: str, *said: str) -> str:
    """One after the other, those that say something: with a space between them where the language has one."""
    return ("" if lang == "zh" else " ").join(filter(None, said))


class _Words(string.Formatter):
    """`{n:pair|pairs}` is the word for one or for any other number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, other = format_spec.split("|")
            return one if value == 1 else other
        text = format(value, format_spec)
        if format_spec.endswith("%") and 0 < value < 1:
            digits = int(format_spec[1:-1])
            least = 10.0 ** -(digits + 2)
            if text == format(0.0, format_spec):
                return f"<{format(least, format_spec)}"
            if text == format(1.0, format_spec):
                return f">{format(1 - least, format_spec)}"
        return text


WORDS = _Words()


def words(prefix: str) -> dict[str, dict[str, str]]:
    """Both languages of every key with this prefix, for a component whose own script picks one."""
    keys = [key for key in TEXT if key.startswith(prefix)]
    return {lang: {key: TEXT[key][n] for key in keys} for n, lang in enumerate(LANGUAGES)}


def language(request: Any) -> str:
    """`zh` or `en`: the language that the page's address asks for, which its requests carry as Referer, or
    else the browser's, by the rule by which Gradio picks the labels, so that no page speaks both.
    """
    headers = getattr(request, "headers", None) or {}
    if asked := ASKED.search(str(headers.get("referer") or "")):
        return asked[1]
    first = str(headers.get("accept-language") or "").split(",")[0].strip().lower()
    return "zh" if first in CHINESE_LOCALES else "en"


def labels_in(config: Any) -> set[str]:
    """The keys of the labels that a page's configuration, or a part of it, shows."""
    return set(LABEL.findall(orjson.dumps(config, default=str).decode()))


def is_gradios(key: str) -> bool:
    """Whether a key is one of Gradio's own."""
    return "." in key


def translations(page: gr.Blocks) -> gr.I18n:
    """What `launch(i18n=...)` takes: the page's fixed labels, and ours for some of Gradio's own, which have a
    dot. Gradio knows these two Chinese locales and shows others English.
    """
    keys = sorted({*labels_in(page.config), *filter(is_gradios, TEXT)})
    english, chinese = ({key: TEXT[key][n] for key in keys} for n in range(2))
    return gr.I18n(**{"en": english, "zh-CN": chinese, "zh-TW": chinese})
