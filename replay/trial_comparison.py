"""What a trial would change: whose balance, grade or verdict, by how much and because of what; and
in which tables how many keys differ."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from lrs.clock import Clock
from lrs.log.log_reader import LogReader
from lrs.message import message
from lrs.postgres.queries import load
from lrs.progress import Advance, unwatched
from projections.answers.acts import GrowingReference
from projections.answers.basis import Basis
from projections.tables import tracking
from projections.tables.registry import PROJECTIONS
from projections.tables.trial import Trial, TrialError, TrialSite, build, places
from projections.tables.versions import LIVE, TRIAL
from replay.policy_comparison import Line
from replay.table_differences import TableDifference, differences
from replay.trial_verdicts import VerdictChange, units_of, verdict_change

QUERIES: Final = load("replay", "differences")

BUCKET: Final = 200
"""Cadres whose lines are read at a time."""


class NotLevelError(TrialError):
    """The trial and what answers do not stand at one position and day, so neither can be blamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a year came to."""

    counted: Decimal
    """The credits that count."""
    earned: Decimal
    """The credits that were earned in the year."""
    grade: str
    """The grade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A statement that is worth something else."""

    statement_id: UUID
    year: int
    fact: str
    subject: str | None
    """What it is about, such as a course; null where nothing is named."""
    stood: Line | None
    """Its line in the tables that answer; null where they have none."""
    made: Line | None
    """Its line in the trial; null where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreChange:
    """A cadre whose year differs, and the statements that did it."""

    cadre: str
    year: int
    stood: Counted | None
    """What the tables that answer have; null where they have no such year."""
    made: Counted | None
    """What the trial made; null where it has no such year."""
    carried: bool
    """Whether what the year before hands on differs, too."""
    because: tuple[LineChange, ...]
    """The statements that are worth something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was compared, and how much differs in all."""

    position: int
    today: date
    cadres: int
    """How many cadres have a year that differs."""
    grades: int
    """How many of their years have another grade."""
    units: int
    """How many verdicts of units differ."""
    tables: int
    """How many tables differ."""


Found = CadreChange | VerdictChange | TableDifference | Compared


