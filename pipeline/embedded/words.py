"""Word forms: title case, verb forms, agreement, and random words that no model has seen.

Strings and a seeded generator enter, strings leave. The held-out split is a property of words: `is_held`.
"""

import random
import re
import zlib

from pipeline.checks import IRREGULAR_PAST, listed

SMALL_WORDS = frozenset(listed("""a an the and or of in on at to for by as vs nor but"""))
_DOUBLING = frozenset(
    listed(
        """run swim get put cut quit plan stop shop ship hit sit win dig jog knit wrap chop drop flip trim tap
    spot strip step scrub begin let set drag grip skip tan tip zip map log mop rip jam rig rob pet hem
    hug nap pop vlog trap unclog forget split sled"""
    )
)
_SINGULAR_S = ("ss", "us", "is", "ics", "as")
_ONSETS = (
    "b c d f g h j k l m n p qu r s t v w x y z "
    "bl br ch cl cr dr fl fr gl gr pl pr sc sh sk sl sp st str th tr wh kn"
)
_VOWELS = "a e i o u a e i o u ai ea ee oa oo ou ie y au ei"
_CODAS = "n r l t s m d k x ck st nd ng rt sh lt ph th p b g z ff ll mp nt"
_ENDINGS = "ing er s tion al ism s ist y s ic ity ed um ment o a ia ers ness able"


def capitalise(word: str) -> str:
    """A word in title case, after each hyphen too; a word with an inner capital stays as it is."""
    if any(letter.isupper() for letter in word[1:]):
        return word
    return "-".join(part[:1].upper() + part[1:] if part[:1].isascii() else part for part in word.split("-"))


def title_case(text: str, first: bool = False) -> str:
    """Title case inside a title; with `first`, also of a small word at the start."""
    out = [word if word in SMALL_WORDS else capitalise(word) for word in text.split(" ")]
    if first and out[0] in SMALL_WORDS:
        out[0] = capitalise(out[0])
    return " ".join(out)


def inflect(phrase: str, form: str) -> str:
    """A verb phrase in base form as `gerund` ("building a deck") or `past` ("built a deck")."""
    verb, _, rest = phrase.partition(" ")
    head, hyphen, last = verb.rpartition("-")
    done = head + hyphen + (_gerund(last) if form == "gerund" else _past(last))
    return f"{done} {rest}".strip()


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")) and verb != "be":
        return verb[:-1] + "ing"
    return verb + (verb[-1] if verb in _DOUBLING else "") + "ing"


def _past(verb: str) -> str:
    if verb in IRREGULAR_PAST:
        return IRREGULAR_PAST[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if verb in _DOUBLING else "") + "ed"


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase takes "are": its head ends in s as plurals do, or "and" joins two things."""
    head = re.split(r" (?:of|in|for|with|from|to|on|without|at) ", phrase)[0]
    return " and " in head or (head.endswith("s") and not head.endswith(_SINGULAR_S) and len(head) > 3)


def article(phrase: str) -> str:
    """`a` or `an`, by the sound of the first letter or of an acronym's first letter."""
    word = re.split(r"[ -]", phrase)[0]
    if word.isupper() and len(word) > 1:
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    lower = word.lower()
    if lower.startswith(("uni", "use", "uk", "eu", "one", "ut")) or (lower[:2] in ("us",) and len(lower) > 3):
        return "a"
    return (
        "an" if lower[:1] in ("a", "e", "i", "o", "u", "8") or lower.startswith(("hour", "11", "18")) else "a"
    )


def is_held(text: str) -> bool:
    """Whether any word of four letters or more is kept out of training: one word in twelve, by its CRC-32."""
    return any(zlib.crc32(word.encode()) % 12 == 0 for word in re.findall(r"[^\W_]{4,}", text.lower()))


def pseudo_word(rng: random.Random, real: tuple[str, ...]) -> str:
    """A random word: two real ones spliced, syllables, letters, an acronym, inner capitals, or accents."""
    kind = rng.random()
    if kind < 0.42:
        word = _splice(rng, real)
    elif kind < 0.78:
        word = _syllables(rng) + (rng.choice(_ENDINGS.split()) if rng.random() < 0.4 else "")
    elif kind < 0.84:
        word = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(3, 9)))
    elif kind < 0.90:
        word = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randint(2, 5)))
        word += rng.choice(
            ["", "", "", "s", str(rng.randint(2, 99)), f"-{rng.randint(1, 9)}", "&B", "/DC", ".js", ".0"]
        )
    elif kind < 0.955:
        word = _camel_case(rng, real)
    elif kind < 0.985:
        word = _syllables(rng)
        at = rng.randrange(1, len(word) + 1)
        word = word[:at] + rng.choice("éüñçøåöäíóßãœàèêôłš") + word[at:]
    else:
        word = f"{_syllables(rng)}'s" if rng.random() < 0.5 else f"{_syllables(rng)}-{_syllables(rng)}"
    return word[:15]


def number_word(rng: random.Random) -> str:
    """A number as ideas have it: a decade, a year, a count, a price, a distance, a length of time."""
    small, large = (
        rng.randint(2, 99),
        rng.choice([rng.randint(100, 999), rng.randint(2, 90) * 100, 10000, 100000]),
    )
    year, decade = rng.randint(1500, 2030), rng.choice("12345678")
    forms = [
        f"19{decade}0s",
        f"{decade}0s",
        f"{year}",
        f"{year}s",
        f"{small}",
        f"{large}",
        f"${small}",
        f"${large}",
    ]
    forms += [
        f"{small}k",
        f"{small}%",
        f"{small}-{rng.choice(['hour', 'day', 'minute', 'year-old', 'step', 'foot'])}",
    ]
    forms += [f"{small}{rng.choice(['th', 'mm', 'kg', 'km', 'am', 'pm', 'mph', 'fps', 'GB', 'x', 'D', 'K'])}"]
    forms += [f"{rng.randint(1, 9)}.{rng.randint(0, 9)}", f"{rng.randint(1, 90)},{rng.randint(100, 999)}"]
    return rng.choice(forms)


def foreign_word(rng: random.Random) -> str:
    """A run of letters or signs of another script, for copying bytes."""
    low, high = rng.choice(
        [(0x4E00, 0x9FA5), (0x3041, 0x3090), (0x0410, 0x044F), (0x1F300, 0x1F5FF), (0xAC00, 0xD7A0)]
    )
    return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 3)))


def _splice(rng: random.Random, real: tuple[str, ...]) -> str:
    head, tail = rng.choice(real), rng.choice(real)
    return head[: rng.randint(2, max(2, len(head) - 1))] + tail[rng.randint(1, max(1, len(tail) - 2)) :]


def _syllables(rng: random.Random) -> str:
    return "".join(
        (rng.choice(_ONSETS.split()) if rng.random() < 0.85 else "")
        + rng.choice(_VOWELS.split())
        + (rng.choice(_CODAS.split()) if rng.random() < 0.6 else "")
        for _ in range(rng.choice([1, 2, 2, 2, 3]))
    )


def _camel_case(rng: random.Random, real: tuple[str, ...]) -> str:
    first, second = (rng.choice(real) if rng.random() < 0.5 else _syllables(rng) for _ in range(2))
    first, second = first[:6], second[:6]
    kind = rng.random()
    if kind < 0.3:
        return rng.choice("iexuy") + second.capitalize()
    if kind < 0.75:
        return first.capitalize() + second.capitalize()
    return first.capitalize() + "".join(
        rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randint(2, 3))
    )
