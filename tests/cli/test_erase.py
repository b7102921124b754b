"""`lrs erase`: what a person has asked for goes from everything that is made of the log."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from lrs.clock import system_clock
from lrs.documents.document_store import DocumentStore, Origin, Upload
from lrs.documents.documents import DocumentScope, Preconditions
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from lrs.statement.versions import V2_0_0
from projections.answers.basis import Answers, Question, UnknownSubjectError
from projections.answers.kept import KeptAnswers
from projections.tables.ledgers import Ledgers
from projections.tables.runner import Runner
from projections.words import vocabulary as v
from tests.cli.conftest import Run, digests_of
from tests.conftest import Postgres

CADRE = "c000002"
OTHER = "c000003"


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key("city.example/lrs", bytes(range(32)))
    return folder


@pytest.fixture
def city(
    environment: Database, folder: EvidenceFolder, lrs: Run, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A small city with tables, a document of the cadre's and one of another's, all signed."""
    monkeypatch.setenv("LRS_EVIDENCE", str(folder.path))
    past = folder.path / "past.ndjson"
    options = ["--cadres", 6, "--units", 2, "--years", 2, "--until", "2026-01-01"]
    past.write_text(lrs("simulate", *options).out)
    assert lrs("restore", past).code == 0
    with closing(
        DocumentStore(environment.service, clock=system_clock, pool_size=1, max_bytes=1000)
    ) as documents:
        for cadre in (CADRE, OTHER):
            scope = DocumentScope(
                resource="state", activity="http://example.com/a", agent=v.cadre_agent(cadre)
            )
            documents.put(
                scope.key("bookmark"),
                Upload(
                    content=f"page of {cadre}".encode(),
                    media_type="text/plain",
                    preconditions=Preconditions(),
                ),
                Origin(credential="k", version=V2_0_0),
            )
    follow(environment)
    sign(environment, folder)
    return environment


def follow(database: Database) -> None:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(system_clock).catch_up(conn)


def sign(database: Database, folder: EvidenceFolder) -> None:
    with psycopg.connect(database.sequencer, autocommit=True) as conn:
        Sequencer(folder).catch_up(conn)


def asked(outcome: Any) -> dict[str, Any]:
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def named_in(database: Database, text: str) -> dict[str, int]:
    """How many rows of each table have a text in them, in whatever column."""
    assert database.owner
    found = {}
    with psycopg.connect(database.owner) as conn:
        tables = conn.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname IN ('lrs', 'projections', 'projections_next')"
        ).fetchall()
        for schema, table in tables:
            [rows] = conn.execute(
                f"SELECT count(*) FROM {schema}.{table} t"
                " WHERE strpos(t::text, %(text)s) > 0"
                " OR strpos(t::text, encode(convert_to(%(text)s, 'UTF8'), 'hex')) > 0",
                {"text": text},
            ).fetchall()
            if rows[0]:
                found[f"{schema}.{table}"] = rows[0]
    return found


def test_what_would_go_is_shown_and_nothing_is_changed(city: Database, lrs: Run) -> None:
    before = lrs("export").out
    shown = lrs("erase", "--cadre", CADRE)
    told = asked(shown)
    assert told["erased"] is False
    assert told["statements"] > 0
    assert (told["documents"], told["bytes"]) == (1, len(f"page of {CADRE}"))
    assert len(told["positions"]) == told["statements"] + 1
    assert "Nothing was erased: give --reason" in shown.err
    assert "Nothing is there to erase" in lrs("erase", "--cadre", "nobody").err
    assert lrs("export").out == before


