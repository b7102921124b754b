"""The answer on what was learned about a year afterwards: its drift."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from projections.answers.basis import Basis
from projections.answers.cut_off import Fixed
from projections.answers.drift_inquiry import DriftPage
from projections.facts.fact import Fact
from projections.reports.answer import Page, PolicyOfAnswer, basis_of, members
from projections.reports.cut_off import CutOffOfAnswer, cut_off_of
from projections.reports.editions import EditionOfAnswer, edition_of
from projections.year_close.drift import Drift


@dataclass(frozen=True, slots=True, kw_only=True)
class ThenOfDrift:
    """What the earlier of two answers rests on."""

    position: int
    """The position of the log up to which everything is known to it."""
    today: date
    """The day up to which facts had happened."""
    policy: PolicyOfAnswer
    """What judged."""
    cut_off: CutOffOfAnswer
    """Which moment it is, and why that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseOfDrift:
    """A statement that made somebody's year differ."""

    position: int
    stored: datetime
    """When the statement was stored."""
    occurred: datetime
    """When what it states happened: its timestamp."""
    fact: str
    recorded_by: str
    """The public key of the credential that recorded it."""


@dataclass(frozen=True, kw_only=True)
class DriftAnswer(Drift, Page):
    """Whose year differs from what was known earlier, then and now: a page by cadre."""

    state: str
    """How far the year is on the day: not_begun, open or ended."""
    then: ThenOfDrift
    """What it is compared with."""
    edition: EditionOfAnswer
    """Which edition of the year's results it is compared with."""
    names: Mapping[str, str | None]
    """The names of the cadres of the page in the register on the day, by id; null where none was
    ever stated."""
    statements: Mapping[UUID, CauseOfDrift]
    """Each statement that stands under `because`, by its id: where it is in the log, and who
    recorded it."""
    touched: int
    """How many cadres, on all pages, something was recorded about or happened to between the two:
    those who differ are among them."""

    def rows(self) -> Iterator["DriftRow"]:
        """Whose credits changed, and whose grade alone."""
        for cadre, change in self.changed.items():
            (then, now), (before, after) = change.counted, change.grade
            causes = [self.statements[one] for one in change.because]
            yield DriftRow(
                cadre=cadre,
                name=self.names.get(cadre),
                list="changed",
                state=self.state,
                then=CountedAndGrade(counted=then, grade=before),
                now=CountedAndGrade(counted=now, grade=after),
                because=change.because,
                positions=tuple(one.position for one in causes),
                recorded_by=tuple(one.recorded_by for one in causes),
            )
        for cadre, (before, after) in self.regraded.items():
            yield DriftRow(
                cadre=cadre,
                name=self.names.get(cadre),
                list="regraded",
                state=self.state,
                then=CountedAndGrade(counted=None, grade=before),
                now=CountedAndGrade(counted=None, grade=after),
                because=(),
                positions=(),
                recorded_by=(),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAndGrade:
    """What a year came to."""

    counted: Decimal | None
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRow:
    """A cadre whose year differs."""

    cadre: str
    name: str | None
    list: str
    state: str
    then: CountedAndGrade
    now: CountedAndGrade
    because: tuple[UUID, ...]
    positions: tuple[int, ...]
    recorded_by: tuple[str, ...]


def drift(
    found: DriftPage, fixed: Fixed, now: Basis, names: Mapping[str, str | None]
) -> DriftAnswer:
    """Who differs, then and now, and because of which statements."""
    then = ThenOfDrift(**basis_of(fixed.basis), cut_off=cut_off_of(fixed))
    return DriftAnswer(
        **basis_of(now),
        **members(found.drift),
        state=now.reached.of_year(found.drift.year),
        then=then,
        edition=edition_of(found.drift.year, now, fixed=fixed),
        names=names,
        statements={one: _cause(fact) for one, fact in found.causes.items()},
        touched=found.touched,
        next=found.next,
    )


def _cause(fact: Fact) -> CauseOfDrift:
    return CauseOfDrift(
        position=fact.position,
        stored=fact.stored,
        occurred=fact.occurred,
        fact=fact.name,
        recorded_by=fact.credential,
    )
