"""A clock that goes back: by up to a minute it is waited out, by more nothing is written."""

from contextlib import closing
from datetime import timedelta

from api.app import create_app
from lrs.clock import system_clock
from lrs.log.clock_ahead import acknowledge
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.api.serving import serving, settings
from tests.faults.clients import Client, attended
from tests.faults.logs import assert_kept, assert_sound, log_of
from tests.posting import Hands

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)


def test_a_clock_behind_the_log_stores_nothing_until_it_has_caught_up(database: Database) -> None:
    clock = Hands(system_clock())
    with (
        serving(create_app(settings(), database=database, clock=clock)) as address,
        closing(Client(address)) as client,
    ):
        batches = [[attended(f"{name}-{n}", "c1") for n in range(3)] for name in "abc"]
        assert client.post(batches[0]).status == 200
        before = log_of(database)
        last = before[-1].stored

        clock.now = last - MINUTE - MICROSECOND
        for batch in batches[1:]:
            answer = client.post(batch)
            assert (answer.status, answer.error["code"]) == (503, "clock_behind")
            assert answer.headers["retry-after"] == "60"
        assert client.post(batches[0]).status == 200  # there is nothing to write
        assert log_of(database) == before
        assert client.get("/xapi/statements").status == 200

        clock.now = last - MINUTE
        assert client.post(batches[1]).status == 200
        added = log_of(database)[len(before) :]
        assert [row.stored - last for row in added] == [MICROSECOND * n for n in (1, 2, 3)]
        clock.now = last + MINUTE
        assert client.post(batches[2]).status == 200
        assert log_of(database)[-3].stored == clock.now
    assert_kept(database, acknowledged=batches)
    assert_sound(database)


def test_a_clock_that_was_ahead_once_stops_nobody_after_the_owner_said_so(
    database: Database,
) -> None:
    assert database.owner
    clock = Hands(system_clock() + DAY)
    with (
        serving(create_app(settings(), database=database, clock=clock)) as address,
        closing(Client(address)) as client,
        closing(RecordStore(database.owner, clock=clock)) as owner,
    ):
        batches = [[attended(f"{name}-{n}", "c1") for n in range(3)] for name in "abc"]
        assert client.post(batches[0]).status == 200
        clock.now -= DAY
        assert client.post(batches[1]).status == 503
        acknowledge(owner, reason="the clock was a day ahead")
        assert client.post(batches[1]).status == 200
        clock.now += 2 * DAY
        assert client.post(batches[2]).status == 200
        assert log_of(database)[-3].stored == clock.now
    assert_kept(database, acknowledged=batches)
    assert_sound(database)
