"""What the parts of a cadre's ledger come to together: sums over lines that are there already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Final

from projections.careers.eligibility import Eligibility, eligibility, years_to_show
from projections.careers.in_post import InPostTraining, in_post_trainings
from projections.case.case import Entry, Look
from projections.case.decisions import Decisions
from projections.case.dossier import Dossier
from projections.case.scope import spared
from projections.credits import opening
from projections.credits.contradictions import contradictions
from projections.credits.credit_ledger import QUIET, Credits, settled, years_shown
from projections.credits.hours import HoursEntry, HoursOfCycle, cycles_of
from projections.credits.measures import measures_of
from projections.credits.plausibility import implausible
from projections.credits.steps import Finding
from projections.credits.waking import wakes_on
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.decision_facts import Decision, VoidWithdrawn
from projections.facts.fact import Fact, Kinds
from projections.facts.roster_facts import AppointmentMade
from projections.policy.mechanisms import TARGETS
from replay.history.state import dues, first_after

_TURN: Final = attrgetter("day", "position", "year")
_DAY: Final = attrgetter("day", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a thing comes to: its dossier, its lines, hours and acts that stand, each with its
    look."""

    dossier: Dossier
    entries: Sequence[Entry]
    hours: Sequence[HoursEntry]
    standing: Sequence[tuple[Fact, Look]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of a cadre on a day.

    `credits` also has the years that his eligibility rests on; `shown` are those that a ledger
    shows by itself.
    """

    credits: Credits
    shown: range
    hours: tuple[HoursOfCycle, ...]
    eligibility: Eligibility | None
    trainings: tuple[InPostTraining, ...]
    findings: tuple[Finding, ...]
    wakes_on: date | None


def totals_of(whole: Dossier, parts: Collection[Part], *, studies: Part | None) -> Totals:
    """The totals of a cadre, by what holds for all of him and the parts of his ledger; `studies` is
    that of his degrees."""
    policies, today = whole.case.policies, whole.case.as_of.today
    lines = sorted((line for part in parts for line in part.entries), key=_TURN)
    entries = (*lines, *opening.entries(whole.case, whole.facts, whole.roster))
    hours = sorted((line for part in parts for line in part.hours), key=_DAY)
    joint = _with_facts(whole, parts) if any(policies.ever(TARGETS)) else whole
    asked, shown = years_to_show(today, policies), years_shown(whole, entries)
    measures = measures_of(joint, entries, hours)
    credits_ = settled(joint, entries, measures, years=(*shown, *asked))
    apart = [year for year in asked if spared(whole, year)]
    trainings = _trainings(whole, parts)
    learning = whole if studies is None else replace(studies.dossier, case=whole.case)
    return Totals(
        credits=credits_,
        shown=shown,
        hours=cycles_of(whole, hours, [policies.year_of(today)]),
        eligibility=eligibility(credits_, today, policies, spared=apart),
        trainings=trainings,
        findings=(*_doubtful(whole, parts), *_of_the_whole(whole)),
        wakes_on=first_after(today, wakes_on(learning, ()), *dues(trainings)),
    )


def _with_facts(whole: Dossier, parts: Collection[Part]) -> Dossier:
    """A dossier with the facts of all things, for what asks of nothing but these."""
    return replace(
        whole, facts=(*whole.facts, *(one for part in parts for one in part.dossier.facts))
    )


def _trainings(whole: Dossier, parts: Collection[Part]) -> tuple[InPostTraining, ...]:
    """The training that each appointment asks for: classes serve it."""
    if not whole.kinds.of(AppointmentMade):
        return ()
    classes = [part.dossier for part in parts if part.dossier.known.of(ClassCompleted)]
    facts = list({one.position: one for each in (whole, *classes) for one in each.facts}.values())
    decisions = [one for each in (whole, *classes) for one in each.known.of(Decision)]
    case = replace(whole.case, decisions=Decisions(decisions))
    return in_post_trainings(replace(whole, case=case, facts=tuple(facts), kinds=Kinds(facts)))


def _doubtful(whole: Dossier, parts: Collection[Part]) -> tuple[Finding, ...]:
    """What is hard to believe of all acts together."""
    case = replace(whole.case, decisions=Decisions())  # whether they stand is known
    return implausible(case, [one for part in parts for one in part.standing])


def _of_the_whole(whole: Dossier) -> tuple[Finding, ...]:
    """What contradicts itself in the moves of a cadre and in what else holds for all of him."""
    withdrawn = whole.facts if whole.known.of(VoidWithdrawn) else ()
    quiet = whole.kinds.of(*QUIET)
    return contradictions(whole.case, (), withdrawn, moves=whole.moves, quiet=quiet)
