"""Credits by category, and what the caps of categories and of the year leave of them (Q5)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from projections.credits.case import Entry
from projections.exact import ZERO


def belongs(category: str, group: str) -> bool:
    """Whether a category is `group`, or one of that group: `reward.book` is one of `reward`."""
    return category == group or category.startswith(f"{group}.")


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


def totals(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """What each category has, by name, without zeros."""
    found: dict[str, Decimal] = {}
    for entry in entries:
        if entry.credits and entry.category:
            found[entry.category] = found.get(entry.category, ZERO) + entry.credits
    return {category: found[category] for category in sorted(found) if found[category]}


def capped(
    by_category: Mapping[str, Decimal],
    caps: Mapping[str, Decimal],
    *,
    year_cap: Decimal | None = None,
) -> dict[str, Decimal]:
    """The totals with what exceeds a cap taken off, without zeros.

    A cap on a group (`reward`) holds for its categories together, that of the year for all. It
    takes off from the last by name; the total is the same from whichever it is taken.
    """
    left = dict(by_category)
    for name, cap in caps.items():
        _take(left, [one for one in left if belongs(one, name)], cap)
    if year_cap is not None:
        _take(left, list(left), year_cap)
    return {category: total for category, total in left.items() if total}


def _take(left: dict[str, Decimal], members: list[str], cap: Decimal) -> None:
    over = max(sum((left[one] for one in members), ZERO) - cap, ZERO)
    for member in reversed(members):
        taken = min(over, max(left[member], ZERO))
        left[member] -= taken
        over -= taken
