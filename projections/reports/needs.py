"""The answers on what training is needed: a half-year, a cadre's needs file, renewal (A1, M3-1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from projections.answers.basis import Basis
from projections.answers.needs import NeedOfCadre
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.case.windows import Half
from projections.needs.census import Census, census
from projections.needs.half_years import NeedsReport, needs_report
from projections.needs.key_classes import KeyClass
from projections.needs.needs_file import Need, needs_file
from projections.needs.renewal import Programme, Renewal, renewal
from projections.needs.surveys import surveys
from projections.policy.terms import Terms
from projections.policy.years import Cycle
from projections.reports.answer import OfPart, Page, basis_of, part_of, unit_name
from projections.reports.paging import page
from projections.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedNeeds:
    """How many needs of a kind were found by a method in a unit, and how many of them a class has
    met since."""

    unit: str | None
    unit_name: str | None
    kind: str | None
    """organisational, strategic, post or personal; null where nobody said."""
    method: str | None
    """form, analysis or seminar; null where nobody said."""
    needs: int
    """How many were recorded in the half-year, of cadres who then belonged to the unit."""
    met: int
    """How many of them were met by the day."""


@dataclass(frozen=True, kw_only=True)
class NeedsAnswer(Page):
    """What is known of training needs in a half-year, and what is owed for it."""

    half: str
    """The half-year, such as 2010-H1."""
    report: NeedsReport | None
    """The report on it; null where the policy asks for none."""
    census: Census
    """The censuses of the cycle that it lies in."""
    key_classes: tuple[KeyClass, ...]
    """The key classes that ended in its credit year, each with the survey before it; of some units
    those that a cadre of theirs attended."""
    recorded: tuple[RecordedNeeds, ...]
    """The needs that were recorded, by unit, kind and method; a page by unit."""

    def rows(self) -> Iterable[RecordedNeeds]:
        """The needs that were recorded."""
        return self.recorded


def needs_answer(
    half: Half,
    recorded: Iterable[NeedOfCadre],
    classes: Iterable[KeyClass],
    basis: Basis,
    *,
    after: str,
    limit: int | None,
) -> NeedsAnswer:
    """The answer on a half-year: so many units of it; `next` goes into `after`."""
    found = tuple(_recorded(recorded, basis))
    units, following = page(
        sorted({one.unit or "" for one in found}), str, after=after, limit=limit
    )
    return NeedsAnswer(
        **basis_of(basis),
        half=str(half),
        report=needs_report(half, basis.reference, basis.as_of, basis.policies),
        census=census_of(basis.policies.cycle_of(basis.policies.year_of(half.last)), basis),
        key_classes=tuple(classes),
        recorded=tuple(one for one in found if (one.unit or "") in units),
        next=following,
    )


def census_of(cycle: Cycle, basis: Basis) -> Census:
    """The censuses of a cycle by the day."""
    held = surveys(basis.reference, basis.as_of)
    return census(cycle, held, basis.policies, basis.today)


def _recorded(found: Iterable[NeedOfCadre], basis: Basis) -> Iterable[RecordedNeeds]:
    needs: Counter[tuple[str, str, str]] = Counter()
    met: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        key = one.unit or "", one.need.kind or "", one.need.method or ""
        needs[key] += 1
        met[key] += one.need.met_by is not None
    for unit, kind, method in sorted(needs):
        yield RecordedNeeds(
            unit=unit or None,
            unit_name=unit_name(unit or None, basis),
            kind=kind or None,
            method=method or None,
            needs=needs[unit, kind, method],
            met=met[unit, kind, method],
        )


@dataclass(frozen=True, kw_only=True)
class NeedsFileAnswer(OfPart):
    """A cadre's needs file; it has nothing to do with any survey."""

    cadre: str
    name: str | None
    unit: str | None
    unit_name: str | None
    needs: tuple[Need, ...]
    """His needs in the order in which they were found."""

    def rows(self) -> Iterable[Need]:
        """The needs."""
        return self.needs


def needs_file_answer(dossier: Dossier, basis: Basis) -> NeedsFileAnswer:
    """The answer on a cadre's needs."""
    unit = unit_on(dossier.case.memberships, basis.today)
    return NeedsFileAnswer(
        **basis_of(basis),
        part=part_of(basis, Terms.needs_survey),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
        unit=unit,
        unit_name=unit_name(unit, basis),
        needs=needs_file(dossier),
    )


@dataclass(frozen=True, kw_only=True)
class RenewalAnswer(Page):
    """How many of the programmes of a year are renewed, and which."""

    year: int
    renewed: int
    """How many of all its programmes count as renewed."""
    base: int
    """Of how many: those of the year or, where the policy says so, of the year before."""
    base_of: str
    """Which those are: offered_this_year or offered_last_year."""
    share: tuple[int, int] | None
    """The share that is asked for, as two whole numbers; null where none is."""
    verdict: str
    """met or below; open while it is not met and the year has not ended; not_applicable where the
    policy asks for no share or the base is empty."""
    reason: Verdict | None
    programmes: tuple[Programme, ...]
    """The programmes that are offered in the year, by id."""
    rule: str
    article: str

    def rows(self) -> Iterable[Programme]:
        """The programmes."""
        return self.programmes


def renewal_answer(year: int, basis: Basis, *, after: str, limit: int | None) -> RenewalAnswer:
    """The answer on the renewal of a year, with a page of its programmes."""
    found: Renewal = renewal(year, basis.reference, basis.as_of, basis.policies)
    some, following = page(found.programmes, attrgetter("programme"), after=after, limit=limit)
    return RenewalAnswer(
        **basis_of(basis),
        year=year,
        renewed=found.renewed,
        base=found.base,
        base_of=found.base_of,
        share=found.share,
        verdict=found.verdict,
        reason=found.reason,
        programmes=tuple(some),
        rule=found.rule,
        article=found.article,
        next=following,
    )
