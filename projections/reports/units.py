"""The answers on a unit: its place in the tree, its members of a year, what it still owes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from projections.answers.basis import Basis
from projections.answers.inquiries import duties
from projections.careers.in_post import InPostTraining, in_post_trainings
from projections.careers.register import registration
from projections.case.dossier import Dossier
from projections.compliance.duties import Duty
from projections.compliance.members import Member
from projections.compliance.scorecard import OnlineYear, Scorecard, online_year, scorecard
from projections.compliance.unit_compliance import compliance
from projections.credits.balances import Lacking
from projections.credits.hours import HoursOfCycle, hours_of
from projections.facts.account_facts import PlanSet
from projections.reports.answer import Page, basis_of, members
from projections.reports.paging import page
from projections.reports.responsible import UnitAnswer, responsible
from projections.verdicts import Verdict
from projections.year_close.year_state import YearState


@dataclass(frozen=True, kw_only=True)
class WhichUnitAnswer(UnitAnswer):
    """A unit in the tree, with the persons who answer for it (A2-6(2))."""

    unit: str
    registered: bool
    """Whether anybody registered it."""
    label: Mapping[str, str]
    """Its names, by language."""
    kind: str | None
    """What kind of unit it is; null where nobody says."""
    above: tuple[str, ...]
    """The units above it, the nearest first."""
    below: tuple[str, ...]
    """The units right below it, by id."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]

    def rows(self) -> Iterable["WhichUnitAnswer"]:
        """The answer is its only row."""
        return [self]


