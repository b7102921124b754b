"""The cadres of a report are folded by several processes: the numbers are the same, whatever
becomes of who helps."""

import os
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from itertools import groupby
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.operations.sharing import SESSION, answer_shares
from api.relay import shares
from api.relay.shares import Shared
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.postgres.stoppable import StoppableConnection
from projections.answers.basis import Answers, Basis, Question
from projections.answers.inquiries import at_risk_on, circular_on, report_on_cycle
from projections.answers.sharing import ALONE, Sharing
from projections.answers.trial import judge_all
from projections.case.sifting import Watch
from projections.profile.writing import POLICY_ZONE
from tests.agreement import statement_of
from tests.conftest import Postgres
from tests.faults.report_processes import halted
from tests.faults.waiting import PATIENCE, eventually
from tests.oracle.histories import history
from tests.posting import Hands

SEEDS = range(900, 904)
PERSONS = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
UNBOUND = 2**40
YEARS = range(2008, 2014)


@dataclass(frozen=True, kw_only=True)
class Helping:
    """A process that helps, and who lends it cadres."""

    process: BaseProcess
    sharing: Shared

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid
        return self.process.pid


@contextmanager
def helping(database: Database, folder: Path, *, max_bytes: int = UNBOUND) -> Iterator[Helping]:
    """A process that helps; cadres are lent one at a time."""
    path = folder / "shares"
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(path))
        listener.listen(1)
        process = get_context("spawn").Process(
            target=answer_shares,
            args=(database.service, listener),
            kwargs={"niceness": 0, "max_bytes": max_bytes},
            name="share-1",
        )
        process.start()
        try:
            yield Helping(process=process, sharing=Shared(path, helpers=1, size=1))
        finally:
            process.kill()
            process.join()


@contextmanager
def told(postgres: Postgres, migrated: str, seed: int) -> Iterator[tuple[Database, Any, Hands]]:
    """A store that holds a random history, a connection to it, and the day on which it ends."""
    found = history(seed)
    now = Hands()
    with (
        postgres.database(template=migrated) as database,
        closing(RecordStore(database.service, clock=now)) as store,
        StoppableConnection.connect(database.service, autocommit=True) as conn,
    ):
        for day, facts in groupby(found.facts, key=lambda one: str(one["recorded"])):
            now.now = datetime.combine(date.fromisoformat(day), time(23), POLICY_ZONE)
            state(store, *map(statement_of, facts))
        now.now = datetime.combine(found.last, time(12), POLICY_ZONE)
        yield database, conn, now


def reports_of(sharing: Sharing[Basis], reader: Log, basis: Basis) -> list[object]:
    """All that is folded over everybody, with what is set aside for it."""
    own = replace(basis, watch=Watch(trial=basis.watch.trial))
    found: list[object] = []
    for year in YEARS:
        found += [
            circular_on(reader, year, own, state="ended", sharing=sharing),
            circular_on(reader, year, own, state="ended", units=["A"], sharing=sharing),
            report_on_cycle(reader, year, own, sharing=sharing),
        ]
    return [*found, at_risk_on(reader, own, sharing=sharing), own.watch.found]


