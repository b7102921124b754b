"""Credits by category, and what the caps of categories and of the year cut from which act (Q5).

Inner caps come first (`reward.article` before `reward`, that of the year last). A cap takes what
stands above every target, and of that what the latest act earned, by day and position.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from msgspec.structs import replace

from projections.case.case import Cut, Entry
from projections.credits.cutting import Act, Bite, Tiers, kept
from projections.exact import ZERO
from projections.policy.groups import belongs
from projections.policy.terms import Terms

Amount = TypeVar("Amount", Decimal, Fraction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that a group of categories may have in a year; the group None is all of them.

    `rule` is the parameter, with the category that it caps.
    """

    group: str | None
    most: Decimal
    rule: str
    article: str

    def holds(self, category: str) -> bool:
        """Whether credits of a category count against it."""
        return self.group is None or belongs(category, self.group)


@lru_cache(maxsize=64)  # each year of each cadre asks
def caps_of(terms: Terms) -> tuple[Cap, ...]:
    """The caps of a year, those within others first."""
    of_categories: Mapping[str, Decimal] = terms.get(Terms.category_cap) or {}
    inner_first = sorted(of_categories, key=lambda group: (-group.count("."), group))
    caps = tuple(
        Cap(
            group=group,
            most=of_categories[group],
            rule=f"category_cap.{group}",
            article=terms.article(Terms.category_cap),
        )
        for group in inner_first
    )
    most: Decimal | None = terms.get(Terms.year_cap)
    if most is None:
        return caps
    of_year = Cap(group=None, most=most, rule="year_cap", article=terms.article(Terms.year_cap))
    return (*caps, of_year)


def sum_of(by_category: Mapping[str, Decimal], groups: Iterable[str]) -> Decimal:
    """What some categories or groups have together, each category once."""
    groups = tuple(groups)
    return sum(
        (
            value
            for category, value in by_category.items()
            if any(belongs(category, group) for group in groups)
        ),
        ZERO,
    )


def within(
    groups: tuple[str, ...], amounts: Mapping[str, Decimal], known: frozenset[str]
) -> tuple[str, ...]:
    """The groups of a rule among the categories of some amounts.

    A category that a policy does not know, since another earned it, is within a rule of the total:
    one that wants every category that the policy knows.
    """
    return (*groups, *amounts) if _are_all(groups, known) else groups


def sum_within(
    groups: tuple[str, ...], amounts: Mapping[str, Decimal], known: frozenset[str]
) -> Decimal:
    """What the groups of a rule have together, as `within` takes them."""
    return sum(amounts.values(), ZERO) if _are_all(groups, known) else sum_of(amounts, groups)


def short_shares(
    shares: Mapping[str, Amount], task: Amount, has: Callable[[str], Amount]
) -> dict[str, Amount]:
    """What is lacking of each minimum share of a task (Q5), without zeros; `has` tells what there
    is of a category.

    The share is one of the task and not of what was earned, so that earning more never fails
    anybody. What was carried in has lessened the task before.
    """
    lacking = {group: share * task - has(group) for group, share in shares.items()}
    return {group: short for group, short in lacking.items() if short > 0}


@lru_cache(maxsize=1024)
def _are_all(groups: tuple[str, ...], known: frozenset[str]) -> bool:
    return all(any(belongs(category, group) for group in groups) for category in known)


def totals(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """What each category has after all cuts, by name, without zeros."""
    found: dict[str, Decimal] = {}
    for entry in entries:
        if entry.credits and entry.category:
            counted = entry.counted if entry.cuts else entry.credits
            found[entry.category] = found.get(entry.category, ZERO) + counted
    return {category: found[category] for category in sorted(found) if found[category]}


def capped(
    lines: Sequence[Entry], caps: Sequence[Cap], needs: Callable[[], Tiers] = tuple
) -> Sequence[Entry]:
    """The lines of a year, each with what the caps cut from it; themselves where none cuts.

    `needs` tells, where one does, what the targets want, by urgency: a cut never leaves one unmet
    that another cut of the same amounts would have left met together with those before it.
    """
    left = totals(lines)
    bites = _bites(left, caps)
    if not bites:
        return lines
    acts = [act for act in _acts(lines) if left.get(act.category, ZERO) > 0]
    amounts = kept(acts, left, [bite for _, bite in bites], needs())
    return _cut(lines, acts, amounts, bites)


def _bites(left: Mapping[str, Decimal], caps: Sequence[Cap]) -> list[tuple[Cap, Bite]]:
    """The caps that take something, inner ones first."""
    parts = {frozenset([category]): amount for category, amount in left.items()}
    found = []
    for cap in caps:
        inside = [part for part in parts if all(map(cap.holds, part))]
        total = sum((parts[part] for part in inside), ZERO)
        if total > cap.most:
            members = frozenset().union(*inside)
            parts = {part: parts[part] for part in parts if part not in inside}
            parts[members] = cap.most
            found.append((cap, Bite(members=members, most=cap.most, over=total - cap.most)))
    return found


def _acts(lines: Sequence[Entry]) -> list[Act]:
    """What was earned, the latest first; a penalty has nothing that it could lose."""
    numbered = [(one.day, one.position, number) for number, one in enumerate(lines)]
    return [
        Act(line=number, category=lines[number].category or "", amount=lines[number].credits)
        for _, _, number in sorted(numbered, reverse=True)
        if lines[number].credits > 0 and lines[number].category
    ]


def _cut(
    lines: Sequence[Entry],
    acts: Sequence[Act],
    amounts: Mapping[int, Decimal],
    bites: Sequence[tuple[Cap, Bite]],
) -> list[Entry]:
    """The lines with their cuts; each cap is told what it took itself, the inner ones first."""
    taken = {act.line: act.amount - amounts[act.line] for act in acts}
    cuts: dict[int, tuple[Cut, ...]] = {}
    for cap, bite in bites:
        over = bite.over
        for act in acts:
            amount = min(over, taken[act.line]) if act.category in bite.members else ZERO
            if amount:
                cut = Cut(credits=amount, rule=cap.rule, article=cap.article)
                cuts[act.line] = (*cuts.get(act.line, ()), cut)
                taken[act.line] -= amount
                over -= amount
    return [
        replace(line, cuts=cuts[number]) if number in cuts else line
        for number, line in enumerate(lines)
    ]
