"""The answers on selection: a year of it, and whom training reaches."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from projections.amiss import Amiss
from projections.answers.basis import Basis
from projections.answers.people import people
from projections.answers.selection import Irregularity, Selection
from projections.policy.terms import Terms
from projections.reports.answer import OfPart, Page, basis_of, members, part_of, unit_name
from projections.reports.paging import page
from projections.selection.learners import Learner
from projections.selection.reach import Coverage, Untrained, coverage, untrained
from projections.selection.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionCase:
    """One thing that is amiss in whom a year's training chose."""

    cadre: str
    name: str | None
    unit: str | None
    """the unit of the cadre on the day"""
    unit_name: str | None
    training_class: str | None
    """the class"""
    class_name: str | None
    reason: Amiss
    """what is amiss: who was absent, outside the groups, substituted, or trained again"""
    day: date | None
    """the day of the nomination, of the substitute's last day, or on which the class began"""
    other: str | None
    """the substitute who came without approval, or the earlier class of the theme"""
    other_name: str | None
    """what that one is called; null where nobody named it"""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitQuota:
    """The places of a unit in all classes of the year, and how it filled them."""

    unit: str
    unit_name: str | None
    classes: int
    """in how many classes it was given places or named somebody"""
    allocated: int
    """how many places it was given in them"""
    named: int
    """how many cadres it named for them"""
    attended: int
    """how many of these attended"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRotation(Rotation):
    """How far the rotation plan of a unit was carried out, with what the unit is called."""

    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class SelectionReport(OfPart, Page):
    """How the trainees of a credit year were chosen (M4-1)."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    applies: bool
    """whether the policy says anything of who is sent to classes; where not, nothing is amiss"""
    nominations: Mapping[str, int]
    """how many nominations for classes of the year came to what"""
    quotas: tuple[UnitQuota, ...]
    """the places of units in the year's classes, by unit"""
    rotations: tuple[NamedRotation, ...]
    """the rotation plans of the year, by unit"""
    total: int
    """how many cases there are in all"""
    cases: tuple[SelectionCase, ...]
    """the cases of the page, by cadre, code and class"""

    def rows(self) -> Iterable[SelectionCase]:
        """A row for each case of the page."""
        return self.cases


def selection_report(
    found: Selection,
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> SelectionReport:
    """The selection of a year as far as it is about cadres of some units; None: about all."""
    own = [one for one in found.cases if units is None or found.units.get(one.cadre) in units]
    some, following = page(own, _key, after=after, limit=limit)
    known = people({one.cadre for one in some}, basis)
    states: Counter[str] = Counter()
    for unit, counts in found.states.items():
        if units is None or unit in units:
            states.update(counts)
    return SelectionReport(
        **basis_of(basis),
        part=part_of(basis, Terms.selection),
        year=found.year,
        state=basis.reached.of_year(found.year),
        applies=basis.policies.states(Terms.selection),
        nominations=dict(sorted(states.items())),
        quotas=_quotas(found, basis, units),
        rotations=tuple(
            NamedRotation(**members(one), unit_name=unit_name(one.unit, basis))
            for one in found.rotations
            if units is None or one.unit in units
        ),
        total=len(own),
        cases=tuple(
            SelectionCase(
                **{name: getattr(one, name) for name in _SAME},
                name=known[one.cadre].name,
                unit=found.units.get(one.cadre),
                unit_name=unit_name(found.units.get(one.cadre), basis),
                class_name=_class_name(one.training_class, basis),
                other_name=_class_name(one.other, basis) if _is_class(one) else None,
            )
            for one in some
        ),
        next=following,
    )


def _class_name(training_class: str | None, basis: Basis) -> str | None:
    return basis.reference.class_name(training_class, basis.as_of) if training_class else None


def _is_class(case: Irregularity) -> bool:
    """Whether the other of a case is an earlier class, and not a substitute."""
    return case.reason is Amiss.TRAINED_AGAIN


_SAME = ("cadre", "training_class", "reason", "day", "other", "rule", "article", "evidence")


def _key(case: Irregularity) -> str:
    return f"{case.cadre}\n{case.reason.value}\n{case.training_class or ''}"


def _quotas(found: Selection, basis: Basis, units: Collection[str] | None) -> tuple[UnitQuota, ...]:
    sums: dict[str, UnitQuota] = {}
    for one in found.quotas:
        if units is not None and one.unit not in units:
            continue
        before = sums.get(one.unit) or UnitQuota(
            unit=one.unit,
            unit_name=unit_name(one.unit, basis),
            classes=0,
            allocated=0,
            named=0,
            attended=0,
        )
        sums[one.unit] = replace(
            before,
            classes=before.classes + 1,
            allocated=before.allocated + one.allocated,
            named=before.named + one.named,
            attended=before.attended + one.attended,
        )
    return tuple(sums[unit] for unit in sorted(sums))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReach(Coverage):
    """Of the cadres of a unit on the day, how many training has reached."""

    unit: str
    unit_name: str | None
    untrained: int
    """how many of them have attended no class for long"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUntrained(Untrained):
    """A cadre with a unit has attended no class for long, with who he is."""

    name: str | None
    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class CoverageReport(OfPart, Page):
    """Whom training has reached in the cycle of the day, and whom not for long (A5-1, A5-2)."""

    cycle: str
    members: int
    """how many cadres have a unit on the day"""
    trained: int
    """of how many a class has ended in the cycle of the day, and by it"""
    share: Fraction | None
    """the part that was trained, exactly; null of nobody"""
    units: tuple[UnitReach, ...]
    """the same by unit"""
    total: int
    """how many cadres have attended no class for long"""
    untrained: tuple[NamedUntrained, ...]
    """those of the page, by cadre"""

    def rows(self) -> Iterable[NamedUntrained]:
        """A row for each cadre of the page who has attended no class for long."""
        return self.untrained


def coverage_report(
    known: Iterable[Learner],
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> CoverageReport:
    """Whom training reaches of those who belong to some units on the day; None: to any."""
    today, policies = basis.today, basis.policies
    by_unit: dict[str, list[Learner]] = {}
    for learner in known:
        unit = learner.unit(today)
        if unit is not None and (units is None or unit in units):
            by_unit.setdefault(unit, []).append(learner)
    members_ = [one for unit in by_unit.values() for one in unit]
    long = sorted(
        (one for learner in members_ if (one := untrained(learner, today, policies))),
        key=lambda one: one.cadre,
    )
    of_unit = Counter(one.unit for one in long)
    some, following = page(long, lambda one: one.cadre, after=after, limit=limit)
    found = people([one.cadre for one in some], basis)
    return CoverageReport(
        **basis_of(basis),
        part=part_of(basis, Terms.selection),
        **members(coverage(members_, today, policies)),
        cycle=str(policies.cycle_of(policies.year_of(today))),
        units=tuple(
            UnitReach(
                **members(coverage(by_unit[unit], today, policies)),
                unit=unit,
                unit_name=unit_name(unit, basis),
                untrained=of_unit[unit],
            )
            for unit in sorted(by_unit)
        ),
        total=len(long),
        untrained=tuple(
            NamedUntrained(
                **members(one), name=found[one.cadre].name, unit_name=unit_name(one.unit, basis)
            )
            for one in some
        ),
        next=following,
    )
