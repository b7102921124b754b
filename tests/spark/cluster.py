"""A rebuild on a standalone Spark cluster of one master and two workers, one of which is killed.

`make test-spark` runs it; the file is named so that `make test` does not.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pyspark
import pytest
from psycopg import Connection

from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay.parquet.engine import ThroughParquet
from replay.parquet.folding import fold_bucket
from replay.parquet.spark import Spark
from replay.rebuild import rebuild
from tests.recording import Hands, open_store, publish, record

ROOT = Path(__file__).parents[2]
NOW = Hands(datetime(2010, 12, 1, tzinfo=UTC))
CADRES = 30
PATIENCE = 120.0
"""Seconds after which a cluster that does not come up has failed."""

SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.cores.max": "2",
    "spark.locality.wait": "0",
}

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore"),  # of PySpark's own
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A master's address."""

    master: str


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One master and two workers of one core each, on loopback addresses alone."""
    work = tmp_path_factory.mktemp("spark")
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
    }
    running: list[subprocess.Popen[bytes]] = []

    def start(log: Path, name: str, *arguments: str) -> None:
        spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
        command = [str(spark_class), f"org.apache.spark.deploy.{name}", *arguments]
        with log.open("wb") as out:
            process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        running.append(process)

    loopback = ["--host", "127.0.0.1", "--webui-port", "0"]
    try:
        start(work / "master", "master.Master", *loopback, "--port", "0")
        master = _said(work / "master", r"(spark://127\.0\.0\.1:\d+)")
        for number in (1, 2):
            sizes = ["--cores", "1", "--memory", "600m", "--work-dir", str(work / f"w{number}")]
            start(work / f"worker{number}", "worker.Worker", *loopback, *sizes, master)
            _said(work / f"worker{number}", "(Successfully registered)")
        yield Cluster(master=master)
    finally:
        for process in running:
            process.kill()
            process.wait()


def _said(log: Path, pattern: str) -> str:
    """What a process wrote, as soon as it has."""
    found: list[str] = []

    def says() -> bool:
        match = re.search(pattern, log.read_text(errors="replace"))
        found.extend(match.groups() if match else ())
        return bool(found)

    _wait(says, lambda: log.read_text(errors="replace")[-2000:])
    return found[0]


def _wait(happened: Any, told: Any) -> None:
    """Looks until something has happened; fails with what is told where it does not."""
    never = Event()
    for _ in range(int(PATIENCE * 10)):
        if happened():
            return
        never.wait(0.1)
    pytest.fail(f"waited in vain: {told()}")


@pytest.fixture
def conn(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection[Any]]:
    """Tables that answer for classes, a late void, a link and what cannot be folded of nobody."""
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")  # of the driver, which this process starts
    store = open_store(database.service, NOW)
    publish(store)
    days = {"start": "2010-03-01", "end": "2010-03-12", "scheduled_days": "9.5"}
    for number in range(3 * CADRES):
        fact = {"fact": "class.completed", "id": f"k{number}", "class": f"k{number}"}
        record(store, {**fact, **days, "cadre": f"c{number % CADRES}"})
    named = {"cadre": "c2", "identifier": "mailto:a@b.cn", "occurred": "2010-01-01"}
    record(store, {"fact": "cadre.identified", "id": "link"} | named)
    record(store, {"fact": "act.voided", "id": "v", "target": "k1", "occurred": "2010-09-01"})
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(NOW).catch_up(conn)
        yield conn


def gated_fold(gate: Path, *arguments: Any, attempt: str) -> int:
    """A fold that says who does it, and that waits until the worker of the first is killed."""
    if not (gate / "killed").exists():
        (gate / f"{attempt}.partial").write_text(json.dumps(_ancestors(os.getpid())))
        (gate / f"{attempt}.partial").replace(gate / f"{attempt}.folding")
        with (gate / "fifo").open("rb") as opened:
            opened.read()
    return fold_bucket(*arguments, attempt=attempt)


@dataclass(frozen=True)
class Gated:
    """The fold with its gate, as it is sent to the workers."""

    gate: Path

    def __call__(self, *arguments: Any, attempt: str) -> int:
        """How many cadres a bucket has."""
        return gated_fold(self.gate, *arguments, attempt=attempt)


def _ancestors(pid: int) -> list[int]:
    """A process of an executor with those above it, up to the worker that started it."""
    found = []
    while True:
        found.append(pid)
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"deploy.worker.Worker" in command:
            return found
        stat = Path(f"/proc/{pid}/stat").read_text()
        pid = int(stat.rsplit(")", 1)[1].split()[1])


def test_a_worker_that_is_killed_within_the_fold_costs_no_row(
    conn: Connection, database: Database, cluster: Cluster, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    gate.mkdir()
    os.mkfifo(gate / "fifo")
    engine = ThroughParquet(
        conninfo=database.projector,
        log=tmp_path / "log",
        results=tmp_path / "rows",
        fold=Spark(master=cluster.master, settings=SETTINGS, fold=Gated(gate)),
        buckets=6,
    )
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(rebuild, conn, unwatched, clock=NOW, engine=engine)
        _wait(lambda: making.done() or len(list(gate.glob("*.folding"))) == 2, lambda: gate)
        if making.done():
            making.result()
        first = min(gate.glob("*.folding"))
        (gate / "killed").touch()
        for pid in reversed(json.loads(first.read_text())):
            os.kill(pid, signal.SIGKILL)
        with (gate / "fifo").open("wb"):  # whoever waits goes on
            pass
        made = making.result()
    assert (made.before, made.persons) == (made.after, CADRES)
    assert rebuild(conn, unwatched, clock=NOW).before == made.after


def test_the_command_makes_the_same_tables(
    conn: Connection, database: Database, cluster: Cluster, tmp_path: Path
) -> None:
    sound = rebuild(conn, unwatched, clock=NOW)
    settings = [f"--spark-conf={name}={value}" for name, value in SETTINGS.items()]
    command = [sys.executable, "-m", "api.cli", "rebuild", "--engine", "spark", *settings]
    places = ["--log", str(tmp_path / "log"), "--results", str(tmp_path / "rows")]
    told = subprocess.run(
        [*command, *places, "--master", cluster.master],
        env={
            "PATH": os.environ["PATH"],
            "SPARK_LOCAL_IP": "127.0.0.1",
            "LRS_HOME": str(tmp_path / "home"),
            "LRS_DATABASE_URL": database.app,
        },
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr.decode()
    answer = json.loads(told.stdout)
    assert (answer["matched"], answer["digest"]) == (True, sound.after)
