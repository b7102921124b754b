"""Reports are made apart: whatever becomes of them, statements are posted and read meanwhile."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import orjson
import pytest

from lrs.postgres.postgres import Database
from tests.faults.clients import HEADERS, Answer, Client, attended, in_thread
from tests.faults.processes import Serving, alive, descendants_of
from tests.faults.report_processes import (
    HELPER,
    LONG,
    QUICK,
    halted,
    index_is_locked,
    process_of,
    reads_waiting,
)
from tests.faults.waiting import PATIENCE, eventually

CIRCULAR, RISK, LEDGER = "/reports/circular?year=2010", "/reports/at-risk", "/cadres/c1/ledger"

QUEUE = 2
MOST_WAITING = QUEUE + 1
"""Linux lets one more wait than was asked for."""


class Asking:
    """A client that asks and does not wait for the answer."""

    def __init__(self, server: Serving, path: str) -> None:
        self._connection = HTTPConnection(server.address.removeprefix("http://"), timeout=PATIENCE)
        self._connection.request("GET", path, headers=HEADERS)

    def answer(self) -> Answer:
        """Waits for the answer."""
        return Answer.of(self._connection.getresponse())

    def close(self) -> None:
        """Goes away."""
        self._connection.close()


@contextmanager
def serving(database: Database, **settings: object) -> Iterator[Serving]:
    """A server over a database, with some settings, whose report processes have begun to answer."""
    own = {f"LRS_{name.upper()}": str(value) for name, value in settings.items()}
    with Serving({"LRS_DATABASE_URL": database.app, **own}) as server:
        # What is made ahead is made: else it may wait for the lock of a test in another's place.
        eventually(lambda: _health(server)["ready"] and _health(server)["ahead"])
        yield server


def _health(server: Serving) -> dict[str, Any]:
    """Whether the report processes have begun, as the server tells it."""
    found: dict[str, Any] = orjson.loads(_asked(server, "/health/reports").body)
    return found


def test_the_first_question_after_a_start_waits_until_it_can_be_answered(
    database: Database,
) -> None:
    with Serving({"LRS_DATABASE_URL": database.app}) as server:
        assert [_asked(server, path).status for path in (CIRCULAR, LEDGER)] == [200, 404]
        assert _health(server)["ready"]


def test_it_is_told_which_processes_have_begun(database: Database) -> None:
    with serving(database) as server:
        assert _health(server)["queues"] == [
            {"name": "quick", "processes": 1, "begun": 1},
            {"name": "long", "processes": 1, "begun": 1},
        ]
        os.kill(process_of(server, LONG), signal.SIGKILL)
        eventually(lambda: not _health(server)["ready"])
        eventually(lambda: _health(server)["ready"])


def test_what_reports_of_today_are_made_of_is_made_before_anybody_asks(
    database: Database, tmp_path: Path
) -> None:
    with serving(database, kept_answers=tmp_path) as server:
        eventually(lambda: _health(server)["ahead"])
        ahead = {one.name for one in tmp_path.rglob("*") if one.is_file()}
        for path in ("/reports/circular", "/reports/cycle", RISK):
            assert _asked(server, path).status == 200
        assert {one.name for one in tmp_path.rglob("*") if one.is_file()} == ahead
    assert len(ahead) == 1


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="who helps would have no core")
def test_a_process_that_helps_is_replaced_and_no_report_waits_for_it(database: Database) -> None:
    with serving(database, report_processes=1) as server:
        helper = process_of(server, HELPER)
        os.kill(helper, signal.SIGKILL)
        assert _asked(server, CIRCULAR).status == 200
        eventually(lambda: process_of(server, HELPER) != helper)


def test_statements_and_quick_questions_do_not_wait_for_reports(database: Database) -> None:
    with serving(database) as server, ExitStack() as stack:
        client = stack.enter_context(closing(Client(server.address)))
        with halted(process_of(server, LONG)):
            asked = [stack.enter_context(closing(Asking(server, CIRCULAR))) for _ in range(8)]
            assert client.post(attended("one", "c1")).status == 200
            assert client.get("/xapi/statements?limit=1").status == 200
            assert client.get(LEDGER).status == 200
            with halted(process_of(server, QUICK)):
                assert client.post(attended("two", "c1")).status == 200
                assert client.get("/xapi/statements?limit=1").status == 200
                assert client.get("/health/projections").status == 200
        assert [one.answer().status for one in asked] == [200] * 8


def test_who_waits_for_the_feed_waits_once_and_is_answered_when_the_server_ends(
    database: Database,
) -> None:
    with serving(database) as server, ExitStack() as stack:
        waiting = stack.enter_context(closing(Asking(server, "/changes?after=9999&wait=60")))
        with closing(Client(server.address)) as client:  # answered, so the one before was read
            assert client.get("/xapi/statements?limit=1").status == 200
        server.ask_to_end()
        assert waiting.answer().status == 200


def test_beyond_those_that_may_wait_reports_are_refused(database: Database) -> None:
    with serving(database, report_queue=QUEUE) as server:
        with halted(process_of(server, LONG)):
            asked = [in_thread(partial(_asked, server, CIRCULAR)) for _ in range(QUEUE + 7)]
            eventually(lambda: sum(one.done() for one in asked) >= len(asked) - MOST_WAITING)
            refused = [one.result() for one in asked if one.done()]
        answers = [one.result(PATIENCE) for one in asked]
    assert len(answers) - len(refused) in (QUEUE, MOST_WAITING)
    for answer in refused:
        assert (answer.status, answer.error["code"]) == (503, "busy")
        assert answer.headers["retry-after"] == "1"
    assert [one.status for one in answers].count(200) == len(answers) - len(refused)


def _asked(server: Serving, path: str) -> Answer:
    with closing(Client(server.address)) as client:
        return client.get(path)


def test_a_report_whose_process_is_killed_is_told_so_and_the_next_one_is_made(
    database: Database,
) -> None:
    with serving(database) as server, closing(Client(server.address)) as client:
        killed = process_of(server, LONG)
        with index_is_locked(database), closing(Asking(server, CIRCULAR)) as asking:
            eventually(lambda: reads_waiting(database))
            os.kill(killed, signal.SIGKILL)
            answer = asking.answer()
        assert (answer.status, answer.error["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert client.get(CIRCULAR).status == 200
        assert process_of(server, LONG) != killed


def test_work_ends_when_the_client_goes(database: Database) -> None:
    with serving(database) as server, closing(Client(server.address)) as client:
        with index_is_locked(database):
            for path in (CIRCULAR, LEDGER):
                asking = Asking(server, path)
                eventually(lambda: reads_waiting(database))
                asking.close()
                eventually(lambda: not reads_waiting(database))
        assert client.get(CIRCULAR).status == 200


def test_a_report_that_takes_too_long_is_ended(database: Database) -> None:
    with serving(database, read_seconds=1) as server, closing(Client(server.address)) as client:
        with index_is_locked(database):
            answer = client.get(CIRCULAR)
            assert (answer.status, answer.error["code"]) == (504, "too_long")
            eventually(lambda: not reads_waiting(database))
        assert client.get(RISK).status == 200


def test_whatever_is_in_flight_the_server_ends_and_leaves_nothing(database: Database) -> None:
    with serving(database) as server, ExitStack() as stack, index_is_locked(database):
        for path in (*[CIRCULAR] * 4, "/reports/drift?year=2010", RISK, LEDGER):
            stack.enter_context(closing(Asking(server, path)))
        eventually(lambda: reads_waiting(database) >= 5)
        begun = descendants_of(server.pid)
        server.ask_to_end()
        assert server.exit_code() == 0
        eventually(lambda: not alive(begun))
        eventually(lambda: not reads_waiting(database))


def test_a_server_that_is_killed_leaves_no_process(database: Database) -> None:
    with (
        serving(database) as server,
        index_is_locked(database),
        closing(Asking(server, CIRCULAR)),
        closing(Asking(server, LEDGER)),
    ):
        eventually(lambda: reads_waiting(database) >= 2)
        begun = descendants_of(server.pid)
        server.kill()
        eventually(lambda: not alive(begun))
        eventually(lambda: not reads_waiting(database))


def test_an_answer_is_kept_over_a_restart_and_made_anew_where_it_was_altered(
    database: Database, tmp_path: Path
) -> None:
    path = f"{CIRCULAR}&today=2026-01-01"
    with serving(database, kept_answers=tmp_path) as server:
        first = _asked(server, path)
        kept = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    assert kept
    with serving(database, kept_answers=tmp_path) as server:
        assert _asked(server, path).body == first.body
    for one in kept:
        one.write_bytes(b"half of an answer")
    with serving(database, kept_answers=tmp_path) as server:
        assert _asked(server, path).body == first.body


def test_a_process_that_hears_nothing_is_killed_in_the_end(database: Database) -> None:
    with serving(database) as server:
        with halted(process_of(server, LONG)):
            begun = descendants_of(server.pid)
            server.ask_to_end()
            assert server.exit_code() == 0
        eventually(lambda: not alive(begun))
