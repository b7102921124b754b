"""What two policies make of one cadre's year, and the statements that they value differently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from projections.case.case import Entry
from projections.compliance.members import Member
from projections.credits.balances import Balance
from projections.credits.credit_ledger import Credits
from projections.exact import ZERO
from projections.policy.succession import Succession
from projections.policy.years import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a policy makes of a cadre's year."""

    policy: str
    """The id of the policy that judges the year."""
    grade: str
    """The grade of the year."""
    counted: Decimal
    """The credits that count in the year."""
    missing: Decimal | None
    """What is lacking for the grade; null where several targets want something."""
    short: Mapping[str, Decimal]
    """What is lacking of each target."""
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a policy makes of one statement within the year."""

    credits: Decimal
    """The credits that it is worth."""
    category: str | None
    """Its category, as the policy names it; null where it has none."""
    reason: str | None
    """The code of the reason for which it is worth nothing; null where it is worth something."""
    rule: str | None
    article: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A statement that two policies value differently."""

    statement_id: UUID
    fact: str
    subject: str | None
    """What it is about, such as a course; null where nothing is named."""
    first: Line | None
    """What the first of the two makes of it; null where that gives it another year."""
    second: Line | None
    """What the second makes of it; null where that gives it another year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cadre whose grade changes, with what each policy says and the statements behind it."""

    cadre: str
    unit: str | None
    year: int
    first: Judged
    """What the first of the two policies says."""
    second: Judged
    """What the second says."""
    because: tuple[Difference, ...]
    """The statements that the two value differently."""


def cycles_changed(
    first: Succession, second: Succession, years: Iterable[int]
) -> list[tuple[Cycle, Cycle]]:
    """The cycles of some years that begin, end or are cut short otherwise, each under both."""
    pairs = [(first.cycle_of(year), second.cycle_of(year)) for year in years]
    return [(one, other) for one, other in dict.fromkeys(pairs) if one != other]


def change_of(
    one: Member,
    other: Member,
    first: Succession,
    second: Succession,
    *,
    year: int,
    amounts: bool = False,
) -> Change | None:
    """What changes for a cadre between his years under two successions; None for the same grade
    and, with `amounts`, the same count."""
    then, now = _judged(one.balance, first, year), _judged(other.balance, second, year)
    if then.grade == now.grade and not (amounts and then.counted != now.counted):
        return None
    return Change(
        cadre=one.person,
        unit=one.place.unit or other.place.unit,
        year=year,
        first=then,
        second=now,
        because=_differences(one.ledger, other.ledger, year),
    )


def _judged(balance: Balance, policies: Succession, year: int) -> Judged:
    return Judged(
        policy=policies.tenure(policies.last_day(year)).policy.id,
        grade=balance.grade,
        counted=balance.counted,
        missing=balance.missing,
        short={one.target: one.missing for one in balance.missing_by_target},
        article=balance.article,
    )


def _differences(one: Credits, other: Credits, year: int) -> tuple[Difference, ...]:
    """The statements whose value in the year, or in what is carried into it, is another one.

    Without carry-over in either ledger that is the year's own lines alone.
    """
    since = year if not _carries(one, year) and not _carries(other, year) else None
    first, second = _lines(one, since, year), _lines(other, since, year)
    found = [
        Difference(
            statement_id=statement,
            fact=(first.get(statement) or second[statement]).fact,
            subject=(first.get(statement) or second[statement]).subject,
            first=_line(first.get(statement)),
            second=_line(second.get(statement)),
        )
        for statement in sorted(first.keys() | second.keys())
        if _worth(first.get(statement)) != _worth(second.get(statement))
    ]
    return tuple(found)


def _carries(ledger: Credits, year: int) -> bool:
    return ledger.balance(year).carried_in != 0


def _lines(ledger: Credits, since: int | None, year: int) -> dict[UUID, Entry]:
    """The lines by statement; of a statement with several years the last."""
    return {
        entry.statement_id: entry
        for entry in ledger.entries
        if entry.year <= year and (since is None or entry.year >= since)
    }


def _worth(entry: Entry | None) -> Decimal:
    return entry.counted if entry else ZERO


def _line(entry: Entry | None) -> Line | None:
    if entry is None:
        return None
    return Line(
        credits=entry.counted,
        category=entry.category,
        reason=entry.reason.value if entry.reason else None,
        rule=entry.rule,
        article=entry.article,
    )
