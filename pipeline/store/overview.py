"""What the owner looks over: how far each idea is, who labelled what, who is left out."""

from datetime import datetime

from pipeline.schema import IdeaCounts, LabelEvent
from pipeline.store.database import Database
from pipeline.store.events import NOT_EXCLUDED, NOT_UNDONE
from pipeline.store.rows import EVENT_COLUMNS, to_event


class Overview(Database):
    """Reads whole tables in few statements; for a look now and then, not for a click."""

    def idea_counts(self, now: datetime) -> list[IdeaCounts]:
        """Every idea that has preference pairs, in the order in which they were added. Excluded annotators
        don't count.
        """
        sql = (
            "SELECT i.id, i.text, n.pairs, coalesce(l.asked, 0),"
            " count(a.annotator) FILTER (WHERE a.settled_pairs IS n.pairs),"
            " count(a.annotator) FILTER (WHERE a.settled_pairs IS NULL AND a.expires_at > ?)"
            " FROM (SELECT idea_id, count(*) pairs FROM asked_pairs GROUP BY idea_id) n"
            " JOIN ideas i ON i.id = n.idea_id"
            " LEFT JOIN (SELECT p.idea_id, count(DISTINCT p.id) asked FROM current_labels l"
            " JOIN asked_pairs p ON p.id = l.pair_id WHERE l.source = 'person'"
            f" AND l.{NOT_EXCLUDED} GROUP BY p.idea_id) l ON l.idea_id = i.id"
            f" LEFT JOIN assignments a ON a.idea_id = i.id AND a.{NOT_EXCLUDED}"
            " GROUP BY i.id ORDER BY i.position"
        )
        return [IdeaCounts(*row) for row in self._rows(sql, now.isoformat())]

    def every_standing_vote(self) -> list[LabelEvent]:
        """People's votes on preference pairs that were not taken back, repeats included, oldest first."""
        sql = (
            f"SELECT {EVENT_COLUMNS} FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.kind = 'vote'"
            f" AND e.source = 'person' AND p.comparison_id IS NULL AND {NOT_UNDONE} ORDER BY e.seq"
        )
        return [to_event(row) for row in self._rows(sql)]

    def annotators(self) -> list[str]:
        """Everybody who has voted in person, excluded or not."""
        sql = "SELECT DISTINCT annotator FROM events WHERE kind = 'vote' AND source = 'person'"
        return [annotator for (annotator,) in self._rows(sql)]

    def count_settled(self) -> dict[str, int]:
        """By annotator, how many ideas are settled for them as the ideas are now."""
        sql = (
            "SELECT annotator, count(*) FROM assignments a WHERE settled_pairs ="
            " (SELECT count(*) FROM asked_pairs p WHERE p.idea_id = a.idea_id)"
            " GROUP BY annotator"
        )
        return dict(self._rows(sql))

    def excluded_annotators(self) -> set[str]:
        return {annotator for (annotator,) in self._rows("SELECT annotator FROM excluded_annotators")}
