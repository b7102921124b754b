"""The oracle: it answers for cadres and units, as of what was known by a day, on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from tests.oracle.acts import Judge, Line
from tests.oracle.facts import Fact, day_of, known, order, void
from tests.oracle.policies import Succession, cycle_of
from tests.oracle.years import Year, cycle_grade, cycle_total, state_of, years_of

FIRST: Final = 2008
LAST: Final = 2017
"""The years that are asked about: two cycles."""
MOVES: Final = ("cadre.enrolled", "unit.assigned", "cadre.left", "cadre.returned")


@dataclass(frozen=True, kw_only=True)
class Cadre:
    """What is said of one cadre."""

    lines: Sequence[Line]
    reasons: dict[str, str]
    years: dict[int, Year]
    cycles: dict[str, tuple[Fraction, str]]

    @property
    def cuts(self) -> dict[str, Fraction]:
        """What caps took of each act, in all years."""
        found: dict[str, Fraction] = {}
        for year in self.years.values():
            for act, amount in year.cuts.items():
                found[act] = found.get(act, Fraction(0)) + amount
        return found


class Oracle:
    """Answers of what was known by the end of a day (None: all) on a day."""

    def __init__(self, facts: Sequence[Fact], *, known_at: date | None, today: date) -> None:
        self._facts = known(facts, known_at)
        self._today = today
        self._gone = void(self._facts)
        self._standing = [one for one in self._facts if one["id"] not in self._gone]
        self._succession = Succession(self._standing)
        self._judge = Judge(self._facts, self._gone, self._succession, today)
        self._cadres: dict[str, Cadre] = {}

    def names(self) -> list[str]:
        """The cadres of whom anything is known."""
        return sorted({one["cadre"] for one in self._facts if "cadre" in one})

    def cadre(self, name: str) -> Cadre:
        """What is said of a cadre."""
        if name not in self._cadres:
            lines, reasons = self._judge.judge(name)
            years = years_of(lines, self._succession, first=FIRST, last=LAST, today=self._today)
            totals = {}
            for cycle in (cycle_of(FIRST), cycle_of(LAST)):
                total = cycle_total(years, cycle)
                grade = cycle_grade(total, cycle, self._succession)
                totals[f"{cycle[0]}-{cycle[1]}"] = total, grade
            self._cadres[name] = Cadre(lines=lines, reasons=reasons, years=years, cycles=totals)
        return self._cadres[name]

    def rows(self, name: str) -> range:
        """The years that tables show of a cadre at least: from his first in a unit or with credits
        to the one that has come or has credits."""
        found = self.cadre(name)
        days = map(day_of, self._moves(name))
        units = [day.year for day in days if self.unit_on(name, day) is not None]
        shown = [line.year for line in found.lines] + units
        if not shown:
            return range(0)
        return range(max(min(shown), FIRST), max(*shown, self._today.year) + 1)

    def unit_on(self, name: str, day: date) -> str | None:
        """Where a cadre belongs on a day: who leaves belongs nowhere, who returns without saying
        where belongs where he was last."""
        here: str | None = None
        last: str | None = None
        for move in self._moves(name):
            if day_of(move) > day:
                break
            here = None if move["fact"] == "cadre.left" else move.get("unit", last)
            last = here or last
        return here

    def unit(self, unit: str, year: int) -> tuple[int, int, str]:
        """Assessed, unqualified and the verdict of a unit in a year."""
        policy = self._succession.of_year(year)
        assert policy is not None
        first, last = date(year, 1, 1), date(year, 12, 31)
        day = first if policy["membership_basis"] == "year_start" else last
        members = [one for one in self.names() if self.unit_on(one, day) == unit]
        grades = [self.cadre(one).years[year].grade for one in members]
        unqualified = grades.count("unqualified")
        above, below = policy["thresholds.unit_unqualified_ratio"]
        verdict = "clear"
        if not members:
            verdict = "not_applicable"
        elif state_of(first, last, self._today) != "ended":
            verdict = "undecided"
        elif unqualified * below >= len(members) * above:
            verdict = "barred_from_advanced"
        return len(members), unqualified, verdict

    def _moves(self, name: str) -> list[Fact]:
        found = [
            one
            for one in self._standing
            if one["fact"] in MOVES and one["cadre"] == name and day_of(one) <= self._today
        ]
        return sorted(found, key=order)
