"""What each credential stated: a row for each statement of the log, with its faults by template."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from lrs.log_reader import Recorded
from projections import bulk
from projections.facts.fact import Fact
from projections.facts.learning_act import fact_of, statement_of
from projections.profile.templates import Fault, faults

COLUMNS: Final = bulk.columns(
    "position int8, statement_id uuid, credential text, fact text, faults jsonb"
)

Row = tuple[int, UUID, str, str, list[dict[str, str | None]] | None]


def read(page: Iterable[Recorded]) -> tuple[list[Fact], list[Row]]:
    """The facts of some statements, and the row of each."""
    facts, rows = [], []
    for recorded in page:  # one after another: what was just decoded is read fastest
        statement = statement_of(recorded)
        fact = fact_of(recorded, statement)
        found = faults(statement) if statement else ()
        told = [_told(fault) for fault in found] or None
        facts.append(fact)
        rows.append((fact.position, fact.statement_id, fact.credential, fact.name, told))
    return facts, rows


def _told(fault: Fault) -> dict[str, str | None]:
    return {"fact": fault.fact, "path": fault.path, "expected": fault.expected}


def add(conn: Connection[Any], added: Iterable[Row]) -> None:
    """Adds rows, as the projector."""
    bulk.copy(conn, "intake", COLUMNS, added)
