"""Runs scenario files, each in an empty store of its own on a PostgreSQL that ends with the run."""

import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql

from lrs.log.record_store import RefusedError
from lrs.postgres.cluster import APP, OWNER, SUPERUSER
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import Database
from lrs.statement.statement import StatementError
from projections.answers.basis import UnknownSubjectError
from projections.policy.declaration import PolicyError
from replay.scenarios.scenario import ScenarioError, differences, load
from replay.scenarios.world import StoreWorld

NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
TEMPLATE = "scenario"


def run(paths: Iterable[Path]) -> Iterator[tuple[Path, list[str]]]:
    """Each file with what differs from its expectations, or with why it cannot be run."""
    with (
        tempfile.TemporaryDirectory(prefix="lrs-scenarios-") as home,
        EmbeddedServer(Path(home), configuration=NOT_DURABLE) as server,
    ):
        migrate(_make(server, TEMPLATE, of="template0"))
        for number, path in enumerate(paths):
            database = _make(server, f"{TEMPLATE}_{number}", of=TEMPLATE)
            yield path, _problems(path, database)


def _problems(path: Path, database: Database) -> list[str]:
    try:
        scenario = load(path)
        with closing(StoreWorld(database.service, scenario)) as world:
            return differences(scenario, world)
    except ScenarioError as error:
        return [str(error).removeprefix(f"{path}: ")]
    except (PolicyError, RefusedError, StatementError, UnknownSubjectError) as error:
        return [f"cannot be run: {error}"]
    except Exception as error:
        # A fault of ours costs the file that shows it and no other; where it is helps to mend it.
        at = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(at.filename).name}, line {at.lineno}"
        return [f"cannot be run, by a fault of this program: {error!r} ({place})"]


def _make(server: EmbeddedServer, name: str, *, of: str) -> Database:
    """A new database that is a copy of another."""
    admin = server.conninfo(user=SUPERUSER, dbname="postgres")
    with psycopg.connect(admin, autocommit=True) as conn:
        conn.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                *map(sql.Identifier, (name, OWNER, of))
            )
        )
    return Database(
        app=server.conninfo(user=APP, dbname=name),
        owner=server.conninfo(user=OWNER, dbname=name),
        embedded=True,
    )
