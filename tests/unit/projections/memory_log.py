"""A log in memory that is read as the one in PostgreSQL is."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from lrs.event.terms import identifier
from lrs.log.log_reader import LogReader
from tests.unit.projections.history import Row

_Chosen = Callable[[dict[str, Any]], bool]


class MemoryLog:
    """Looks at every statement for each answer."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._statements = [json.loads(row.body) for row in rows]

    def position_at(self, instant: datetime) -> int:
        return max((row.position for row in self._rows if row.stored <= instant), default=0)

    def read(self, *, after: int, until: int, limit: int) -> list[Row]:
        return [row for row in self._rows if after < row.position <= until][:limit]

    def by_ids(self, ids: Collection[UUID], *, until: int) -> list[Row]:
        return [row for row in self._rows if row.statement_id in ids and row.position <= until]

    def concerning(self, agents: Iterable[str], *, until: int) -> list[Row]:
        named = set(agents)
        return self._of(
            lambda one: (
                not named.isdisjoint({identifier(one["actor"]), identifier(one["object"])})
                if one["object"].get("objectType") == "Agent"
                else identifier(one["actor"]) in named
            ),
            until,
        )

    def with_verb(self, *verbs: str, until: int) -> list[Row]:
        return self._of(lambda one: one["verb"]["id"] in verbs, until)

    def with_activity(self, *activities: str, until: int) -> list[Row]:
        return self._of(lambda one: one["object"]["id"] in activities, until)

    def around_activity(self, *activities: str, until: int) -> list[Row]:
        return self._of(lambda one: not _activities(one).isdisjoint(activities), until)

    def _of(self, chosen: _Chosen, until: int) -> list[Row]:
        """The statements that are chosen, and all that refer to one, however far."""
        found: set[str] = set()
        size = -1
        while len(found) > size:
            size = len(found)
            found |= {
                one["id"]
                for one in self._statements
                if (
                    one["object"].get("id") in found
                    or chosen({**one, "object": {"id": "", **one["object"]}})
                )
            }
        ids = {UUID(one) for one in found}
        return [row for row in self._rows if row.statement_id in ids and row.position <= until]


def _activities(statement: dict[str, Any]) -> set[str]:
    """The ids of a statement's object and of the activities in its context."""
    around = statement.get("context", {}).get("contextActivities", {})
    return {statement["object"]["id"]} | {one["id"] for some in around.values() for one in some}


def reader_of(rows: Sequence[Row]) -> LogReader:
    """A reader of a log in memory."""
    return cast(LogReader, MemoryLog(rows))
