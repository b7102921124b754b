"""Bring a database to the present schema: numbered SQL files, each applied once."""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.message import message
from lrs.postgres.postgres import Database
from lrs.postgres.queries import load
from lrs.postgres.roles import ensure_roles

FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")

LOCK = 0x6C72735F6D696772
"""Key of the advisory lock: one migration at a time."""

QUERIES: Final = load("lrs", "setup")


class MigrationError(RuntimeError):
    """The database and the migrations of this program do not fit; the text has both sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One SQL file; `sha256` (hex) is of its bytes."""

    number: int
    name: str
    sha256: str
    sql: str

    @classmethod
    def of(cls, file_name: str, content: bytes) -> "Migration":
        """Return the migration of a file called like `0001_log.sql`."""
        match = FILE_NAME.fullmatch(file_name)
        if match is None:
            raise MigrationError(
                message("{file_name} is not named like 0001_name.sql", file_name=file_name)
            )
        return cls(
            number=int(match[1]),
            name=match[2],
            sha256=hashlib.sha256(content).hexdigest(),
            sql=content.decode(),
        )


def packaged() -> list[Migration]:
    """Return the migrations of this program in order; numbers may be left out, none is twice."""
    folder = files("lrs") / "sql" / "migrations"
    found = sorted(
        (Migration.of(file.name, file.read_bytes()) for file in folder.iterdir()),
        key=lambda migration: migration.number,
    )
    numbers = [migration.number for migration in found]
    if len(set(numbers)) != len(numbers):
        raise MigrationError(message("two migrations have one number: {numbers}", numbers=numbers))
    return found


def migrate(database: Database, *, migrations: list[Migration] | None = None) -> list[Migration]:
    """Apply what is pending, each file in a transaction of its own, and return it.

    Raises:
        MigrationError: no owner's URL, or see `pending`.
        RolesError: the owner may not make the group roles.
    """
    if database.owner is None:
        raise MigrationError("to migrate, set LRS_OWNER_DATABASE_URL")
    with psycopg.connect(database.app) as session:
        app = session.info.user
    with psycopg.connect(database.owner, autocommit=True) as conn:
        conn.execute(QUERIES["migrating"], [LOCK])
        ensure_roles(conn, app=app)
        todo = pending(conn, migrations=migrations)
        for migration in todo:
            with conn.transaction():
                _apply(conn, migration)
    return todo


def pending(conn: Connection, *, migrations: list[Migration] | None = None) -> list[Migration]:
    """Return the migrations that the database has not had, in order. Owner or service may ask.

    Raises:
        MigrationError: a file was changed after it was applied, or the database has had one that
            this program does not know.
    """
    known = packaged() if migrations is None else migrations
    applied = _applied(conn)
    if unknown := set(applied) - {migration.number for migration in known}:
        raise MigrationError(
            message(
                "the database has had migration {unknown}, this program knows {number}: it "
                "is older than the database",
                unknown=max(unknown),
                number=max((migration.number for migration in known), default=0),
            )
        )
    for migration in known:
        digest = applied.get(migration.number, migration.sha256)
        if digest != migration.sha256:
            raise MigrationError(
                message(
                    "migration {number} ({name}) was applied with SHA-256 {digest} but is now "
                    "{sha256}: write a new migration instead",
                    number=migration.number,
                    name=migration.name,
                    digest=digest,
                    sha256=migration.sha256,
                )
            )
    return [migration for migration in known if migration.number not in applied]


def _applied(conn: Connection) -> dict[int, str]:
    cursor = conn.cursor(row_factory=tuple_row)
    exists = cursor.execute(QUERIES["has_migrations"]).fetchone()
    if exists is None:
        return {}
    return dict(cursor.execute(QUERIES["applied"]).fetchall())


def _apply(conn: Connection, migration: Migration) -> None:
    conn.execute(migration.sql)
    conn.execute(QUERIES["migration_table"])
    conn.execute(
        QUERIES["apply"],
        [migration.number, migration.name, migration.sha256],
    )
