"""The log as Parquet: whole after any number of runs, read by engines of others, folded to the same
rows."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars
import psycopg
import pyarrow
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from lrs.event.events import StatementRecorded
from lrs.evidence.erasing import erase
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay.parquet import state_making
from replay.parquet.engine import LoadBucket, ThroughParquet
from replay.parquet.errors import ExportError
from replay.parquet.export import export_parquet
from replay.parquet.folding import basis_of
from replay.parquet.layout import NOBODY, WAITING, current
from replay.parquet.log import ParquetLog
from replay.parquet.results import path_of
from replay.rebuild import rebuild
from tests.recording import Hands, open_store, publish, record

NOW = Hands(datetime(2010, 12, 1, tzinfo=UTC))
BUCKETS = 5
EVERYTHING = "current/log/*/*.parquet"


def attended(fact_id: str, cadre: str) -> dict[str, Any]:
    days = {"start": "2010-03-01", "end": "2010-03-12", "scheduled_days": "10"}
    return {"fact": "class.completed", "id": fact_id, "cadre": cadre, "class": fact_id} | days


def link(fact_id: str, cadre: str, identifier: str) -> dict[str, Any]:
    named = {"cadre": cadre, "identifier": identifier, "occurred": "2010-01-01"}
    return {"fact": "cadre.identified", "id": fact_id} | named


def void(fact_id: str, target: str) -> dict[str, Any]:
    return {"fact": "act.voided", "id": fact_id, "target": target, "occurred": "2010-09-01"}


@pytest.fixture
def store(database: Database) -> Any:
    store = open_store(database.service, NOW)
    publish(store)
    yield store
    store.close()


@pytest.fixture
def conn(database: Database, store: RecordStore) -> Any:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        yield conn


def exported(conn: Connection, directory: Path, **options: Any) -> Any:
    return export_parquet(conn, directory, unwatched, **{"buckets": BUCKETS} | options)


def held(directory: Path) -> dict[int, str]:
    """The folder of each position, which stands in one alone."""
    rows = [
        (position, path.parent.name)
        for path in directory.glob(EVERYTHING)
        for position in pq.ParquetFile(path).read(["position"]).column(0).to_pylist()
    ]
    assert max(Counter(position for position, _ in rows).values()) == 1
    return dict(rows)


def test_the_events_stand_there_with_exact_types(
    conn: Connection, store: RecordStore, tmp_path: Path
) -> None:
    record(store, attended("k1", "c1"), attended("k2", "c2"), void("v", "k1"))
    added = exported(conn, tmp_path)
    assert (added.position, added.added) == (4, 4)
    files = str(tmp_path / EVERYTHING)
    query = f"SELECT * FROM read_parquet('{files}', hive_partitioning = true) ORDER BY position"
    by_duckdb = duckdb.connect().execute(query)
    types = {column[0]: str(column[1]) for column in by_duckdb.description or ()}
    assert types["stored"] == types["occurred"] == "TIMESTAMP WITH TIME ZONE"
    rows = [dict(zip(types, row, strict=True)) for row in by_duckdb.fetchall()]
    assert [row["person"] for row in rows] == [None, "c1", "c2", "c1"], "a void is of its target"
    assert [row["fact"] for row in rows][1:] == ["class.completed", "class.completed", "act.voided"]
    assert rows[0]["bucket"] == NOBODY
    assert rows[1]["bucket"] == rows[3]["bucket"]
    reader = LogReader(conn)
    for row, one in zip(rows, reader.read(after=0, until=4, limit=9), strict=True):
        assert (row["stored"], row["id"]) == (one.stored, str(one.statement_id))
        state = f"{row['header']}\n{row['body']}".encode()
        assert StatementRecorded.from_state(one.statement_id, state).body == one.body
    by_polars = polars.scan_parquet(files, hive_partitioning=True).sort("position").collect()
    assert by_polars["position"].to_list() == [1, 2, 3, 4]
    assert str(by_polars.schema["stored"]) == "Datetime(time_unit='us', time_zone='UTC')"
    assert by_polars["body"].to_list() == [row["body"] for row in rows]


def test_a_second_run_adds_what_is_new_and_leaves_what_is_there(
    conn: Connection, store: RecordStore, tmp_path: Path
) -> None:
    record(store, *(attended(f"k{one}", f"c{one}") for one in range(20)))
    exported(conn, tmp_path)
    before = {path.name: path.stat().st_ino for path in tmp_path.glob(EVERYTHING)}
    assert exported(conn, tmp_path).added == 0
    record(store, attended("k20", "c1"))
    again = exported(conn, tmp_path)
    assert (again.added, again.rewritten) == (1, ())
    after = {path.name: path.stat().st_ino for path in tmp_path.glob(EVERYTHING)}
    assert before.items() <= after.items(), "the same files"
    assert len(held(tmp_path)) == 22


def test_a_link_writes_the_bucket_anew_that_somebody_leaves(
    conn: Connection, store: RecordStore, tmp_path: Path
) -> None:
    record(store, *(attended(f"k{one}", f"mailto:a{one}@b.cn") for one in range(8)))
    exported(conn, tmp_path)
    record(store, *(link(f"l{one}", "c1", f"mailto:a{one}@b.cn") for one in range(8)))
    assert exported(conn, tmp_path).rewritten
    assert len({held(tmp_path)[position] for position in range(2, 18)}) == 1


def test_a_decision_waits_for_its_target(
    conn: Connection, store: RecordStore, tmp_path: Path
) -> None:
    record(store, void("v", "k1"))
    exported(conn, tmp_path)
    assert held(tmp_path)[2] == f"bucket={WAITING}"
    record(store, attended("k1", "c1"))
    exported(conn, tmp_path)
    assert held(tmp_path)[2] == held(tmp_path)[3] != f"bucket={WAITING}"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("attended"), st.integers(0, 9), st.sampled_from(["c1", "c2", "c3"])),
        st.tuples(st.just("link"), st.integers(0, 9), st.sampled_from(["c1", "c2", "c3"])),
        st.tuples(st.just("void"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("export"), st.just(0), st.just("")),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_however_it_came_about_an_export_is_as_a_first_one(
    postgres: Any, tmp_path_factory: pytest.TempPathFactory, steps: list[Any], migrated: str
) -> None:
    directory, there = tmp_path_factory.mktemp("log"), set[int]()
    with postgres.database(template=migrated) as database:
        store = open_store(database.service, NOW)
        publish(store)
        with psycopg.connect(database.projector, autocommit=True) as conn:
            for number, (step, one, cadre) in enumerate(steps):
                if step == "export":
                    exported(conn, directory / "grown")
                elif step == "attended":  # k1 may be voided before it is there
                    name = cadre if one % 2 else f"mailto:a{one}@b.cn"
                    record(store, attended(f"n{number}" if one in there else f"k{one}", name))
                    there.add(one)
                elif step == "link":
                    record(store, link(f"l{number}", cadre, f"mailto:a{one}@b.cn"))
                else:
                    record(store, void(f"v{number}", f"k{one}"))
            exported(conn, directory / "grown")
            exported(conn, directory / "first")
            assert held(directory / "grown") == held(directory / "first")
        store.close()


def test_the_rows_that_come_of_files_are_those_of_the_tables(
    conn: Connection, store: RecordStore, database: Database, tmp_path: Path
) -> None:
    record(store, *(attended(f"k{one}", f"c{one % 7}") for one in range(20)), void("v", "k3"))
    record(store, attended("m", "mailto:a@b.cn"))
    exported(conn, tmp_path / "log")
    record(store, link("l", "c2", "mailto:a@b.cn"), void("late", "k21"), attended("k21", "c5"))
    Runner(NOW).catch_up(conn)
    engine = ThroughParquet(
        conninfo=database.projector, log=tmp_path / "log", results=tmp_path / "rows"
    )
    for jobs in (1, 2):
        made = rebuild(
            conn,
            unwatched,
            clock=NOW,
            jobs=jobs,
            conninfo=database.projector,
            engine=engine,
        )
        assert made.before == made.after
        assert made.persons == 7
    counted = f"SELECT person, counted FROM read_parquet('{tmp_path}/rows/current/balance/*')"
    rows = duckdb.connect().execute(counted).fetchall()
    assert sorted(rows) == sorted(
        conn.execute("SELECT person, trim_scale(counted)::text FROM projections.balance")
    )
    plain = rebuild(conn, unwatched, clock=NOW)
    assert plain.before == plain.after == made.after


def test_a_row_that_postgresql_refuses_is_found_and_set_aside(
    conn: Connection, store: RecordStore, database: Database, tmp_path: Path
) -> None:
    record(store, attended("k1", "c1"), attended("k2", "c2"))
    Runner(NOW).catch_up(conn)
    engine = ThroughParquet(
        conninfo=database.projector, log=tmp_path / "log", results=tmp_path / "rows"
    )

    def spoilt(basis: Any) -> list[LoadBucket]:
        tasks = engine(basis)
        for one in tasks:
            path = path_of(one.directory, "ledger_entry", one.bucket)
            table = pq.read_table(path, partitioning=None)
            if table.num_rows:
                at = table.schema.get_field_index("day")
                none = pyarrow.nulls(table.num_rows, table.schema.field(at).type)
                pq.write_table(table.set_column(at, table.schema.field(at), none), path)
        return tasks

    made = rebuild(conn, unwatched, clock=NOW, engine=spoilt)
    assert made.before == made.after, "who cannot be copied is folded here"


KILLED = """
import os, signal, sys
from pathlib import Path
import psycopg
from lrs.progress import unwatched
from replay.parquet import export, states
from replay.parquet.writing import Writing

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

