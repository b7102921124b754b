"""What is no statement returns from an export, too: at its position, byte for byte, no secret."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lrs.access.credential_store import Credentials
from lrs.clock import system_clock
from lrs.documents.document_store import DocumentStore, Origin, Upload
from lrs.documents.documents import Preconditions
from lrs.event.document_events import DocumentKey
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.statement.versions import V1_0_3
from projections.profile.writing import to_statement
from tests.cli.conftest import Run
from tests.cli.test_restore import VOIDED
from tests.conftest import Postgres

LOG = """
SELECT notification_id, originator_id, originator_version, topic, stored, state
FROM lrs.log ORDER BY notification_id
"""
VOIDS = "SELECT position, target, authority FROM lrs.voiding ORDER BY position"
TERMS = "SELECT position, count(*) FROM lrs.posting GROUP BY position ORDER BY position"
ANSWERS = (
    "SELECT * FROM projections.ledger_entry ORDER BY person, statement_id, year",
    "SELECT * FROM projections.balance ORDER BY person, year",
)
SECRETS = "SELECT count(*) FROM lrs.secret"

Switch = Callable[[Database], None]


@pytest.fixture
def use(environment: Database, monkeypatch: pytest.MonkeyPatch) -> Switch:
    """Lets the commands that follow work on another database."""

    def switch(database: Database) -> None:
        assert database.owner
        monkeypatch.setenv("LRS_DATABASE_URL", database.app)
        monkeypatch.setenv("LRS_OWNER_DATABASE_URL", database.owner)

    return switch


@pytest.fixture
def other(postgres: Postgres, migrated: str) -> Iterator[Database]:
    """An empty database to restore into."""
    with postgres.database(template=migrated) as database:
        yield database


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        return conn.execute(query).fetchall()


def facts(file: Path, *items: dict[str, Any]) -> Path:
    """A file of facts as statements."""
    lines = (json.dumps(to_statement(item)) for item in items)
    file.write_text("\n".join(lines) + "\n")
    return file


def attended(name: str) -> dict[str, Any]:
    return {
        "fact": "class.completed",
        "id": name,
        "cadre": "c1",
        "class": name,
        "start": "2024-03-04",
        "end": "2024-03-15",
        "scheduled_days": "10",
    }


def store_documents(database: Database) -> None:
    """A document that is replaced and one that is deleted."""
    origin = Origin(credential="wo", version=V1_0_3)
    with closing(
        DocumentStore(database.service, clock=system_clock, pool_size=1, max_bytes=100)
    ) as documents:
        for name, content in (("a", b"1"), ("a", b"2"), ("b", b"3")):
            upload = Upload(content=content, media_type="text/plain", preconditions=Preconditions())
            documents.put(key(name), upload, origin)
        documents.delete(key("b"), Preconditions(), origin)


def key(name: str) -> DocumentKey:
    return DocumentKey(
        resource="state",
        activity="http://example.com/a",
        agent={"mbox": "mailto:a@example.com"},
        id=name,
    )


@pytest.fixture
def source(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A log in which credentials came, might state this or nothing, changed and went."""
    assert lrs("policy", "publish", "baoji-2009", "--effective", "2020-01-01").code == 0
    lrs("credential", "add", "Writes", "--scope", "statements/write", "--key", "wo")
    grants = (
        "--scope",
        "statements/write",
        "--assert",
        "class.completed",
        "--assert",
        "act.voided",
    )
    lrs("credential", "add", "States", *grants, "--key", "states")
    for number, by in enumerate(("wo", "states", "operator", "wo")):
        file = facts(tmp_path / f"{number}.ndjson", attended(f"k{number}"))
        assert lrs("import", file, "--credential", by).code == 0
    ahead = {**to_statement(attended("void")), "id": f"00000000-0000-4000-8000-{1:012x}"}
    ahead |= {"verb": VOIDED, "object": {"objectType": "StatementRef", "id": of("k9")}}
    ahead.pop("context")
    (tmp_path / "void.ndjson").write_text(json.dumps(ahead))
    assert lrs("import", tmp_path / "void.ndjson", "--credential", "wo").code == 0
    assert lrs("import", facts(tmp_path / "9", attended("k9")), "--credential", "states").code == 0
    lrs("credential", "check", "states", "reject")
    lrs("credential", "revoke", "wo")
    store_documents(environment)
    return environment


