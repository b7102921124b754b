"""A receipt that a platform keeps is verified with the public key of the log and nothing else."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lrs.event.events import STATEMENT_RECORDED
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.note import Note, SigningKey
from lrs.proof.receipt import Receipt
from lrs.proof.tree import inclusion_proof, leaf_hash, nodes_of, root_of
from tests.cli.conftest import Run

LOG = SigningKey.from_seed("city.example/lrs", bytes(range(32)))
OTHER = SigningKey.from_seed("other.example/lrs", bytes(32))
LEAVES = [
    leaf_of(
        StoredEvent(
            position=position,
            stored=datetime(2026, 1, 1, 12, 0, position, tzinfo=UTC),
            originator_id=UUID(int=position),
            originator_version=1,
            topic=STATEMENT_RECORDED,
            state=b"a statement",
            nonce=bytes(16),
        )
    )
    for position in range(1, 6)
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
HEAD = str(Checkpoint(origin=LOG.name, size=5, root=root_of(HASHES)))
RECEIPT = Receipt(
    index=2,
    proof=tuple(inclusion_proof(2, 5, nodes_of(HASHES))),
    checkpoint=Note(text=HEAD, signatures=(LOG.sign(HEAD),)),
    extra=LEAVES[2],
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "signing.pub"
    file.write_text(str(LOG.public))
    return file


def verified(lrs: Run, receipt: Receipt, key: Path) -> tuple[int, dict[str, Any]]:
    file = key.with_name("mine.tlog-proof")
    file.write_text(str(receipt))
    told = lrs("verify", file, "--key", key, "--json")
    return told.code, json.loads(told.out)


def test_it_says_where_its_statement_stands_and_since_when(lrs: Run, key: Path) -> None:
    code, told = verified(lrs, RECEIPT, key)
    assert code == 0
    assert told == {
        "outcome": "good",
        "events": 5,
        "statement": str(UUID(int=3)),
        "position": 3,
        "stored": "2026-01-01T12:00:03.000000Z",
        "faults": [],
    }


@pytest.mark.parametrize(
    ("changed", "code", "fault"),
    [
        (replace(RECEIPT, extra=LEAVES[1]), 1, "the proof leads to another root"),
        (replace(RECEIPT, index=3), 1, "the proof"),
        (replace(RECEIPT, extra=b""), 2, "does not have its leaf"),
        (replace(RECEIPT, extra=b"no leaf"), 2, "does not have its leaf"),
        (
            replace(RECEIPT, checkpoint=Note(text=HEAD, signatures=(OTHER.sign(HEAD),))),
            2,
            "no trusted key signed this",
        ),
    ],
)
def test_what_is_wrong_with_it_is_said(
    lrs: Run, key: Path, changed: Receipt, code: int, fault: str
) -> None:
    ended, told = verified(lrs, changed, key)
    assert ended == code
    assert told["position"] is None
    assert fault in told["faults"][0]


def test_a_file_that_is_no_receipt_cannot_be_told(lrs: Run, key: Path) -> None:
    told = lrs("verify", key, "--key", key)
    assert told.code == 2
    assert "expected a receipt" in told.out
