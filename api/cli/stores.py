"""Opening the store for a command: embedded or given, ready, and begun like a server's."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that --help need not load them
    from lrs.log.record_store import RecordStore
    from lrs.postgres.postgres import Database


@contextmanager
def open_database() -> Iterator["Database"]:
    """The database of the settings, with its schema; what api.first_start.prepare raises."""
    from api.operations.first_start import prepare
    from lrs.postgres.postgres import connect
    from lrs.settings import load

    with connect(load()) as database:
        prepare(database)
        yield database


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
