"""How far a unit's year has come: open, published, reopened, corrected (R17, R20, R52)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.year_facts import (
    CircularIssued,
    CorrigendumIssued,
    Evaluated,
    Inspected,
    ResultReported,
    SelfInspected,
    YearDecision,
    YearFact,
    YearPublished,
    YearReopened,
)
from projections.verdicts import Verdict

OPEN: Final = "open"
SELF_INSPECTED: Final = "self_inspected"
REPORTED: Final = "reported"
INSPECTED: Final = "inspected"
PUBLISHED: Final = "published"
REOPENED: Final = "reopened"
REASSESSED: Final = "reassessed"
CORRIGENDUM: Final = "corrigendum"

_FIRST: Final[dict[type[YearFact], str]] = {
    SelfInspected: SELF_INSPECTED,
    ResultReported: REPORTED,
    Inspected: INSPECTED,
    Evaluated: INSPECTED,
    YearPublished: PUBLISHED,
    CircularIssued: PUBLISHED,
}
_ORDER: Final = (OPEN, SELF_INSPECTED, REPORTED, INSPECTED, PUBLISHED)
_AGAIN: Final[dict[type[YearFact], str]] = {
    ResultReported: REASSESSED,
    Inspected: REASSESSED,
    Evaluated: REASSESSED,
    YearPublished: REASSESSED,
    CircularIssued: REASSESSED,
    CorrigendumIssued: CORRIGENDUM,
}
_KINDS: Final = frozenset({*_FIRST, *_AGAIN, YearReopened})


@dataclass(frozen=True, slots=True, kw_only=True)
class YearStep:
    """A fact about the year and the state in which it left it."""

    day: date
    """The day of the fact."""
    fact: str
    state: str
    """The state in which it left the year."""
    number: str | None
    """The number of the document; null where it names none."""
    reason: Verdict | None
    """Why it moved nothing; null where it moved something."""
    statement_id: UUID
    position: int
    recorded_by: str
    """The public key of the credential that recorded it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearState:
    """The state of a unit's year, or of the year for all, and how it came to it."""

    unit: str | None
    year: int
    state: str
    """The state: open, self_inspected, reported, inspected, published, reopened, reassessed or
    corrigendum. It is `open` until something of it was stated, also when the year has ended."""
    since: date | None
    """The day since which it is in it; null where nothing moved it."""
    steps: tuple[YearStep, ...]
    """What happened to it, by day."""
    rule: str
    article: str


def year_state(unit: str | None, year: int, reference: Reference, as_of: AsOf) -> YearState:
    """The state of the year for a unit: its own facts, those of units above it, those of all; of
    None only those of all."""
    lineage = frozenset[str]() if unit is None else reference.units.lineage(unit, as_of)
    facts = [
        fact
        for fact in reference.of_year(YearFact, year, as_of)
        if type(fact) in _KINDS and _is_for(fact, unit, lineage)
    ]
    steps = tuple(_steps(facts, as_of))
    pairs = zip((None, *steps), steps, strict=False)
    moved = [step for before, step in pairs if _moved(before, step)]
    return YearState(
        unit=unit,
        year=year,
        state=steps[-1].state if steps else OPEN,
        since=moved[-1].day if moved else None,
        steps=steps,
        rule="R17",
        article="A3-14, A3-16, M4-3",
    )


def publications(year: int, reference: Reference, as_of: AsOf) -> list[YearDecision]:
    """The publications, circulars and corrigenda of a year, by timestamp and position."""
    kinds = (YearPublished, CircularIssued, CorrigendumIssued)
    found = reference.of_year(YearDecision, year, as_of)
    return [one for one in found if isinstance(one, kinds)]


def decisions_on(
    year: int, reference: Reference, as_of: AsOf, *, unit: str | None
) -> list[YearDecision]:
    """The decisions on a year for all, or those that hold for a unit, by timestamp and position."""
    lineage = frozenset[str]() if unit is None else reference.units.lineage(unit, as_of)
    found = reference.of_year(YearDecision, year, as_of)
    return [one for one in found if _is_for(one, unit, lineage)]


def _is_for(fact: YearFact, unit: str | None, lineage: Collection[str]) -> bool:
    """Whether a fact about a year holds for a unit, or for all where the unit is None."""
    above = fact.unit is None or fact.unit in lineage
    return fact.unit == unit or (isinstance(fact, YearDecision) and above)


def _moved(before: YearStep | None, step: YearStep) -> bool:
    return step.state != (before.state if before else OPEN)


def _steps(facts: Iterable[YearFact], as_of: AsOf) -> Iterable[YearStep]:
    """Each fact in turn. A late step back (a report after the inspection) moves nothing; a year can
    only be opened again once it was published."""
    state = OPEN
    for fact in facts:
        after = _after(state, fact)
        refused = after is None and isinstance(fact, YearReopened | CorrigendumIssued)
        state = after or state
        yield YearStep(
            day=as_of.day(fact.occurred),
            fact=fact.name,
            state=state,
            number=fact.number if isinstance(fact, YearDecision) else None,
            reason=Verdict.NOT_PUBLISHED if refused else None,
            statement_id=fact.statement_id,
            position=fact.position,
            recorded_by=fact.credential,
        )


def _after(state: str, fact: YearFact) -> str | None:
    """The state that a fact leads to, None where it leads nowhere from here."""
    if isinstance(fact, YearReopened):
        return REOPENED if state in (PUBLISHED, CORRIGENDUM, REASSESSED) else None
    if state in (REOPENED, REASSESSED, CORRIGENDUM):
        if state == CORRIGENDUM and not isinstance(fact, CorrigendumIssued):
            return None
        return _AGAIN.get(type(fact))
    if isinstance(fact, CorrigendumIssued):
        return CORRIGENDUM if state == PUBLISHED else None
    reached = _FIRST.get(type(fact))
    if reached is None:
        return None
    return max(state, reached, key=_ORDER.index)
