"""A simulated annotator with a stated taste and noise: a pair enters, a choice leaves. No person's taste is
meant.

Its taste: questions and concrete numbers are liked, words shouted in capitals and exclamation marks are not,
and of two titles alike in this the shorter one is preferred. It lets the whole loop run without 1140 clicks,
and it lets a benchmark know the truth.
"""

import random
import re
from dataclasses import dataclass

from pipeline.schema import Choice, Pair, content_id

# Two annotators, so that removing the example labels leaves the comparisons' verdicts as they are.
ANNOTATOR, JUDGE = "simulated", "simulated judge"
QUESTION, NUMBER, SHOUTED_WORD, EXCLAMATION, PER_CHARACTER = 1.5, 1.0, -1.5, -0.3, -0.01


def taste(idea: str, title: str) -> float:
    """How much the title is liked: the sum of the weights above. Capitals that the idea has too are not
    shouted.
    """
    own_words = set(re.findall(r"[^\W_]+", idea))
    shouted = any(word not in own_words for word in re.findall(r"\b[A-Z]{3,}\b", title))
    return (
        QUESTION * ("?" in title)
        + NUMBER * any(character.isdigit() for character in title)
        + SHOUTED_WORD * shouted
        + EXCLAMATION * ("!" in title)
        + PER_CHARACTER * len(title)
    )


@dataclass(frozen=True)
class SimulatedAnnotator:
    """Chooses by `taste`, and against it with probability `noise` in [0, 1]; the same pair gets the same
    answer.
    """

    seed: int
    noise: float = 0.1

    def choose(self, pair: Pair) -> Choice:
        """A, B, or a tie when the taste sees no difference."""
        difference = taste(pair.idea, pair.title_a) - taste(pair.idea, pair.title_b)
        if difference == 0:
            return Choice.TIE
        rng = random.Random(content_id(str(self.seed), pair.id))
        by_taste, against = (Choice.A, Choice.B) if difference > 0 else (Choice.B, Choice.A)
        return against if rng.random() < self.noise else by_taste
