"""What reward models think of comparisons <-> the Hub: the files of opinions as they are on the disk.

Of a reward model's opinions of one comparison the latest counts, whatever disk it comes from.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.hub.files import COMPARISONS, NAME, git_oid
from pipeline.opinions import keep_opinion, opinion_file, parse_opinion
from pipeline.store import Store

PATH = re.compile(rf"{COMPARISONS}({NAME.pattern})/rewards/({NAME.pattern})\.json")


def queue_opinions(store: Store, comparisons_dir: Path) -> None:
    """Queue the opinions that the Hub lacks."""
    for file in sorted(comparisons_dir.glob("*/rewards/*.json")):
        path = COMPARISONS + file.relative_to(comparisons_dir).as_posix()
        if PATH.fullmatch(path):
            content = file.read_bytes()
            store.keep_file(path, content, git_oid(content))


def take_opinions(
    store: Store, comparisons_dir: Path, listed: Mapping[str, str], read: Callable[[str], bytes]
) -> None:
    """Bring the opinions that this disk lacks, or has an earlier one in the place of."""
    known = store.known_files()
    for path, oid in listed.items():
        found = PATH.fullmatch(path)
        if found is None or known.get(path) == oid:
            continue
        opinion = parse_opinion(read(path))
        if opinion and (opinion.comparison_id, opinion.run_id) == found.groups():
            file = opinion_file(comparisons_dir, *found.groups())
            own = parse_opinion(file.read_bytes()) if file.is_file() else None
            if own is None or own.judged_at < opinion.judged_at:
                keep_opinion(comparisons_dir, opinion)
        store.mark_read(path, oid, [])
