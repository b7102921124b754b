"""Quotas of places by unit, and how units filled them (M4-1, R51)."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.case.subject import Subject
from projections.case.training_class import last_day, trainees
from projections.facts.selection_facts import QuotaAllocated, TraineeNamed
from projections.selection.substitutions import chooses
from projections.verdicts import Verdict

ARTICLE: Final = "M4-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaFill:
    """The places of a unit in a class, and how it filled them."""

    unit: str
    allocated: int
    """how many places it was given"""
    named: int
    """how many cadres it has named for them"""
    attended: int
    """how many of these attended the class"""
    cadres: tuple[str, ...]
    """whom it has named"""
    reason: Verdict | None
    """that it named too few, once the class has ended, or more than it has places; null else"""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def quotas(subject: Subject) -> tuple[QuotaFill, ...]:
    """The units that were given places in the class or named somebody for it, by unit.

    The latest quota of a unit replaces those before; one whose number cannot be read replaces none.
    """
    allocated: dict[str, QuotaAllocated] = {}
    for quota in subject.standing(QuotaAllocated):
        if quota.unit is not None and quota.persons is not None:
            allocated[quota.unit] = quota
    named: dict[str, dict[str, UUID]] = {}
    for naming in subject.standing(TraineeNamed):
        cadre = subject.cadre(naming)
        if naming.unit is not None and cadre is not None:
            named.setdefault(naming.unit, {}).setdefault(cadre, naming.statement_id)
    came = trainees(subject).keys()
    return tuple(
        _fill(subject, unit, allocated.get(unit), named.get(unit, {}), came)
        for unit in sorted({*allocated, *named})
    )


def _fill(
    subject: Subject,
    unit: str,
    quota: QuotaAllocated | None,
    named: dict[str, UUID],
    came: Set[str],
) -> QuotaFill:
    places = 0 if quota is None or quota.persons is None else quota.persons
    return QuotaFill(
        unit=unit,
        allocated=places,
        named=len(named),
        attended=len(named.keys() & came),
        cadres=tuple(sorted(named)),
        reason=_reason(subject, places, len(named)),
        rule="R51",
        article=ARTICLE,
        evidence=(*([] if quota is None else [quota.statement_id]), *named.values()),
    )


def _reason(subject: Subject, places: int, named: int) -> Verdict | None:
    if not chooses(subject):
        return None
    if named > places:
        return Verdict.QUOTA_EXCEEDED
    ends = last_day(subject)
    over = ends is not None and ends < subject.as_of.today
    return Verdict.QUOTA_NOT_FILLED if over and named < places else None
