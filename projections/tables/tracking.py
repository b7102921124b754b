"""How far each projection is, which of its keys are stale, and when they wake by themselves.

What is written here belongs to the version that the search path leads to
(`projections.tables.versions.work_on`); what is read for others belongs to that which answers.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row, kwargs_row, scalar_row

from lrs.postgres.queries import load
from projections.aside import Aside
from projections.facts.fact import SetAside
from projections.tables import bulk

QUERIES: Final = load("projections.tables", "tracking")

LAYOUT: Final = "10"
"""Version of the bookkeeping tables; those of another one are made anew with all projections."""

LONGEST_KEY: Final = 2000
"""Bytes; PostgreSQL keeps no longer ones in an index."""

CREDITS: Final = ("intake", "ledgers")
"""The projections that what is told of credits is read from."""

SET_ASIDE: Final = bulk.columns(
    "projection text, key text, position int8, statement_id uuid, code text"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How far a version of a projection is, and whether it set anything aside, where that was asked
    for."""

    projection: str
    version: str
    scanned: int
    settled: int
    folded_to: date | None
    has_aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Tracking):
    """The same, with the schema that its tables stand in."""

    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Up to which position of the log the tables answer, and as of which day; of another day than
    the clock's while the runner lags. `has_aside`: something was set aside."""

    settled: int
    today: date | None
    has_aside: bool = False


def try_lock(conn: Connection[Any], projection: str) -> bool:
    """Takes the right to write a projection until the transaction ends, if nobody has it."""
    return bool(_value(conn, "try_lock", [projection]))


def lock(conn: Connection[Any], projection: str) -> None:
    """Waits for the right to write a projection, until the transaction ends."""
    conn.execute(QUERIES["lock"], [projection])


def at_ease(conn: Connection[Any]) -> None:
    """The end of the transaction does not wait for the disk: a crash may take the last moments
    back, rows and tracking together, and they are folded again."""
    conn.execute("SET LOCAL synchronous_commit TO off")


def is_laid_out(conn: Connection[Any]) -> bool:
    """Whether the bookkeeping tables of this layout are there."""
    return bool(_value(conn, "layout", ()) == LAYOUT)


def places(conn: Connection[Any]) -> list[Place]:
    """Every version that there are tables of."""
    return conn.cursor(row_factory=kwargs_row(Place)).execute(QUERIES["there"]).fetchall()


def trackings(conn: Connection[Any], names: Collection[str]) -> list[Tracking]:
    """How far those tables are that answer, of some projections; none of what is not there."""
    if not is_laid_out(conn):
        return []
    cursor = conn.cursor(row_factory=kwargs_row(Tracking))
    return cursor.execute(QUERIES["answering"], [list(names)]).fetchall()


def answering(conn: Connection[Any], names: Collection[str] = CREDITS) -> Answering:
    """Up to where all of some projections answer; 0 and None while one has no tables."""
    found = trackings(conn, names)
    if len(found) < len(names):
        return Answering(settled=0, today=None)
    days = [one.folded_to for one in found if one.folded_to is not None]
    return Answering(
        settled=min(one.settled for one in found),
        today=min(days, default=None),
        has_aside=any(one.has_aside for one in found),
    )


def keys(conn: Connection[Any], projection: str) -> list[str]:
    """The keys of a projection that answers: those that were folded, and those that are to be."""
    cursor = conn.cursor(row_factory=scalar_row)
    return cursor.execute(QUERIES["keys"], {"projection": projection}).fetchall()


def stale_counts(conn: Connection[Any], names: Collection[str]) -> dict[str, int]:
    """How many keys are marked of each of some projections that answer."""
    if not is_laid_out(conn):
        return dict.fromkeys(names, 0)
    found = conn.execute(QUERIES["stale_count"], [list(names)]).fetchall()
    return dict.fromkeys(names, 0) | dict(found)


def begin(conn: Connection[Any], projection: str, version: str) -> None:
    """Notes that a version is folded from the beginning."""
    conn.execute(QUERIES["begin"], [projection, version])


def track(conn: Connection[Any], projection: str, *, scanned: int) -> int:
    """Moves the tracking; up to which position the tables answer."""
    return int(_value(conn, "track", {"projection": projection, "scanned": scanned}) or 0)


