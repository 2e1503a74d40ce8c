"""Ideas -> which of them are held out: nothing that training reads may have learned from their labels."""

from collections.abc import Iterable

from pipeline.schema import content_id

TEST_SHARE = 0.1
MOST = 0.25


def find_test_ideas(idea_ids: Iterable[str]) -> set[str]:
    """About a tenth, by the hash of the id, so an idea keeps its side as others come in.

    Among few ideas chance may hold out none, or so many that nothing is learned: so at least one is held out,
    and at most a quarter, those with the lowest hashes; of a single idea nothing is.
    """
    hashes = {idea: int(content_id("split", idea)[:8], 16) / 2**32 for idea in idea_ids}
    if len(hashes) < 2:
        return set()
    drawn = sum(value < TEST_SHARE for value in hashes.values())
    held_out = max(1, min(drawn, int(MOST * len(hashes))))
    return set(sorted(hashes, key=hashes.__getitem__)[:held_out])
