"""Several servers on one database, the projections apart from them, and reports from a standby."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
import pytest

from lrs.postgres.postgres import Database
from tests.faults.clients import Client, attended
from tests.faults.processes import Serving
from tests.faults.standby import Pair, replicated
from tests.faults.waiting import PATIENCE, eventually

HEALTH, LEDGER = "/health/projections", "/cadres/c1/ledger"


@contextmanager
def projecting(database: Database) -> Iterator[subprocess.Popen[str]]:
    """`lrs project` over a database."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "project"],
        env={"LRS_DATABASE_URL": database.app},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "Following the log.\n"
        yield process
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0
        if process.stdout:
            process.stdout.close()


def test_servers_without_projections_and_the_projections_without_a_server(
    database: Database,
) -> None:
    own = {"LRS_DATABASE_URL": database.app}
    with (
        Serving(own, "--no-projections") as one,
        Serving(own, "--no-projections", workers=2) as other,
        closing(Client(one.address)) as posting,
        closing(Client(other.address)) as asking,
    ):
        assert posting.post(attended("one", "c1")).status == 200
        assert lines_of(asking) == 1
        assert orjson.loads(posting.get(HEALTH).body)["today"] is None
        with projecting(database), projecting(database):
            eventually(lambda: orjson.loads(asking.get(HEALTH).body)["settled"] >= 3)
            assert orjson.loads(asking.get(HEALTH).body)["stale"] == 0


def lines_of(client: Client) -> int:
    """How many lines the ledger of c1 has."""
    answer = client.get(LEDGER)
    assert answer.status == 200
    return len(orjson.loads(answer.body)["entries"])


@pytest.fixture
def pair(home: Path) -> Iterator[Pair]:
    with replicated(home) as found:
        yield found


def test_reports_come_from_the_standby_and_say_how_far_it_is(pair: Pair) -> None:
    own = {"LRS_DATABASE_URL": pair.primary.app, "LRS_REPORTS_DATABASE_URL": pair.standby}
    with Serving(own) as server, closing(Client(server.address)) as client:
        assert client.post(attended("one", "c1")).status == 200
        eventually(lambda: client.get(LEDGER).status == 200)
        eventually(lambda: "behind=0; seconds=0.0" in client.get(LEDGER).headers["standby"])
        with pair.behind():
            assert client.post(attended("two", "c1")).status == 200
            assert "more" in orjson.loads(client.get("/xapi/statements?limit=1").body)
            assert lines_of(client) == 1
            eventually(lambda: "behind=1; " in client.get(LEDGER).headers["standby"])
            assert client.get("/reports/circular?year=2010").status == 200
        eventually(lambda: lines_of(client) == 2)