def fold_to(conn: Connection[Any], projection: str, day: date) -> None:
    """Remembers the day up to which facts count as having happened."""
    conn.execute(QUERIES["fold_to"], [day, projection])


def mark(conn: Connection[Any], projection: str, since: Mapping[str, int]) -> None:
    """Marks keys whose rows do not answer for an event; each keeps the first one.

    What no index can hold as a key has no rows: only a log that is older than the bounds of
    statements names such a thing.
    """
    kept = {key: at for key, at in since.items() if is_key(key)}
    if kept:
        conn.execute(QUERIES["mark"], [projection, list(kept), list(kept.values())])


def is_key(text: str) -> bool:
    """Whether an index can hold it."""
    return len(text.encode()) <= LONGEST_KEY and "\0" not in text


def mark_all(conn: Connection[Any], projection: str, *, since: int) -> None:
    """Marks every key that was folded."""
    conn.execute(QUERIES["mark_all"], [since, projection])


def wake(conn: Connection[Any], projection: str, day: date, *, since: int) -> None:
    """Marks the keys whose answer changes by itself on a day that has come."""
    conn.execute(QUERIES["wake"], [since, projection, day])


def stale(conn: Connection[Any], projection: str, *, until: int, limit: int) -> list[str]:
    """Those of the keys marked up to a position whose rows are the oldest."""
    cursor = conn.cursor(row_factory=scalar_row)
    return cursor.execute(QUERIES["stale"], [projection, until, limit]).fetchall()


def settle(
    conn: Connection[Any],
    projection: str,
    *,
    folded: Mapping[str, date | None],
    gone: Collection[str],
) -> None:
    """Takes the marks off keys that were folded, each with the day on which it wakes, and off those
    of which nothing is stated any more."""
    conn.execute(QUERIES["unmark"], [projection, [*folded, *gone]])
    conn.execute(QUERIES["note"], [projection, list(folded), list(folded.values())])
    if gone:
        conn.execute(QUERIES["forget"], [projection, list(gone)])


def set_aside_rows(
    projection: str, key: str | None, facts: Iterable[SetAside]
) -> list[tuple[object, ...]]:
    """A row for each statement that was set aside of a key, or one for all of them."""
    found = list(facts)
    rows: list[tuple[object, ...]] = [
        (projection, key, one.position, one.statement_id, one.code.value)
        for one in found
        if not one.whole
    ]
    if whole := [one for one in found if one.whole]:
        first = min(whole, key=attrgetter("position"))
        rows.append((projection, key, first.position, None, first.code.value))
    return rows


def unfolded_row(projection: str, key: str, *, position: int) -> tuple[object, ...]:
    """The row of a key that cannot be folded, though no statement is at fault; `position` is that
    of its first."""
    return projection, key, position, None, Aside.CANNOT_BE_JUDGED.value


def add_set_aside(conn: Connection[Any], rows: Collection[tuple[object, ...]]) -> None:
    """Adds rows of what was set aside."""
    if rows:
        bulk.copy(conn, "set_aside", SET_ASIDE, rows)


def take_back(conn: Connection[Any], projection: str, keys: Collection[str]) -> None:
    """Takes away what was set aside of some keys."""
    conn.execute(QUERIES["take_back"], [projection, list(keys)])


def drop(conn: Connection[Any], positions: Collection[int]) -> None:
    """Takes away what stands of statements that were erased in no key's rows."""
    for query in ("drop_intake", "drop_aside"):
        conn.execute(QUERIES[query], [list(positions)])


def set_aside(conn: Connection[Any], *, limit: int) -> list[dict[str, Any]]:
    """The first of what is set aside, by position: position, statement_id, cadre (where it is a
    cadre's), code, the projection and its key, and how many there are in all as `total`."""
    if not is_laid_out(conn):
        return []
    return conn.cursor(row_factory=dict_row).execute(QUERIES["set_aside"], [limit]).fetchall()


def _value(conn: Connection[Any], query: str, parameters: Any) -> Any:
    return conn.cursor(row_factory=scalar_row).execute(QUERIES[query], parameters).fetchone()