def of(name: str) -> str:
    return str(to_statement(attended(name))["id"])


@pytest.mark.parametrize("options", [(), ("--processes", 2)], ids=["one", "two processes"])
@pytest.mark.parametrize("name", ["log.ndjson", "log.ndjson.gz"])
def test_positions_bytes_and_answers_are_those_of_the_source(
    lrs: Run,
    source: Database,
    other: Database,
    use: Switch,
    tmp_path: Path,
    *,
    options: tuple[object, ...],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("replay.restore.BATCH", 4)
    exported = json.loads(lrs("export", tmp_path / name).out)
    assert lrs("rebuild").code == 0
    use(other)
    outcome = lrs("restore", tmp_path / name, *options)
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["sha256"] == exported["sha256"]
    before, after = rows(source, LOG), rows(other, LOG)
    assert len(after) == len(before) + 1 == exported["count"] + exported["events"] + 1
    for one, again in zip(before, after, strict=False):
        assert again[:5] == one[:5]
        if one[3] != "StatementRecorded":
            assert again[5] == one[5], one[3]
        else:
            assert credential(again) == credential(one)
    assert rows(other, VOIDS) == rows(source, VOIDS)
    assert rows(other, TERMS)[:-1] == rows(source, TERMS)
    assert lrs("rebuild").code == 0
    for query in ANSWERS:
        assert rows(other, query) == rows(source, query)
    earned = {row[1]: row[8] for row in rows(other, ANSWERS[0])}
    assert sorted(earned.values()) != [0] * len(earned)
    assert 0 in earned.values(), "what had no authority has none"
    assert rows(other, SECRETS) == [(0,)]


def credential(row: tuple[Any, ...]) -> Any:
    """Under which credential a statement was stated."""
    return json.loads(bytes(row[5]).partition(b"\n")[0])["credential"]


def test_an_export_holds_no_secret(lrs: Run, source: Database) -> None:
    made = json.loads(lrs("credential", "add", "X", "--scope", "statements/write").out)
    text = lrs("export").out
    hashes = dict(rows(source, "SELECT key, encode(sha256, 'hex') FROM lrs.secret"))
    assert made["key"] in text
    assert made["secret"] not in text
    assert hashes
    assert not any(found in text for found in hashes.values())


def test_statements_alone_are_the_operator_s_word(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    """As every export was before."""
    exported = json.loads(lrs("export", tmp_path / "old", "--statements").out)
    assert exported["events"] == 0
    use(other)
    assert lrs("restore", tmp_path / "old").code == 0
    statements = [row for row in rows(source, LOG) if row[3] == "StatementRecorded"]
    assert [row[1] for row in rows(other, LOG)][:-1] == [row[1] for row in statements]
    assert {credential(row) for row in rows(other, LOG)} == {"operator"}


def test_a_restored_credential_gets_a_secret_of_its_own(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    lrs("export", tmp_path / "log")
    assert "is given once" in lrs("credential", "secret", "states").err
    use(other)
    assert lrs("restore", tmp_path / "log").code == 0
    assert json.loads(lrs("credential", "list").out)["secret"] is False
    secret = json.loads(lrs("credential", "secret", "states").out)["secret"]
    assert json.loads(lrs("credential", "list").out)["asserts"] == ["class.completed", "act.voided"]
    with closing(RecordStore(other.service, clock=system_clock)) as store:
        registry = Credentials(store).registry()
    assert registry.authenticate("states", secret)
    assert "no valid credential" in lrs("credential", "secret", "wo").err, "it is revoked"
    assert rows(other, LOG)[-1][3] == "CredentialChanged"


def test_documents_go_on_from_their_last_version(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    lrs("export", tmp_path / "log")
    use(other)
    assert lrs("restore", tmp_path / "log").code == 0
    store_documents(other)
    versions = [row[2] for row in rows(other, LOG) if row[1] == key("a").originator_id]
    assert versions == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"event":"Cred', '"event":"Other', "which this program does not know"),
        ('"name":"Writes","agent"', '"agent"', "expected the members"),
        ('"key":"wo"', '"key":"we"', "holds the key 'we'"),
        ('"change":"added"', '"change": "added"', "which is written as"),
        ('"version":1,"stored"', '"version":"1","stored"', "is no event of an export"),
        ('"version":1,"stored":"', '"version":1,"stored":"x', "is no event of an export"),
    ],
)
def test_an_event_that_is_not_what_was_exported_is_refused(
    lrs: Run,
    source: Database,
    other: Database,
    use: Switch,
    tmp_path: Path,
    *,
    old: str,
    new: str,
    message: str,
) -> None:
    text = lrs("export").out
    assert old in text
    (tmp_path / "log").write_text(text.replace(old, new, 1))
    use(other)
    outcome = lrs("restore", tmp_path / "log")
    assert outcome.code == 1
    assert message in outcome.err
    assert "line 3" in outcome.err
    assert not rows(other, LOG)


def test_an_import_leaves_the_events_out(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    exported = json.loads(lrs("export", tmp_path / "log").out)
    use(other)
    outcome = lrs("import", tmp_path / "log")
    assert outcome.code == 0
    assert f"{exported['events']} events of the log" in outcome.err
    assert json.loads(outcome.out)["accepted"] == exported["count"]
    topics = {row[3] for row in rows(other, LOG)}
    assert topics == {"StatementRecorded"}


def test_a_part_of_a_log_is_refused_alone_and_taken_behind_what_comes_before_it(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    lrs("export", tmp_path / "begin", "--to", "3")
    told = json.loads(lrs("export", tmp_path / "rest", "--from", "4").out)
    content = (tmp_path / "rest").read_bytes()
    assert (told["first"], told["sha256"]) == (4, hashlib.sha256(content).hexdigest())
    expected = rows(source, LOG)
    use(other)
    refused = lrs("restore", tmp_path / "rest")
    assert refused.code == 1
    assert "line 1: here begins the part of a log from position 4 on" in refused.err
    assert rows(other, LOG) == []
    (tmp_path / "whole").write_bytes((tmp_path / "begin").read_bytes() + content)
    assert lrs("restore", tmp_path / "whole").code == 0
    assert [row[:5] for row in rows(other, LOG)[:-1]] == [row[:5] for row in expected]


def test_a_part_of_a_log_can_be_imported(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    lrs("export", tmp_path / "rest", "--from", "4")
    use(other)
    assert lrs("import", tmp_path / "rest").code == 0


def test_credentials_without_a_secret_are_listed_and_marked(
    lrs: Run, source: Database, other: Database, use: Switch, tmp_path: Path
) -> None:
    listed = [json.loads(row) for row in lrs("credential", "list").out.splitlines()]
    assert listed
    assert all(row["secret"] for row in listed)
    lrs("export", tmp_path / "log")
    use(other)
    lrs("restore", tmp_path / "log")
    restored = lrs("credential", "list")
    assert [json.loads(row) for row in restored.out.splitlines()] == [
        {**row, "secret": False} for row in listed
    ]
    assert "lrs credential secret" in restored.err
    assert lrs("credential", "secret", listed[0]["key"]).code == 0
    first, *rest = (json.loads(row) for row in lrs("credential", "list").out.splitlines())
    assert first == listed[0]
    assert not any(row["secret"] for row in rest)
