"""What was learned about a year afterwards: who, then, now, and because of which facts (Q24).

A published result is never edited. It is what was known at its cut-off, and stays so; later
knowledge shows as drift until the year is opened again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from projections.credits.balances import Balance

Counted = Callable[[frozenset[UUID]], Decimal]
"""What a cadre counts as known now, looking away from some statements."""

Differs = Callable[[UUID], bool | None]
"""Whether he would count another sum without a statement, as far as that is told without a fold;
None where it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreDrift:
    """How a cadre's year differs, then and now."""

    counted: tuple[Decimal, Decimal]
    """The credits that count, then and now."""
    grade: tuple[str, str]
    """The grade, then and now."""
    because: tuple[UUID, ...]
    """The ids of the statements recorded in between without which the difference would be another
    one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The drift of a year between two positions of the log."""

    year: int
    against: int
    """The earlier of the two positions."""
    known: int
    """The later one."""
    changed: Mapping[str, CadreDrift]
    """Whose counted credits differ, by cadre."""
    regraded: Mapping[str, tuple[str, str]]
    """Whose grade changed by the rules alone, the same credits and another grade: then and now, by
    cadre."""
    rule: str
    article: str


def differing(
    then: Mapping[str, Balance], now: Mapping[str, Balance]
) -> dict[str, tuple[Balance, Balance]]:
    """Those whose counted credits or grade differ; both maps hold the same persons."""
    return {
        person: (then[person], now[person])
        for person in sorted(now)
        if (then[person].counted, then[person].grade) != (now[person].counted, now[person].grade)
    }


def because(
    counted: Counted,
    candidates: Sequence[UUID],
    now: Decimal,
    differs: Differs = lambda _: None,
) -> tuple[UUID, ...]:
    """Which of the candidates made the difference to what counts `now`.

    Those without which, each alone, it would be another one. Where facts stand in for each other (a
    void stated twice) there is none such: then a least set of them that explains it, the earliest.
    Only what `differs` does not tell is counted.
    """

    def alone(one: UUID) -> bool:
        told = differs(one)
        return counted(frozenset({one})) != now if told is None else told

    return tuple(filter(alone, candidates)) or _least(counted, candidates, now)


def _least(counted: Counted, candidates: Sequence[UUID], now: Decimal) -> tuple[UUID, ...]:
    if counted(frozenset(candidates)) == now:
        return ()
    away: set[UUID] = set()
    for one in reversed(candidates):
        if counted(frozenset({*away, one})) == now:
            away.add(one)
    return tuple(one for one in candidates if one not in away)


def changes(
    year: int,
    pairs: Mapping[str, tuple[Balance, Balance]],
    reasons: Mapping[str, Collection[UUID]],
    *,
    against: int,
    known: int,
    article: str,
) -> Drift:
    """The drift that differing balances make up, with the facts behind each."""
    return Drift(
        year=year,
        against=against,
        known=known,
        changed={
            person: CadreDrift(
                counted=(then.counted, now.counted),
                grade=(then.grade, now.grade),
                because=tuple(reasons[person]),
            )
            for person, (then, now) in pairs.items()
            if then.counted != now.counted
        },
        regraded={
            person: (then.grade, now.grade)
            for person, (then, now) in pairs.items()
            if then.counted == now.counted
        },
        rule="R17",
        article=article,
    )
