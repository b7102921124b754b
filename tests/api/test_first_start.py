"""The first entries of a store, made once, and the databases that a server refuses."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from api.app import create_app
from api.operations.first_start import NotReadyError, begin, prepare
from lrs.access.credential_store import Credentials
from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.postgres.roles import RolesError
from lrs.settings import Settings
from projections.words.vocabulary import PROFILE
from tests.api.conftest import conversation
from tests.api.conversation import error_of, new_id
from tests.api.serving import KEY, product, serving, settings

OTHER_SECRET = "another-secret-of-32-characters-x"
WORKERS = 4


def given(database: Database) -> Database:
    """The same database, as if LRS_DATABASE_URL had named it."""
    return Database(app=database.app, owner=None, embedded=False)


def credentials(database: Database) -> list[str]:
    """The keys of the valid credentials."""
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        return [credential.key for credential in Credentials(store).valid()]


def test_the_bootstrap_credential_is_made_once(database: Database) -> None:
    for _ in range(2):
        with product(database) as address, conversation(address) as client:
            assert client.ask().status_code == 200
    with (
        product(database, bootstrap_key="late", bootstrap_secret=OTHER_SECRET) as address,
        conversation(address, key="late", secret=OTHER_SECRET) as late,
        conversation(address) as first,
    ):
        error_of(late.ask(), 401)
        assert first.ask().status_code == 200
    assert credentials(database) == [KEY]


def test_a_revoked_bootstrap_credential_does_not_come_back(database: Database) -> None:
    with product(database):
        pass
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        Credentials(store).revoke(KEY)
    with product(database) as address, conversation(address) as client:
        error_of(client.ask(), 401)
    assert credentials(database) == []


def test_without_a_bootstrap_there_is_no_credential(database: Database) -> None:
    none = Settings(bootstrap_key=None, bootstrap_secret=None)
    with serving(create_app(none, database=database)) as address:
        assert httpx.get(f"{address}/xapi/about").status_code == 200
        with conversation(address) as client:
            error_of(client.ask(), 401)
    assert credentials(database) == []


def test_of_workers_that_start_together_one_begins_the_store(database: Database) -> None:
    together = Barrier(WORKERS)
    begun: list[str] = []

    def start(worker: int) -> int:
        with closing(RecordStore(database.service, clock=system_clock)) as store:
            together.wait()
            begin(store, database, settings(), lambda _: begun.append("once"))
            return len(Credentials(store).valid())

    with ThreadPoolExecutor(WORKERS) as workers:
        assert list(workers.map(start, range(WORKERS))) == [1] * WORKERS
    assert begun == ["once"]
    assert credentials(database) == [KEY]


def test_an_empty_store_begins_with_the_default_policy(database: Database) -> None:
    for _ in range(2):
        with product(database) as address, conversation(address) as client:
            assert len(client.found(verb=PROFILE + "verb/published-policy")) == 1
            assert client.found(verb=PROFILE + "verb/published-policy") == client.found(
                ascending="true"
            )


def test_a_store_that_was_begun_otherwise_is_left_as_it_is(database: Database) -> None:
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        Credentials(store).add("First", scopes=["all"], key="first", secret=OTHER_SECRET)
    with (
        product(database) as address,
        conversation(address, key="first", secret=OTHER_SECRET) as client,
    ):
        assert client.found() == []
    assert credentials(database) == ["first"]


def test_an_interrupted_beginning_is_finished(database: Database) -> None:
    def fails(_: RecordStore) -> None:
        raise RuntimeError

    with closing(RecordStore(database.service, clock=system_clock)) as store:
        with pytest.raises(RuntimeError):
            begin(store, database, settings(), fails)
        begin(store, database, settings(), lambda _: None)
    assert credentials(database) == [KEY]


def test_a_database_without_the_schema_is_refused(empty_database: Database) -> None:
    with pytest.raises(NotReadyError, match="lrs migrate"):
        prepare(given(empty_database))


def test_a_login_that_migrate_has_not_seen_is_refused(database: Database) -> None:
    with psycopg.connect(database.owner or "", autocommit=True) as owner:
        owner.execute("CREATE ROLE lrs_test_stranger LOGIN PASSWORD 'only-in-tests'")
        try:
            stranger = make_conninfo(
                database.app, user="lrs_test_stranger", password="only-in-tests"
            )
            with pytest.raises(NotReadyError, match="lrs migrate"):
                prepare(Database(app=stranger, owner=None))
        finally:
            owner.execute("DROP ROLE lrs_test_stranger")


def test_the_owner_of_the_log_is_refused(database: Database) -> None:
    assert database.owner
    owner = Database(app=database.owner, owner=None, embedded=False)
    with pytest.raises(RolesError, match="LRS_DATABASE_URL"):
        prepare(owner)


def test_an_embedded_database_is_migrated(empty_database: Database) -> None:
    with product(empty_database) as address, conversation(address) as client:
        assert client.ask(statementId=new_id()).status_code == 404
