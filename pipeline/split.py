"""Ideas -> which of them are held out: nothing that training reads may have learned from their labels."""

from collections.abc import Iterable

from pipeline.schema import content_id

TEST_SHARE = 0.1


def find_test_ideas(idea_ids: Iterable[str]) -> set[str]:
    """About a tenth, by the hash of the id, so an idea keeps its side as others come in.

    If that leaves a side empty, the idea with the lowest hash moves there; of fewer than two ideas none is
    held out by force.
    """
    hashes = {idea: int(content_id("split", idea)[:8], 16) / 2**32 for idea in idea_ids}
    test = {idea for idea, value in hashes.items() if value < TEST_SHARE}
    if len(hashes) < 2:
        return test
    lowest = min(hashes, key=hashes.__getitem__)
    if not test:
        return {lowest}
    return test - {lowest} if len(test) == len(hashes) else test