def test_a_cadre_is_gone_from_everything_and_the_others_are_as_they_were(
    city: Database,
    lrs: Run,
    folder: EvidenceFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = "SELECT * FROM projections.balances WHERE person <> '{}' ORDER BY 1, 2"
    before = lrs("sql", others.format(CADRE)).out
    assert {"lrs.log", "lrs.content"} <= named_in(city, CADRE).keys()
    answers = tmp_path / "answers"
    monkeypatch.setenv("LRS_KEPT_ANSWERS", str(answers))
    KeptAnswers(answers, key=bytes(32), max_bytes=10**6, code="f" * 64).put("about", CADRE)
    assert any(answers.rglob("*"))
    assert "erased" not in lrs("changes").err
    told = asked(lrs("erase", "--cadre", CADRE, "--reason", "request 2026/17", "--rewrite"))
    assert told["erased"] is True
    followed = lrs("changes")
    assert f"erased {told['position']}" in followed.err
    assert CADRE not in followed.out
    assert named_in(city, CADRE) == {}
    assert not any(answers.rglob("*"))
    assert OTHER in lrs("sql", others.format(CADRE)).out
    assert lrs("sql", others.format(CADRE)).out == before
    assert asked(lrs("rebuild"))["matched"] is True
    assert lrs("reindex", "--check").code == 0
    kept = ("--checkpoint", folder.path / "checkpoint")
    verified = asked(lrs("verify", "live", "--key", folder.path / "signing.pub", *kept))
    assert (verified["outcome"], verified["erased"]) == ("good", told["positions"])
    again = lrs("erase", "--cadre", CADRE, "--reason", "request 2026/17")
    assert asked(again)["erased"] is False
    assert "nothing was left to erase" in again.err


def test_exports_and_bundles_have_blanks_and_restore_to_the_same(
    city: Database,
    lrs: Run,
    folder: EvidenceFolder,
    postgres: Postgres,
    migrated: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes((folder.path / "checkpoint").read_bytes())
    told = asked(lrs("erase", "--cadre", CADRE, "--reason", "request 2026/17"))
    early = lrs("evidence", "export", tmp_path / "early")
    assert early.code == 1
    assert "an erasure is not signed yet" in early.err
    sign(city, folder)
    bundle, exported = tmp_path / "bundle", tmp_path / "log.ndjson"
    assert lrs("evidence", "export", bundle).code == 0
    assert lrs("export", exported).code == 0
    assert CADRE not in exported.read_text()
    rebuilt = asked(lrs("rebuild"))
    public = folder.path / "signing.pub"
    ended = subprocess.run(
        [
            *(sys.executable, "-I", str(bundle / "verify.py"), str(bundle), "--json"),
            *("--key", str(public), "--checkpoint", str(kept)),
        ],
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    by_itself = json.loads(ended.stdout)
    ours = asked(lrs("verify", bundle, "--key", public, "--checkpoint", kept))
    assert by_itself == ours
    assert ours["erased"] == told["positions"]
    for number, restore in enumerate((("evidence", "restore", bundle), ("restore", exported)), 1):
        with postgres.database(template=migrated) as database:
            assert database.owner
            monkeypatch.setenv("LRS_DATABASE_URL", database.app)
            monkeypatch.setenv("LRS_OWNER_DATABASE_URL", database.owner)
            monkeypatch.setenv("LRS_EVIDENCE", str(tmp_path / f"new{number}"))
            restored = lrs(*restore)
            assert restored.code == 0, restored.err
            assert lrs("export").out.splitlines()[:-1] == exported.read_text().splitlines()
            assert digests_of(asked(lrs("rebuild"))) == digests_of(rebuilt)
            assert lrs("reindex", "--check").code == 0


def test_a_statement_goes_with_all_that_refers_to_it(
    city: Database, lrs: Run, tmp_path: Path
) -> None:
    statements = [json.loads(line) for line in lrs("export").out.splitlines()]
    [first, *_] = [
        one
        for one in statements
        if one.get("actor", {}).get("account", {}).get("name") == CADRE
        and one["object"].get("objectType", "Activity") == "Activity"
    ]
    void = {
        "id": "7d0c9d5e-0f5e-4c39-8d8f-2f6f0a1b2c3d",
        "actor": {"mbox": "mailto:officer@example.com"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": first["id"]},
    }
    (tmp_path / "void.ndjson").write_text(json.dumps(void))
    assert lrs("import", tmp_path / "void.ndjson").code == 0
    told = asked(lrs("erase", "--statement", first["id"], "--reason", "a mistake"))
    assert (told["statements"], told["erased"]) == (2, True)
    assert first["id"] in lrs("export").out  # a blank has the id
    assert lrs("reindex", "--check").code == 0
    assert asked(lrs("rebuild"))["matched"] is True
    unknown = lrs("erase", "--statement", first["id"], "--reason", "again")
    assert unknown.code == 1
    assert "is no statement of the log, or was erased before" in unknown.err


REFUSED: dict[str, tuple[tuple[str, ...], int]] = {
    "say what to erase": ((), 2),
    "--cadre or --statement": (("--cadre", CADRE, "--statement", str(UUID(int=1))), 2),
    "which tells who is erased": (("--cadre", CADRE, "--reason", f"{CADRE} asked"), 1),
    "publishes a policy": (("--statement", "POLICY", "--reason", "r"), 1),
    "valid UUID": (("--statement", "x"), 2),
    "are being made anew": (("--cadre", CADRE, "--reason", "r"), 1),
}


def test_what_cannot_be_erased_is_refused(
    city: Database, lrs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lrs("export").out
    policy = next(json.loads(one) for one in before.splitlines() if "published-policy" in one)
    monkeypatch.setattr(Ledgers, "version", "0")  # tables of another version are being made
    for told, (options, code) in REFUSED.items():
        refused = lrs("erase", *(policy["id"] if one == "POLICY" else one for one in options))
        assert (refused.code, told in refused.err) == (code, True), refused.err
        assert "Traceback" not in refused.err
    assert lrs("export").out == before


def test_no_trial_keeps_what_is_erased(city: Database, lrs: Run) -> None:
    assert lrs("trial", "build").code == 0
    refused = lrs("erase", "--cadre", CADRE, "--reason", "r")
    assert refused.code == 1
    assert "`lrs trial drop`" in refused.err
    assert lrs("trial", "drop").code == 0
    assert asked(lrs("erase", "--cadre", CADRE, "--reason", "r"))["erased"] is True


def test_without_the_owner_nothing_is_erased(
    city: Database, lrs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
    refused = lrs("erase", "--cadre", CADRE, "--reason", "r")
    assert refused.code == 1
    assert "only the owner of the log erases" in refused.err


def test_a_running_server_answers_without_what_was_erased(city: Database, lrs: Run) -> None:
    """Whoever keeps what he read reads it again once he comes to the erasure."""
    answers = Answers(system_clock)
    with psycopg.connect(city.projector, autocommit=True) as conn:
        reader = LogReader(conn)
        before = answers.basis(reader, Question())
        assert answers.dossier(reader, CADRE, before).facts
        made = answers.once(before, "about", lambda: "before")
        asked(lrs("erase", "--cadre", CADRE, "--reason", "request 2026/17"))
        known = answers.basis(reader, Question(known_at=reader.stored_at(before.position)))
        assert known.position == before.position
        with pytest.raises(UnknownSubjectError):
            answers.dossier(reader, CADRE, known)
        assert (made, answers.once(known, "about", lambda: "after")) == ("before", "after")


def test_what_a_rebuild_found_wrong_of_him_goes_too(lrs: Run, city: Database) -> None:
    with psycopg.connect(city.projector, autocommit=True) as conn:
        conn.execute("UPDATE projections.balance SET counted = counted + 1")
    assert lrs("rebuild").code == 1
    before = {json.loads(line)["key"] for line in lrs("rebuild", "--found").out.splitlines()}
    assert {CADRE, OTHER} <= before
    assert lrs("erase", "--cadre", CADRE, "--reason", "request 7").code == 0
    after = {json.loads(line)["key"] for line in lrs("rebuild", "--found").out.splitlines()}
    assert after == before - {CADRE}
