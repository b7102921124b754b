"""Years and cycles of a cadre: what caps take, what goes over, and the grades."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.acts import Line
from tests.oracle.policies import Policy, Succession, cycle_of

ZERO = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Year:
    """The balance of a credit year."""

    year: int
    state: str
    earned: Fraction
    carried_in: Fraction
    carried_out: Fraction
    grade: str
    by_category: Mapping[str, Fraction]
    cuts: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def counted(self) -> Fraction:
        """What counts in the year."""
        return self.earned + self.carried_in


def state_of(first: date, last: date, today: date) -> str:
    """How far a time has come: on its last day it has ended."""
    if today < first:
        return "not_begun"
    return "ended" if today >= last else "open"


def years_of(
    lines: Iterable[Line], succession: Succession, *, first: int, last: int, today: date
) -> dict[int, Year]:
    """The balances from the first year, before which nothing was carried, to the last."""
    found: dict[int, Year] = {}
    carried = ZERO
    lines = list(lines)
    for year in range(first, last + 1):
        policy = succession.of_year(year)
        assert policy is not None
        own = sorted(
            (one for one in lines if one.year == year),
            key=lambda one: (one.day, one.place),
            reverse=True,
        )
        left, cuts = _capped(own, policy)
        categories: dict[str, Fraction] = {}
        for line in own:
            categories[line.category] = categories.get(line.category, ZERO) + left[_key(line)]
        earned = sum(categories.values(), ZERO)
        found[year] = Year(
            year=year,
            state=state_of(date(year, 1, 1), date(year, 12, 31), today),
            earned=earned,
            carried_in=carried,
            carried_out=_carried_out(earned, carried, year, policy),
            grade=_grade(earned + carried, categories, policy),
            by_category={name: amount for name, amount in categories.items() if amount},
            cuts=cuts,
        )
        carried = found[year].carried_out
    return found


def _key(line: Line) -> tuple[str, date]:
    return line.act, line.day


def _within(category: str, group: str) -> bool:
    return category == group or category.startswith(group + ".")


def _capped(
    latest_first: list[Line], policy: Policy
) -> tuple[dict[tuple[str, date], Fraction], dict[str, Fraction]]:
    """What caps leave of each line, and what they take of each act: inner caps first, that of the
    year last."""
    left = {_key(one): one.credits for one in latest_first}
    cuts: dict[str, Fraction] = {}
    caps = sorted(policy["category_cap"].items(), key=lambda cap: -cap[0].count("."))
    everything = [("", policy["year_cap"])] if policy["year_cap"] is not None else []
    for group, cap in [*caps, *everything]:
        own = [one for one in latest_first if not group or _within(one.category, group)]
        too_much = sum((left[_key(one)] for one in own), ZERO) - Fraction(cap)
        if too_much <= 0:
            continue
        for one, amount in _cut(own, left, too_much, policy, latest_first):
            left[_key(one)] -= amount
            cuts[one.act] = cuts.get(one.act, ZERO) + amount
    return left, cuts


def _cut(
    own: list[Line],
    left: Mapping[tuple[str, date], Fraction],
    amount: Fraction,
    policy: Policy,
    everything: list[Line],
) -> list[tuple[Line, Fraction]]:
    """From whom a cap takes: first what stands above the one target that wants a part of the
    categories, the latest act first; then, where that is not enough, what the target wants.

    Targets of everything are indifferent to where it is taken.
    """
    wanted = _wanted(policy)
    spare = None
    if wanted is not None:
        groups, least = wanted
        has = sum(
            (
                left[_key(one)]
                for one in everything
                if any(_within(one.category, g) for g in groups)
            ),
            ZERO,
        )
        spare = max(has - least, ZERO)
    rest = dict(left)
    taken: list[tuple[Line, Fraction]] = []
    for heeding in (True, False):
        for line in own:
            most = min(amount, rest[_key(line)])
            part = wanted is not None and any(_within(line.category, one) for one in wanted[0])
            if heeding and part and spare is not None:
                most = min(most, spare)
                spare -= most
            rest[_key(line)] -= most
            amount -= most
            if most:
                taken.append((line, most))
    return taken


def _wanted(policy: Policy) -> tuple[list[str], Fraction] | None:
    if policy.baoji:
        return None
    target = policy["targets.classes"]
    return target["of"], Fraction(target["least"]["other"])


def _carried_out(earned: Fraction, carried: Fraction, year: int, policy: Policy) -> Fraction:
    if policy.baoji:
        mode, over = policy["carry.mode"], Fraction(policy["thresholds.annual_credits"])
        crosses, cap = policy["carry.cross_cycle"], policy["carry.cap"]
    else:
        rule = policy["carry_over.total"]
        mode, over = "chained" if rule["chained"] else "next_year_only", rule["over"]["other"]
        crosses, cap = rule["cross_cycle"], rule.get("cap")
    if mode == "none" or (not crosses and year == cycle_of(year)[1]):
        return ZERO
    excess = earned + (carried if mode == "chained" else ZERO) - Fraction(over)
    excess = max(excess, ZERO)
    return excess if cap is None else min(excess, Fraction(cap))


def _grade(counted: Fraction, categories: Mapping[str, Fraction], policy: Policy) -> str:
    if policy.baoji:
        if counted < Fraction(policy["thresholds.annual_credits"]):
            return "unqualified"
        excellent = policy["thresholds.annual_excellent"]
        if excellent is not None and counted >= Fraction(excellent):
            return "excellent"
        return "qualified"
    groups, least = _wanted(policy) or ([], ZERO)
    part = sum(
        (
            amount
            for name, amount in categories.items()
            if any(_within(name, group) for group in groups)
        ),
        ZERO,
    )
    total = Fraction(policy["targets.total"]["least"]["other"])
    return "qualified" if counted >= total and part >= least else "unqualified"


def cycle_total(years: Mapping[int, Year], cycle: tuple[int, int]) -> Fraction:
    """What the years of a cycle earned, each credit once."""
    return sum((one.earned for year, one in years.items() if cycle[0] <= year <= cycle[1]), ZERO)


def cycle_grade(total: Fraction, cycle: tuple[int, int], succession: Succession) -> str:
    """The grade of a cycle, by what is in force on its last day."""
    policy = succession.of_year(cycle[1])
    assert policy is not None
    if policy.baoji:
        least = Fraction(policy["thresholds.cycle_credits"])
    else:
        least = Fraction(policy["targets.cycle"]["least"]["other"])
    return "qualified" if total >= least else "unqualified"
