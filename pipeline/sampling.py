"""Diverse samples without bias: each completion is the one that a number in [0, 1) stands for.

Logits enter token by token, the drawn tokens leave. Arithmetic sampling (Vilnis et al. 2023, "Arithmetic
sampling: parallel diverse decoding for large language models"): the completions of a prompt lie side by side
in [0, 1), each as wide as it is likely. A uniform number draws one of them just as drawing token by token
would; n numbers spread evenly draw n that differ unless one is likelier than 1/n. Of five titles for an idea
57% were all distinct without this.
"""

import math
import random
from collections.abc import Sequence
from typing import Any

from pipeline.schema import content_id

# Of [0, 1). Each draw magnifies in the code what rounding did to the logits, and rounding differs with the
# rows beside it. A completion this narrow is alone in its place, so a new code changes nothing but that: at
# 2^-40 two of 2,280 titles changed when other rows stood beside theirs, now none.
SMALLEST_SHARE = 2.0**-10


def spread_codes(prompts: Sequence[str], seed: int) -> list[float]:
    """A number in [0, 1) for each prompt; those of equal prompts are spread evenly, in random order.

    A prompt's numbers depend on nothing but the prompt, how often it is there, and the seed.
    """
    rows: dict[str, list[int]] = {}
    for row, prompt in enumerate(prompts):
        rows.setdefault(prompt, []).append(row)
    codes = [0.0] * len(prompts)
    for prompt, places in rows.items():
        rng = random.Random(content_id(str(seed), prompt))
        start = rng.random()
        rng.shuffle(places)
        for number, row in enumerate(places):
            codes[row] = (start + number / len(places)) % 1.0
    return codes


class ArithmeticSampler:
    """Draws a token for every row, step by step. A row's draws depend on its own code and logits alone.

    `codes` are one number in [0, 1) a row; `temperature` is above 0; tokens less likely than `min_p` times
    the likeliest are left out before drawing.
    """

    def __init__(self, codes: Sequence[float], temperature: float, min_p: float) -> None:
        self._given = list(codes)
        self.codes: Any = None
        self._first_codes: Any = None
        self._shares: Any = None
        self._drawn = 0
        self._temperature = temperature
        self._reach = temperature * math.log(min_p) if min_p else -math.inf

    def draw(self, scores: Any) -> Any:
        """The drawn tokens (rows,) for logits (rows, vocabulary), on the logits' device."""
        import torch

        if self.codes is None:
            # mps has no float64
            device = "cpu" if scores.device.type == "mps" else scores.device
            self.codes = self._first_codes = torch.tensor(self._given, dtype=torch.float64, device=device)
            self._shares = torch.ones_like(self.codes)
        scores = scores.to(self.codes.device, torch.promote_types(scores.dtype, torch.float32))
        likely, ids = self._likely(scores)
        upper = likely.cumsum(dim=-1)
        upper = upper / upper[:, -1:]
        places = torch.searchsorted(upper, self.codes[:, None], right=True)
        share = likely.gather(-1, places) / likely.sum(dim=-1, keepdim=True)
        self._narrow(self.codes - (upper.gather(-1, places) - share)[:, 0], share[:, 0])
        return ids.gather(-1, places)[:, 0].to(scores.device)

    def keep(self, rows: Any) -> None:
        """Go on with these of the present rows alone, given as their indices."""
        rows = rows.to(self.codes.device)
        self.codes, self._shares = self.codes[rows], self._shares[rows]
        self._first_codes = self._first_codes[rows]

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """As a logits processor for transformers' `generate`: minus infinity everywhere but 0 at the row's
        token.
        """
        import torch

        tokens = self.draw(scores)[:, None].to(scores.device)
        return torch.full_like(scores, float("-inf")).scatter_(-1, tokens, 0.0)

    def _likely(self, scores: Any) -> tuple[Any, Any]:
        """The likely tokens of each row in the order of their ids: how likely (in double precision, to a
        factor a row) and their ids, both (rows, as many as the row with the most has), filled up with 0.

        A large vocabulary has few of them: what follows need not look at the others.
        """
        import torch

        best = scores.amax(dim=-1, keepdim=True)
        rows, tokens = (scores >= best + self._reach).nonzero(as_tuple=True)
        counts = torch.bincount(rows, minlength=len(scores))
        places = torch.arange(len(rows), device=rows.device) - (counts.cumsum(0) - counts)[rows]
        likely = torch.zeros(len(scores), int(counts.max()), dtype=torch.float64, device=scores.device)
        ids = torch.zeros_like(likely, dtype=torch.long)
        above = (scores[rows, tokens] - best[rows, 0]).double()
        likely[rows, places] = (above / self._temperature).exp()
        ids[rows, places] = tokens
        return likely, ids

    def _narrow(self, offsets: Any, shares: Any) -> None:
        """Each code's place within its token's share becomes its code for the next token."""
        import torch

        self.codes = (offsets / shares).clamp(0.0, 1.0 - 2.0**-53)
        self._shares = self._shares * shares
        self._drawn += 1
        narrow = torch.nonzero(self._shares < SMALLEST_SHARE)[:, 0]
        if len(narrow):
            new = [
                random.Random(f"{code} {self._drawn}").random() for code in self._first_codes[narrow].tolist()
            ]
            self.codes[narrow] = torch.tensor(new, dtype=torch.float64, device=self.codes.device)
            self._shares[narrow] = 1.0
