"""What a simulated city's training stands on: the kinds of its units and their budgets, the pool of
teachers, the agreements of its schools with those of the counties.

As in life, a budget is corrected, a review comes late or never, a teacher changes his post, and
some of what was entered is voided. Nothing here knows a rule; `resource_expectation` counts.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE
from projections.simulated.statements import OfficeStatement, Unit

_KINDS: Final = ("agency", "institution_fully_funded", "institution_other", "enterprise")
_TEACHERS: Final = ("full_time", "full_time", "part_time", "invited")
_COUNTIES: Final = ("county-school-1", "county-school-2")
_PURPOSES: Final = ("books", "teachers", "premises")


def resources_of(
    rng: Random, units: Sequence[Unit], year: int, *, first: bool
) -> Iterator[OfficeStatement]:
    """All that is told of a year; in the `first` one also who and what there is."""
    office = _Office(rng, year)
    told: list[OfficeStatement] = []
    for unit in units:
        told += office.unit(unit, first=first)
    for number in range(max(6, len(units) // 2)):
        told += office.teacher(f"t{number + 1:03d}", first=first)
    for number, county in enumerate(_COUNTIES):
        told += office.county(f"X{number + 1}", county)
    yield from told
    yield from office.mistakes(told)


class _Office:
    """States what happens in one year."""

    def __init__(self, rng: Random, year: int) -> None:
        self._rng = rng
        self._year = year
        self._number = 0

    def unit(self, place: Unit, *, first: bool) -> Iterator[OfficeStatement]:
        """What a unit is, what it sets aside, and what it spends."""
        rng, unit = self._rng, place.id
        named: dict[str, Any] = {"unit": unit, "name": {"zh-CN": place.zh, "en": place.en}}
        if first and rng.random() < 0.9:
            yield self._told("unit.registered", 1, **named, kind=rng.choice(_KINDS))
        elif not first and rng.random() < 0.1:
            day = rng.randint(2, 350)
            yield self._told("unit.registered", day, **named, kind=rng.choice(_KINDS))
        payroll = Decimal(rng.randint(100_000, 9_000_000)) / 10
        for _ in range(rng.choices((0, 1, 2), (1, 7, 2))[0]):
            share = Decimal(rng.choice((14, 15, 15, 20, 25, 26))) / 1000
            budget: dict[str, Any] = {"payroll": payroll, "amount": payroll * share}
            yield self._told("budget.recorded", rng.randint(20, 60), unit=unit, **budget, year=True)
        for _ in range(rng.randint(0, 2)):
            spent: dict[str, Any] = {"amount": Decimal(rng.randint(1, 99_999)) / 100}
            spent["purpose"] = rng.choice(_PURPOSES)
            day = rng.randint(60, 350)
            yield self._told("fund.spent", day, unit=unit, **spent, year=True)

    def teacher(self, teacher: str, *, first: bool) -> Iterator[OfficeStatement]:
        """How a teacher stands in the pool, and for how long he was trained."""
        rng = self._rng
        if first or rng.random() < 0.1:
            day = 1 if first else rng.randint(2, 364)
            yield self._told("teacher.pooled", day, teacher=teacher, kind=rng.choice(_TEACHERS))
        if rng.random() < 0.08:
            yield self._told("teacher.removed", rng.randint(2, 364), teacher=teacher)
        for _ in range(rng.randint(0, 4)):
            days = Decimal(rng.randint(1, 16)) / 2
            yield self._told("teacher.trained", rng.randint(10, 340), teacher=teacher, days=days)

    def county(self, agreement: str, county: str) -> Iterator[OfficeStatement]:
        """The agreement with the school of a county, and the teaching there."""
        rng = self._rng
        of: dict[str, Any] = {"agreement": agreement}
        if rng.random() < 0.85:
            parties = {"parties": ["city-school", county]}
            day = rng.randint(30, 90)
            yield self._told("responsibility_letter.signed", day, **of, **parties, year=True)
        for fact, days in (
            ("mid_year.reviewed", (140, 160, 200, 230, 240)),
            ("year_end.inspected", (320, 340, 350, 360)),
        ):
            if rng.random() < 0.8:
                yield self._told(fact, rng.choice(days), **of, year=True)
        for _ in range(rng.randint(0, 3)):
            lent: dict[str, Any] = {
                "days": Decimal(rng.randint(1, 8)) / 2,
                "fee": Decimal(rng.randint(1, 90_000)) / 100,
            }
            yield self._told("teacher.lent", rng.randint(40, 340), **of, teacher="t001", **lent)
        if rng.random() < 0.8:
            yield self._told("county_plan.approved", rng.randint(30, 60), unit=county, year=True)
        for _ in range(rng.randint(0, 2)):
            result = {"result": rng.choice(("good", "fair", "poor"))}
            day = rng.randint(320, 350)
            yield self._told("county_teaching.evaluated", day, unit=county, **result, year=True)

    def mistakes(self, told: Sequence[OfficeStatement]) -> Iterator[OfficeStatement]:
        """The voids of what was entered wrongly; some are taken back."""
        rng = self._rng
        for one in told:
            if rng.random() < 0.06:
                at = one.stored + timedelta(days=rng.randint(1, 40))
                yield self._decided("act.voided", one.id, at)
                if rng.random() < 0.4:
                    at += timedelta(days=rng.randint(1, 20))
                    yield self._decided("void.withdrawn", one.id, at)

    def _told(self, fact: str, day: int, *, year: bool = False, **data: Any) -> OfficeStatement:
        """A fact of a day of the year, entered some days later; `year`: it states its year."""
        self._number += 1
        occurred = date(self._year, 1, 1) + timedelta(days=day - 1)
        stated = {"year": self._year} if year else {}
        return OfficeStatement(
            id=f"resources {self._year} {self._number}",
            stored=self._moment(occurred + timedelta(days=self._rng.randint(1, 12))),
            fact={"fact": fact, **data, **stated, "occurred": occurred},
        )

    def _decided(self, fact: str, target: str, at: datetime) -> OfficeStatement:
        self._number += 1
        return OfficeStatement(
            id=f"resources {self._year} {self._number}",
            stored=at,
            fact={"fact": fact, "target": target, "occurred": at.date()},
        )

    def _moment(self, day: date) -> datetime:
        past = timedelta(microseconds=self._rng.randrange(3_600_000_000))
        return datetime.combine(day, time(self._rng.choice((9, 10, 14, 15))), POLICY_ZONE) + past
