"""What a frame of the grammar is: pattern lines in, a `Frame` of idea texts and titles by style out.

A line is a pattern; `~pis ` before it restricts it to practices, items or subjects. Slots in ideas are lower
case, in titles they start with a capital and are filled in title case:
  X   a thing used before another noun ("Yoga Tips"), never a plural; XT with its tail ("Yoga at Home")
  V, G, P   an activity as base form, gerund, past form; VT, GT, PT the same with its tail
  T   the tail alone, or nothing
  O, AO   a countable thing, without and with its article; R, AR a role likewise
  L   a place; A an audience; C a clause; X2 the second of two things; I the whole idea
  N   count; D days; M minutes; Y year; S dollars; Dur a length of time; H a hook for the end
  Is, Does, It, s   agree with the thing
"""

from dataclasses import dataclass

STYLES = (
    "plain", "howto", "list", "mistakes", "question", "guide",
    "tried", "explained", "hype", "story", "contrarian", "versus",
)  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """Idea texts and the titles that fit any of them; `needs` names the topic, `tails` lets one follow.

    `host` is the pattern that a coda of any style may follow.
    """

    name: str
    needs: str
    weight: float
    tails: bool
    host: str
    ideas: tuple[str, ...]
    titles: dict[str, tuple[str, ...]]


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.strip().splitlines())


def frame(name: str, needs: str, weight: float, tails: bool, host: str, ideas: str, **titles: str) -> Frame:
    """A frame from blocks of lines, one block for the ideas and one for each style."""
    by_style = {style: _lines(block) for style, block in titles.items()}
    return Frame(name, needs, weight, tails, host, _lines(ideas), by_style)
