"""Which acts lose what to caps, so that no target goes unmet that could have been met (Q5).

How much each cap takes is settled; from which acts is free. Of all ways this takes the one that
keeps the needs met, in their order, and among these the one that takes the latest acts first. The
plain way, the latest acts alone, is nearly always that one; where it hurts a need, the amounts left
to each category are bounded exactly, by the targets as linear bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from projections.exact import ZERO
from projections.linear import Bound, Weights, least
from projections.policy.groups import belongs

_FINEST: Final = Decimal("0.000001")
"""Amounts have six decimals; what is left to an act is rounded up to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a line of the year earned in its category."""

    line: int
    category: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bite:
    """What a cap leaves to its members together, and by how much they are over that."""

    members: frozenset[str]
    most: Decimal
    over: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """That some groups have at least so much together; None: as much as can be.

    With `share` it is beyond that share of what the groups `out_of` have.
    """

    of: tuple[str, ...]
    least: Fraction | None
    share: Fraction = Fraction(0)
    out_of: tuple[str, ...] = ()

    def weight(self, category: str) -> Fraction:
        """What an amount of a category counts towards the need."""
        own = any(belongs(category, group) for group in self.of)
        against = any(belongs(category, group) for group in self.out_of)
        return Fraction(int(own)) - (self.share if against else 0)


Tiers: TypeAlias = Sequence[Sequence[Need]]
"""Needs by urgency: what a tier wants never costs anything that one before it has."""


def kept(
    acts: Sequence[Act], left: Mapping[str, Decimal], bites: Sequence[Bite], needs: Tiers
) -> dict[int, Decimal]:
    """What each line keeps; `acts` are the latest first, `left` is what each category has.

    `bites` are those of the inner caps first.
    """
    plain = _beyond(acts, left, bites, {act.line: act.amount for act in acts})
    if _harmless(plain, acts, left, _at_stake(needs, left, bites)):
        return plain
    room = _Room(left, bites)
    for tier in needs:
        room.keep(tier)
    return _beyond(acts, left, bites, room.latest_first(acts))


def _beyond(
    acts: Sequence[Act],
    left: Mapping[str, Decimal],
    bites: Sequence[Bite],
    keeps: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    """What each line keeps when the latest acts lose whatever the lines have beyond a cap.

    No category loses more than it has after its penalties.
    """
    keeps, has = dict(keeps), dict(left)
    for act in acts:
        has[act.category] -= act.amount - keeps[act.line]
    for bite in bites:
        over = sum((has[one] for one in bite.members), ZERO) - bite.most
        for act in (one for one in acts if one.category in bite.members):
            lost = max(min(over, keeps[act.line], has[act.category]), ZERO)
            keeps[act.line] -= lost
            has[act.category] -= lost
            over -= lost
    return keeps


def _at_stake(needs: Tiers, left: Mapping[str, Decimal], bites: Sequence[Bite]) -> Tiers:
    """The needs to which it matters what the caps take: others lose the same by any way."""
    cut = [
        [one for one in bite.members if left[one] > 0]
        for number, bite in enumerate(bites)
        if _outermost(bites, number)
    ]
    return [
        [
            need
            for need in tier
            if any(len({need.weight(one) for one in members}) > 1 for members in cut)
        ]
        for tier in needs
    ]


def _outermost(bites: Sequence[Bite], number: int) -> bool:
    """Whether no cap after this one holds the members of its own: the amount that such a one takes
    from them is settled."""
    members = bites[number].members
    return not any(members <= one.members for one in bites[number + 1 :])


def _harmless(
    plain: Mapping[int, Decimal], acts: Sequence[Act], left: Mapping[str, Decimal], needs: Tiers
) -> bool:
    """Whether what is kept meets every need, or costs it nothing."""
    after = {category: Fraction(amount) for category, amount in left.items()}
    for act in acts:
        after[act.category] -= Fraction(act.amount - plain[act.line])
    for need in (need for tier in needs for need in tier):
        has = sum((need.weight(one) * amount for one, amount in after.items()), Fraction(0))
        had = sum((need.weight(one) * Fraction(left[one]) for one in left), Fraction(0))
        if has < had and (need.least is None or has < need.least):
            return False
    return True


class _Room:
    """What may still be left to each category that a cap touches, as bounds of its amount."""

    def __init__(self, left: Mapping[str, Decimal], bites: Sequence[Bite]) -> None:
        self._left = left
        touched = frozenset[str]().union(*(bite.members for bite in bites))
        self._upper = {one: Fraction(left[one]) for one in sorted(touched) if left[one] > 0}
        self._bounds: list[Bound] = []
        self._totals: list[tuple[list[str], Fraction]] = []
        for number, bite in enumerate(bites):
            self._hold(bite, outermost=_outermost(bites, number))

    def _hold(self, bite: Bite, *, outermost: bool) -> None:
        below = sum((min(self._left[one], ZERO) for one in bite.members), ZERO)
        most = Fraction(bite.most - below)
        members = [one for one in bite.members if one in self._upper]
        self._bounds.append((dict.fromkeys(members, Fraction(1)), most))
        if outermost:
            self._bounds.append((dict.fromkeys(members, Fraction(-1)), -most))
            self._totals.append((members, most))

    def keep(self, tier: Sequence[Need]) -> None:
        """Bounds the amounts by the needs of a tier: those that can be met, then the most that can
        be had of the others."""
        unmet = []
        for need in tier:
            most = self._most(need)
            if need.least is not None and most >= need.least:
                self._want(need, need.least)
            else:
                unmet.append(need)
        for need in unmet:
            self._want(need, self._most(need))

    def latest_first(self, acts: Sequence[Act]) -> dict[int, Decimal]:
        """What each act may keep where the latest acts lose as much as the bounds allow.

        Acts are taken whole as far as that goes; the category of the first that cannot be loses
        what it still can, and nothing more.
        """
        keeps = {act.line: act.amount for act in acts}
        waiting = [act for act in acts if act.category in self._upper]
        while waiting and self._over():
            whole = self._whole(waiting)
            self._take(waiting[:whole])
            keeps |= {act.line: ZERO for act in waiting[:whole]}
            for act in waiting[whole : whole + 1]:
                lost = self._upper[act.category] - self._least({act.category: Fraction(1)})
                keeps[act.line] = _rounded(Fraction(act.amount) - lost)
                self._upper[act.category] -= lost
            stuck = {act.category for act in waiting[whole : whole + 1]}
            waiting = [one for one in waiting[whole:] if one.category not in stuck]
        return keeps

    def _over(self) -> bool:
        """Whether the categories still have more than the caps leave them."""
        return any(
            sum((self._upper[one] for one in members), Fraction(0)) > most
            for members, most in self._totals
        )

    def _whole(self, acts: Sequence[Act]) -> int:
        """How many of the acts, from the first on, can lose all."""
        fewest, most = 0, len(acts)
        while fewest < most:
            middle = (fewest + most + 1) // 2
            before = dict(self._upper)
            self._take(acts[:middle])
            possible = self._possible()
            self._upper = before
            fewest, most = (middle, most) if possible else (fewest, middle - 1)
        return fewest

    def _take(self, acts: Sequence[Act]) -> None:
        for act in acts:
            self._upper[act.category] -= Fraction(act.amount)

    def _want(self, need: Need, at_least: Fraction) -> None:
        weights = {one: -need.weight(one) for one in self._upper}
        self._bounds.append((weights, self._beside(need) - at_least))

    def _most(self, need: Need) -> Fraction:
        weights = {one: -need.weight(one) for one in self._upper}
        return self._beside(need) - self._least(weights)

    def _beside(self, need: Need) -> Fraction:
        """What the need has of categories that no cap touches, and of penalties."""
        fixed = (one for one in self._left if one not in self._upper)
        return sum((need.weight(one) * Fraction(self._left[one]) for one in fixed), Fraction(0))

    def _all(self) -> list[Bound]:
        return [*self._bounds, *(({one: Fraction(1)}, most) for one, most in self._upper.items())]

    def _possible(self) -> bool:
        return least({}, self._all(), list(self._upper)) is not None

    def _least(self, weights: Weights) -> Fraction:
        found = least(weights, self._all(), list(self._upper))
        if found is None:
            raise AssertionError(f"the caps leave no way at all: {self._bounds}")
        return found


def _rounded(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / amount.denominator).quantize(_FINEST, ROUND_CEILING)
