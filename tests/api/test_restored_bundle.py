"""A store that was made of an evidence bundle answers every report as the source does, of which
somebody was erased before."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi.dependencies.models import Dependant

from api.app import create_app
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from replay.bundle import Bundle, export_bundle
from replay.bundle_restore import restore_bundle
from replay.erasure import erase, of_cadre
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.api.test_answers import REPORTS, ROUTES
from tests.api.test_learning import facts
from tests.api.test_tables import PATHS
from tests.conftest import Postgres
from tests.recording import Hands, open_store, publish, record

KNOWN = "2010-12-01T00:00:30Z"
"""When all of the source was known, and the statement that attests the restore was not."""

ERASED = "c2"
"""Of whom all was erased before the bundle was written."""

OF_THE_SERVER = {
    "/audit",
    "/audit/evidence",
    "/audit/failed-sign-ins",
    "/integrations/{credential:path}/rejections",
    "/integrations/{credential:path}/reconciliation",
    "/audit/reports/{name:path}",
}
"""What hangs on what this server signed, on requests that are no events, and a report that nobody
issued here."""


def takes(dependant: Dependant, name: str) -> bool:
    """Whether a route has a parameter."""
    own = any(one.alias == name for one in dependant.query_params)
    return own or any(takes(one, name) for one in dependant.dependencies)


AS_KNOWN = [
    path
    for path in REPORTS
    if takes(ROUTES[path].dependant, "known_at") and "known_at" not in PATHS[path]
]


@pytest.fixture(scope="module")
def both(
    postgres: Postgres, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Clients of the source and of what was restored from its bundle."""
    folder = tmp_path_factory.mktemp("bundle")
    clock = Hands(datetime(2010, 12, 1, tzinfo=UTC))
    with ExitStack() as stack:
        source, restored = (
            stack.enter_context(postgres.database(template=migrated)) for _ in range(2)
        )
        first = stack.enter_context(_client(source, clock, stack))
        with closing(open_store(source.service, clock)) as store:
            publish(store)
            record(store, *facts())
        catch_up(source, clock)
        _erase(source, clock)
        catch_up(source, clock)
        bundle = _bundle(source, folder)
        clock.now += timedelta(minutes=1)
        assert restored.owner
        with (
            psycopg.connect(restored.owner, autocommit=True) as conn,
            closing(RecordStore(restored.owner, clock=clock)) as store,
        ):
            restore_bundle(Bundle(bundle), conn, store)
            _same_secrets(source, conn)
        catch_up(restored, clock)
        yield first, stack.enter_context(_client(restored, clock, stack))


def _erase(source: Database, clock: Hands) -> None:
    assert source.owner
    with psycopg.connect(source.owner, autocommit=True) as conn:
        selection = of_cadre(conn, ERASED, clock=clock)
        assert erase(conn, selection, reason="request 1", clock=clock).erased


def _client(database: Database, clock: Hands, stack: ExitStack) -> httpx.Client:
    address = stack.enter_context(
        serving(
            create_app(settings(), database=database, clock=clock, on_empty_store=lambda _: None)
        )
    )
    return httpx.Client(base_url=address, auth=(KEY, SECRET))


def _bundle(source: Database, folder: Path) -> Path:
    evidence = EvidenceFolder(folder / "evidence")
    key = evidence.make_key("city.example/lrs", bytes(range(32)))
    with psycopg.connect(source.sequencer, autocommit=True) as conn:
        Sequencer(evidence).catch_up(conn)
    with psycopg.connect(source.service, autocommit=True) as conn:
        export_bundle(conn, folder / "bundle", key=key.public)
    return folder / "bundle"


def _same_secrets(source: Database, restored: psycopg.Connection[Any]) -> None:
    """No bundle has secrets: the one of the test is put in by hand."""
    with psycopg.connect(source.service) as conn:
        rows = conn.execute("SELECT key, sha256 FROM lrs.secret").fetchall()
    restored.cursor().executemany("INSERT INTO lrs.secret VALUES (%s, %s)", rows)


@pytest.mark.parametrize("path", [one for one in AS_KNOWN if one not in OF_THE_SERVER])
def test_every_report_as_it_was_known_is_the_same(
    both: tuple[httpx.Client, httpx.Client], path: str
) -> None:
    asked = httpx.URL(PATHS[path]).copy_merge_params({"known_at": KNOWN})
    ours, theirs = (client.get(asked) for client in both)
    assert ours.status_code == 200, ours.text
    assert ours.json()["position"] > 1
    assert theirs.json() == ours.json()


def test_most_reports_are_asked() -> None:
    assert len(AS_KNOWN) > len(REPORTS) / 2
