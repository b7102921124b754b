"""The database as the product sees it: how to connect as each role, embedded or given."""

import select
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from lrs.entropy import new_lock_key
from lrs.message import message
from lrs.postgres.cluster import APP, DATABASE, OWNER
from lrs.settings import Settings

GIVE_UP_SECONDS = 5.0
"""How long to wait for a connection before whoever asked is told that there is none."""

PREFERRED = {
    "synchronous_commit": "on",
    "statement_timeout": "0",
    "lock_timeout": "0",
}
"""What a session has whatever server, database or role prescribe; options of the URL go first."""

RELIED_ON = {
    "timezone": "UTC",
    "datestyle": "ISO,MDY",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "array_nulls": "on",
    "transform_null_equals": "off",
    "search_path": "pg_catalog,pg_temp",
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "default_transaction_deferrable": "off",
}
"""What our queries and the reading of their answers are written for: nothing goes before it."""


class AnotherDatabaseError(RuntimeError):
    """The two addresses that were given lead to two databases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Connection strings, one for each role. They may hold passwords: never log them.

    Each makes sessions that set what the product relies on (docs/decisions/0012).
    """

    app: str = field(repr=False)
    """The login of the product; it can do nothing until it takes one of the roles below."""
    owner: str | None = field(repr=False)
    """The login that owns everything: to migrate, restore and erase. None when it was not given."""
    embedded: bool = False
    reads_as: str = "lrs_service"
    """The role in which commands that only read do so."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "app", as_session(self.app))
        if self.owner is not None:
            object.__setattr__(self, "owner", as_session(self.owner))

    @property
    def service(self) -> str:
        """Reads and appends to the log, its index and its content."""
        return as_role(self.app, "lrs_service")

    @property
    def reader(self) -> str:
        """Reads the log, its index and content, and the projections: the service, or an auditor."""
        return as_role(self.app, self.reads_as)

    @property
    def projector(self) -> str:
        """Reads the log; owns the schema `projections`."""
        return as_role(self.app, "lrs_projector")

    @property
    def report(self) -> str:
        """Reads the schema `projections`."""
        return as_role(self.app, "lrs_report")

    @property
    def sequencer(self) -> str:
        """Reads the log; adds to the tree over it and to its checkpoints."""
        return as_role(self.app, "lrs_sequencer")


def refuse_two(database: Database) -> None:
    """Returns if the addresses of the product's login and of the owner lead to one database.

    A lock that is taken over one of them is seen over the other: so neither names, addresses nor
    rights decide. Raises AnotherDatabaseError and OperationalError.
    """
    if database.owner is None:
        return
    key = new_lock_key()
    with psycopg.connect(database.owner) as owner, psycopg.connect(database.app) as app:
        owner.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        row = app.execute("SELECT pg_try_advisory_xact_lock(%s)", [key]).fetchone()
        if row and row[0]:
            raise AnotherDatabaseError(
                message(
                    "LRS_OWNER_DATABASE_URL leads to {place} and LRS_DATABASE_URL to {place2}, "
                    "which is another database: both must be of the same one",
                    place=_place(owner),
                    place2=_place(app),
                )
            )


def _place(conn: Connection[Any]) -> str:
    """The database of a session, without its password."""
    return message(
        "the database {dbname!r} of {host}, port {port}",
        dbname=conn.info.dbname,
        host=conn.info.host,
        port=conn.info.port,
    )


def as_session(conninfo: str) -> str:
    """Return `conninfo` so that its sessions have what the product relies on, also after a RESET.

    The settings travel with the connection's first message and cost no round trip.
    """
    given = str(conninfo_to_dict(conninfo).get("options") or "")
    options = " ".join(filter(None, (_options(PREFERRED), given, _options(RELIED_ON))))
    return make_conninfo(conninfo, options=options, client_encoding="UTF8")


def as_role(conninfo: str, role: str) -> str:
    """Return `conninfo` so that its sessions begin as `role`, also after a RESET ROLE."""
    given = str(conninfo_to_dict(conninfo).get("options") or "")
    return make_conninfo(conninfo, options=f"{given} {_options({'role': role})}".strip())


def _options(values: Mapping[str, str]) -> str:
    escaped = {name: value.replace(" ", "\\ ") for name, value in values.items()}
    return " ".join(f"-c {name}={value}" for name, value in escaped.items())


def open_pool(
    conninfo: str,
    *,
    size: int,
    configure: Callable[[Any], None] | None = None,
    kind: type[Connection[Any]] = Connection,
) -> ConnectionPool[Any]:
    """Return an open pool of up to `size` connections; a broken one is replaced when asked for.

    Each connection is configured once, when it is made.
    """
    return ConnectionPool(
        conninfo,
        connection_class=kind,
        min_size=1,
        max_size=size,
        timeout=GIVE_UP_SECONDS,
        configure=configure,
        check=_check,
        open=True,
    )


def _check(conn: Connection[Any]) -> None:
    """Asks the server whether it is there where something came in unasked, such as its farewell.

    Asking each time costs every read a round trip. Raises OperationalError.
    """
    arrived = select.poll()
    arrived.register(conn.fileno(), select.POLLIN)
    if arrived.poll(0):
        ConnectionPool.check_connection(conn)


@contextmanager
def connect(settings: Settings) -> Iterator[Database]:
    """Yield the database of `LRS_DATABASE_URL`, or run the embedded one for as long as needed.

    Raises:
        EmbeddedServerError: the embedded PostgreSQL cannot be run.
        AnotherDatabaseError: the owner's address leads to another database than the product's.
    """
    if settings.database_url is not None:
        owner = settings.owner_database_url
        given = Database(
            app=settings.database_url.get_secret_value(),
            owner=owner.get_secret_value() if owner else None,
        )
        refuse_two(given)
        yield given
        return
    from lrs.postgres.embedded import (
        EmbeddedServer,  # wants fcntl, so Windows needs LRS_DATABASE_URL
    )

    with EmbeddedServer(settings.home) as server:
        yield Database(
            app=server.conninfo(user=APP, dbname=DATABASE),
            owner=server.conninfo(user=OWNER, dbname=DATABASE),
            embedded=True,
        )
