"""What the stages say in English -> the visitor's language. `{}` stands for what a sentence fills in.

The stages raise sentences and know no languages: the command line, the logs and a run's events have the same
ones. Here each is recognised by its template and said in Chinese with the same values, which may be sentences
themselves. A sentence without a template stays as it is.
"""

import re

from pipeline.ui.sentences import hub, labels, models, training

CHINESE: dict[str, str] = {**labels.CHINESE, **models.CHINESE, **training.CHINESE, **hub.CHINESE}


class Hint(ValueError):
    """What has to be done or chosen first, in the visitor's language: nothing has failed."""


def translate(sentence: str, lang: str) -> str:
    """The sentence in `lang`, "en" or "zh"; a sentence that no template knows stays in English."""
    return sentence if lang == "en" else _in_chinese(sentence) or sentence


def full_sentence(sentence: str, lang: str) -> str:
    """`translate`, for a sentence that stands alone: in Chinese with a full stop, where it ends in none."""
    said = translate(sentence, lang)
    return said if lang == "en" or said == sentence or said.endswith(("。", "？", "！")) else f"{said}。"


def _in_chinese(sentence: str) -> str | None:
    for template, pattern in _PATTERNS:
        if found := pattern.fullmatch(sentence):
            values = [_in_chinese(value) for value in found.groups()]
            if template == "{}: {}" and values[1] is None:
                continue  # any text with a colon looks like this one
            given = (new or _quoted(old) for new, old in zip(values, found.groups(), strict=True))
            return CHINESE[template].format(*given)
    return None


def _quoted(value: str) -> str:
    """A text that the stages quote as Python does, in Chinese quotation marks."""
    return f"“{value[1:-1]}”" if re.fullmatch(r"'[^']*'", value) else value


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in template.split("{}")), re.DOTALL)


def _precedence(template: str) -> tuple[bool, int]:
    """A row's place stands before what is wrong with it, however long that is."""
    return template.startswith("Row {} of {}:"), len(template)


# The one with the most words of its own first.
_PATTERNS = [(template, _pattern(template)) for template in sorted(CHINESE, key=_precedence, reverse=True)]
