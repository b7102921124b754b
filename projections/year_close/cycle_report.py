"""The summary of a cycle: who reached its credits and hours, unit by unit (R21, A3-5, A3-16)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from projections.compliance.members import Member
from projections.compliance.scorecard import mean
from projections.credits.balances import EXCELLENT, QUALIFIED, UNQUALIFIED, Lacking
from projections.credits.hours import HoursOfCycle, hours_of
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED, Cycle
from projections.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFigures:
    """How those did who are counted together; they decide nothing before the cycle has ended."""

    state: str
    """How far the cycle is on the day: not_begun, open or ended."""
    assessed: int
    """How many are assessed."""
    qualified: int
    """How many are qualified or excellent."""
    unqualified: int
    """How many are unqualified."""
    mean_credits: Decimal | None
    """The mean of the credits of the cycle, to two decimals; null where nobody is assessed."""
    hours_bound: int
    """How many have a target of hours."""
    hours_met: int
    """How many of them met it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleShort:
    """A cadre who lacks credits or hours of the cycle."""

    cadre: str
    name: str | None
    unit: str | None
    """The unit's short id; null where he belonged to none."""
    unit_name: str | None
    credits: Decimal
    """The credits of the cycle."""
    credits_missing: Decimal | None
    """The credits that are missing; null where several targets are to be met."""
    missing_by_target: tuple[Lacking, ...]
    """What is missing of each target that lacks something."""
    hours: Decimal
    """The hours of the cycle."""
    hours_missing: Decimal | None
    """The hours that are missing; null for whom the policy sets no target."""
    reasons: tuple[Verdict, ...]
    """What he lacks, each with its sentences."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleApart:
    """How cadres by reference did, who count in no figure of the others."""

    figures: CycleFigures
    """Their figures."""
    short: tuple[CycleShort, ...]
    """Those of them who lack something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReport:
    """The cycle as known at what was asked; membership as in its last year. Where each cadre has
    cycles of his own, it is that of his which holds the last year."""

    cycle: str
    state: str
    """How far the cycle is on the day: not_begun, open or ended."""
    cut_short: bool
    """Whether another count of cycles cut it off: it has no verdict then, nobody is qualified or
    not."""
    figures: CycleFigures
    """The figures of all."""
    units: dict[str, CycleFigures]
    """The figures of each unit, by its id."""
    short: tuple[CycleShort, ...]
    """Who lacks credits or hours; nobody before the cycle has ended."""
    by_reference: CycleApart | None
    """The cadres by reference where the policy of its last year lists them apart (A3-20, Q1); null
    where there are none."""
    rule: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the report keeps of a member; `grade` and `evidence` are those of the cycle."""

    person: str
    name: str | None
    unit: str | None
    unit_name: str | None
    apart: bool
    credits: Decimal
    missing: Decimal | None
    missing_by_target: tuple[Lacking, ...]
    state: str
    grade: str
    hours: HoursOfCycle
    evidence: tuple[UUID, ...]

    @property
    def failed(self) -> bool:
        return self.state == ENDED and self.grade == UNQUALIFIED

    @property
    def lacks_hours(self) -> bool:
        return self.state == ENDED and self.hours.met is False


def report_of(
    cycle: Cycle, found: Iterable[Done], policies: Succession, *, state: str
) -> CycleReport:
    """The report by what the members have done."""
    done = sorted(found, key=lambda one: one.person)
    own, apart = ([one for one in done if one.apart is each] for each in (False, True))
    units: dict[str, list[Done]] = {one.unit or "": [] for one in done}
    for one in own:
        units[one.unit or ""].append(one)
    return CycleReport(
        cycle=str(cycle),
        state=state,
        cut_short=cycle.cut_short,
        figures=_figures(own, state),
        units={unit: _figures(units[unit], state) for unit in sorted(units)},
        short=_all_short(own),
        by_reference=CycleApart(figures=_figures(apart, state), short=_all_short(apart))
        if apart
        else None,
        rule="R21",
        article=policies.of_cycle(cycle).article(Terms.calendar.cycle_years),
    )


def part_of(found: CycleReport, units: Collection[str]) -> CycleReport:
    """A summary with the lines and names of some of its units; the figures are those of all."""
    apart = found.by_reference
    return replace(
        found,
        units={unit: figures for unit, figures in found.units.items() if unit in units},
        short=_of_units(found.short, units),
        by_reference=apart and replace(apart, short=_of_units(apart.short, units)),
    )


def _of_units(short: Iterable[CycleShort], units: Collection[str]) -> tuple[CycleShort, ...]:
    return tuple(one for one in short if one.unit in units)


def done_of(member: Member, cycle: Cycle) -> Done | None:
    """What the report keeps of a member; None of who is not assessed."""
    if not member.place.assessed:
        return None
    policies = member.dossier.case.policies
    cycle = policies.cycle_of(cycle.last)
    total = member.ledger.cycle(str(cycle))
    (hours,) = [
        one for one in hours_of(member.dossier, [cycle.last]).cycles if one.cycle == str(cycle)
    ]
    return Done(
        person=member.person,
        name=member.name,
        unit=member.place.unit,
        unit_name=member.unit_name,
        apart=member.place.apart,
        credits=total.total,
        missing=total.missing,
        missing_by_target=total.missing_by_target,
        state=total.state,
        grade=total.grade,
        hours=hours,
        evidence=tuple(line.statement_id for line in member.ledger.entries if line.year in cycle),
    )


def _figures(done: Sequence[Done], state: str) -> CycleFigures:
    grades = [one.grade for one in done]
    return CycleFigures(
        state=state,
        assessed=len(done),
        qualified=grades.count(QUALIFIED) + grades.count(EXCELLENT),
        unqualified=grades.count(UNQUALIFIED),
        mean_credits=mean([one.credits for one in done], count=len(done)),
        hours_bound=sum(one.hours.met is not None for one in done),
        hours_met=sum(one.hours.met is True for one in done),
    )


def _all_short(done: Iterable[Done]) -> tuple[CycleShort, ...]:
    return tuple(_short(one) for one in done if one.failed or one.lacks_hours)


def _short(one: Done) -> CycleShort:
    reasons = [Verdict.CYCLE_SHORT] if one.failed else []
    reasons += [Verdict.HOURS_SHORT] if one.lacks_hours else []
    return CycleShort(
        cadre=one.person,
        name=one.name,
        unit=one.unit,
        unit_name=one.unit_name,
        credits=one.credits,
        credits_missing=one.missing,
        missing_by_target=one.missing_by_target,
        hours=one.hours.hours,
        hours_missing=one.hours.short_by,
        reasons=tuple(reasons),
        evidence=one.evidence,
    )
