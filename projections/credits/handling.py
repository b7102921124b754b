"""How offices handled each act: applied, assessed, approved, registered, voided (R12 to R16)."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

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
from projections.reasons import Amiss

CLAIMS: Final = (
    *(ClassCompleted, CoursePassed, DegreeAdmitted, DegreeConferred),
    *(Reward, OtherActivityDone),
)
"""The facts that may earn credits."""


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """A standing decision on an act: `step` is the kind of fact, `person` who decided.

    `role` and `unit` say which office assessed or registered; `credential` who stated it.
    """

    statement_id: UUID
    target: UUID
    position: int
    step: str
    day: date
    person: str | None
    credential: str
    role: str | None
    unit: str | None
    reason: str | None
    documents: tuple[str, ...]


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
            person=decision.person,
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
