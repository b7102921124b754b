"""Rotation plans: whom units meant to send to training in a year, and who was sent (M4-1, R51)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.selection_facts import RotationPlanSet
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.selection.learners import Learner
from projections.verdicts import Verdict

ARTICLE: Final = "M4-1, A5-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The rotation plan of a unit for a year that holds: the latest; whom it names, by name."""

    unit: str
    cadres: tuple[str, ...]
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How far the rotation plan of a unit was carried out; who has moved since stays in it."""

    unit: str
    planned: int
    """how many cadres it names"""
    trained: int
    """of how many of these a class ended in the year and not after the day"""
    missing: tuple[str, ...]
    """who of them was not trained"""
    reason: Verdict | None
    """that some are missing, once the year has ended; null else"""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def plans(reference: Reference, as_of: AsOf, year: int) -> tuple[Plan, ...]:
    """The plans that hold for a year, by unit."""
    latest = {one.unit: one for one in reference.of_year(RotationPlanSet, year, as_of) if one.unit}
    return tuple(
        Plan(
            unit=unit,
            cadres=_cadres(plan, reference, as_of),
            statement_id=plan.statement_id,
        )
        for unit, plan in sorted(latest.items())
    )


def rotation(
    plan: Plan, learners: Mapping[str, Learner], year: int, policies: Succession, *, ended: bool
) -> Rotation:
    """How far a plan was carried out; `ended` says whether its year has.

    Who is planned was trained where a class that he attended, as far as `learners` know, ended in
    the year.
    """
    asks = policies.states(Terms.selection)
    first, last = policies.first_day(year), policies.last_day(year)
    trained = [name for name in plan.cadres if name in learners]
    trained = [name for name in trained if learners[name].is_trained(first, last)]
    missing = tuple(name for name in plan.cadres if name not in trained)
    return Rotation(
        unit=plan.unit,
        planned=len(plan.cadres),
        trained=len(trained),
        missing=missing,
        reason=Verdict.NOT_ROTATED if asks and ended and missing else None,
        rule="R51",
        article=ARTICLE,
        evidence=(plan.statement_id,),
    )


def _cadres(plan: RotationPlanSet, reference: Reference, as_of: AsOf) -> tuple[str, ...]:
    """Whom a plan names, under the names of the register."""
    persons = reference.identities
    named = plan.cadres or ()
    return tuple(sorted({persons.person(name, plan.occurred, as_of) for name in named}))
