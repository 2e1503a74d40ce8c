"""Diverse samples without bias: each completion is the one that a number in [0, 1) stands for.

Logits enter token by token, the chosen tokens leave. Arithmetic sampling (Vilnis et al. 2023, "Arithmetic
sampling: parallel diverse decoding for large language models"): the completions of a prompt lie side by side
in [0, 1), each as wide as it is likely. A uniform number draws one of them just as drawing token by token
would; n numbers spread evenly draw n that differ unless one is likelier than 1/n. Of five titles for an idea
57% were all distinct without this.
"""

import random
from collections.abc import Sequence
from typing import Any

from pipeline.schema import content_id

SMALLEST_SHARE = 2.0**-40  # of [0, 1); beyond it a double has too few digits left to draw from


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
    """A logits processor for transformers' `generate` without sampling: it leaves the drawn token alone.

    `codes` are one number in [0, 1) a row; `temperature` is above 0; tokens less likely than `min_p` times
    the likeliest are left out before drawing.
    """

    def __init__(self, codes: Sequence[float], temperature: float, min_p: float) -> None:
        self.codes: Any = None
        self._first_codes = list(codes)
        self._shares: Any = None
        self._temperature, self._min_p = temperature, min_p

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """`scores` (rows, vocabulary): minus infinity everywhere but 0 at the row's token."""
        import torch

        # mps has no float64
        wide = scores.to("cpu" if scores.device.type == "mps" else scores.device, torch.float64)
        if self.codes is None:
            self.codes = torch.tensor(self._first_codes, dtype=torch.float64, device=wide.device)
            self._shares = torch.ones_like(self.codes)
        likely = torch.softmax(wide / self._temperature, dim=-1)
        likely = likely.where(likely >= self._min_p * likely.amax(dim=-1, keepdim=True), 0.0)
        upper = likely.cumsum(dim=-1)
        upper = upper / upper[:, -1:]
        tokens = torch.searchsorted(upper, self.codes[:, None], right=True)
        share = likely.gather(-1, tokens) / likely.sum(dim=-1, keepdim=True)
        self._narrow(self.codes - (upper.gather(-1, tokens) - share)[:, 0], share[:, 0])
        drawn = torch.full_like(wide, float("-inf")).scatter_(-1, tokens, 0.0)
        return drawn.to(scores.device, scores.dtype)

    def _narrow(self, offsets: Any, shares: Any) -> None:
        """Each code's place within its token's share becomes its code for the next token."""
        import torch

        self.codes = (offsets / shares).clamp(0.0, 1.0 - 2.0**-53)
        self._shares = self._shares * shares
        for row in torch.nonzero(self._shares < SMALLEST_SHARE)[:, 0].tolist():
            self.codes[row] = random.Random(f"{self._first_codes[row]} {self.codes[row].item()}").random()
            self._shares[row] = 1.0
