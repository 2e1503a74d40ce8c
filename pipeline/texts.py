"""Text as people type it -> one normal form, and what is wrong with it in words."""

import re
import unicodedata
from collections.abc import Sequence

CJK = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")  # Chinese characters, and kana
KANA = re.compile("[\u3040-\u30ff]")


def normalise(text: str) -> str:
    """NFC, with every run of white space as one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_problem(text: str, longest: int) -> str | None:
    """Why the text cannot be used, in words that complete "X cannot be used: ..."; None when it can.

    `longest` is in characters after normalising.
    """
    if (
        any(unicodedata.category(c) in ("Cc", "Cs", "Co") and c not in "\t\n\r" for c in text)
        or "\ufffd" in text
    ):
        return "it holds control characters or broken bytes; remove them"
    clean = normalise(text)
    if not any(unicodedata.category(c)[0] in "LNS" for c in clean):
        return "it is empty; write a few words"
    if len(clean) > longest:
        return f"it has {len(clean)} characters; shorten it to {longest}"
    return None


def comparison_key(text: str) -> str:
    """Equal for texts that differ in case, punctuation or white space only."""
    words = "".join(c if unicodedata.category(c)[0] in "LNMS" else " " for c in text.casefold())
    return " ".join(words.split()) or text


def spelling_key(title: str) -> str:
    """Equal for titles that differ in capital letters only, unless a whole word is in capitals: that is a
    style, and one may like it.
    """
    return " ".join(
        word if len(word) > 1 and word.isupper() else word.casefold() for word in normalise(title).split()
    )


def is_cjk(text: str) -> bool:
    """Whether most letters are Chinese or Japanese: these say in a character what English says in several,
    and put no spaces between words.
    """
    return 2 * len(CJK.findall(text)) > sum(c.isalpha() for c in text)


def is_chinese(text: str) -> bool:
    """Whether most letters are Chinese, and none Japanese alone."""
    return is_cjk(text) and not KANA.search(text)


def first_words(title: str, n: int) -> str:
    """From the title's first word to its n-th, or to its last, as they are spelled there; words as
    `comparison_key` has them.
    """
    kept = "".join(c if unicodedata.category(c)[0] in "LNMS" else " " for c in title)
    found = list(re.finditer(r"\S+", kept))[:n]
    return title[found[0].start() : found[-1].end()] if found else title


def spaced(text: str) -> str:
    """With each Chinese or Japanese character as a word of its own."""
    return CJK.sub(r" \g<0> ", text)


class KnownTitles:
    """Gives a title in the spelling that was first seen: one that differs from an earlier one in case,
    punctuation or white space only is that one.
    """

    def __init__(self, titles: Sequence[str] = ()) -> None:
        self._stored = frozenset(titles)
        self._by_key: dict[str, str] = {}
        for title in titles:
            self._by_key.setdefault(comparison_key(title), title)

    def of_pair(self, title_a: str, title_b: str) -> tuple[str, str]:
        """Both as they are known. Two titles that would become one stay as they are, and so do those that
        were given at first.
        """
        if comparison_key(title_a) == comparison_key(title_b):
            return title_a, title_b
        return self._find(title_a), self._find(title_b)

    def _find(self, title: str) -> str:
        return title if title in self._stored else self._by_key.setdefault(comparison_key(title), title)


SMALL_WORDS = frozenset(("a", "an", "the", "of", "in", "on", "to", "for", "and"))


def word_stems(text: str) -> frozenset[str]:
    """The words without the smallest ones and without the endings that plurals and verb forms differ in."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(
        re.sub(r"(?<=\w{3})(ing|es|ed|s|e)$", "", word) for word in words if word not in SMALL_WORDS
    )


class WordIndex:
    """Finds an earlier text with the same words, apart from order and endings, and apart from one word more,
    less (of five at least) or other (of nine at least): a Jaccard similarity of 0.8.

    A text is filed under its set of words and under that set less each word, so a look-up costs no more with
    10,000 texts than with ten.
    """

    def __init__(self) -> None:
        self._whole: dict[frozenset[str], str] = {}
        self._less_one: dict[frozenset[str], str] = {}

    def add(self, text: str) -> None:
        words = word_stems(text)
        self._whole.setdefault(words, text)
        for fewer in _less_one(words, at_least=5):
            self._less_one.setdefault(fewer, text)

    def nearest(self, text: str) -> str | None:
        words = word_stems(text)
        if not words:
            return None
        found = [self._whole.get(words), self._less_one.get(words)]
        found += [self._whole.get(fewer) for fewer in _less_one(words, at_least=5)]
        found += [self._less_one.get(fewer) for fewer in _less_one(words, at_least=9)]
        return next(filter(None, found), None)


def _less_one(words: frozenset[str], at_least: int) -> list[frozenset[str]]:
    return [words - {word} for word in words] if len(words) >= at_least else []
