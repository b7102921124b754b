"""What each credential stated: a row for each statement of the log, with its faults by template."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.types.json import Jsonb

from lrs.log_reader import Recorded
from projections import bulk
from projections.facts.fact import Fact
from projections.profile.statement import decode
from projections.profile.templates import faults

COLUMNS: Final = bulk.columns(
    "position int8, statement_id uuid, credential text, fact text, faults jsonb"
)

Row = tuple[int, UUID, str, str, Jsonb | None]


def rows(page: Sequence[Recorded], facts: Sequence[Fact]) -> Iterator[Row]:
    """The rows of some statements, each with the fact that was read from it."""
    for recorded, fact in zip(page, facts, strict=True):
        found = [
            {"fact": fault.fact, "path": fault.path, "expected": fault.expected}
            for fault in faults(decode(recorded.body))
        ]
        kept = Jsonb(found) if found else None
        yield fact.position, fact.statement_id, fact.credential, fact.name, kept


def add(conn: Connection[Any], added: Iterable[Row]) -> None:
    """Adds rows, as the projector."""
    bulk.copy(conn, "intake", COLUMNS, added)
