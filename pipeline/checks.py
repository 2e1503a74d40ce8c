"""What makes a title well formed, as plain string measures: titles and ideas in, truths and shares out.

Candidates are rejected by these, and the health of a tuned model is measured by them. Words are English ones;
what is Chinese or Japanese is counted by its characters where that tells something.
"""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from pipeline.texts import CJK, spaced

_WORD = re.compile(r"[^\W_]+(?:['’.&+/][^\W_]+)*", re.UNICODE)
_CLOSING = set(")]}!?.%\"'”’»*+#…）】》」』〉！？。")
_CJK_RUN = re.compile(f"{CJK.pattern}+")
_PAIRS = ("()", "[]", "“”", "（）", "【】", "《》", "「」", "『』")


def listed(block: str) -> tuple[str, ...]:
    """The words of a block of text, at its white space."""
    return tuple(block.split())


FUNCTION_WORDS = frozenset(
    listed(
        """a about after all also am an and any are aren't as at be because been before being but by can can't
    could did didn't do does doesn't doing don't each even every for from get gets getting got had has
    have he her here his how i i'm if in into is isn't it it's its just like made make makes making me
    more most much my no not of off on one only or our out over really she should so some than that the
    their them then there these they this those through to too under until up us using very vs was we
    were what when where which while who why will with without would you your i've i'd you're let's
    that's versus"""
    )
)
IRREGULAR_PAST = dict(
    pair.split(":")
    for pair in listed(
        """build:built grow:grew make:made buy:bought sell:sold write:wrote read:read learn:learned run:ran
    eat:ate go:went take:took teach:taught think:thought keep:kept get:got find:found fly:flew
    drive:drove ride:rode sleep:slept wake:woke speak:spoke sing:sang swim:swam draw:drew cut:cut
    put:put quit:quit hit:hit set:set let:let pay:paid do:did live:lived lose:lost win:won spend:spent
    beat:beat hang:hung shoot:shot tell:told throw:threw become:became begin:began catch:caught
    choose:chose forge:forged freeze:froze give:gave hide:hid sew:sewed shut:shut split:split see:saw
    stand:stood steal:stole sweep:swept understand:understood wear:wore light:lit dig:dug"""
    )
)
_BASE = {past: base for base, past in IRREGULAR_PAST.items() if past != "saw"} | dict(
    pair.split(":")
    for pair in listed("tying:tie dying:die lying:lie dyed:dye dyeing:dye seeing:see used:use using:use")
)
FRAMING_WORDS = frozenset(
    listed(
        """video videos tips guide tutorial intro introduction beginner beginners beginner's explained
    explaining basics idea overview vlog episode short quick thoughts stuff things thing"""
    )
)
# The embedded model means none of them: it knows no such word, and spells one where the pieces of others
# meet, as in "Build or B...", which began as "Buy".
RUDE_WORDS = frozenset(
    listed(
        """anal anus arse arsehole ass asses asshole bastard bitch bitches bitchy boob bullshit chink cock
    coon crap cum cunt dick dickhead dildo dyke fag faggot fuck fucked fucker fucking gook horny jizz kike
    motherfucker nazi negro nigga nigger paki penis piss pissed pissing porn porno prick pussies pussy rape
    raped raping rapist retard retarded shit shitty skank slut slutty spic tit titty tranny turd twat vagina
    wank wanker whore"""
    )
)


def words(text: str) -> list[str]:
    """The words of a text in order; hyphens separate, inner apostrophes and points do not."""
    return _WORD.findall(text)


def stem(word: str) -> str:
    """A word without case and common English endings; "baking" and "bake", "tomatoes" and "tomato" meet.
    Near-duplicates, of any language, go by the plainer `texts.word_stems`.
    """
    w = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    w = _BASE.get(w, w)
    for ending, left in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ):
        if w.endswith(ending) and len(w) - len(ending) >= 3 and not w.endswith("ss"):
            w = w[: -len(ending)] + left
            break
    if len(w) > 3 and w[-1] == w[-2] and w[-1] not in "aeiou":
        w = w[:-1]
    return w[:-1] if len(w) > 3 and w[-1] == "e" else w


