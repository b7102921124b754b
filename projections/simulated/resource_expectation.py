"""What the teachers, funds and agreements of a simulated city must come to in each year, counted
from what happened in it.

A second reading of the regulation (M3-5, M4-4, M4-6, as the default policy settles it) that shares
no code with the rules: where the two differ, one of them is wrong.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE
from projections.simulated.city import City, log_of
from projections.simulated.statements import OfficeStatement

RATES: Final = {
    "agency": Decimal("0.015"),
    "institution_fully_funded": Decimal("0.015"),
    "institution_other": Decimal("0.025"),
    "enterprise": Decimal("0.025"),
}
"""The share of the payroll that a unit sets aside, by its kind (M4-4)."""
DAYS: Final = 7
"""Days of training of a full-time teacher in a year (M4-6)."""
MID_YEAR: Final = ((6, 1), (7, 31))
YEAR_END: Final = ((12, 1), (12, 31))
"""When an agreement is looked into (M3-5)."""

Fact = Mapping[str, Any]
Key = tuple[str, int]
"""A teacher, unit or agreement, and a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a city comes to on the last day of its log, by whom it is about and year.

    `teachers`: days of training and whether they are enough, of full-time teachers of the pool.
    `funds`: what is required, set aside and spent. `sharing`: the letter, the states of the two
    looks, days lent and fees. `counties`: the plan and the evaluation.
    """

    today: date
    teachers: Mapping[Key, tuple[Decimal, bool]]
    funds: Mapping[Key, tuple[Decimal | None, Decimal | None, Decimal]]
    sharing: Mapping[Key, tuple[str, str, str, Decimal, Decimal]]
    counties: Mapping[Key, tuple[str, str | None]]


def expected_resources(city: City) -> Expected:
    """What a city's resources come to; `class_life` has to be on."""
    told: dict[str, Fact] = {}
    last: dict[str, str] = {}
    known = city.begins
    for act, known in log_of(city):  # noqa: B007 - the last one is meant
        if isinstance(act, OfficeStatement) and act.id.startswith("resources"):
            decides = act.fact["fact"] in ("act.voided", "void.withdrawn")
            if decides:
                last[act.fact["target"]] = act.fact["fact"]
            else:
                told[act.id] = act.fact
    standing = [fact for id_, fact in told.items() if last.get(id_) != "act.voided"]
    standing.sort(key=lambda fact: fact["occurred"])
    today = known.astimezone(POLICY_ZONE).date()
    years = range(city.first_year, today.year + 1)
    return Expected(
        today=today,
        teachers=_each(standing, "teacher", years, lambda own, at: _teacher(own, at, today)),
        funds=_each(standing, "unit", years, lambda own, at: _funds(own, at, today)),
        sharing=_each(standing, "agreement", years, lambda own, at: _agreement(own, at, today)),
        counties=_each(standing, "unit", years, lambda own, at: _county(own, at)),
    )


def _each(
    standing: Iterable[Fact], key: str, years: range, count: Callable[[list[Fact], int], Any]
) -> dict[Key, Any]:
    """What is counted of each subject and year, where that is anything."""
    about: dict[str, list[Fact]] = {}
    for fact in standing:
        if key in fact and (key != "teacher" or fact["fact"] != "teacher.lent"):
            about.setdefault(fact[key], []).append(fact)
    counted = {(name, year): count(own, year) for name, own in about.items() for year in years}
    return {place: one for place, one in counted.items() if one is not None}


def _teacher(own: list[Fact], year: int, today: date) -> tuple[Decimal, bool] | None:
    by = min(date(year, 12, 31), today)
    moves = [
        one
        for one in own
        if one["fact"] in ("teacher.pooled", "teacher.removed") and one["occurred"] <= by
    ]
    if not moves or moves[-1]["fact"] == "teacher.removed" or moves[-1]["kind"] != "full_time":
        return None
    days = sum(
        (
            one["days"]
            for one in own
            if one["fact"] == "teacher.trained" and one["occurred"].year == year
        ),
        Decimal(0),
    )
    return days, days >= DAYS


def _funds(
    own: list[Fact], year: int, today: date
) -> tuple[Decimal | None, Decimal | None, Decimal] | None:
    budgets = [one for one in own if one["fact"] == "budget.recorded" and one["year"] == year]
    spent = [one["amount"] for one in own if one["fact"] == "fund.spent" and one["year"] == year]
    if not budgets and not spent:
        return None
    by = min(date(year, 12, 31), today)
    kinds = [
        one["kind"] for one in own if one["fact"] == "unit.registered" and one["occurred"] <= by
    ]
    payroll = budgets[-1]["payroll"] if budgets else None
    required = None if payroll is None or not kinds else payroll * RATES[kinds[-1]]
    return required, budgets[-1]["amount"] if budgets else None, sum(spent, Decimal(0))


def _agreement(
    own: list[Fact], year: int, today: date
) -> tuple[str, str, str, Decimal, Decimal] | None:
    stated = [one for one in own if one.get("year", one["occurred"].year) == year]
    if not stated:
        return None
    lent = [one for one in stated if one["fact"] == "teacher.lent"]
    letters = [one for one in stated if one["fact"] == "responsibility_letter.signed"]
    looks = [
        _look([one["occurred"] for one in stated if one["fact"] == fact], year, days, today)
        for fact, days in (("mid_year.reviewed", MID_YEAR), ("year_end.inspected", YEAR_END))
    ]
    return (
        "signed" if letters else "missing",
        looks[0],
        looks[1],
        sum((one["days"] for one in lent), Decimal(0)),
        sum((one["fee"] for one in lent), Decimal(0)),
    )


def _look(
    done: list[date], year: int, days: tuple[tuple[int, int], tuple[int, int]], today: date
) -> str:
    opens, due = (date(year, *day) for day in days)
    if done:
        early, late = done[0] < opens, done[0] > due
        return "done_early" if early else "done_late" if late else "done"
    if today < opens:
        return "not_yet_open"
    return "open" if today <= due else "overdue"


def _county(own: list[Fact], year: int) -> tuple[str, str | None] | None:
    of_year = [one for one in own if one["fact"].startswith("county_") and one["year"] == year]
    if not of_year:
        return None
    results = [one["result"] for one in of_year if "result" in one]
    approved = any(one["fact"] == "county_plan.approved" for one in of_year)
    return "approved" if approved else "missing", results[-1] if results else None