def unit(name: str, basis: Basis) -> WhichUnitAnswer:
    """A unit in the tree, with the persons who answer for it (A2-6(2))."""
    units, as_of = basis.reference.units, basis.as_of
    found = units.registration(name, as_of)
    return WhichUnitAnswer(
        **basis_of(basis),
        **responsible(name, basis),
        unit=name,
        registered=found is not None,
        label=dict(found.label) if found else {},
        kind=found.kind if found else None,
        above=units.lineage(name, as_of)[1:],
        below=units.children(name, as_of),
        rule="R32",
        article="A2-6(2)",
        evidence=(found.statement_id,) if found else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOfUnit:
    """A member of a unit in a year, and what he is missing.

    `evidence` are the statements on the year in his ledger.
    """

    cadre: str
    name: str | None
    managed_by: str
    """Who manages him at the end of the year: city or unit (A3-11)."""
    assessed: bool
    """Whether he is assessed in the year."""
    by_reference_apart: bool
    """Whether he stands apart, since the scheme binds him only by reference (A3-20)."""
    exempt: tuple[UUID, ...]
    """The statements that exempt him from the year."""
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    counted: Decimal
    """The credits that count in the year."""
    missing: Decimal | None
    """The credits that are missing; null where several targets are to be met."""
    missing_by_target: tuple[Lacking, ...]
    """What is missing of each target that lacks something."""
    grade: str
    """The grade: qualified, unqualified or excellent; ungraded where the policy grades no year."""
    hours: HoursOfCycle
    """The hours of the cycle that the year belongs to."""
    in_post_training: InPostTraining | None
    """The training that his latest appointment asks for; null without one."""
    personal_plan: Verdict | None
    """That he has set no plan for the year; null where he has."""
    online: OnlineYear
    """His online learning in the year."""
    lacking: tuple[Verdict, ...]
    """What the register lacks of him, or has too much of."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class MembersAnswer(UnitAnswer, Page):
    """The members of a unit in a year and what each is missing; all else is of all pages."""

    unit: str
    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    verdict: str
    """Whether the unit is barred from honours: clear, barred_from_advanced, undecided or
    not_applicable."""
    reason: Verdict | None
    limit: int
    """The number of unqualified members that bars the unit; 0 without members or such a ratio."""
    until_barred: int
    """How many more may fail before the unit is barred; 0 where the policy has no such ratio."""
    to_clear: int
    """How many of the unqualified must still qualify to clear it; 0 where the policy has no such
    ratio."""
    rule: str
    article: str
    online: Scorecard
    """Participation and scores in online learning of those who are assessed."""
    members: tuple[MemberOfUnit, ...]
    """The members of the page, by id."""

    def rows(self) -> Iterable[MemberOfUnit]:
        """The members."""
        return self.members


def unit_members(name: str, found: Sequence[Member], year: int, basis: Basis) -> MembersAnswer:
    """The members of a unit in a year and what each is missing; online learning as a whole."""
    state = basis.reached.of_year(year)
    judged = compliance(name, year, found, basis.policies, state=state)
    return MembersAnswer(
        **basis_of(basis),
        **responsible(name, basis),
        unit=name,
        year=year,
        state=state,
        verdict=judged.verdict,
        reason=judged.reason,
        limit=judged.limit,
        until_barred=judged.until_barred,
        to_clear=judged.to_clear,
        rule=judged.rule,
        article=judged.article,
        online=scorecard([online_year(one) for one in found if one.place.assessed]),
        members=tuple(_member(one, year, basis) for one in found),
        next=None,
    )


def page_of_members(whole: MembersAnswer, *, after: str, limit: int) -> MembersAnswer:
    """A page of the members of a unit; all else is as in the whole."""
    some, following = page(whole.members, attrgetter("cadre"), after=after, limit=limit)
    return replace(whole, members=tuple(some), next=following)


def _member(member: Member, year: int, basis: Basis) -> MemberOfUnit:
    dossier, balance = member.dossier, member.balance
    plan = next((one for one in dossier.standing(PlanSet) if one.year == year), None)
    trainings = in_post_trainings(dossier)
    cycle = str(dossier.case.policies.cycle_of(year))
    return MemberOfUnit(
        cadre=member.person,
        name=member.name,
        managed_by=dossier.roster.manager(basis.policies.last_day(year)),
        assessed=member.place.assessed,
        by_reference_apart=member.place.apart,
        exempt=member.place.exempt,
        state=balance.state,
        counted=balance.counted,
        missing=balance.missing,
        missing_by_target=balance.missing_by_target,
        grade=balance.grade,
        hours=next(one for one in hours_of(dossier, [year]).cycles if one.cycle == cycle),
        in_post_training=trainings[0] if trainings else None,
        personal_plan=None if plan else Verdict.PERSONAL_PLAN_MISSING,
        online=online_year(member),
        lacking=registration(dossier).lacking,
        evidence=member.evidence,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOwed(InPostTraining):
    """An in-post training that a member still owes."""

    cadre: str
    name: str | None


@dataclass(frozen=True, kw_only=True)
class DeadlinesAnswer(UnitAnswer, Page):
    """What a unit and its members still owe for a year; of so many members a page."""

    unit: str
    year: int
    year_state: str
    """How far the year is on the day: not_begun, open or ended."""
    state: YearState
    """How far the unit's own year is, from the first report to the publication."""
    result: Duty | None
    """The result of the year; null where the policy asks for none."""
    plan: Duty | None
    """The plan of the year; null where the policy asks for none."""
    next_plan: Duty | None
    """The plan of the next year; null where the policy asks for none."""
    without_personal_plan: tuple[str, ...]
    """The members of the page who have set no plan for the year, by id."""
    in_post_trainings: tuple[TrainingOwed, ...]
    """The in-post trainings that members of the page still owe, by due day."""

    def rows(self) -> Iterable["DeadlinesAnswer"]:
        """The answer is its only row."""
        return [self]


def unit_deadlines(
    name: str, found: Iterable[Dossier], year: int, basis: Basis, *, limit: int
) -> DeadlinesAnswer:
    """What a unit and its members still owe: result, plan, personal plans, in-post trainings.

    Of the members the first ones; `next` goes into `after` of the next page.
    """
    own = duties(name, year, basis)
    some, following = page(found, attrgetter("person"), limit=limit)
    trainings = [
        TrainingOwed(cadre=one.person, name=one.roster.name(basis.today), **members(training))
        for one in some
        for training in in_post_trainings(one)
        if training.state in ("pending", "overdue")
    ]
    return DeadlinesAnswer(
        **basis_of(basis),
        **responsible(name, basis),
        unit=name,
        year=year,
        year_state=basis.reached.of_year(year),
        state=own.state,
        result=own.result,
        plan=own.plan,
        next_plan=duties(name, year + 1, basis).plan,
        without_personal_plan=tuple(
            one.person
            for one in some
            if not any(plan.year == year for plan in one.standing(PlanSet))
        ),
        in_post_trainings=tuple(sorted(trainings, key=lambda one: (one.due, one.cadre))),
        next=following,
    )
