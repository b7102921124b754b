"""Whoever computes for long between two queries is stopped, too: at the next person."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date
from threading import Event
from typing import Any

import pytest
from psycopg import Connection

from api.http.errors import StoppedError
from api.http.reads import Reads
from lrs.event.cut_log import CutLog
from lrs.event.list_log import ListLog
from lrs.log.log_reader import LogReader
from projections.answers.acts import each_with_acts
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from tests.conftest import Postgres
from tests.faults.waiting import PATIENCE

NOW = AsOf(known=0, today=date(2012, 1, 1), zone=UTC)


def test_a_read_that_asks_nothing_of_the_database_ends_when_its_client_goes(
    postgres: Postgres, migrated: str
) -> None:
    began, ended = Event(), Event()

    def read(conn: Connection[Any]) -> None:
        log = CutLog(LogReader(conn), 1)
        try:
            while True:
                log.check()
                began.set()
        except StoppedError:
            ended.set()
            raise

    async def ask_and_go(reads: Reads) -> None:
        asking = asyncio.ensure_future(reads.run(read, snapshot=False))
        assert await asyncio.to_thread(began.wait, PATIENCE)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await asyncio.to_thread(ended.wait, PATIENCE)

    with (
        postgres.database(template=migrated) as database,
        Reads(database.service, connections=1, seconds=60, check_room=lambda: None) as reads,
    ):
        asyncio.run(ask_and_go(reads))


def test_a_walk_over_persons_asks_at_each_of_them_whether_to_go_on() -> None:
    class HaltedError(Exception):
        """What the reading is stopped with."""

    class Stopping(ListLog):
        walked = 0

        def check(self) -> None:
            self.walked += 1
            if self.walked > 3:
                raise HaltedError

    def walk() -> Iterator[str]:
        for person, _ in each_with_acts("edcba", Stopping([]), Reference(), NOW):
            yield person

    found = walk()
    assert [next(found) for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(HaltedError):
        next(found)
