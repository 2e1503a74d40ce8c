"""What an idea is about: draws a topic of the kind a frame needs, from the lexicon or with invented words.

A seeded generator enters, a `Topic` leaves. A held source uses words kept out of training, the other never.
"""

import random
from dataclasses import dataclass, replace

from pipeline.checks import listed
from pipeline.embedded.fields import FIELDS, Field
from pipeline.embedded.lexicon import (
    ADJECTIVES,
    AUDIENCES,
    CLAUSES,
    NOUNS,
    PLACES,
    PREDICATES,
    PREPOSITIONS,
    ROLES,
    SUFFIXES,
    TAILS,
    VERBS,
)
from pipeline.embedded.words import (
    article,
    foreign_word,
    is_held,
    is_plural,
    number_word,
    pseudo_word,
)

_REAL = tuple(noun for noun in NOUNS + SUFFIXES if len(noun) > 3 and not is_held(noun))
_MASS_SUFFIXES = frozenset(
    listed(
        """photography design repair history science training culture restoration theory economics marketing
    storage planning"""
    )
)


@dataclass(frozen=True)
class Topic:
    """What is drawn for a frame: `text` inside a sentence, `kind` its class letter, `other` a second thing.

    An activity whose verb is invented is of kind `b` when only its base form may be used, `e` when only its
    gerund; `a` has all forms. `invented` says that the text holds generated words, whose case must be kept.
    """

    text: str
    kind: str
    field: Field | None
    invented: bool
    other: str = ""