def content_words(idea: str) -> list[str]:
    """The words of an idea that a title should keep: no function words, no framing as in "a video about"."""
    skipped = FUNCTION_WORDS | FRAMING_WORDS
    seen: dict[str, None] = {}
    for word in words(idea):
        if word.lower().replace("’", "'") not in skipped:
            seen.setdefault(word)
    return list(seen)


def keyword_coverage(idea: str, title: str) -> float:
    """The share of the idea's content words the title holds, however inflected; 1.0 if it has none. A Chinese
    or Japanese character is a word.
    """
    wanted = content_words(spaced(idea))
    if not wanted:
        return 1.0
    held = {stem(word) for word in words(spaced(title))}
    return sum(stem(word) in held for word in wanted) / len(wanted)


def ends_properly(title: str) -> bool:
    """Whether the last character is a letter, a digit, a symbol such as an emoji, or a closing mark."""
    if not title or title != title.strip():
        return False
    last = title[-1]
    return last.isalnum() or last in _CLOSING or unicodedata.category(last) in ("So", "Sk", "Sc", "Mn", "Cf")


def has_doubled_word(title: str) -> bool:
    """Whether a word stands twice in a row, in any case."""
    lower = [word.lower() for word in words(title)]
    return any(first == second and not first.isdigit() for first, second in pairwise(lower))


def repeated_phrases(text: str) -> set[tuple[str, ...]]:
    """The pairs of neighbouring words, lower case, that stand in the text at two places or more, apart from
    those of the smallest words alone, as in "How to Sow and How to Reap"; and of writing without spaces any
    four characters in a row, one tuple of one, that stand there again.
    """
    pairs = pairwise(word.lower() for word in words(text))
    fours = ((run[at : at + 4],) for run in _CJK_RUN.findall(text) for at in range(len(run) - 3))
    found: Counter[tuple[str, ...]] = Counter([*pairs, *fours])
    return {phrase for phrase, n in found.items() if n > 1 and not FUNCTION_WORDS.issuperset(phrase)}


def unknown_words(idea: str, title: str, vocabulary: frozenset[str]) -> list[str]:
    """The title's words that come neither from the idea, however inflected, nor from the vocabulary.

    `vocabulary` is lower case. Numbers are always known. What is left is a mangled word or an invented one.
    """
    idea_words = words(idea)
    known = {word.lower() for word in idea_words} | vocabulary
    stems = {stem(word) for word in idea_words}

    def is_known(word: str) -> bool:
        lower = word.lower().replace("’", "'")
        return lower.isdigit() or lower in known or lower.removesuffix("'s") in known or stem(word) in stems

    return [word for word in words(title) if not is_known(word)]


def has_rude_word(asked: str, text: str) -> bool:
    """Whether the text has one of `RUDE_WORDS`, if only as a plural, that is not in what was asked."""
    new = {word.lower() for word in words(text)} - {word.lower() for word in words(asked)}
    return not RUDE_WORDS.isdisjoint(new | {word.removesuffix("s") for word in new if word[-2:] != "ss"})


def is_well_formed(idea: str, title: str, vocabulary: frozenset[str] | None) -> bool:
    """One clean line that ends properly, closes its brackets, doubles no word, mangles none, and repeats no
    phrase that the idea does not.

    With `vocabulary` None words and phrases are not held against the idea: that test is for the embedded
    model alone, which repeats itself where others mean a parallel.
    """
    one_line = title == " ".join(title.split()) and "\ufffd" not in title
    balanced = (
        all(title.count(pair[0]) == title.count(pair[1]) for pair in _PAIRS) and title.count('"') % 2 == 0
    )
    if not (one_line and balanced and ends_properly(title)) or has_doubled_word(title):
        return False
    if vocabulary is None:
        return True
    repeats = repeated_phrases(title) - repeated_phrases(idea)
    return not repeats and not unknown_words(idea, title, vocabulary)
