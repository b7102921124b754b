"""What each credential stated: a row for each statement of the log, with its faults by template.

What was recorded before it happened also has the day on which it does; a decision has the statement
that it decides on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import Connection

from lrs.event.log import Log, Recorded
from projections.answers.basis import Basis
from projections.case.reference import Reference
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact, SetAside, Unknown
from projections.facts.learning_act import fact_of, statement_of
from projections.facts.needs_facts import NeedsFact
from projections.facts.roster_facts import CadreIdentified, UnitRegistered
from projections.facts.trouble import OF_THE_MACHINE
from projections.facts.year_facts import YearFact
from projections.profile.templates import Fault, faults, missed
from projections.tables import bulk, tracking
from projections.tables.projection import Folded, Projection, Scanned, Stated
from projections.tables.projection import Row as AnyRow
from projections.words.statement import Statement

COLUMNS: Final = bulk.columns(
    "position int8, statement_id uuid, credential text, fact text, faults jsonb, ahead date, "
    "missed text, unauthorised bool, failed bool, target uuid"
)

_Faults = list[dict[str, str | None]] | None

Row = tuple[int, UUID, str, str, _Faults, date | None, str | None, bool, bool, UUID | None]


LASTING: Final = (CourseCatalogued, CadreIdentified, UnitRegistered, YearFact, NeedsFact)
"""Facts of no cadre's ledger: whether they are heeded is known as soon as they are stated."""


def read(page: Iterable[Recorded], reference: Reference) -> tuple[list[Fact], list[Row]]:
    """The facts of some statements, and the row of each, by a reference that knows them all."""
    facts, rows = [], []
    for recorded in page:  # one after another: what was just decoded is read fastest
        statement = statement_of(recorded)
        fact = fact_of(recorded, statement)
        found = _faults(statement) if statement else ()
        told = [_told(fault) for fault in found] if found else None
        facts.append(fact)
        early = fact.occurred > fact.stored or isinstance(fact, ClassCompleted)
        ahead = ahead_of(fact) if early else None
        lacks = missed(statement) if type(fact) is Unknown and statement else None
        unheeded = isinstance(fact, LASTING) and not reference.is_entitled(fact)
        known = (fact.position, fact.statement_id, fact.credential, fact.name)
        failed = isinstance(fact, CoursePassed) and not fact.success
        target = fact.target if isinstance(fact, Decision) else None
        rows.append((*known, told, ahead, lacks, unheeded, failed, target))
    return facts, rows


def _faults(statement: Statement) -> tuple[Fault, ...]:
    """The faults of a statement by its template; none where it cannot be held against one."""
    try:
        return faults(statement)
    except OF_THE_MACHINE:
        raise
    except Exception:
        return ()


def ahead_of(fact: Fact) -> date | None:
    """The day on which a fact happens that was recorded before; a class happens on its end.

    Days are those of UTC, so that a zone may have one more or less.
    """
    end = fact.end if isinstance(fact, ClassCompleted) else None
    if end is not None:
        return end if end >= fact.stored.astimezone(UTC).date() else None
    return fact.occurred.astimezone(UTC).date() if fact.occurred > fact.stored else None


def _told(fault: Fault) -> dict[str, str | None]:
    return {"fact": fault.fact, "path": fault.path, "expected": fault.expected}


class Intake(Projection[Folded]):
    """A row for each statement, written as the log is scanned: nothing of it is folded by key."""

    name = "intake"
    version = "11"
    topics = ()
    rooms = ()
    tables: ClassVar = {"intake": COLUMNS}

    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """No keys."""
        return {}

    def gather(self, keys: Collection[str], log: Log, basis: Basis) -> Mapping[str, list[Fact]]:
        """Nothing."""
        return {}

    def folds(
        self, facts: Mapping[str, Collection[Fact]], log: Log, basis: Basis
    ) -> Callable[[str, Collection[Fact]], Folded]:
        """Raises NotImplementedError: there are no keys."""
        raise NotImplementedError

    def rows(self, folded: Collection[Folded]) -> Mapping[str, Iterable[AnyRow]]:
        """None of any key."""
        return {"intake": ()}


INTAKE: Final = Intake()


def add(conn: Connection[Any], facts: Iterable[Fact], added: Iterable[Row]) -> None:
    """Adds the rows of facts, as the projector, and what was set aside of nobody."""
    bulk.copy(conn, "intake", COLUMNS, added)
    tracking.add_set_aside(conn, aside_rows(facts))


def aside_rows(facts: Iterable[Fact]) -> list[tuple[object, ...]]:
    """The rows of what was set aside of nobody."""
    return [
        (INTAKE.name, None, one.position, one.statement_id, one.code.value)
        for one in facts
        if isinstance(one, SetAside) and one.person is None
    ]
