"""Opening the store for a command: embedded or given, ready, begun like a server's; and as whom the
command states what it records."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from lrs.message import message

if TYPE_CHECKING:  # so that --help need not load them
    from psycopg import Connection

    from lrs.event.credentials import Credential
    from lrs.log.record_store import RecordStore
    from lrs.postgres.postgres import Database


@contextmanager
def open_database(*, only_to_read: bool = False) -> Iterator["Database"]:
    """The database of the settings, with its schema; what `prepare` raises.

    `only_to_read`: the login may be an auditor's, and `reader` is what the command connects as.
    """
    from api.operations.first_start import prepare
    from lrs.postgres.postgres import connect
    from lrs.settings import load

    with connect(load()) as database:
        yield prepare(database, only_to_read=only_to_read)


@contextmanager
def reading() -> Iterator["Connection[Any]"]:
    """A connection to the database of the settings that sees one moment and cannot write."""
    with open_database(only_to_read=True) as database, reading_of(database) as conn:
        yield conn


@contextmanager
def reading_of(database: "Database") -> Iterator["Connection[Any]"]:
    """The same over a database that is open, as whom a command reads it."""
    import psycopg

    with psycopg.connect(database.reader) as conn:
        conn.read_only = True
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield conn


NICENESS = 10
"""How far a command that reads all of the log stands back behind those who post, as far as the
processes do that make long reports."""


@contextmanager
def reading_all(database: "Database") -> "Iterator[Connection[Any]]":
    """A connection for a command that reads all of the log, which stands back meanwhile."""
    import psycopg

    from lrs.postgres.priority import let_backend_stand_back, standing_back

    with standing_back(NICENESS), psycopg.connect(database.reader, autocommit=True) as conn:
        let_backend_stand_back(conn)
        yield conn


@contextmanager
def open_store(database: "Database") -> Iterator["RecordStore"]:
    """The record store as the service; an empty one gets its first entries."""
    from api.operations.first_start import begin, publish_default_policy
    from lrs.clock import system_clock
    from lrs.log.record_store import RecordStore
    from lrs.settings import load

    with closing(RecordStore(database.service, clock=system_clock)) as store:
        begin(store, database, load(), publish_default_policy)
        yield store


def credential_of(store: "RecordStore", key: str) -> "Credential":
    """The credential of a key, which may write statements. Raises CredentialError."""
    from lrs.access.credential_store import Credentials
    from lrs.event.credentials import OPERATOR, CredentialError

    if key == OPERATOR.key:
        return OPERATOR
    for credential in Credentials(store).valid():
        if credential.key == key:
            if not credential.may("statements/write"):
                raise CredentialError(
                    message("the credential {key!r} lacks the scope statements/write", key=key)
                )
            return credential
    raise CredentialError(
        message("there is no valid credential {key!r}; see `lrs credential list`", key=key)
    )
