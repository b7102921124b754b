"""How offices handled each act: applied, assessed, approved, registered, voided (R12 to R16)."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.amiss import Amiss
from projections.case.case import Case
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import (
    DegreeAdmitted,
    DegreeConferred,
    OtherActivityDone,
    Reward,
)
from projections.facts.decision_facts import HandledByOffice
from projections.facts.fact import Fact

CLAIMS: Final = (
    *(ClassCompleted, CoursePassed, DegreeAdmitted, DegreeConferred),
    *(Reward, OtherActivityDone),
)
"""The facts that may earn credits."""


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """A standing decision on an act."""

    statement_id: UUID
    target: UUID
    """The id of the statement that it decides on."""
    position: int
    """The position of the statement."""
    step: str
    """What was decided, by the fact: credit.assessed, credit.approved, act.voided, ..."""
    day: date
    """The day of the decision."""
    decided_by: str | None
    """The cadre who decided, or whoever the statement names by an agent of his own; null for an
    officer, whom `officer` names, and for a group."""
    officer: str | None
    """The account of the officer or institution that decided; null where the statement names
    another."""
    credential: str
    """The credential that stated it."""
    role: str | None
    """The role of the office that assessed or registered; null where none is named."""
    unit: str | None
    """The unit whose office that is; null where none is named."""
    reason: str | None
    """The reason that the statement gives; null where it gives none."""
    documents: tuple[str, ...]
    """The numbers of the papers that it names."""


class Finding(Struct, frozen=True, kw_only=True, gc=False):
    """Something amiss about the statement `statement_id`, which concerns the act `target`.

    `days` is how late a late registration is, in days after the act or its approval, or how long a
    study has gone on too long. An act that was recorded late is itself the statement. `units` are
    those between which a finding about a move lies.
    """

    statement_id: UUID
    target: UUID
    position: int
    day: date
    code: Amiss
    days: int | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]
    units: tuple[str, ...] = ()


def steps(case: Case, acts: Iterable[Fact]) -> tuple[Step, ...]:
    """The steps of acts that were decided on, standing or not, by day."""
    found = [
        Step(
            statement_id=decision.statement_id,
            target=decision.target,
            position=decision.position,
            step=decision.name,
            day=case.day(decision),
            decided_by=decision.person,
            officer=None,
            credential=decision.credential,
            role=decision.role if isinstance(decision, HandledByOffice) else None,
            unit=decision.unit if isinstance(decision, HandledByOffice) else None,
            reason=decision.reason,
            documents=decision.documents,
        )
        for act in acts
        for decision in case.look(act).decided
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.position)))
