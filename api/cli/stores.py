"""Opening the store for a command: embedded or given, ready, and begun like a server's."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that --help need not load them
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
def open_store(database: "Database") -> Iterator["RecordStore"]:
    """The record store as the service; an empty one gets its first entries."""
    from api.operations.first_start import begin, publish_default_policy
    from lrs.clock import system_clock
    from lrs.log.record_store import RecordStore
    from lrs.settings import load

    with closing(RecordStore(database.service, clock=system_clock)) as store:
        begin(store, database, load(), publish_default_policy)
        yield store
