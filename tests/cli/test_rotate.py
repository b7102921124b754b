"""`lrs evidence rotate`: the key is changed by command, and both verifiers follow it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.postgres.postgres import Database
from lrs.proof.note import SigningKey
from tests.cli.conftest import Run

NAME = "city.example/lrs"


@pytest.fixture
def folder(
    environment: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key(NAME, bytes(range(32)))
    monkeypatch.setenv("LRS_EVIDENCE", str(folder.path))
    return folder


def sign(database: Database, folder: EvidenceFolder) -> None:
    with psycopg.connect(database.sequencer, autocommit=True) as conn:
        Sequencer(folder).catch_up(conn)


def by_itself(bundle: Path, key: Path, *kept: Path) -> tuple[int, str]:
    options = [str(x) for one in kept for x in ("--checkpoint", one)]
    ended = subprocess.run(
        [sys.executable, "-I", bundle / "verify.py", bundle, "--key", key, "--json", *options],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
    )
    return ended.returncode, ended.stdout


def test_a_bundle_from_before_and_after_verifies_with_either_key(
    environment: Database, folder: EvidenceFolder, lrs: Run, tmp_path: Path
) -> None:
    assert lrs("policy", "publish", "baoji-2009").code == 0
    sign(environment, folder)
    old, kept = tmp_path / "old.pub", tmp_path / "kept"
    old.write_bytes((folder.path / "signing.pub").read_bytes())
    kept.write_text(lrs("evidence", "checkpoint").out)
    rotated = lrs("evidence", "rotate", "--reason", "the yearly change")
    assert rotated.code == 0, rotated.err
    told = json.loads(rotated.out)
    assert (told["name"], told["retired"]) == (NAME, old.read_text().strip())
    new = folder.path / "signing.pub"
    assert new.read_text().strip() == told["key"] == json.loads(lrs("evidence", "key").out)["key"]
    assert lrs("policy", "publish", "nanjing", "--effective", "2030-01-01").code == 0
    sign(environment, folder)
    bundle = tmp_path / "bundle"
    assert lrs("evidence", "export", bundle).code == 0
    for key in (old, new):
        ours = lrs("verify", bundle, "--key", key, "--checkpoint", kept)
        code, theirs = by_itself(bundle, key, kept)
        assert (ours.code, code) == (0, 0), (ours, theirs)
        assert json.loads(ours.out) == json.loads(theirs)
    assert lrs("verify", "live", "--key", old, "--checkpoint", kept).code == 0
    stolen = SigningKey.from_seed(NAME, bytes(range(32)))
    text, _, _ = (bundle / "checkpoint").read_text().rpartition("\n\n")
    (bundle / "checkpoint").write_text(f"{text}\n\n{stolen.sign(text + chr(10))}")
    assert lrs("verify", bundle, "--key", old).code == 2
    assert by_itself(bundle, old)[0] == 2


def test_a_forged_introduction_is_found_by_both(
    environment: Database, folder: EvidenceFolder, lrs: Run, tmp_path: Path
) -> None:
    assert lrs("evidence", "rotate", "--reason", "the yearly change").code == 0
    sign(environment, folder)
    bundle = tmp_path / "bundle"
    assert lrs("evidence", "export", bundle).code == 0
    [file] = (bundle / "events").iterdir()
    with gzip.open(file, "rt") as lines:
        events = [json.loads(line) for line in lines]
    events[-1]["state"] = "eyJpbnRyb2R1Y3Rpb24iOiIiLCJyZWFzb24iOiIifQ=="
    with gzip.open(file, "wt") as packed:
        packed.writelines(f"{json.dumps(event)}\n" for event in events)
    public = folder.path / "signing.pub"
    ours, theirs = lrs("verify", bundle, "--key", public), by_itself(bundle, public)
    assert (ours.code, theirs[0]) == (1, 1), (ours, theirs)
    assert json.loads(ours.out)["first_bad"] == json.loads(theirs[1])["first_bad"]


def test_without_the_owner_no_key_is_changed(
    environment: Database, folder: EvidenceFolder, lrs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
    refused = lrs("evidence", "rotate", "--reason", "r")
    assert refused.code == 1
    assert "only the owner changes the key" in refused.err
    assert folder.following() is None