places = {"writing": (Writing, "finish"), "naming": (export, "make_current"),
          "linking": (Path, "symlink_to"), "removing": (states.shutil, "rmtree")}
where, name = places[sys.argv[3]]
with psycopg.connect(sys.argv[1], autocommit=True) as conn:
    if sys.argv[3] == "removing":  # not of what a killed one left, which is removed at first
        rmtree = states.shutil.rmtree
        states.shutil.rmtree = lambda path, **rest: rmtree(path, **rest) if rest else die()
    else:
        setattr(where, name, die)
    export.export_parquet(conn, Path(sys.argv[2]), unwatched)
"""


@pytest.mark.parametrize("place", ["writing", "naming", "linking", "removing"])
def test_a_killed_export_leaves_the_last_whole_state(
    conn: Connection, store: RecordStore, database: Database, tmp_path: Path, place: str
) -> None:
    for number in range(2):  # from the third state on an older one is removed
        record(store, attended(f"k{number}", "c1"))
        exported(conn, tmp_path)
    record(store, attended("k2", "c2"))
    before = held(tmp_path)
    arguments = [database.projector, str(tmp_path), place]
    ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    if place == "removing":
        assert len(held(tmp_path)) == 4
    else:
        assert held(tmp_path) == before
    record(store, attended("k3", "c2"))
    exported(conn, tmp_path)
    assert sorted(held(tmp_path)) == [1, 2, 3, 4, 5]
    assert len(list((tmp_path / "states").iterdir())) <= 2


def test_what_is_no_export_of_this_log_is_not_added_to(
    conn: Connection, store: RecordStore, tmp_path: Path
) -> None:
    exported(conn, tmp_path)
    with pytest.raises(ExportError, match="has 5 buckets, 6 are asked for"):
        exported(conn, tmp_path, buckets=6)
    state = current(tmp_path)
    assert state
    manifest = state / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"id": "', '"id": "0'))
    with pytest.raises(ExportError, match="it is the export of another log"):
        exported(conn, tmp_path)
    manifest.write_text(text.replace("cadre-lrs-log/1", "cadre-lrs-log/0"))
    with pytest.raises(ExportError, match="has the form cadre-lrs-log/0"):
        exported(conn, tmp_path)
    with pytest.raises(ExportError, match="has no exported log"):
        ParquetLog.current(tmp_path / "elsewhere")


def test_what_was_erased_is_in_no_file_after_the_next_run(
    conn: Connection, store: RecordStore, database: Database, tmp_path: Path
) -> None:
    record(store, attended("k1", "c1"), attended("k2", "c2"))
    exported(conn, tmp_path)
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as owner:
        erase(owner, [2], reason="request 1", clock=NOW)
    added = exported(conn, tmp_path, buckets=None)
    assert added.added == added.position == 4
    assert added.buckets == BUCKETS
    assert held(tmp_path)[2] == f"bucket={NOBODY}"
    for path in tmp_path.rglob("*.parquet"):
        assert "c1" not in pq.ParquetFile(path).read(["person"]).column(0).to_pylist()


def test_buckets_of_many_files_are_written_anew(
    conn: Connection, store: RecordStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_making, "MOST_FILES", 3)
    for number in range(5):
        record(store, attended(f"k{number}", "c1"))
        exported(conn, tmp_path)
    files = [len(list(one.iterdir())) for one in (tmp_path / "current" / "log").iterdir()]
    assert max(files) <= 3
    assert len(held(tmp_path)) == 6


def test_the_reference_knows_when_every_event_was_stored(
    conn: Connection, store: RecordStore, tmp_path: Path
) -> None:
    record(store, attended("k1", "c1"), attended("k2", "c2"))
    exported(conn, tmp_path)
    log, reader = ParquetLog.current(tmp_path), LogReader(conn)
    reference = log.reference()
    stored = reader.stored_at(2)
    assert stored
    assert reference.position_at(stored) == reader.position_at(stored) == 2
    assert reference.head() == 3
    assert basis_of(log, stored.date()).policies.digest
    assert os.path.exists(log.state)
