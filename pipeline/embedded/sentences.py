"""Ideas that are whole phrases or sentences: a topic source in, an idea's parts out; the last can go."""

import random

from pipeline.checks import listed
from pipeline.embedded.fields import entries
from pipeline.embedded.lexicon import ADJECTIVES, PREDICATES, PREPOSITIONS, VERBS
from pipeline.embedded.topics import TopicSource
from pipeline.embedded.words import inflect, is_plural

_ASPECTS = entries("""
psychology | math | art | rise and fall | hidden world | secret life | fall | beauty | economics | life
| evolution
| story | philosophy | physics | strange world | dark side | joy | cost | price | golden age | sound
| future | rules
""")
_ADJECTIVES = entries(
    "dangerous | a scam | good for you | worth it | overrated | dead | possible | real | popular | safe"
)
_HEADS = {
    "phrase": entries("""
        {np} | {np} | {np} | {np} | the {aspect} of {np} | a tour of {np} | an honest review of {np}
        | {ger} | {ger} | {thing}
        | {ger} {prep} {np} | {thing} | {np} and {np2} | my {object} | the {object} | our {object}
        | {np} {prep} {np2} | {np}, {np2}
        | {rating} {np} | turning {np} into {np2} | the {adj} side of {thing} | {thing} {prep} {np}
        | one {object} a week
        | {adj} {plural} worth {verbing} | {plural} that {predicate}
        | {thing} for {plural} who {predicate} | life {prep} {np}
    """),
    "sentence": entries("""
        I {past} | I {past} | I {past} | I {past} | we {past} | my brother {past} | my dog {past}
        | my {noun} {past}
        | I {past} and it worked | I {past} and failed | I {past} by mistake | we {past} for the first time
        | I {past} and {past2} | {np} made me {do}
    """),
    "account": entries("""
        how I {past} | how we {past} | why I {past} | what {thing} taught me about {np}
        | what I wish I knew before {ger}
        | everything I learned about {thing} | how {np} changed {np2} | how to {do} when you have {np}
        | what's inside {np}
        | things I stopped {verbing} | where to find {thing} | when to {do} | how {plural} are {made}
        | how {clause}
        | what happens to {np} after {word} | what happens to {np} before {ger}
        | what to {verb} {prep} {np} | why {np} matters
        | what {np} is trying to tell you | how my {word} makes {thing} | how to {do} without {ger}
        | how {plural} {do}
        | what to do before {ger} | {number} ways to {do} | how we {past} for {np}
        | what {ger} did to my {noun}
    """),
    "question": entries("""
        {is} {adjective} | are {plural} {adjective} | what is the best {word} | how long does it take to {do}
        | how much does {np} cost | how do you {do} | what would happen if {clause} | where do {clause}
        | do {clause}
        | which {word} should you choose | can {plural} {do} | why is {np} so {adjective}
        | what makes {np} special
        | what makes {np} so good | who owns {np} | does {np} really work | do {plural} {do}
        | how did {np} become {adjective}
        | what happened to {np} | how many {plural} fit in {np} | should I {do} | what if you {do}
        | would you {do}
        | could we {do} | when should you {do} | is it better to {do} or {do2}
        | is {np} better with {word} | what is {np}
        | can you really {do} | why did {np} disappear | is it {adjective} to {do}
        | what's the deal with {plural}
    """),
}  # fmt: skip
_N_TAILS = {
    "phrase": (0, 0, 1, 1, 1, 2, 2, 3),
    "sentence": (0, 1, 1, 2),
    "account": (0, 0, 1, 1, 2),
    "question": (0, 0, 0, 1, 1),
}
KINDS = frozenset(_HEADS)
_CHOICES = {
    "aspect": _ASPECTS,
    "adjective": _ADJECTIVES,
    "predicate": tuple(each for each in PREDICATES if "{" not in each),
    "prep": PREPOSITIONS,
    "adj": ADJECTIVES,
    "verb": VERBS,
    "made": listed("made chosen tested built sold found designed trained"),
    "rating": entries(
        "reacting to | ranking | reviewing | rating | unboxing | comparing | decoding | asking"
    ),
}


class _Slots(dict[str, str]):
    """Draws each slot of a head when the head asks for it; `np2` is a second draw of `np`."""

    def __init__(self, source: TopicSource, rng: random.Random) -> None:
        super().__init__()
        self._source, self._rng = source, rng

    def __missing__(self, name: str) -> str:
        self[name] = self._draw(name.rstrip("2"))
        return self[name]

    def _draw(self, name: str) -> str:
        source, rng = self._source, self._rng
        match name:
            case "np":
                return source.noun_phrase(rng)
            case "do":
                return source.activity(rng).text
            case "past":
                return inflect(source.activity(rng).text, "past")
            case "ger":
                return inflect(source.activity(rng).text, "gerund")
            case "thing":
                return source.thing(rng, rng.choice("pis")).text
            case "is":
                thing = source.thing(rng, "s").text
                return f"{'are' if is_plural(thing) else 'is'} {thing}"
            case "object":
                return source.thing(rng, "o").text
            case "plural":
                return source.plural(rng)
            case "clause":
                return source.clause(rng).text
            case "word" | "noun":
                return source.word(rng)
            case "verbing":
                return inflect(rng.choice(VERBS), "gerund")
            case "number":
                return str(rng.randint(3, 21))
        return rng.choice(_CHOICES[name])


def draw_parts(source: TopicSource, rng: random.Random, kind: str) -> list[str]:
    """An idea of one of `KINDS`: its head, then tails; a question comes without its mark."""
    head = rng.choice(_HEADS[kind]).format_map(_Slots(source, rng))
    return [head, *(source.tail(rng) for _ in range(rng.choice(_N_TAILS[kind])))]
