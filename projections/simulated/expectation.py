"""What the balances of a simulated city must come to, counted from what happened in it.

This is a second reading of the regulation (A3-7, A3-15, A3-17, as the default policy settles it)
that shares no code with the rules: where the two differ, one of them is wrong. Only a city's own
kinds of acts are counted: courses, classes, voids and appeals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE
from projections.simulated.city import City, log_of
from projections.simulated.statements import Act, Attended, Catalogued, Decided, Joined, Sat

TASK: Final = Decimal(60)
"""Credits a year (A3-17)."""

DAY: Final = Decimal(5)
"""Credits a day of a class (A3-7(1))."""

SHORTEST: Final = 3
"""Days from which a class counts (A3-7(1))."""

PASSED: Final = 60
"""The score from which a test is passed."""

FIRST_YEAR: Final = 2008
"""The year in which the scheme begins."""

Learned = Sat | Attended
Row = dict[str, Any]


def expected_balances(city: City) -> Iterator[Row]:
    """The balance of each cadre in each year from his first one in a unit to the last year of the
    log, by cadre and year; amounts as decimal strings."""
    acts: list[Act] = []
    known = city.begins
    for act, known in log_of(city):  # noqa: B007 - the last one is meant
        acts.append(act)
    last = known.astimezone(POLICY_ZONE).year
    worth = {act.course.id: act for act in acts if isinstance(act, Catalogued)}
    void = _void(act for act in acts if isinstance(act, Decided))
    of_person: dict[str, list[Learned]] = defaultdict(list)
    joined: dict[str, int] = {}
    for act in acts:
        if isinstance(act, Joined):
            of_person[act.person.id] += ()
            first = min(act.since.year, joined.get(act.person.id, last))
            joined[act.person.id] = max(first, FIRST_YEAR)
        elif isinstance(act, Sat | Attended):
            of_person[act.person.id].append(act)
    for person, learned in sorted(of_person.items()):
        standing = [act for act in learned if act.id not in void]
        shown = [year for act in learned if (year := _year(act)) >= FIRST_YEAR]
        earned = _earned(standing, worth)
        begun = min([*shown, joined.get(person, last), last])
        yield from _balances(person, earned, begun, last)


def _void(decisions: Iterable[Decided]) -> set[str]:
    """The acts that somebody voided and nobody reinstated."""
    voided: set[str] = set()
    reinstated: set[str] = set()
    for decision in decisions:
        (voided if decision.fact == "act.voided" else reinstated).add(decision.target)
    return voided - reinstated


def _earned(
    standing: Iterable[Learned], worth: dict[str, Catalogued]
) -> dict[tuple[int, str], Decimal]:
    """Credits by year and category; a course counts once, for its first pass that has a value."""
    earned: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    done: set[str] = set()
    tests = [act for act in standing if isinstance(act, Sat)]
    for sat in sorted(tests, key=lambda one: one.at):
        entry = worth.get(sat.course.id)
        is_valued = entry is not None and _midnight(entry.in_force) <= sat.at
        if sat.score >= PASSED and is_valued and sat.course.id not in done:
            done.add(sat.course.id)
            earned[_year(sat), "basic.online"] += sat.course.credits
    for act in standing:
        if isinstance(act, Attended) and _counts(act):
            earned[_year(act), "basic.off_job"] += act.days * DAY
    return {key: credits_ for key, credits_ in earned.items() if key[0] >= FIRST_YEAR}


def _counts(act: Attended) -> bool:
    return act.training_class.days >= SHORTEST and act.appraisal != "fail"


def _year(act: Learned) -> int:
    """The year of a test's day, or of a class's last."""
    if isinstance(act, Sat):
        return act.at.astimezone(POLICY_ZONE).year
    return act.training_class.end.year


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), POLICY_ZONE)


def _balances(
    person: str, earned: dict[tuple[int, str], Decimal], first: int, last: int
) -> Iterator[Row]:
    """Each year's credits, with what is over the task carried on from year to year (A3-15)."""
    carried = Decimal(0)
    for year in range(first, last + 1):
        own = {category: one for (of, category), one in sorted(earned.items()) if of == year}
        total = sum(own.values(), Decimal(0))
        counted = total + carried
        over = max(counted - TASK, Decimal(0))
        yield {
            "cadre": person,
            "year": year,
            "by_category": {category: _text(one) for category, one in own.items()},
            "earned": _text(total),
            "carried_in": _text(carried),
            "counted": _text(counted),
            "carried_out": _text(over),
            "grade": "qualified" if counted >= TASK else "unqualified",
        }
        carried = over


def _text(amount: Decimal) -> str:
    """An amount without trailing zeros; the city's have halves at the finest."""
    return f"{amount:.1f}".removesuffix(".0")
