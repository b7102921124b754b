"""Bodies and clients that are wrong, slow or gone: they harm nobody else and leave nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import orjson
import pytest

from lrs.postgres.postgres import Database
from tests.api.serving import product
from tests.faults.clients import CLIENTS, Client, attended, requests_of
from tests.faults.logs import assert_kept, assert_sound, log_of
from tests.faults.overload import log_is_locked, sessions_in_a_transaction, writers_waiting
from tests.faults.waiting import eventually

GOOD = orjson.dumps(attended("good", "c1"))
FIVE_HUNDRED = [attended(f"k{number}", "c1") for number in range(500)]
BAD_AT = 417


def with_one_bad(text: bytes, replacement: bytes) -> bytes:
    """500 statements, one of which is wrong."""
    one = orjson.dumps(FIVE_HUNDRED[BAD_AT])
    assert text in one
    bad = one.replace(text, replacement, 1)
    return b"[%s]" % b",".join(
        bad if number == BAD_AT else orjson.dumps(statement)
        for number, statement in enumerate(FIVE_HUNDRED)
    )


@pytest.fixture
def address(database: Database) -> Iterator[str]:
    with product(database) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "replacement", "where"),
    [
        pytest.param(b'"actor":', b'"Actor":', "Actor", id="case"),
        pytest.param(b'"verb":', b'"id":"1","verb":', "id", id="duplicate key"),
        pytest.param(b'"registration":"', b'"registration":"x', "context.registration", id="uuid"),
        pytest.param(b'"timestamp":"', b'"timestamp":"after ', "timestamp", id="time"),
        pytest.param(b'"2010-03-01"', b'"\xff"', "UTF-8", id="utf-8"),
        pytest.param(b'"2010-03-01"', b'"\\ud800"', "byte 34", id="lone surrogate"),
        pytest.param(b'"2010-03-01"', b"NaN", "byte 34", id="nan"),
        pytest.param(b'"2010-03-01"', b"[" * 5000 + b"]" * 5000, "nested", id="deep"),
        pytest.param(b'"2010-03-01"', b"[" * 5000, "nested", id="deep and open"),
    ],
)
def test_one_bad_statement_of_500_is_pointed_out_and_nothing_is_stored(
    database: Database, address: str, text: bytes, replacement: bytes, where: str
) -> None:
    """By index and path; by the byte where the whole is not JSON any more."""
    before = log_of(database)
    with closing(Client(address)) as client:
        answer = client.post(with_one_bad(text, replacement))
        assert (answer.status, answer.error["code"]) == (400, "statement")
        assert where in answer.error["message"]
        assert answer.error.get("index", BAD_AT) == BAD_AT
        assert answer.error["path"] in (where, "")
        assert log_of(database) == before
        assert client.post(FIVE_HUNDRED).status == 200
    assert_kept(database, acknowledged=[FIVE_HUNDRED])
    assert_sound(database)


def test_clients_that_leave_within_their_bodies_store_nothing(
    database: Database, address: str
) -> None:
    before = log_of(database)
    for length in (len(GOOD), None):
        for _ in range(CLIENTS):
            with closing(Client(address)) as leaving:
                leaving.begin(length=length)
                leaving.go_on(GOOD[:-1] if length else b"%x\r\n%b" % (len(GOOD), GOOD))
    with closing(Client(address)) as client:
        assert client.post(GOOD).status == 200
    assert len(log_of(database)) == len(before) + 1
    assert_sound(database)


def test_clients_that_leave_before_their_answers_are_stored_whole(
    database: Database, address: str
) -> None:
    requests = [next(requests_of(number)) for number in range(CLIENTS)]
    with closing(Client(address)) as client:
        with log_is_locked(database), ExitStack() as leaving:
            for request in requests:
                leaving.enter_context(closing(Client(address))).send(request)
            eventually(lambda: writers_waiting(database))
            # The server reads in turn: when this is answered, it has read the others.
            assert client.get("/xapi/statements?limit=1").status == 200
        assert client.post(GOOD).status == 200  # it was behind them
    assert_kept(database, acknowledged=[*requests, [orjson.loads(GOOD)]])
    assert_sound(database)


def test_slow_clients_hold_no_transaction_and_nobody_up(database: Database, address: str) -> None:
    half = len(GOOD) // 2
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(Client(address))) for _ in range(100)]
        for client in slow:
            client.begin(length=len(GOOD))
            client.go_on(GOOD[:half])
        quick = stack.enter_context(closing(Client(address)))
        for number in range(20):
            assert quick.post(attended(f"quick-{number}", "c2")).status == 200
        assert sessions_in_a_transaction(database) == 0
        for client in slow:
            client.go_on(GOOD[half:])
        assert {client.receive().status for client in slow} == {200}
    assert_kept(
        database,
        acknowledged=[
            [orjson.loads(GOOD)],
            *([attended(f"quick-{number}", "c2")] for number in range(20)),
        ],
    )
    assert_sound(database)
