"""The answers on classes: pages of them, one whole, who attended it, and a year of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from projections.answers.basis import Basis
from projections.answers.class_files import ClassFile
from projections.answers.people import Person, people
from projections.classes.attendance import Attended
from projections.classes.classified import Classified, classified
from projections.classes.life import ClassLife, ClassRow, row_of
from projections.reports.answer import Answer, Page, basis_of, members, unit_name
from projections.reports.paging import page
from projections.selection.nominations import Nomination
from projections.selection.quotas import QuotaFill
from projections.selection.substitutions import Substitution

UnitsOf = Mapping[str, str | None]
"""The units of cadres on the day."""

Known = Mapping[str, Person]
"""Those of the cadres whom a class concerns who are shown, or whose unit decides what is shown."""


@dataclass(frozen=True, kw_only=True)
class ClassesPage(Page):
    """A page of the classes, by id."""

    classes: tuple[ClassRow, ...]
    """the classes of the page"""

    def rows(self) -> Iterable[ClassRow]:
        """A row for each class."""
        return self.classes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassesAsked:
    """Which classes a list is to have; None: any. `units` are those of which one is concerned."""

    year: int | None = None
    state: str | None = None
    institution: str | None = None
    units: Collection[str] | None = None

    def has(self, found: ClassRow) -> bool:
        """Whether a class is one of these, whichever unit it concerns."""
        asked = (self.year, self.state, self.institution)
        has = (found.year, found.state, found.institution)
        return all(want is None or want == have for want, have in zip(asked, has, strict=True))


def classes_page(rows: Iterable[ClassRow], basis: Basis, *, limit: int) -> ClassesPage:
    """The first of some classes that are in order."""
    found, following = page(rows, attrgetter("training_class"), limit=limit)
    return ClassesPage(**basis_of(basis), classes=tuple(found), next=following)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominated(Nomination):
    """What became of a nomination by name, with who the cadre is."""

    name: str | None
    unit: str | None
    unit_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuota(QuotaFill):
    """The places of a unit in a class, with what the unit is called."""

    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class ClassAnswer(ClassLife, Answer):
    """A class, from its plan to its closing, with who was to attend it."""

    nominations: tuple[Nominated, ...]
    """who was called to it by name, and what became of that (R49)"""
    substitutions: tuple[Substitution, ...]
    """who came to it for another (R50)"""
    quotas: tuple[NamedQuota, ...]
    """the places of units, and how they filled them (R51)"""

    def rows(self) -> Iterable[ClassRow]:
        """The class as its only row."""
        return [row_of(self)]


def concerns(found: ClassFile, units_of: UnitsOf, units: Collection[str]) -> bool:
    """Whether a class concerns one of some units: a cadre of theirs attended it, was nominated or
    named for it, or it gave them places."""
    if any(one.unit in units for one in found.quotas):
        return True
    return any(units_of.get(cadre) in units for cadre in found.concerned)


def class_answer(
    life: ClassLife,
    found: ClassFile,
    basis: Basis,
    known: Known,
    *,
    visible: Collection[str] | None,
) -> ClassAnswer:
    """A class with what of it a reader may see.

    Who reads all units sees everything. Who reads some (`visible`) sees the class itself whole, for
    its dates and states are nobody's secret, and of persons those of his units.
    """

    def sees(*cadres: str) -> bool:
        return visible is None or any(unit_of(known, cadre, basis) in visible for cadre in cadres)

    return ClassAnswer(
        **basis_of(basis),
        **members(life),
        nominations=tuple(
            Nominated(
                **members(one),
                name=known[one.cadre].name,
                unit=unit_of(known, one.cadre, basis),
                unit_name=unit_name(unit_of(known, one.cadre, basis), basis),
            )
            for one in found.nominations
            if sees(one.cadre)
        ),
        substitutions=tuple(one for one in found.substitutions if sees(one.cadre, one.substitute)),
        quotas=tuple(
            NamedQuota(**members(one), unit_name=unit_name(one.unit, basis))
            for one in found.quotas
            if visible is None or one.unit in visible
        ),
    )


def unit_of(known: Known, cadre: str, basis: Basis) -> str | None:
    """The unit of a cadre on the day; None where he has none or is not known."""
    return known[cadre].unit(basis.today) if cadre in known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """A cadre who attended a class or was to attend it."""

    cadre: str
    name: str | None
    unit: str | None
    unit_name: str | None
    attended: bool
    """whether he attended it"""
    expected: str | None
    """how he was called: nominated by name, or named by his unit; null where he came without"""
    nomination: str | None
    """what became of his nomination by name; null without one"""
    attendance: Attended | None
    """what is recorded of his attendance; null where he did not attend"""


@dataclass(frozen=True, kw_only=True)
class AttendancePage(Page):
    """A page of those who attended a class or were to attend it, by cadre."""

    training_class: str
    class_name: str | None
    state: str | None
    """how far the life of the class has come"""
    cadres: tuple[AttendanceRow, ...]
    """the cadres of the page"""

    def rows(self) -> Iterable[AttendanceRow]:
        """A row for each cadre."""
        return self.cadres


def attendance_page(
    found: ClassFile,
    attendance: Iterable[Attended],
    basis: Basis,
    *,
    cadres: Collection[str],
    after: str,
    limit: int,
) -> AttendancePage:
    """Of some cadres whom a class concerns a page, by id."""
    some, following = page(sorted(cadres), str, after=after, limit=limit)
    known = people(some, basis)
    attended = {one.cadre: one for one in attendance}
    called = {one.cadre: one.state for one in found.nominations}
    named = {cadre for one in found.quotas for cadre in one.cadres}
    return AttendancePage(
        **basis_of(basis),
        training_class=found.row.training_class,
        class_name=found.row.class_name,
        state=found.row.state,
        cadres=tuple(
            AttendanceRow(
                cadre=cadre,
                name=known[cadre].name,
                unit=unit_of(known, cadre, basis),
                unit_name=unit_name(unit_of(known, cadre, basis), basis),
                attended=cadre in attended,
                expected="nominated" if cadre in called else "named" if cadre in named else None,
                nomination=called.get(cadre),
                attendance=attended.get(cadre),
            )
            for cadre in some
        ),
        next=following,
    )


@dataclass(frozen=True, kw_only=True)
class ClassesOfYear(Page):
    """The classes of a credit year: how many are how far, what was expected, and each of them."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    total: int
    """how many classes have their last day in the year"""
    states: Mapping[str, int]
    """how many of them are in each state"""
    declarations: Mapping[str, int]
    """how many of them have a declaration with each verdict"""
    found: Mapping[str, int]
    """how many of them have each finding"""
    classified: tuple[Classified, ...] | None
    """the kinds of the classified training (M3-4); null where the policy wants none"""
    classes: tuple[ClassRow, ...]
    """the classes of the page, by id"""

    def rows(self) -> Iterable[ClassRow]:
        """A row for each class of the page."""
        return self.classes


def classes_of_year(
    year: int, own: Sequence[ClassRow], basis: Basis, *, after: str, limit: int
) -> ClassesOfYear:
    """The report on the classes of a year, which are in order."""
    some, following = page(own, attrgetter("training_class"), after=after, limit=limit)
    state = basis.reached.of_year(year)
    return ClassesOfYear(
        **basis_of(basis),
        year=year,
        state=state,
        total=len(own),
        states=dict(sorted(Counter(one.state or "unknown" for one in own).items())),
        declarations=dict(sorted(Counter(one.declaration for one in own).items())),
        found=dict(sorted(Counter(_codes(own)).items())),
        classified=classified(year, own, basis.policies, ended=state == "ended"),
        classes=tuple(some),
        next=following,
    )


def _codes(rows: Iterable[ClassRow]) -> Iterator[str]:
    for one in rows:
        yield from {code.value for code in one.findings}
