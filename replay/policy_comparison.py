"""Whose grade in a year two policies give differently, and why: a what-if over the whole log."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from lrs.event.log import Log
from projections.answers.acts import GrowingReference, acts_of, ever_in, in_buckets
from projections.case.case import Entry
from projections.case.decisions import AsOf
from projections.case.membership import unit_of_year
from projections.case.reference import Reference
from projections.credits.credit_ledger import Ledger, fold
from projections.exact import ZERO
from projections.facts.fact import Fact
from projections.policy.succession import Succession
from projections.policy.years import Cycle

OnProgress = Callable[[int, int], None]
"""Called with the cadres compared so far and their total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a policy makes of a cadre's year: `missing` is what is lacking for the grade, None where
    several targets want something; `short` is what is lacking of each.
    """

    policy: str
    grade: str
    counted: Decimal
    missing: Decimal | None
    short: Mapping[str, Decimal]
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a policy makes of one statement within the year."""

    credits: Decimal
    category: str | None
    reason: str | None
    rule: str | None
    article: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A statement that two policies value differently; None where one gives it another year."""

    statement_id: UUID
    fact: str
    subject: str | None
    first: Line | None
    second: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cadre whose grade changes, with what each policy says and the statements behind it."""

    cadre: str
    unit: str | None
    year: int
    first: Judged
    second: Judged
    because: tuple[Difference, ...]


def compare(
    reader: Log,
    first: Succession,
    second: Succession,
    *,
    year: int,
    amounts: bool = False,
    progress: OnProgress = lambda *_: None,
) -> Iterator[Change]:
    """The cadres with a unit at the end of the year whose grade differs, by name; with `amounts`
    also those who count another amount.

    Both judge all that is known now of what happened up to the end of that year.
    """
    head = reader.head()
    reference = GrowingReference().up_to(head, reader)
    ends = _end(first, head, year), _end(second, head, year)
    # nobody who was never assigned to a unit has one at the end of the year
    cadres = {one for as_of in ends for one in ever_in(None, reference, as_of)}
    done = 0
    for bucket in in_buckets(cadres):
        progress(done, len(cadres))
        done += len(bucket)
        acts = [acts_of(bucket, reader, reference, as_of) for as_of in dict.fromkeys(ends)]
        for cadre in bucket:
            one = _ledger(reference, cadre, acts[0][cadre], first, ends[0], year)
            other = _ledger(reference, cadre, acts[-1][cadre], second, ends[1], year)
            change = change_of(one, other, first, second, year=year, amounts=amounts)
            if change:
                yield change


def cycles_changed(
    first: Succession, second: Succession, years: Iterable[int]
) -> list[tuple[Cycle, Cycle]]:
    """The cycles of some years that begin, end or are cut short otherwise, each under both."""
    pairs = [(first.cycle_of(year), second.cycle_of(year)) for year in years]
    return [(one, other) for one, other in dict.fromkeys(pairs) if one != other]


def change_of(
    one: Ledger,
    other: Ledger,
    first: Succession,
    second: Succession,
    *,
    year: int,
    amounts: bool = False,
) -> Change | None:
    """What changes for a cadre between his ledgers under two successions; None for the same grade
    and, with `amounts`, the same count."""
    then, now = _judged(one, first, year), _judged(other, second, year)
    unit = unit_of_year(one.memberships, year, first)
    same = then.grade == now.grade and not (amounts and then.counted != now.counted)
    if same or unit is None:
        return None
    return Change(
        cadre=one.person,
        unit=unit,
        year=year,
        first=then,
        second=now,
        because=_differences(one, other, year),
    )


def _end(policies: Succession, head: int, year: int) -> AsOf:
    """All that is known, of what happened up to the end of the policy's year."""
    return AsOf(known=head, today=policies.last_day(year), zone=policies.zone)


def _ledger(
    reference: Reference, cadre: str, acts: list[Fact], policies: Succession, as_of: AsOf, year: int
) -> Ledger:
    return fold(
        reference, cadre, acts, policies, known=as_of.known, today=as_of.today, years=[year]
    )


def _judged(ledger: Ledger, policies: Succession, year: int) -> Judged:
    balance = ledger.balance(year)
    return Judged(
        policy=policies.tenure(policies.last_day(year)).policy.id,
        grade=balance.grade,
        counted=balance.counted,
        missing=balance.missing,
        short={one.target: one.missing for one in balance.missing_by_target},
        article=balance.article,
    )


def _differences(one: Ledger, other: Ledger, year: int) -> tuple[Difference, ...]:
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


def _carries(ledger: Ledger, year: int) -> bool:
    return ledger.balance(year).carried_in != 0


def _lines(ledger: Ledger, since: int | None, year: int) -> dict[UUID, Entry]:
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
