"""A small city behind a real server, and browsers without a screen that look at its pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from replay.rebuild import rebuild
from tests.api.serving import KEY, SECRET, serving, settings
from tests.conftest import Postgres
from tests.recording import Hands, open_store, publish, record

HTML: Final = {"Accept": "text/html,application/xhtml+xml"}
NOW: Final = datetime(2011, 3, 1, tzinfo=UTC)

SCRIPT: Final = "<script>alert(1)</script>"

MEMBER = {"fact": "cadre.enrolled", "occurred": "2009-01-01", "managed_by": "unit"}
UNIT = {"fact": "unit.registered", "occurred": "2009-01-01"}


@pytest.fixture(scope="module")
def city(postgres: Postgres, migrated: str) -> Iterator[Database]:
    """A database with a small city in it, whose year 2010 has ended."""
    with postgres.database(template=migrated) as database:
        store = open_store(database.service, Hands(NOW))
        publish(store)
        record(
            store,
            {**UNIT, "id": "u1", "unit": "A", "name": "市住建局"},
            {**UNIT, "id": "u2", "unit": "A1", "parent": "A", "name": "一科"},
            {**MEMBER, "id": "m1", "cadre": "c1", "unit": "A1", "real_name": "王芳"},
            {**MEMBER, "id": "m2", "cadre": "c2", "unit": "A", "real_name": SCRIPT},
            {**MEMBER, "id": "m3", "cadre": "c3", "unit": "B", "real_name": "=1+1"},
            _book("b1", "c1", approved=True),
            _book("b2", "c2", approved=False),
            {
                "fact": "class.completed",
                "id": "k1",
                "cadre": "c1",
                "class": "k1",
                "name": "进修班",
                "occurred": "2010-06-03",
                "attended_days": 3,
            },
        )
        record(
            store,
            {
                "fact": "credit.approved",
                "id": "a1",
                "target": "b1",
                "person": "c1",
                "occurred": "2010-05-20",
            },
        )
        store.close()
        with psycopg.connect(database.projector, autocommit=True) as conn:
            rebuild(conn, unwatched, clock=Hands(NOW))
        yield database


def _book(identity: str, cadre: str, *, approved: bool) -> dict[str, str]:
    return {
        "fact": "book.published",
        "id": identity,
        "cadre": cadre,
        "work": f"w-{identity}",
        "role": "sole",
        "occurred": "2010-05-01",
        **({"evidence": "ISBN 7-1"} if approved else {}),
    }


@pytest.fixture(scope="module")
def store(city: Database) -> Iterator[RecordStore]:
    """The store of the city, as the command line opens it."""
    opened = open_store(city.service, Hands(NOW))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(city: Database) -> Iterator[str]:
    """The address of a server that shows the city."""
    with serving(create_app(settings(), database=city, clock=Hands(NOW))) as address:
        yield address


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    """A browser that is not signed in."""
    with httpx.Client(base_url=address, headers=HTML) as client:
        yield client


@pytest.fixture
def officer(visitor: httpx.Client) -> httpx.Client:
    """A browser that signed in with a credential that may do everything."""
    return signed_in(visitor, KEY, SECRET)


def signed_in(browser: httpx.Client, key: str, secret: str) -> httpx.Client:
    """The browser, signed in as somebody."""
    answer = browser.post("/sign-in", data={"key": key, "secret": secret, "back": "/"})
    assert answer.status_code == 303, answer.text
    return browser