def compare(conn: Connection[Any], trial: Trial, advance: Advance = unwatched) -> Iterator[Found]:
    """Who differs, by name and year; then the units, the tables, and how much it is in all.
    The cadres who differ are counted.

    Reads alone. Whoever asks is in a transaction that sees one moment. Raises NotLevelError.
    """
    reader = LogReader(conn)
    stood, made = _sides(conn, reader, trial)
    cadres = grades = units = tables = 0
    last = ""
    touched: set[tuple[int, str]] = set()
    for bucket in _buckets(_changes(conn)):
        grades += sum(_grade(one.stood) != _grade(one.made) for one in bucket)
        yield from _with_reasons(conn, bucket)
        cadres += len({one.cadre for one in bucket} - {last})
        last = bucket[-1].cadre
        touched |= _units(reader, (stood, made), bucket)
        advance(cadres)
    for year, unit in sorted(touched):
        change = verdict_change(conn, reader, (stood, made), year, unit)
        if change is not None:
            units += 1
            yield change
    for table in differences(conn, PROJECTIONS, stood=LIVE, made=TRIAL, most=0):
        tables += 1
        yield table
    yield Compared(
        position=stood.position,
        today=stood.today,
        cadres=cadres,
        grades=grades,
        units=units,
        tables=tables,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPage:
    """What a trial would change of some cadres; `next` is the last of them, None where all are
    told. `verdicts` are of the units that they belong to, `tables` are told behind the last."""

    position: int
    today: date
    cadres: tuple[CadreChange, ...]
    verdicts: tuple[VerdictChange, ...]
    tables: tuple[TableDifference, ...]
    next: str | None


def compare_page(conn: Connection[Any], trial: Trial, *, after: str, limit: int) -> ComparedPage:
    """What `compare` tells, for up to so many cadres behind one, each with all of his years.

    Reads alone. Whoever asks is in a transaction that sees one moment. Raises NotLevelError.
    """
    reader = LogReader(conn)
    sides = _sides(conn, reader, trial)
    by_cadre = (
        list(years) for _, years in groupby(_changes(conn, after=after), attrgetter("cadre"))
    )
    some = list(islice(by_cadre, limit + 1))
    is_last = len(some) <= limit
    changes = tuple(_with_reasons(conn, [one for years in some[:limit] for one in years]))
    verdicts = (
        verdict_change(conn, reader, sides, year, unit)
        for year, unit in sorted(_units(reader, sides, changes))
    )
    tables = differences(conn, PROJECTIONS, stood=LIVE, made=TRIAL, most=0) if is_last else ()
    return ComparedPage(
        position=sides[0].position,
        today=sides[0].today,
        cadres=changes,
        verdicts=tuple(one for one in verdicts if one is not None),
        tables=tuple(tables),
        next=None if is_last else changes[-1].cadre,
    )


def _sides(conn: Connection[Any], reader: LogReader, trial: Trial) -> tuple[Basis, Basis]:
    """What answers and what is tried, at the position and the day that both stand at. Raises
    NotLevelError."""
    position, today = _level(conn)
    reference = GrowingReference().up_to(position, reader)
    stood, made = (
        Basis(position=position, today=today, policies=policies, reference=reference)
        for policies in (
            reference.succession(known=position),
            TrialSite(trial).policies(reference, position),
        )
    )
    return stood, made


def _units(
    reader: LogReader, sides: tuple[Basis, Basis], changes: Iterable[CadreChange]
) -> set[tuple[int, str]]:
    """The years and units that the cadres who differ belong to."""
    by_year: dict[int, list[str]] = {}
    for one in changes:
        by_year.setdefault(one.year, []).append(one.cadre)
    return units_of(reader, sides, by_year)


def _grade(counted: Counted | None) -> str | None:
    return counted.grade if counted else None


def level(conn: Connection[Any], trial: Trial, *, clock: Clock) -> None:
    """Brings the trial to where the live tables stand, as the projector, in one transaction in
    which the live runner waits: so both stand at one position until it ends.

    Raises NotLevelError where the live tables do not answer for all of the log yet.
    """
    for projection in PROJECTIONS:
        tracking.lock(conn, projection.name)
    build(conn, trial, unwatched, clock=clock)
    _level(conn)


def is_level(conn: Connection[Any]) -> bool:
    """Whether the trial and what answers stand at one position and day."""
    try:
        _level(conn)
    except NotLevelError:
        return False
    return True


def _level(conn: Connection[Any]) -> tuple[int, date]:
    """The position and the day that both stand at. Raises NotLevelError."""
    if not tracking.is_laid_out(conn):
        raise NotLevelError("no tables answer yet to compare with: `lrs rebuild` makes them")
    live = tracking.trackings(conn, [one.name for one in PROJECTIONS])
    found = {
        side: {(one.scanned, one.settled, one.folded_to) for one in some}
        for side, some in (("the live tables", live), ("the trial", places(conn)))
    }
    first, second = found.values()
    if len(first | second) == 1:
        ((scanned, settled, today),) = first
        if scanned == settled and today is not None:
            return settled, today
    told = "; ".join(
        f"{side}: up to {min((at for _, at, _ in some), default=0)} as of "
        f"{', '.join(sorted({str(day) for _, _, day in some})) or 'no day'}"
        for side, some in found.items()
    )
    raise NotLevelError(
        message(
            "the trial and what answers do not stand at one position and day ({told}): "
            "let the server follow the log to its end and run `lrs trial build`, then "
            "compare again",
            told=told,
        )
    )


def _changes(conn: Connection[Any], *, after: str = "") -> Iterator[CadreChange]:
    """The balances that differ, without reasons, of the cadres behind one."""
    with conn.cursor(name="balances") as found:
        found.execute(QUERIES["balances"], {"after": after})
        for person, year, stands, *stood, is_made, counted, earned, grade, carried in found:
            made = (counted, earned, grade)
            yield CadreChange(
                cadre=person,
                year=year,
                stood=_counted(stood) if stands else None,
                made=_counted(made) if is_made else None,
                carried=carried,
                because=(),
            )


def _counted(values: Sequence[Any]) -> Counted:
    counted, earned, grade = values
    return Counted(counted=counted, earned=earned, grade=grade)


def _buckets(changes: Iterator[CadreChange]) -> Iterator[list[CadreChange]]:
    while bucket := list(islice(changes, BUCKET)):
        yield bucket


def _with_reasons(conn: Connection[Any], bucket: Iterable[CadreChange]) -> Iterator[CadreChange]:
    """The same changes, each with the lines that did it: those of the year, and of the years before
    where what they hand on differs."""
    changes = list(bucket)
    lines: dict[str, list[LineChange]] = {}
    persons = sorted({one.cadre for one in changes})
    for person, *values in conn.execute(QUERIES["lines"], {"persons": persons}):
        lines.setdefault(person, []).append(_line_change(values))
    for one in changes:
        because = (
            line
            for line in lines.get(one.cadre, ())
            if line.year == one.year or (one.carried and line.year < one.year)
        )
        yield replace(one, because=tuple(because))


def _line_change(values: Sequence[Any]) -> LineChange:
    statement_id, year, fact, subject, *sides = values
    return LineChange(
        statement_id=statement_id,
        year=year,
        fact=fact,
        subject=subject,
        stood=_line(sides[:6]),
        made=_line(sides[6:]),
    )


def _line(values: Sequence[Any]) -> Line | None:
    is_there, credits_, category, reason, rule, article = values
    if not is_there:
        return None
    return Line(credits=credits_, category=category, reason=reason, rule=rule, article=article)
