"""Folds all projections from the log alone, with the live runner's own fold, in one process or in
several."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import Connection

from lrs.clock import Clock
from lrs.garbage_collection import collecting_nothing
from lrs.log.log_reader import LogReader
from lrs.progress import Advance
from projections.answers.acts import GrowingReference, in_buckets
from projections.answers.basis import Basis
from projections.answers.present import present
from projections.tables import tracking, versions
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS
from projections.tables.registry import PROJECTIONS
from projections.tables.tracking import Place
from replay.making import (
    BUCKET,
    RANGE,
    Alone,
    DigestOf,
    Doing,
    Finish,
    FoldShare,
    Gather,
    Loaded,
    Making,
    TakeIn,
    Task,
)
from replay.shares import Shares
from replay.table_differences import TableDifference, differences, keep
from replay.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """What one projection was rebuilt to: how many keys have facts, and the tables' digests.

    ``before`` is the digest of the tables that stood there, None when they did not answer for the
    same position. Where it differs from ``after``, the live projection had gone wrong.
    """

    projection: str
    version: str
    keys: int
    before: str | None
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild came to: up to which position and day, for how many persons, and the digests
    of all tables.

    ``before`` is None where some projection did not answer for the same position. ``differences``
    are the tables that were wrong. ``set_aside`` is how many statements and keys could not be
    judged.
    """

    position: int
    today: date
    projections: tuple[Remade, ...]
    differences: tuple[TableDifference, ...]
    set_aside: int

    @property
    def persons(self) -> int:
        """How many cadres have facts."""
        return next(one.keys for one in self.projections if one.projection == LEDGERS.name)

    @property
    def before(self) -> str | None:
        """One digest of all that stood there; None where there was nothing to compare."""
        return _together(one.before for one in self.projections)

    @property
    def after(self) -> str:
        """One digest of all that was made."""
        return _together(one.after for one in self.projections) or ""


def _together(digests: Iterable[str | None]) -> str | None:
    found = list(digests)
    if None in found:
        return None
    return sha256(" ".join(one or "" for one in found).encode()).hexdigest()


Engine = Callable[[Basis], Iterable[Task[Loaded]]]
"""What folds the intake and the ledgers of a basis elsewhere; the tasks that copy their rows."""

_Keys = dict[str, set[str]]
"""The keys of each projection."""


def rebuild(
    conn: Connection[Any],
    advance: Advance,
    *,
    clock: Clock,
    jobs: int = 1,
    conninfo: str | None = None,
    engine: Engine | None = None,
) -> Rebuilt:
    """Makes the tables of all projections anew from the log, as the projector; live runners wait
    meanwhile.

    They are folded to the day of the tables that answer for all of the log, so that both can be
    compared; without such tables to that of the clock. With several ``jobs`` as many processes
    write what they fold over connections of their own, which ``conninfo`` leads to; the tables
    take the place of those that answer in one transaction either way. An ``engine`` folds the
    ledgers elsewhere; its rows are copied. What is counted are the statements read and then
    folded. Raises NoPolicyError, and
    WorkerLostError where a process dies: then all stays as it was.
    """
    with conn.transaction():
        versions.lay_out(conn)
    several = conninfo if jobs > 1 else None
    with _leaving_nothing(several), collecting_nothing(), conn.transaction():
        for projection in PROJECTIONS:
            tracking.lock(conn, projection.name)
        basis, there = _basis(conn, clock)
        shares = Shares.of_log(basis.position, jobs=jobs)
        tally = _Tally(advance, total=2 * basis.position)
        ledgers = (
            partial(_from_log, head=basis.position, shares=shares)
            if engine is None
            else partial(_from_engine, loads=engine(basis))
        )
        with _doing(conn, several, basis, shares, tally) as doing:
            made = _make(doing, ledgers, there)
        advance(2 * basis.position, 2 * basis.position)
        for projection in PROJECTIONS:
            versions.work_on(conn, versions.NEXT)
            tracking.begin(conn, projection.name, projection.version)
            tracking.fold_to(conn, projection.name, basis.today)
            tracking.track(conn, projection.name, scanned=basis.position)
        wrong = _wrong(conn, made.before, made.after, position=basis.position)
        versions.switch(conn, PROJECTIONS)
        aside = tracking.set_aside(conn, limit=1)
    return Rebuilt(
        position=basis.position,
        today=basis.today,
        projections=tuple(
            Remade(
                projection=one.name,
                version=one.version,
                keys=made.keys[one.name],
                before=made.before.get(one.name),
                after=made.after[one.name],
            )
            for one in PROJECTIONS
        ),
        differences=wrong,
        set_aside=aside[0]["total"] if aside else 0,
    )


