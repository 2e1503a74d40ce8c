"""Ideas and topics that the title model is measured on: the grammar's held-out side, and what people type."""

import random

from pipeline.checks import stem, words
from pipeline.embedded.brainstorm import sample_brainstorm
from pipeline.embedded.grammar import sample_title
from pipeline.embedded.words import is_held

N_HELD_IDEAS = 160
MAX_WORDS = 12
N_TRAINED = 5000
TRICKY_IDEAS = (
    "juggling", "Kubernetes", "iPhone 17 Pro camera test", "ChatGPT", "10000 steps a day",
    "1970s funk bass lines",
    "GPT-5 vs Claude for homework", "how NASA tests parachutes", "WiFi 7 routers",
    "a 24-hour train ride from Oslo to Narvik",
    "my $5 thrift store lamp", "DIY kombucha", "is BBQ better with charcoal?", "PhD life in my 40s",
    "JavaScript closures",
    "café hopping in Málaga", "what's the deal with NFTs", "the year 1816 without a summer",
    "LaTeX for historians",
    "why my sourdough collapsed twice", "5k training plan for absolute couch potatoes", "Zwift",
    "rock'n'roll drumming",
    "how does mRNA work?", "Türkiye by dolmuş", "macOS shortcuts nobody uses",
    "cooking with my 90-year-old nonna",
    "3 chords, 20 songs", "ESP32 weather station", "the 1904 Olympic marathon was a disaster",
    "OpenStreetMap mapping party",
    "how to fix 'no signal' on a monitor", "hike", "wabi-sabi", "e-ink tablets for reading sheet music",
    "Rubik's cube in a week",
    "why did the dodo go extinct", "trying Ethiopian coffee in Addis Ababa",
    "100 pushups a day for 100 days", "F1 pit stops",
    "how we fed 200 people at a village wedding with one oven",
    "the quietest room in the world made me hear my own blood",
    "a gentle introduction to cryptography for people who are afraid of math",
    "rescuing a stray kitten from a parking garage",
    "what a structural engineer notices when walking through an old cathedral", "LEGO",
    "my cat and the robot vacuum",
    "can you really retire on dividends from a small portfolio in ten years?",
)  # fmt: skip
TOPICS = (
    "cooking", "astronomy", "sourdough", "electric bikes", "Kubernetes", "knitting", "personal finance",
    "dog training",
    "iPhone photography", "the Roman Empire", "gardening", "chess", "running", "ukulele", "3D printing",
    "urban foraging",
    "parenting", "Excel", "train travel", "watercolor",
)  # fmt: skip


def held_ideas(seed: int, count: int = N_HELD_IDEAS) -> list[str]:
    """Distinct ideas of the grammar's held-out side, at most 12 words; one at least is never trained on."""
    rng = random.Random(seed)
    trained = {word.lower() for _ in range(N_TRAINED) for word in words(sample_title(rng).idea)}
    ideas: dict[str, None] = {}
    while len(ideas) < count:
        idea = sample_title(rng, held=True).idea
        # "drums" is held out and "drum" is not: training shows both, since its topics are inflected.
        held = [word for word in words(idea) if is_held(word) and is_held(stem(word))]
        unseen = [word for word in held if word.lower() not in trained]
        if unseen and len(words(idea)) <= MAX_WORDS:
            ideas.setdefault(idea)
    return list(ideas)


def held_topics(seed: int, count: int = 40) -> list[str]:
    """Distinct topics of the grammar's held-out side."""
    rng = random.Random(seed)
    topics: dict[str, None] = {}
    while len(topics) < count:
        topics.setdefault(sample_brainstorm(rng, held=True).topic)
    return list(topics)