def bases(answers: Answers, reader: Log) -> Iterator[Basis]:
    """What is known at several moments, by several policies."""
    head = reader.head()
    for known in (head, head // 2):
        yield answers.basis(reader, Question(known_at=known))
        yield answers.basis(reader, Question(known_at=known, today=date(2010, 6, 1)))
    yield answers.basis(reader, Question(policy="cn-national-2023"))
    overrides = {"thresholds.annual.qualified": 5}
    with suppress(ValueError):  # where the policies that judge state no such value
        yield answers.basis(reader, Question(overrides=overrides))
    yield replace(answers.basis(reader, Question()), watch=Watch(trial=judge_all))


def test_shared_reports_are_those_that_one_process_makes(
    postgres: Postgres, migrated: str, tmp_path: Path
) -> None:
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        with (
            told(postgres, migrated, seed) as (database, conn, now),
            helping(database, folder) as helper,
        ):
            reader, answers = LogReader(conn), Answers(now)
            for basis in bases(answers, reader):
                shared = reports_of(helper.sharing, reader, basis)
                assert shared == reports_of(ALONE, reader, basis)


def whose(persons: Sequence[str], _: Log, __: Basis, *, folder: Path) -> tuple[list[str], int]:
    """The persons and the process that had them; the one that was asked waits until it is helped.

    Who helps waits to be killed where a file wants it, and fails where another one does.
    """
    if parent_process() is None:
        eventually(lambda: (folder / "helped").exists())
    else:
        (folder / "helped").touch()
        if (folder / "dies").exists():
            os.kill(os.getpid(), signal.SIGKILL)
        if (folder / "fails").exists():
            raise ValueError("what one process cannot, the other can")
    return list(persons), os.getpid()


@pytest.fixture
def asked(database: Database) -> Iterator[tuple[StoppableConnection, Basis]]:
    """A connection to an empty store, and what is known there."""
    with StoppableConnection.connect(database.service, autocommit=True) as conn:
        yield conn, Answers(Hands()).basis(LogReader(conn), Question(policy="baoji-2009"))


Asked = tuple[StoppableConnection, Basis]


def had(helper: Helping, asked: Asked, folder: Path) -> dict[int, list[str]]:
    """Whom each process had, who all come out once and in order."""
    conn, basis = asked
    make = partial(whose, folder=folder)
    found = list(helper.sharing.each(make, reversed(PERSONS), LogReader(conn), basis))
    assert [one for persons, _ in found for one in persons] == list(PERSONS)
    processes: dict[int, list[str]] = {}
    for persons, pid in found:
        processes.setdefault(pid, []).extend(persons)
    return processes


def test_both_processes_fold_one_from_the_front_and_one_from_the_end(
    database: Database, asked: Asked, tmp_path: Path
) -> None:
    with helping(database, tmp_path) as helper:
        found = had(helper, asked, tmp_path)
        assert set(found) == {os.getpid(), helper.pid}
        assert PERSONS[0] in found[os.getpid()]
        assert PERSONS[-1] in found[helper.pid]


@pytest.mark.parametrize("how", ["dies", "fails"])
def test_what_who_helps_does_not_give_back_is_made_by_who_was_asked(
    database: Database, asked: Asked, tmp_path: Path, how: str
) -> None:
    (tmp_path / how).touch()
    with helping(database, tmp_path) as helper:
        assert set(had(helper, asked, tmp_path)) == {os.getpid()}
        if how == "dies":
            helper.process.join(PATIENCE)
            assert helper.process.exitcode == -signal.SIGKILL
        else:  # and the next one is helped
            (tmp_path / how).unlink()
            (tmp_path / "helped").unlink()
            assert helper.pid in had(helper, asked, tmp_path)


def test_nobody_waits_for_long_for_who_helps(
    database: Database, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "PATIENCE", 0.0)
    with helping(database, tmp_path) as helper:
        had(helper, asked, tmp_path)  # he has begun
        with halted(helper.pid):
            assert set(had(helper, asked, tmp_path)) == {os.getpid()}


def test_who_is_stopped_makes_no_more_and_sets_free_who_helps(
    database: Database, asked: Asked, tmp_path: Path
) -> None:
    class StoppedError(Exception):
        """What the reading is stopped with."""

    conn, basis = asked
    with helping(database, tmp_path) as helper:
        reader = LogReader(conn)

        def stopped(_: Sequence[str], log: Log, __: Basis) -> None:
            conn.stopped = StoppedError()
            log.check()

        with pytest.raises(StoppedError):
            helper.sharing.each(stopped_there, PERSONS, _Stopping(reader, stopped), basis)
        conn.stopped = None
        assert helper.pid in had(helper, (conn, basis), tmp_path)


def stopped_there(persons: Sequence[str], log: Log, basis: Basis) -> None:
    """Stops the reading of who was asked."""
    if isinstance(log, _Stopping):
        log.stop(persons, log, basis)


class _Stopping(LogReader):
    """A log whose reading is stopped by the first who makes something of it."""

    def __init__(self, log: LogReader, stop: Any) -> None:
        self.__dict__ |= log.__dict__
        self.stop = stop


def test_who_knows_another_erasure_does_not_help(
    database: Database, asked: Asked, tmp_path: Path
) -> None:
    conn, basis = asked
    basis.reference.erased = 1
    (tmp_path / "helped").touch()
    with helping(database, tmp_path) as helper:
        assert set(had(helper, (conn, basis), tmp_path)) == {os.getpid()}


def test_a_process_above_its_bound_helps_no_more(database: Database, tmp_path: Path) -> None:
    with helping(database, tmp_path, max_bytes=1) as helper:
        helper.process.join(PATIENCE)
        assert helper.process.exitcode == 0


def test_where_nobody_listens_one_process_makes_all(asked: Asked, tmp_path: Path) -> None:
    conn, basis = asked
    (tmp_path / "helped").touch()
    make = partial(whose, folder=tmp_path)
    sharing = Shared(tmp_path / "nobody", helpers=2, size=1)
    found = list(sharing.each(make, PERSONS, LogReader(conn), basis))
    assert found == [([one], os.getpid()) for one in PERSONS]


def test_who_helps_holds_no_connection_afterwards(
    database: Database, asked: Asked, tmp_path: Path
) -> None:
    def sessions() -> int:
        with psycopg.connect(database.service) as conn:
            query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
            row = conn.execute(query, [SESSION]).fetchone()
        assert row
        return int(row[0])

    with helping(database, tmp_path) as helper:
        had(helper, asked, tmp_path)
        eventually(lambda: sessions() == 0)
