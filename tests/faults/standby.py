"""A hot standby: a second PostgreSQL that follows the first one by streaming replication."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lrs.postgres.cluster import APP, DATABASE, ENVIRONMENT, SUPERUSER, Layout, binaries
from lrs.postgres.embedded import PORT, EmbeddedServer
from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import Database
from tests.conftest import NOT_DURABLE
from tests.faults.processes import database_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A primary and its standby."""

    primary: Database
    standby: str
    """How the product's login connects to the standby."""
    admin: str
    """How a superuser connects to the standby."""

    @contextmanager
    def behind(self) -> Iterator[None]:
        """The standby takes over nothing new until the end of the block."""
        with psycopg.connect(self.admin, autocommit=True) as conn:
            conn.execute("SELECT pg_wal_replay_pause()")
            try:
                yield
            finally:
                conn.execute("SELECT pg_wal_replay_resume()")


@contextmanager
def replicated(home: Path) -> Iterator[Pair]:
    """A migrated database with a standby, both under a home."""
    home.chmod(0o711)  # the servers run as another user where this is root
    with EmbeddedServer(home / "primary", configuration=NOT_DURABLE) as primary:
        database = database_of(home / "primary")
        migrate(database)
        copy = Layout(home=(home / "standby").resolve())
        _copy(primary, copy)
        with EmbeddedServer(copy.home, configuration=NOT_DURABLE) as standby:
            yield Pair(
                primary=database,
                standby=standby.conninfo(user=APP, dbname=DATABASE),
                admin=standby.conninfo(user=SUPERUSER, dbname="postgres"),
            )


def _copy(primary: EmbeddedServer, copy: Layout) -> None:
    """A base backup that begins as a standby; it belongs to whom the primary's data belong to."""
    owner = primary.layout.data.stat()
    program = binaries(primary.layout, None) / "pg_basebackup"
    copy.home.mkdir(parents=True)
    subprocess.run(
        [
            *(program, "-h", primary.layout.socket_directory, "-p", str(PORT), "-U", SUPERUSER),
            *("-D", copy.data, "-R", "-X", "stream", "--checkpoint=fast"),
        ],
        env=ENVIRONMENT,
        check=True,
    )
    if os.geteuid() == 0:
        for path in (copy.home, copy.data, *copy.data.rglob("*")):
            shutil.chown(path, owner.st_uid, owner.st_gid)