class TopicSource:
    """Draws topics from one side of the held-out split."""

    def __init__(self, held: bool) -> None:
        self._held = held
        self._things = {
            letter: [
                (entry, field) for field in FIELDS for entry in getattr(field, name) if self._fits(entry)
            ]
            for letter, name in (("p", "practice"), ("i", "item"), ("s", "subject"), ("o", "object"))
        }
        self._activities = [
            (entry, field) for field in FIELDS for entry in field.do if self._fits(entry.partition(" ")[2])
        ]
        self._nouns = [noun for noun in NOUNS if self._fits(noun)]
        self._places = [place for place in PLACES if self._fits(place)]
        self._roles = [role for role in ROLES if self._fits(role)]

    def _fits(self, text: str) -> bool:
        return is_held(text) if self._held else not is_held(text)

    def draw(self, rng: random.Random, needs: str) -> Topic:
        """A topic of the kind a frame names; ValueError for a kind that does not exist."""
        letters = {"thing": "pis", "item": "i", "explainable": "sssip", "practical": "pi", "object": "o"}.get(
            needs
        )
        if letters:
            topic = self.thing(rng, rng.choice(letters))
            others = [entry for entry, _ in self._things[topic.kind] if entry not in topic.text]
            return replace(topic, other=rng.choice(others))
        if needs == "two":
            return self._two(rng)
        if needs == "activity":
            return self.activity(rng)
        if needs == "place":
            known = rng.random() < 0.6
            text = rng.choice(self._places) if known else self._name(rng)
            return Topic(text, "l", None, not known)
        if needs == "role":
            known = rng.random() < 0.5
            text = rng.choice(self._roles) if known else f"{self.word(rng)} {rng.choice(ROLES).split()[-1]}"
            return Topic(text, "r", None, not known)
        if needs == "clause":
            return self.clause(rng)
        raise ValueError(
            f"no topic of kind {needs!r}; kinds are thing, item, two, activity, place, role, clause"
        )

    def word(self, rng: random.Random) -> str:
        """A noun, half of the time an invented one."""
        if rng.random() < 0.35:
            return rng.choice(self._nouns)
        while True:
            word = foreign_word(rng) if rng.random() < 0.012 else pseudo_word(rng, _REAL)
            word = f'"{word}"' if rng.random() < 0.008 else word
            if (not self._held and not is_held(word)) or (self._held and is_held(word)):
                return word

    def noun_phrase(self, rng: random.Random) -> str:
        """One to four words: a number, an adjective, a noun or two, with or without a determiner."""
        parts = [self.word(rng)]
        if rng.random() < 0.35:
            parts.append(rng.choice(SUFFIXES) if rng.random() < 0.6 else self.word(rng))
        if rng.random() < 0.3:
            parts.insert(0, rng.choice(ADJECTIVES) if rng.random() < 0.75 else self.word(rng))
        if rng.random() < 0.15:
            parts.insert(0, number_word(rng))
        text = " ".join(parts)
        kind = rng.random()
        if kind < 0.18:
            return f"{article(text)} {text}"
        return f"{rng.choice(['the', 'my', 'your', 'every', 'our'])} {text}" if kind < 0.36 else text

    def tail(self, rng: random.Random) -> str:
        """What may follow a topic: "on a budget", "for students", "with a robot"."""
        kind = rng.random()
        if kind < 0.28:
            return rng.choice(TAILS)
        if kind < 0.45:
            return "for " + (rng.choice(AUDIENCES) if rng.random() < 0.7 else self.plural(rng))
        if kind < 0.52:
            return f"in {rng.choice(self._places) if rng.random() < 0.6 else self._name(rng)}"
        if kind < 0.57:
            return f"under ${rng.choice([10, 20, 30, 50, 75, 100, 200, 300, 500, 1000])}"
        if kind < 0.65:
            count, unit = (
                rng.randint(2, 60),
                rng.choice(["days", "weeks", "months", "hours", "minutes", "steps"]),
            )
            return f"in {count} {unit}"
        if kind < 0.69:
            return f"in the {number_word(rng)}"
        if kind < 0.73:
            role = rng.choice(self._roles)
            return f"as {article(role)} {role}"
        return f"{rng.choice(PREPOSITIONS)} {self.noun_phrase(rng)}"

    def thing(self, rng: random.Random, kind: str) -> Topic:
        """A practice, item, subject or object, by its letter."""
        draw = rng.random()
        if draw < 0.42:
            text, field = rng.choice(self._things[kind])
            return Topic(text, kind, field, False)
        if draw < 0.52:
            text, field = rng.choice(self._things[kind])
            adjective = rng.choice(ADJECTIVES) if rng.random() < 0.8 else number_word(rng)
            if text.startswith("the "):
                return Topic(text, kind, field, False)
            return Topic(f"{adjective} {text}", kind, field, True)
        if kind == "o":
            text = self.word(rng) if rng.random() < 0.6 else f"{rng.choice(ADJECTIVES)} {self.word(rng)}"
            return Topic(text, "o", None, True)
        if draw < 0.72:
            suffix = rng.choice(SUFFIXES)
            first = self.word(rng) if rng.random() < 0.75 else f"{rng.choice(ADJECTIVES)} {self.word(rng)}"
            return Topic(f"{first} {suffix}", "p" if suffix in _MASS_SUFFIXES else "i", None, True)
        words = [self.word(rng) for _ in range(rng.choice([1, 1, 2, 2, 3]))]
        if kind == "i" and words[-1].isalpha() and words[-1].islower() and not words[-1].endswith("s"):
            words[-1] += "s"
        if rng.random() < 0.12:
            words.insert(rng.randrange(len(words) + 1), number_word(rng))
        return Topic(" ".join(words), kind, None, True)

    def _two(self, rng: random.Random) -> Topic:
        if rng.random() < 0.45:
            letter = rng.choice("pi")
            text, field = rng.choice(self._things[letter])
            others = [entry for entry, other in self._things[letter] if other is field and entry != text]
            if others:
                return Topic(text, "v", field, False, rng.choice(others))
        first, second = self._side(rng), self._side(rng)
        while second.lower() == first.lower():
            second = self._side(rng)
        return Topic(first, "v", None, True, second)

    def _side(self, rng: random.Random) -> str:
        if rng.random() < 0.7:
            return self.word(rng)
        return f"{self.word(rng)} {rng.choice(SUFFIXES) if rng.random() < 0.5 else self.word(rng)}"

    def activity(self, rng: random.Random) -> Topic:
        """A verb phrase in base form; when its verb is invented, only one form of it may be used."""
        if rng.random() < 0.5:
            text, field = rng.choice(self._activities)
            return Topic(text, "a", field, False)
        thing = self.word(rng) if rng.random() < 0.7 else f"{rng.choice(ADJECTIVES)} {self.word(rng)}"
        if rng.random() < 0.25:
            thing += " " + rng.choice(SUFFIXES)
        elif rng.random() < 0.15:
            thing = f"{number_word(rng)} {thing}"
        lead = rng.choice(["the ", "my ", "your own ", "your ", "", "", "", ""])
        if rng.random() < 0.4 and not is_plural(thing):
            lead = f"{article(thing)} "
        if rng.random() < 0.7:
            return Topic(f"{rng.choice(VERBS)} {lead}{thing}", "a", None, True)
        letters = "".join(letter for letter in self.word(rng).lower() if "a" <= letter <= "z")
        verb = letters[:8] if len(letters) > 2 else rng.choice(VERBS)
        return Topic(f"{verb} {lead}{thing}", rng.choice("be"), None, True)

    def clause(self, rng: random.Random) -> Topic:
        """A statement in the present tense about something in the plural."""
        if rng.random() < 0.3:
            return Topic(rng.choice(CLAUSES), "c", None, False)
        predicate = rng.choice(PREDICATES).format(n=self.word(rng))
        return Topic(f"{self.plural(rng)} {predicate}", "c", None, True)

    def plural(self, rng: random.Random) -> str:
        """A plural noun, with or without an adjective."""
        word = self.word(rng)
        plain = word.isalpha() and word.isascii() and not word.endswith("s")
        plural = word + "s" if plain else word
        return f"{rng.choice(ADJECTIVES)} {plural}" if rng.random() < 0.3 else plural

    def _name(self, rng: random.Random) -> str:
        word = self.word(rng)
        return word[:1].upper() + word[1:]
