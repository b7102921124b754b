"""What a server sees to before it serves: the schema, and the first entries of a new store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg import sql

from lrs.access.credential_store import Credentials
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from lrs.message import message
from lrs.postgres.migrate import migrate, pending
from lrs.postgres.postgres import Database
from lrs.postgres.roles import AUDITOR, refuse_owner
from lrs.settings import Settings
from projections.policy.folder import DEFAULT, load_packaged
from projections.profile.publication import publication

LOCK = 0x6C72735F66697273
"""Key of the advisory lock: of several workers one makes the first entries."""

SERVICE = "lrs_service"
"""The role in which a server works."""

OnEmptyStore = Callable[[RecordStore], None]
"""Writes what an empty store begins with, before anything else is in its log."""


class NotReadyError(RuntimeError):
    """The database is not as the server needs it; the text says what to run."""


def publish_default_policy(store: RecordStore) -> None:
    """An empty store begins with the policy that judges it until another is published."""
    state(store, publication(load_packaged(DEFAULT), stand_in=True))


def prepare(database: Database, *, only_to_read: bool = False) -> Database:
    """Migrates the embedded database; checks that a given one is migrated and that the server's
    login cannot change the log. Returns it with the role in which the login reads.

    Raises NotReadyError, RolesError or MigrationError.
    """
    if database.embedded:
        migrate(database)
    with psycopg.connect(database.app, autocommit=True) as conn:
        role = _take_role(conn, only_to_read=only_to_read)
        if missing := pending(conn):
            names = ", ".join(migration.name for migration in missing)
            raise NotReadyError(
                message("the database lacks {names}: run `lrs migrate`", names=names)
            )
        refuse_owner(conn)  # now that the rights are those of this program's schema
    return replace(database, reads_as=role)


def _take_role(conn: psycopg.Connection, *, only_to_read: bool) -> str:
    """Acts as the service, or as an auditor where that is enough and all that the login may.

    Raises NotReadyError and RolesError.
    """
    if _acts_as(conn, SERVICE):
        return SERVICE
    if not _acts_as(conn, AUDITOR):
        refuse_owner(conn)
        raise NotReadyError(
            "the login of LRS_DATABASE_URL may not act as lrs_service: run `lrs migrate`"
        )
    if only_to_read:
        return AUDITOR
    raise NotReadyError(
        message(
            "the login {user} of LRS_DATABASE_URL only reads, as a member of {auditor}, "
            "and this command does more than the commands of an auditor "
            "(docs/auditors.md): it needs the login of the product, a member of "
            "lrs_service",
            user=conn.info.user,
            auditor=AUDITOR,
        )
    )


def _acts_as(conn: psycopg.Connection, role: str) -> bool:
    """Takes a role, if the login may."""
    try:
        conn.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.InsufficientPrivilege):
        return False
    return True


def begin(
    store: RecordStore, database: Database, settings: Settings, on_empty_store: OnEmptyStore
) -> None:
    """Makes the first entries of a new store, once, whoever else starts at the same time.

    An empty log gets what ``on_empty_store`` writes. A store that never had a credential gets the
    one of LRS_BOOTSTRAP_KEY, which may do and assert everything.
    """
    with _alone(database) as reader:
        if reader.head() == 0:
            on_empty_store(store)
        if settings.bootstrap_key is None or settings.bootstrap_secret is None:
            return
        if not reader.grants(until=reader.head()):
            Credentials(store).add(
                "Bootstrap",
                scopes=["all"],
                asserts=["*"],
                key=settings.bootstrap_key,
                secret=settings.bootstrap_secret.get_secret_value(),
            )


@contextmanager
def _alone(database: Database) -> Iterator[Log]:
    """A reader of the log while no other worker is in here."""
    with psycopg.connect(database.service, autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield LogReader(conn)
