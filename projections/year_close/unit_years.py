"""A unit over the credit years: its figures, its verdict, how its results stand, year by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from msgspec import structs

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.case.scope import place_in
from projections.compliance.members import Member, ResultOfMember
from projections.compliance.unit_compliance import GroupFigures, unit_figures
from projections.credits.balances import Balance
from projections.exact import ZERO
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.verdicts import Verdict
from projections.year_close.editions import EditionState, editions_of

MOST_YEARS: Final = 20
"""Credit years that a unit is told of at most."""

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupYear:
    """How those did in a credit year who are counted together."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    assessed: int
    """How many are assessed."""
    qualified: int
    """How many are qualified or excellent; while the year is open, by now."""
    unqualified: int
    """How many are unqualified; while the year is open, how many have not enough yet."""
    qualified_percent: Decimal | None
    """The share of the qualified among the assessed in percent, to one decimal; null where nobody
    is assessed."""
    mean_credits: Decimal | None
    """The mean of the credits that count, to two decimals; null where nobody is assessed."""
    limit: int
    """The number of unqualified members that bars the unit; 0 without members or such a ratio."""
    until_barred: int
    """How many more may fail before the unit is barred; 0 where the policy has no such ratio."""
    to_clear: int
    """How many of the unqualified must still qualify to clear it; 0 where the policy has no such
    ratio."""
    verdict: str
    """Whether the unit is barred from honours: clear, barred_from_advanced, undecided or
    not_applicable."""
    reason: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitYear(GroupYear):
    """A unit in a credit year, in figures."""

    standing: EditionState
    """How the results of the year stand for the unit: provisional, published, reopened or
    corrected."""
    apart: GroupYear | None
    """The cadres by reference where the policy lists them apart (A3-20, Q1); null where there are
    none."""
    rule: str
    article: str


def years_told(policies: Succession, *, current: int) -> range:
    """The credit years that a unit can be told of: those that a policy judges, up to the current
    one, of very many the last."""
    first = policies.year_of(policies.effective_from)
    return range(max(first, current - MOST_YEARS + 1), current + 1)


def results_in(member: Member, *, unit: str, years: range) -> tuple[ResultOfMember, ...] | None:
    """The years in which a member belongs to a unit, with what its figures need of them; None where
    there are none."""
    dossier = member.dossier
    places = ((year, place_in(dossier, year)) for year in years)
    return (
        tuple(
            ResultOfMember(
                person=member.person,
                place=place,
                balance=_figures_of(member.ledger.balance(year), dossier.case.policies),
            )
            for year, place in places
            if place.unit == unit
        )
        or None
    )


def _figures_of(balance: Balance, policies: Succession) -> Balance:
    """A balance with what the figures of a unit need, and nothing else: those of thousands of
    cadres over many years are held."""
    is_covered = policies.of_year(balance.year).get(Terms.unit_coverage) is not None
    return structs.replace(
        balance,
        by_category=balance.by_category if is_covered else {},
        earned=ZERO,
        carried_in=ZERO,
        carried_out=ZERO,
        missing=None,
        missing_by_target=(),
        short_shares={},
    )


def unit_years(
    unit: str,
    members: Iterable[tuple[ResultOfMember, ...]],
    policies: Succession,
    *,
    reference: Reference,
    as_of: AsOf,
) -> tuple[UnitYear, ...]:
    """A unit from the first year in which it had a member to that of the day, by the years of its
    members; nothing where it never had one."""
    by_year: dict[int, list[ResultOfMember]] = {}
    for years in members:
        for one in years:
            by_year.setdefault(one.balance.year, []).append(one)
    reached = policies.reached_on(as_of.today)
    found = []
    for year in range(min(by_year, default=reached.year + 1), reached.year + 1):
        state = reached.of_year(year)
        judged = unit_figures(unit, year, by_year.get(year, ()), policies, state=state)
        found.append(
            UnitYear(
                **_group(judged.own, year, state),
                standing=editions_of(year, reference, as_of, unit=unit).standing,
                apart=GroupYear(**_group(judged.apart, year, state)) if judged.apart else None,
                rule=judged.rule,
                article=judged.article,
            )
        )
    return tuple(found)


def _group(found: GroupFigures, year: int, state: str) -> dict[str, Any]:
    return {
        "year": year,
        "state": state,
        "assessed": found.assessed,
        "qualified": found.qualified,
        "unqualified": found.unqualified,
        "qualified_percent": percent_of(found.qualified, found.assessed),
        "mean_credits": found.mean_credits,
        "limit": found.limit,
        "until_barred": found.until_barred,
        "to_clear": found.to_clear,
        "verdict": found.verdict,
        "reason": found.reason,
    }


def percent_of(part: int, whole: int) -> Decimal | None:
    """A share in percent, to one decimal; None where the whole is 0."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(_TENTH, ROUND_HALF_EVEN)
