"""The way to PostgreSQL breaks at the worst moment: nothing is lost and nothing is there twice."""

import asyncio
import base64
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import OperationalError

from api.http.auth import Authenticator
from api.http.sign_ins import FailedSignIns
from api.http.writes import Writes
from lrs.clock import system_clock
from lrs.log import recorder
from lrs.log.group_commit import StoreUnavailableError
from lrs.postgres import postgres
from lrs.postgres.postgres import Database
from tests.api.serving import product
from tests.faults.clients import CLIENTS, Client, Statement, attended
from tests.faults.logs import assert_kept, assert_sound, log_of
from tests.faults.overload import sessions_in_a_transaction
from tests.faults.proxy import Lost, Proxy, proxied
from tests.faults.waiting import eventually
from tests.recording import open_store

MARK = "marked-by-the-test"


@pytest.fixture
def proxy(tmp_path: Path, database: Database) -> Iterator[Proxy]:
    with proxied(tmp_path, database) as opened:
        yield opened


@pytest.fixture
def client(proxy: Proxy) -> Iterator[Client]:
    """A client of a server whose way to PostgreSQL is the proxy."""
    with product(proxy.database) as address, closing(Client(address)) as opened:
        yield opened


def batch(size: int) -> list[Statement]:
    return [attended(f"{MARK}-{number}", "c1") for number in range(size)]


@pytest.mark.parametrize("lost", Lost)
@pytest.mark.parametrize("size", [1, 50])
def test_an_append_that_is_cut_is_answered_from_what_is_there(
    proxy: Proxy, client: Client, database: Database, lost: Lost, size: int
) -> None:
    """The fast way: append and commit in one message."""
    before = len(log_of(database))
    statements = batch(size)
    proxy.set_trap(MARK.encode(), lost=lost)
    assert client.post(statements).status == 200
    assert not proxy.trap_is_set
    assert len(log_of(database)) == before + size
    assert_kept(database, acknowledged=[statements])
    assert_sound(database)


@pytest.mark.parametrize("lost", Lost)
def test_a_commit_that_is_cut_is_answered_from_what_is_there(
    proxy: Proxy, client: Client, database: Database, lost: Lost
) -> None:
    """The slow way, under the lock: some are there already."""
    statements = batch(3)
    assert client.post(statements[1]).status == 200
    before = len(log_of(database))
    proxy.set_trap(b"COMMIT", lost=lost)
    assert client.post(statements).status == 200
    assert not proxy.trap_is_set
    assert len(log_of(database)) == before + 2
    assert_kept(database, acknowledged=[statements])
    assert_sound(database)


def test_a_conflict_stays_a_conflict_when_its_answer_is_lost(
    proxy: Proxy, client: Client, database: Database
) -> None:
    assert client.post(attended("k1", "c1")).status == 200
    before = log_of(database)
    other = attended("k1", "c1") | {"actor": attended("k2", "c2")["actor"]}
    proxy.set_trap(str(other["id"]).encode(), lost=Lost.ANSWER)
    answer = client.post([attended(MARK, "c1"), other])
    assert (answer.status, answer.error["index"]) == (409, 1)
    assert not proxy.trap_is_set
    assert log_of(database) == before


def test_an_append_that_is_cut_again_and_again_is_unavailable_and_stored_once(
    proxy: Proxy, client: Client, database: Database
) -> None:
    before = len(log_of(database))
    statement = attended(MARK, "c1")
    proxy.set_trap(b"StatementRecorded", lost=Lost.ANSWER, times=1000)
    answer = client.post(statement)
    assert (answer.status, answer.error["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    proxy.set_trap(b"nothing says this", lost=Lost.MESSAGE)
    assert client.post(statement).status == 200
    assert len(log_of(database)) == before + 1
    assert_kept(database, acknowledged=[[statement]])


def test_while_postgresql_is_away_everything_is_unavailable_and_comes_back(
    proxy: Proxy, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "CONNECTION_TIMEOUT", 0.1)
    monkeypatch.setattr(postgres, "GIVE_UP_SECONDS", 0.1)
    with product(proxy.database) as address, closing(Client(address)) as client:
        before = log_of(database)
        proxy.go_down()
        for _ in range(10):
            for answer in (client.post(batch(2)), client.get("/xapi/statements")):
                assert (answer.status, answer.error["code"]) == (503, "unavailable")
                assert answer.headers["retry-after"] == "1"
        proxy.come_up()
        assert log_of(database) == before
        while (answer := client.post(batch(2))).status == 503:
            pass
        assert answer.status == 200
        assert_kept(database, acknowledged=[batch(2)])
        assert_sound(database)


def test_a_server_that_stands_still_under_the_lock_loses_the_lock_and_nothing_else(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when its machine is suspended."""
    stood_still: list[bool] = []
    taken = recorder.LockedLog.taken

    def stand_still(log: recorder.LockedLog, ids: Collection[UUID]) -> dict[UUID, bytes | None]:
        if not stood_still:
            stood_still.append(True)
            eventually(lambda: sessions_in_a_transaction(database) == 0)
        return taken(log, ids)

    monkeypatch.setattr(recorder, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(recorder.LockedLog, "taken", stand_still)
    with product(database) as address, closing(Client(address)) as client:
        statements = batch(3)
        assert client.post(statements[1]).status == 200
        assert client.post(statements).status == 200
    assert stood_still
    assert_kept(database, acknowledged=[statements])
    assert_sound(database)


def test_one_look_for_credentials_that_fails_serves_all_who_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would wait for a connection after the other has given up."""
    looked = []

    def fails() -> None:
        looked.append("once more")
        raise OperationalError("away")

    async def ask(authenticator: Authenticator) -> list[object]:
        header = "Basic " + base64.b64encode(b"nobody:nothing").decode()
        return await asyncio.gather(
            *(authenticator.authenticate(header) for _ in range(CLIENTS)), return_exceptions=True
        )

    with closing(open_store(database.service, system_clock)) as store:
        writes = Writes(threads=1, max_waiting=1, max_bytes=1)
        authenticator = Authenticator(store, FailedSignIns(store, writes))
        monkeypatch.setattr(authenticator, "_load", fails)
        answers = asyncio.run(ask(authenticator))
    assert looked == ["once more"]
    assert {type(answer) for answer in answers} == {OperationalError, StoreUnavailableError}
