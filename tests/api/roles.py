"""A server over some facts, and a credential for everybody who asks it in a test."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import httpx

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.postgres.postgres import Database
from tests.api.catching_up import catch_up
from tests.api.serving import serving, settings
from tests.recording import Hands, open_store, publish, record


class Served(NamedTuple):
    """A server, and who may ask it."""

    address: str
    pairs: Mapping[str, tuple[str, str]]
    """The key with its secret of each role."""

    def client(self, role: str) -> httpx.Client:
        """A client of a role."""
        return httpx.Client(base_url=self.address, auth=self.pairs[role])


@contextmanager
def served_to(
    roles: Mapping[str, Mapping[str, Any]], database: Database, now: datetime, *facts: Any
) -> Iterator[Served]:
    """A server whose tables know some facts, to roles each of which may do what is said of it
    (`Credentials.add`)."""
    clock = Hands(now)
    store = open_store(database.service, clock)
    try:
        publish(store)
        record(store, *facts)
        with serving(create_app(settings(), database=database, clock=clock)) as address:
            made = {name: Credentials(store).add(name, **given) for name, given in roles.items()}
            catch_up(database, clock)
            yield Served(address, {name: (one.key, secret) for name, (one, secret) in made.items()})
    finally:
        store.close()


def readers_of(*units: str) -> Mapping[str, Mapping[str, Any]]:
    """Roles that read the reports of one unit each, and are called by it."""
    return {unit: {"scopes": [f"reports/read:{unit}"]} for unit in units}
