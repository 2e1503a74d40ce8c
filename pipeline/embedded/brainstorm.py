"""Brainstorming text: a seeded generator in, (topic, idea) examples out. Every idea holds its topic.

Ideas start with a capital, because the tokenizer splits a word without a space before it differently.
"""

import random
import re
from dataclasses import dataclass

from pipeline.checks import has_doubled_word, words
from pipeline.embedded.codas import draw
from pipeline.embedded.grammar import start_upper, topic_source
from pipeline.embedded.lexicon import AUDIENCES, PLACES, ROLES
from pipeline.embedded.words import article

MAX_IDEA_CHARS = 80
_MARKS = re.compile(r"[\[\]|]")
_PATTERNS = tuple(
    """
[cheap|simple|honest|weekend|winter|summer] {x} for {a}
{x} [at home|on a tiny budget|in one weekend|without expensive gear|in winter|with kids] [for {a}|in {l}]
the [biggest|funniest|most common|worst] {x} mistakes [I made|to avoid|in {l}]
[my first|my last|a quiet|a wild|one full] [day|week|month|year] of {x}
{n} [myths|questions|lessons|stories|tricks|facts|rules] about {x}
{n} {x} [myths|tricks|habits|ideas|experiments|facts] for {a}
the [history|science|future|hidden cost|psychology|art|strange world] of {x} [in {l}|for {a}|in {n} minutes]
why [{x} feels|learning {x} is|getting into {x} is] so hard [at first|for {a}|in {l}]
what [nobody|{ar}|my grandma|a beginner] says about {x}
a day of {x} with {ar}
{x} in {n} [minutes|days|weeks|steps] [a day|for {a}|explained]
{x} [in|around] {l} [on a budget|for {n} days|after {n} years]
learning {x} [from zero|alone|at {n}|from {ar}|in {l}]
what {x} taught me about [patience|money|failure|friendship|time|myself]
{x} [then and now|before and after|gone wrong|without stress|as a business|after {n} years|in {y}]
cheap vs expensive {x} [for {a}|in {y}|in {l}]
is {x} [still|really|ever] [worth it|a good idea|for everyone|safe] in {y}
how to start with {x} [when you have no time|in {y}|with ${s}|in {l}|after {n}]
{x} explained [to {a}|in {n} minutes|by {ar}|with simple examples]
asking {ar} [{n} questions|everything] about {x}
trying {x} [for {n} days|in {l}|for the first time|with {ar}]
my honest [opinion on|experience with|review of] {x} after {n} [days|weeks|years]
{x} for under ${s} [in {y}|in {l}|for {a}]
how {x} [changed|is changing|will change] [{l}|my life|in {n} years]
quitting {x} for [a week|a month|{n} days|a year]
what I would tell [a beginner|{a}|my younger self|{ar}] about {x}
the best [books|videos|tools|places|gifts|films] [on|for] {x} in {y}
a [beginner|{n} day|lazy|cheap] plan for {x}
why everyone in {l} loves {x}
{x} challenge with [friends|{a}|my family|{ar}]
teaching {x} to [my grandma|{a}|{ar}|my kids]
{x} secrets from {ar}
[small|daily|lazy|weird] habits for better {x}
the first [thing|{n} things] to learn about {x}
ranking {x} from [worst to best|{l}|{n} countries]
a quiet [morning|evening|weekend] with {x}
how {ar} [uses|sees|explains] {x}
can [AI|{ar}|a robot|a beginner] help with {x}
my {x} [setup tour|routine|diary|budget|failures] in {y}
what happens when {x} [fails|stops|goes wrong] [in {l}|for {n} days]
getting better at {x} [alone|in {n} days|after {n}|for {a}]
famous people who love {x}
{n} rules that make {x} easier
an introduction to {x} for {a}
""".strip().splitlines()
)


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
        idea = draw(rng, rng.choice(_PATTERNS)).format(
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
            return BrainstormExample(shown, start_upper(idea))


def brainstorm_words() -> frozenset[str]:
    """Every word, lower case, that ideas can hold without its being in the topic."""
    blocks = [*(_MARKS.sub(" ", pattern) for pattern in _PATTERNS), *AUDIENCES, *PLACES, *ROLES, "an"]
    return frozenset(word.lower() for block in blocks for word in words(block))
