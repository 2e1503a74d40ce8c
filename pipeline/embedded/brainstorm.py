"""Brainstorming text: a seeded generator in, (topic, idea) examples out. Every idea holds its topic."""

import random
from dataclasses import dataclass

from pipeline.checks import has_doubled_word, words
from pipeline.embedded.fields import entries
from pipeline.embedded.grammar import topic_source
from pipeline.embedded.lexicon import AUDIENCES, PLACES, ROLES
from pipeline.embedded.words import article

MAX_IDEA_CHARS = 80
_PATTERNS = entries("""
{x} for {a} | {x} on a tiny budget | the biggest {x} mistakes | my first month of {x} | {x} myths, tested
| the history of {x}
| why {x} feels so hard at first | {n} {x} tricks for {a} | {x} without expensive gear
| what nobody says about {x}
| a day of {x} with {ar} | {x} in {n} minutes a day | {x} in {l} | learning {x} from zero
| the science of {x}
| what {x} taught me about patience | {x} then and now | cheap vs expensive {x}
| is {x} still worth it in {y}
| how to start with {x} when you have no time | {x} explained to {a} | the strangest {x} stories
| asking {ar} about {x}
| {x} at home for {a} | trying {x} for {n} days | my honest opinion on {x} | {x} before and after
| {x} gone wrong
| the future of {x} | {x} for under ${s} | {n} questions about {x} answered
| how {x} changed in {n} years | {x} with kids
| quitting {x} for a month | what I would tell a beginner about {x} | the best books on {x}
| a beginner plan for {x}
| {x} in winter | the hidden cost of {x} | why everyone in {l} loves {x} | {x} challenge with friends
| {x} for one weekend
| teaching my grandma {x} | {x} secrets from {ar} | small habits for better {x}
| the first thing to learn about {x}
| ranking {x} from worst to best | a quiet morning with {x} | how {ar} uses {x} | can AI help with {x}
| {x} as a business
| my {x} setup tour | what happens when {x} fails | getting better at {x} alone | {x} around the world
| {x} after {n} years
| famous people who love {x} | one rule that makes {x} easier | {x} with no experience
| an introduction to {x} for {a}
""")


@dataclass(frozen=True)
class BrainstormExample:
    """A topic and one video idea on it."""

    topic: str
    idea: str


def sample_brainstorm(rng: random.Random, held: bool = False) -> BrainstormExample:
    """One example; with `held` the topic has words that no example for training has."""
    source = topic_source(held)
    while True:
        topic = source.draw(rng, "thing").text if rng.random() < 0.85 else source.draw(rng, "object").text
        role = rng.choice(ROLES)
        idea = rng.choice(_PATTERNS).format(
            x=topic,
            a=rng.choice(AUDIENCES),
            ar=f"{article(role)} {role}",
            l=rng.choice(PLACES),
            n=rng.choice([3, 5, 7, 10, 14, 15, 20, 30, 50, 100]),
            s=rng.choice([10, 20, 50, 100, 200]),
            y=rng.choice([2025, 2026, 2027]),
        )
        if len(idea) <= MAX_IDEA_CHARS and not has_doubled_word(idea):
            shown = topic[:1].upper() + topic[1:] if topic.islower() and rng.random() < 0.3 else topic
            return BrainstormExample(shown, idea)


def brainstorm_words() -> frozenset[str]:
    """Every word, lower case, that ideas can hold without its being in the topic."""
    blocks = [*_PATTERNS, *AUDIENCES, *PLACES, *ROLES, "an"]
    return frozenset(word.lower() for block in blocks for word in words(block))
