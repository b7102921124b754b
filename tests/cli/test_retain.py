"""`lrs retain`: what the settings no longer keep goes, and nothing else."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from lrs.documents.document_reader import DocumentReader
from lrs.documents.document_store import DocumentStore, Origin, Upload
from lrs.documents.documents import DocumentScope, Preconditions
from lrs.postgres.postgres import Database
from lrs.statement.versions import V1_0_3
from tests.cli.conftest import Run
from tests.recording import Hands

STATE = DocumentScope(resource="state", activity="http://example.com/x", agent={}).key("s")
PROFILE = DocumentScope(resource="agent_profile", agent={}).key("p")
ORIGIN = Origin(credential="k", version=V1_0_3)


@pytest.fixture
def stored(environment: Database) -> Database:
    """A database with an old and a current version of two documents, long ago."""
    clock = Hands(datetime(2020, 1, 1, tzinfo=UTC))
    opened = DocumentStore(environment.service, clock=clock, pool_size=1, max_bytes=100)
    with closing(opened) as store:
        for content in (b"old", b"newer"):
            for key in (STATE, PROFILE):
                upload = Upload(
                    content=content + key.id.encode(),
                    media_type="text/plain",
                    preconditions=Preconditions(if_none_match='"x"'),
                )
                store.put(key, upload, ORIGIN)
            clock.now += timedelta(days=1)
    return environment


def kept(database: Database) -> list[bytes | None]:
    with psycopg.connect(database.service) as conn:
        reader = DocumentReader(conn)
        return [reader.content_at(position) for position in (1, 2, 3, 4)]


def test_without_a_policy_all_is_kept(stored: Database, lrs: Run) -> None:
    outcome = lrs("retain")
    assert (outcome.code, outcome.out) == (0, "")
    assert kept(stored) == [b"olds", b"oldp", b"newers", b"newerp"]


def test_old_versions_of_one_resource_go(
    stored: Database, lrs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LRS_STATE_RETENTION_DAYS", "30")
    monkeypatch.setenv("LRS_AGENT_PROFILE_RETENTION_DAYS", "36500")
    outcome = lrs("retain")
    assert outcome.code == 0, outcome.err
    assert [json.loads(line) for line in outcome.out.splitlines()] == [
        {"resource": "state", "versions": 1, "bytes": 4},
        {"resource": "agent_profile", "versions": 0, "bytes": 0},
    ]
    assert kept(stored) == [None, b"oldp", b"newers", b"newerp"]
    again = lrs("retain")
    assert json.loads(again.out.splitlines()[0])["versions"] == 0