def _wrong(
    conn: Connection[Any],
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    position: int,
) -> tuple[TableDifference, ...]:
    """The tables that answered for the same position and were others than those that the log makes,
    by the digests of both; what is found is kept (`replay.table_differences.kept`)."""
    wrong = [one for one in PROJECTIONS if before.get(one.name, after[one.name]) != after[one.name]]
    found = tuple(differences(conn, wrong, stood=versions.LIVE, made=versions.NEXT))
    for one in found:
        keep(conn, one, position=position)
    return found


def _basis(conn: Connection[Any], clock: Clock) -> tuple[Basis, list[Place]]:
    """What a rebuild rests on, and those tables that answer for all of the log."""
    log = LogReader(conn)
    head = log.head()
    versions_now = {one.name: one.version for one in PROJECTIONS}
    there = [
        one
        for one in tracking.places(conn)
        if one.schema == versions.LIVE
        and one.settled == head
        and versions_now.get(one.projection) == one.version
    ]
    reference = GrowingReference().up_to(head, log)
    policies, today = present(reference, head, clock)
    days = {one.folded_to for one in there if one.folded_to is not None}
    if len(days) == 1:
        today = days.pop()
    return Basis(position=head, today=today, policies=policies, reference=reference), there


class _Tally:
    """Adds up what was read and folded, whoever did it."""

    def __init__(self, advance: Advance, *, total: int) -> None:
        self._advance, self._total, self._done = advance, total, 0

    def __call__(self, more: int) -> None:
        self._done += more
        self._advance(min(self._done, self._total), self._total)


@contextmanager
def _leaving_nothing(conninfo: str | None) -> Iterator[None]:
    """Drops what several processes have written, where the block fails."""
    try:
        yield
    except BaseException:
        if conninfo is not None:
            # Where PostgreSQL is gone, too, whoever begins anew drops it.
            with suppress(psycopg.OperationalError), psycopg.connect(conninfo) as conn:
                for projection in PROJECTIONS:
                    versions.drop_beside(conn, projection)
        raise


@contextmanager
def _doing(
    conn: Connection[Any],
    conninfo: str | None,
    basis: Basis,
    shares: Shares,
    tally: _Tally,
) -> Iterator[Doing]:
    """Who makes the tables, with these laid out beside those that answer: this process, in its
    transaction, or several, which have to see what others made."""
    if conninfo is None:
        for projection in PROJECTIONS:
            versions.clear_beside(conn, projection)
        yield Alone(Making(conn, basis, shares, more_done=tally))
        return
    with Team(conninfo, basis, shares, more_done=tally) as team:
        yield team


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """How many keys each projection has, with the digests of the tables that answered and of those
    that were made."""

    keys: dict[str, int]
    before: dict[str, str]
    after: dict[str, str]


def _make(doing: Doing, ledgers: Callable[[Doing, _Keys], int], there: Iterable[Place]) -> _Made:
    """Makes all tables: those of the intake and of the ledgers first, which tell the keys of all
    other projections."""
    keys: _Keys = {one.name: set() for one in PROJECTIONS}
    cadres = ledgers(doing, keys)
    gathers = (
        Gather(projection=one.name, keys=some)
        for one in PROJECTIONS
        if one is not LEDGERS
        for some in in_buckets(keys[one.name], size=BUCKET)
    )
    for _ in doing.each(gathers):
        pass
    compared = [one.projection for one in there]
    before = dict(doing.each(DigestOf(projection=one) for one in compared))
    largest_first = sorted(PROJECTIONS, key=lambda one: one not in (LEDGERS, INTAKE))
    after = dict(doing.each(Finish(projection=one.name) for one in largest_first))
    counts = {name: len(some) for name, some in keys.items()} | {LEDGERS.name: cadres}
    return _Made(keys=counts, before=before, after=after)


def _from_log(doing: Doing, keys: _Keys, *, head: int, shares: Shares) -> int:
    """Takes in the log and folds the ledgers share by share; how many cadres there are."""
    marks = bytearray(head + 1)
    ranges = (TakeIn(after=at, until=min(at + RANGE, head)) for at in range(0, head, RANGE))
    for taken in doing.each(ranges):
        marks[taken.after + 1 : taken.after + 1 + len(taken.marks)] = taken.marks
        _add(keys, taken.keys)
    every = bytes(marks)
    folds = (
        FoldShare(share=one, marks=every, worker=one % shares.jobs) for one in range(shares.count)
    )
    return sum(doing.each(folds))


def _from_engine(doing: Doing, keys: _Keys, *, loads: Iterable[Task[Loaded]]) -> int:
    """Copies what an engine made of the log; how many cadres there are."""
    cadres = 0
    for loaded in doing.each(loads):
        cadres += loaded.cadres
        _add(keys, loaded.keys)
    return cadres


def _add(keys: _Keys, found: _Keys) -> None:
    for name, some in found.items():
        keys[name] |= some
