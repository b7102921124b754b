"""A rebuild by several processes makes the rows of one, or changes nothing."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay import rebuild, shares
from replay.making import FoldShare, Making
from replay.rebuild import Rebuilt
from replay.team import WorkerLostError
from tests.database.test_set_aside import record_unbounded
from tests.recording import Hands, publish, record

NOW = Hands(datetime(2010, 12, 1, tzinfo=UTC))
CADRES = 12
BESIDE = "SELECT count(*) FROM pg_class WHERE relnamespace = 'projections_next'::regnamespace"


def attended(fact_id: str, cadre: str) -> dict[str, Any]:
    days = {"start": "2010-03-01", "end": "2010-03-12", "scheduled_days": "10"}
    return {"fact": "class.completed", "id": fact_id, "cadre": cadre, "class": fact_id} | days


@pytest.fixture
def store(database: Database) -> RecordStore:
    """Cadres with classes, voids before and behind them, and a link between two of them."""
    store = RecordStore(database.service, clock=NOW)
    publish(store)
    record(store, {"fact": "act.voided", "id": "v1", "target": "k1", "occurred": "2010-09-01"})
    for number in range(3 * CADRES):
        record(store, attended(f"k{number}", f"c{number % CADRES}"))
    link = {"fact": "cadre.identified", "cadre": "c2", "identifier": "mailto:a@b.cn"}
    record(store, {**link, "id": "link", "occurred": "2010-01-01"})
    record(store, {"fact": "void.withdrawn", "id": "w", "target": "k1", "occurred": "2010-09-03"})
    record(store, {"fact": "act.voided", "id": "v2", "target": "k5", "occurred": "2010-09-02"})
    return store


@pytest.fixture
def conn(database: Database, store: RecordStore) -> Any:
    """The projector's connection, with tables that answer for all of the log."""
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(NOW).catch_up(conn)
        yield conn
    store.close()


def made(conn: Connection, database: Database, jobs: int) -> Rebuilt:
    return rebuild.rebuild(conn, unwatched, clock=NOW, jobs=jobs, conninfo=database.projector)


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several ranges and shares for each process, of a small log."""
    monkeypatch.setattr(shares, "HELD", 8)
    monkeypatch.setattr(rebuild, "RANGE", 3)


def test_two_processes_make_the_rows_of_one(
    conn: Connection, database: Database, in_pieces: None
) -> None:
    told: list[Any] = []
    one = made(conn, database, 1)
    two = rebuild.rebuild(
        conn,
        lambda *done: told.append(done),
        clock=NOW,
        jobs=2,
        conninfo=database.projector,
    )
    assert (two.before, two.after) == (one.after, one.after)
    assert (two.persons, two.projections) == (CADRES, one.projections)
    assert told == sorted(told), "of all shares together"
    assert told[-1] == (2 * two.position, 2 * two.position)
    assert len(told) > 4
    assert Runner(NOW).catch_up(conn).lag == 0
    assert made(conn, database, 3).after == one.after


def test_what_cannot_be_judged_is_set_aside_by_name_in_any_share(
    conn: Connection, store: RecordStore, database: Database, in_pieces: None
) -> None:
    from projections.profile.writing import to_statement
    from projections.words import vocabulary as v

    long = {"account": {"homePage": v.CADRES, "name": "学" * 2000}}
    record_unbounded(store, {**to_statement(attended("long", "cx")), "actor": long})
    Runner(NOW).catch_up(conn)
    one, two = made(conn, database, 1), made(conn, database, 2)
    assert one.set_aside == two.set_aside
    assert two.set_aside > 0
    assert one.after == two.after == two.before


@dataclass(frozen=True, slots=True, kw_only=True)
class DyingShare(FoldShare):
    """A share whose process is killed."""

    def run(self, making: Making) -> int:
        """Never comes back where it is the second."""
        if self.share == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return making.shares.count


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingShare(FoldShare):
    """A share that cannot be folded for a reason of the machine's."""

    def run(self, making: Making) -> int:
        """Raises MemoryError where it is the second."""
        if self.share == 1:
            raise MemoryError("no room for share 1")
        return making.shares.count


class OddError(Exception):
    """An error that can be pickled, and not unpickled."""

    def __init__(self, why: str, where: str) -> None:
        super().__init__(f"{why} in {where}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OddShare(FoldShare):
    """A share that fails with such an error."""

    def run(self, making: Making) -> int:
        """Raises OddError where it is the second."""
        if self.share == 1:
            raise OddError("no sense", "share 1")
        return making.shares.count


@pytest.mark.parametrize(
    ("share", "error", "says"),
    [
        (OddShare, RuntimeError, "OddError: no sense in share 1"),
        (DyingShare, WorkerLostError, r"died \(exit code -9\).* at DyingShare; the tables that"),
        (FailingShare, MemoryError, "no room for share 1"),
    ],
)
def test_where_a_process_fails_nothing_is_changed(
    conn: Connection,
    database: Database,
    in_pieces: None,
    monkeypatch: pytest.MonkeyPatch,
    share: type[FoldShare],
    error: type[Exception],
    says: str,
) -> None:
    sound = made(conn, database, 1)
    laid_out = conn.execute(BESIDE).fetchone()
    with monkeypatch.context() as broken:
        broken.setattr(rebuild, "FoldShare", share)
        with pytest.raises(error, match=says):
            made(conn, database, 2)
    assert conn.execute(BESIDE).fetchone() == laid_out, "what was made is dropped"
    assert Runner(NOW).catch_up(conn).lag == 0
    assert made(conn, database, 2).before == sound.after


KILLED = """
import os, signal, sys
import psycopg
from replay import rebuild, shares, team
from tests.database.test_rebuild_jobs import NOW

heard = team.Team._heard
def once(self, worker):
    if type(worker.task).__name__ == "FoldShare":
        print(*(one.process.pid for one in self._workers), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return heard(self, worker)

if __name__ == "__main__":
    team.Team._heard = once
    rebuild.RANGE, shares.HELD = 3, 8
    with psycopg.connect(sys.argv[1], autocommit=True) as conn:
        rebuild.rebuild(conn, print, clock=NOW, jobs=2, conninfo=sys.argv[1])
"""


def test_where_the_rebuild_itself_is_killed_its_processes_end_and_nothing_is_changed(
    conn: Connection, database: Database, in_pieces: None
) -> None:
    sound = made(conn, database, 1)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, database.projector], capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    # The pipes that the processes inherited are closed: `run` came back, so they have ended.
    pids = [int(one) for one in ended.stdout.split()[-2:]]
    assert not any(_is_alive(pid) for pid in pids)
    assert Runner(NOW).catch_up(conn).lag == 0
    assert made(conn, database, 2).before == sound.after


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_share_is_read_again_only_where_the_log_speaks_of_it() -> None:
    marks = bytes([0, 1, 2, shares.EVERY, 0, 2])
    assert [list(shares.needed(marks, share)) for share in (0, 1)] == [[1, 3], [2, 3, 5]]
    assert shares.Shares.of_log(10_000_000, jobs=2).count == 10
    assert shares.Shares.of_log(10_000_000, jobs=1).count == 5
    assert shares.Shares.of_log(0, jobs=3).count == 3
