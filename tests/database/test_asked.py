"""A report that is asked for without a server is read over the connection of who asks."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from api.http.errors import StoppedError
from api.http.reads import Reads
from api.reports.alone import reports_alone
from api.reports.asked import Question, ReportError, ask
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from tests.conftest import Postgres
from tests.posting import Hands
from tests.recording import publish

NOW = datetime(2011, 1, 1, tzinfo=UTC)


def test_who_stops_waiting_for_a_report_stops_the_making_of_it(
    postgres: Postgres, migrated: str
) -> None:
    def read(conn: Any) -> list[Mapping[str, Any]]:
        question = Question(
            request="/reports/circular?year=2010", position=LogReader(conn).head(), at=NOW
        )
        assert ask(reports_alone(), conn, question)
        conn.stopped = StoppedError()
        return ask(reports_alone(), conn, question)

    with (
        postgres.database(template=migrated) as database,
        closing(RecordStore(database.service, clock=Hands(NOW))) as store,
        Reads(database.service, connections=1, seconds=60, check_room=lambda: None) as reads,
    ):
        publish(store)
        with pytest.raises(ReportError, match="the server ends"):
            asyncio.run(reads.run(read, snapshot=False))
