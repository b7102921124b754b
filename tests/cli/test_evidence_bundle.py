"""Evidence bundles: written, verified by two verifiers, tampered with, and restored."""

import ast
import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from lrs.clock import system_clock
from lrs.documents.document_reader import DocumentReader
from lrs.documents.document_store import DocumentStore, Origin, Upload
from lrs.documents.documents import DocumentScope, Preconditions
from lrs.event.erasures import BLANK, ERASED, Blank, Erased
from lrs.evidence.erasing import NO_NONCE
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.postgres.postgres import Database
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import keyed_state
from lrs.proof.note import Note, SigningKey
from lrs.proof.tree import EMPTY_ROOT
from lrs.statement.versions import V2_0_0
from replay import standalone_verifier
from replay.bundle import export_bundle
from tests.cli.conftest import Outcome, Run, digests_of
from tests.conftest import Postgres

NAME = "city.example/lrs"
SCOPE = DocumentScope(
    resource="state", activity="http://example.com/course", agent={"mbox": "mailto:a@example.com"}
)
VERIFIER = Path(standalone_verifier.__file__)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path_factory.mktemp("evidence") / "log")
    folder.make_key(NAME, bytes(range(32)))
    return folder


@pytest.fixture(scope="module")
def city(
    postgres: Postgres,
    migrated: str,
    folder: EvidenceFolder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    """A small city with a document, all of it signed."""
    past = tmp_path_factory.mktemp("city") / "past.ndjson"
    command = [sys.executable, "-m", "api.cli"]
    options = ["--cadres", "6", "--units", "2", "--years", "1", "--until", "2026-01-01"]
    made = subprocess.run([*command, "simulate", *options], check=True, capture_output=True)
    past.write_bytes(made.stdout)
    with postgres.database(template=migrated) as database:
        addresses = {
            "LRS_DATABASE_URL": database.app,
            "LRS_OWNER_DATABASE_URL": database.owner or "",
        }
        subprocess.run(
            [*command, "restore", str(past)],
            check=True,
            env={**os.environ, **addresses},
            capture_output=True,
        )
        with closing(
            DocumentStore(database.service, clock=system_clock, pool_size=1, max_bytes=1000)
        ) as documents:
            documents.put(
                SCOPE.key("bookmark"),
                Upload(content=b"page 7", media_type="text/plain", preconditions=Preconditions()),
                Origin(credential="k", version=V2_0_0),
            )
        with psycopg.connect(database.sequencer, autocommit=True) as conn:
            Sequencer(folder).catch_up(conn)
        yield database


@pytest.fixture
def in_city(city: Database, folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The settings of the city."""
    use(city, folder, monkeypatch)
    return city


def use(database: Database, folder: EvidenceFolder, patch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("LRS_") and not name.startswith("LRS_TEST_"):
            patch.delenv(name)
    assert database.owner
    patch.setenv("LRS_DATABASE_URL", database.app)
    patch.setenv("LRS_OWNER_DATABASE_URL", database.owner)
    patch.setenv("LRS_EVIDENCE", str(folder.path))


@pytest.fixture(scope="module")
def written(
    city: Database, folder: EvidenceFolder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The bundle of the city."""
    target = tmp_path_factory.mktemp("written") / "bundle"
    key = folder.key()
    with psycopg.connect(city.service, autocommit=True) as conn:
        export_bundle(conn, target, key=key.public if key else None)
    return target


@pytest.fixture
def bundle(in_city: Database, written: Path, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    return shutil.copytree(written, tmp_path / "bundle")


def by_us(lrs: Run, bundle: Path, key: Path, *kept: Path) -> tuple[int, dict[str, Any]]:
    told = lrs("verify", bundle, "--key", key, *(x for one in kept for x in ("--checkpoint", one)))
    return told.code, json.loads(told.out) if told.out else {"faults": [told.err]}


def by_itself(bundle: Path, key: Path, *kept: Path) -> tuple[int, dict[str, Any]]:
    """The verdict of the file in the bundle, which imports nothing of ours."""
    options = [str(x) for one in kept for x in ("--checkpoint", one)]
    ended = subprocess.run(
        [sys.executable, "-I", bundle / "verify.py", bundle, "--key", key, "--json", *options],
        check=False,
        capture_output=True,
        cwd="/",
    )
    assert ended.stdout, ended.stderr
    return ended.returncode, json.loads(ended.stdout)


def test_a_bundle_verifies_by_both(bundle: Path, lrs: Run, folder: EvidenceFolder) -> None:
    public, kept = folder.path / "signing.pub", folder.path / "checkpoint"
    code, told = by_us(lrs, bundle, public, kept)
    assert (code, told["outcome"], told["faults"]) == (0, "good", [])
    assert by_itself(bundle, public, kept) == (0, told)
    assert told["events"] == json.loads((bundle / "bundle.json").read_text())["events"]


def test_the_head_of_an_empty_log_agrees_with_every_log(
    bundle: Path, lrs: Run, folder: EvidenceFolder, tmp_path: Path
) -> None:
    key = folder.key()
    assert key is not None
    text = str(Checkpoint(origin=NAME, size=0, root=EMPTY_ROOT))
    kept = tmp_path / "kept"
    kept.write_text(str(Note(text=text, signatures=(key.sign(text),))), encoding="utf-8")
    code, told = by_us(lrs, bundle, folder.path / "signing.pub", kept)
    assert (code, told["checkpoints"][0]) == (0, 0)
    assert by_itself(bundle, folder.path / "signing.pub", kept) == (0, told)


def test_the_same_log_gives_the_same_bytes(bundle: Path, lrs: Run, tmp_path: Path) -> None:
    assert lrs("evidence", "export", tmp_path / "again").code == 0
    files = sorted(one.relative_to(bundle) for one in bundle.rglob("*") if one.is_file())
    assert all(
        (tmp_path / "again" / one).read_bytes() == (bundle / one).read_bytes() for one in files
    )
    refused = lrs("evidence", "export", tmp_path / "again")
    assert refused.code == 1
    assert "is there already" in refused.err


def _lines(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[Path], object]:
    """Changes the events of a bundle."""

    def tamper(bundle: Path) -> None:
        [file] = (bundle / "events").iterdir()
        with gzip.open(file, "rt") as lines:
            events = [json.loads(line) for line in lines]
        change(events)
        with gzip.open(file, "wt") as lines:
            lines.writelines(f"{json.dumps(event)}\n" for event in events)

    return tamper


def _swap(events: list[dict[str, Any]]) -> None:
    events[2]["stored"], events[3]["stored"] = events[3]["stored"], events[2]["stored"]


def _append(events: list[dict[str, Any]]) -> None:
    """An event behind the signed head, which is otherwise as it should be."""
    events.append(
        events[2] | {"position": len(events) + 1, "stored": "2199-01-01T00:00:00.000000Z"}
    )


def _claim_erased(events: list[dict[str, Any]]) -> None:
    """An event is made blank so that its leaf stays, and one behind the signed head explains it."""
    nonce, state = (base64.b64decode(events[2][name]) for name in ("nonce", "state"))
    blank = Blank(
        originator_id=UUID(events[2]["id"]),
        originator_version=events[2]["version"],
        topic=events[2]["topic"],
        digest=keyed_state(nonce, state),
    )
    claim = Erased(originator_version=1, positions=(3,), reason="a request that nobody made")
    _append(events)
    events[-1] |= {"id": str(claim.originator_id), "version": 1, "topic": ERASED}
    events[-1]["state"] = base64.b64encode(claim.state()).decode()
    events[2] |= {"topic": BLANK, "nonce": base64.b64encode(NO_NONCE).decode()}
    events[2]["state"] = base64.b64encode(blank.state()).decode()


def _cut_bytes(bundle: Path) -> None:
    [file] = (bundle / "events").iterdir()
    file.write_bytes(file.read_bytes()[:-40])


def _garble_bytes(bundle: Path) -> None:
    [file] = (bundle / "events").iterdir()
    packed = bytearray(file.read_bytes())
    packed[20:60] = bytes(40)
    file.write_bytes(packed)


def _forge(bundle: Path) -> None:
    text, _, _ = (bundle / "checkpoint").read_text().rpartition("\n\n")
    forger = SigningKey.from_seed(NAME, bytes(32))
    (bundle / "checkpoint").write_text(f"{text}\n\n{forger.sign(text + chr(10))}")


def _change_document(bundle: Path) -> None:
    [file] = (bundle / "content").glob("*/*")
    file.write_bytes(b"page 8")


def _lose_attachment(bundle: Path) -> None:
    """An attachment has no key: only its file shows that it is there."""
    use = {"position": 3, "sha256": "ab" * 32, "digest_key": None}
    with gzip.open(bundle / "uses.jsonl.gz", "at") as lines:
        lines.write(f"{json.dumps(use)}\n")


def _foist_attachment(bundle: Path) -> None:
    """A file that has the name of its own digest, under a statement that does not name it."""
    content = b"a certificate"
    sha256 = hashlib.sha256(content).hexdigest()
    file = bundle / "content" / sha256[:2] / sha256
    file.parent.mkdir()
    file.write_bytes(content)
    use = {"position": 3, "sha256": sha256, "digest_key": None}
    with gzip.open(bundle / "uses.jsonl.gz", "at") as lines:
        lines.write(f"{json.dumps(use)}\n")


DEEP = base64.b64encode(b"\n" + b"[" * 100_000).decode()
"""A statement that no reader of JSON gets to the bottom of."""


def _foist_on_what_is_deep(bundle: Path) -> None:
    _lines(lambda found: found[2].update(state=DEEP))(bundle)
    _foist_attachment(bundle)


TAMPERED: dict[str, tuple[Callable[[Path], object], int, int | None]] = {
    "state": (_lines(lambda found: found[2].update(state="e30=")), 1, None),
    "state of the document": (_lines(lambda found: found[-1].update(state="e30=")), 1, None),
    "nonce": (_lines(lambda found: found[2].update(nonce="A" * 22 + "==")), 1, None),
    "topic": (_lines(lambda found: found[2].update(topic="Other")), 1, None),
    "version": (_lines(lambda found: found[2].update(version=2)), 1, None),
    "stored": (_lines(lambda found: found[2].update(stored="2000-01-01T00:00:00.000000Z")), 1, 3),
    "swapped": (_lines(_swap), 1, 4),
    "deleted": (_lines(lambda found: found.pop(2)), 1, 3),
    "inserted": (_lines(lambda found: found.insert(2, found[2])), 1, 4),
    "last one cut": (_lines(lambda found: found.pop()), 1, -1),
    "appended": (_lines(_append), 1, -1),
    "said to be erased": (_lines(_claim_erased), 1, -1),
    "deep": (_lines(lambda found: found[2].update(state=DEEP)), 1, None),
    "all cut": (_lines(lambda found: found.clear()), 1, 1),
    "document": (_change_document, 1, None),
    "document lost": (lambda bundle: shutil.rmtree(bundle / "content"), 1, None),
    "file garbled": (_garble_bytes, 2, None),
    "no id": (_lines(lambda found: found[2].update(id=7)), 2, None),
    "half a character": (_lines(lambda found: found[2].update(topic="\ud800")), 2, None),
    "no object": (_lines(lambda found: found[2].update(state=None)), 2, None),
    "deep, with an attachment": (_foist_on_what_is_deep, 1, 3),
    "attachment lost": (_lose_attachment, 1, None),
    "attachment foisted": (_foist_attachment, 1, 3),
    "file cut": (_cut_bytes, 2, None),
    "no uses": (lambda bundle: (bundle / "uses.jsonl.gz").unlink(), 2, None),
    "uses cut": (lambda bundle: (bundle / "uses.jsonl.gz").write_bytes(b"{"), 2, None),
    "no checkpoint": (lambda bundle: (bundle / "checkpoint").unlink(), 2, None),
    "forged checkpoint": (_forge, 2, None),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_both_find_what_was_tampered_with(
    bundle: Path, lrs: Run, folder: EvidenceFolder, what: str
) -> None:
    tamper, code, first_bad = TAMPERED[what]
    tamper(bundle)
    public = folder.path / "signing.pub"
    ours, theirs = by_us(lrs, bundle, public), by_itself(bundle, public)
    assert (ours[0], theirs[0]) == (code, code), (ours, theirs)
    if first_bad is not None:
        assert ours[1]["first_bad"] == theirs[1]["first_bad"]
        assert first_bad in (-1, ours[1]["first_bad"])
    assert ours[1]["faults"]
    assert theirs[1]["faults"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE lrs.content SET bytes = convert_to('page 8', 'UTF8')",
        "UPDATE lrs.content_use SET digest_key = sha256('')",
        "INSERT INTO lrs.content_use SELECT 3, sha256 FROM lrs.content LIMIT 1",
    ],
)
def test_a_file_that_was_changed_in_the_store_is_found(
    in_city: Database, lrs: Run, folder: EvidenceFolder, change: LiteralString
) -> None:
    assert in_city.owner
    public = folder.path / "signing.pub"
    with psycopg.connect(in_city.owner, autocommit=True) as conn:
        before = conn.execute("SELECT * FROM lrs.content_use").fetchall()
        [content] = conn.execute("SELECT * FROM lrs.content").fetchall()
        conn.execute(change)
        told = lrs("verify", "live", "--key", public)
        conn.execute("TRUNCATE lrs.content_use, lrs.content")
        conn.execute("INSERT INTO lrs.content VALUES (%s, %s)", content)
        conn.cursor().executemany("INSERT INTO lrs.content_use VALUES (%s, %s, %s)", before)
    assert told.code == 1
    assert json.loads(told.out)["first_bad"] in (3, before[0][0])
    assert lrs("verify", "live", "--key", public).code == 0


def test_the_wrong_key_tells_nothing(bundle: Path, lrs: Run, tmp_path: Path) -> None:
    other = EvidenceFolder(tmp_path / "other")
    other.make_key(NAME, bytes(32))
    public = other.path / "signing.pub"
    assert by_us(lrs, bundle, public)[0] == 2
    assert by_itself(bundle, public)[0] == 2


def test_a_restored_bundle_answers_as_the_source_with_the_same_root(
    bundle: Path,
    city: Database,
    lrs: Run,
    folder: EvidenceFolder,
    postgres: Postgres,
    migrated: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    source = lrs("export").out.splitlines()
    rebuilt = json.loads(lrs("rebuild").out)
    with postgres.database(template=migrated) as database:
        use(database, EvidenceFolder(tmp_path / "new"), monkeypatch)
        restored = lrs("evidence", "restore", bundle)
        assert restored.code == 0, restored.err
        assert lrs("export").out.splitlines()[:-1] == source
        with psycopg.connect(database.service, autocommit=True) as conn:
            seen = DocumentReader(conn).see(SCOPE.key("bookmark"))
        assert seen.document is not None
        assert seen.document.content == b"page 7"
        assert lrs("reindex", "--check").code == 0
        kept = folder.path / "checkpoint"
        verified = lrs("verify", "live", "--key", folder.path / "signing.pub", "--checkpoint", kept)
        told = json.loads(verified.out)
        assert told["checkpoints"] == [json.loads(restored.out)["last_position"]]
        assert digests_of(json.loads(lrs("rebuild").out)) == digests_of(rebuilt)
        again = lrs("evidence", "restore", bundle)
        assert again.code == 1
        assert "the log is not empty" in again.err


@pytest.mark.parametrize(
    "what", ["state", "deleted", "last one cut", "appended", "said to be erased", "document"]
)
def test_a_bundle_that_was_tampered_with_is_not_restored(
    bundle: Path,
    lrs: Run,
    postgres: Postgres,
    migrated: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    what: str,
) -> None:
    TAMPERED[what][0](bundle)
    with postgres.database(template=migrated) as database:
        use(database, EvidenceFolder(tmp_path / "new"), monkeypatch)
        refused: Outcome = lrs("evidence", "restore", bundle)
        assert refused.code == 1
        assert "Traceback" not in refused.err
        assert json.loads(lrs("export").out or "{}") == {}


def test_the_verifier_of_a_bundle_shares_nothing_and_can_be_read() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    roots = {name.split(".")[0] for name in imported}
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(text.splitlines()) < 300


def test_the_key_and_the_checkpoint_are_shown(in_city: Database, lrs: Run, tmp_path: Path) -> None:
    public = tmp_path / "signing.pub"
    shown = json.loads(lrs("evidence", "key", "--output", public).out)
    assert shown["name"] == NAME
    assert public.read_text(encoding="utf-8") == f"{shown['key']}\n"
    assert lrs("verify", "live", "--key", public).code == 0
    for unread in (tmp_path / "nothing", VERIFIER):
        untold = lrs("verify", "live", "--key", unread)
        assert (untold.code, "Traceback" in untold.err) == (2, False)
    renamed = lrs("evidence", "key", "--name", "another")
    assert renamed.code == 1
    assert "its name cannot change" in renamed.err
    assert lrs("evidence", "checkpoint").out.startswith(f"{NAME}\n")


def test_a_key_that_an_editor_saved_with_a_mark_of_its_encoding_is_the_same(
    lrs: Run, bundle: Path, folder: EvidenceFolder, tmp_path: Path
) -> None:
    key = tmp_path / "marked.pub"
    text = (folder.path / "signing.pub").read_text(encoding="utf-8")
    key.write_text(text, encoding="utf-8-sig")
    assert by_us(lrs, bundle, key)[0] == by_itself(bundle, key)[0] == 0
