"""The tree over HTTP: a client that has only the key proves what it was told."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest

from lrs.access.credential_store import Credentials
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.note import Note, SigningKey
from lrs.proof.receipt import Receipt
from lrs.proof.tiles import WIDTH, nodes_from, tiles_of
from lrs.proof.tree import leaf_hash, subtree_root
from tests.api.conftest import conversation
from tests.api.serving import KEY, SECRET


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[SigningKey, EvidenceFolder]:
    folder = EvidenceFolder(tmp_path_factory.mktemp("evidence") / "of the log")
    return folder.make_key("city.example/lrs", bytes(range(32))), folder


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, auth=(KEY, SECRET)) as client:
        yield client


def sign(database: Database, key: tuple[SigningKey, EvidenceFolder]) -> None:
    with psycopg.connect(database.sequencer, autocommit=True) as conn:
        Sequencer(key[1]).catch_up(conn)


def stated(address: str) -> str:
    """A statement that was just posted, by its id."""
    identity = str(uuid4())
    with conversation(address) as posting:
        answer = posting.post(
            "/xapi/statements",
            json={
                "id": identity,
                "actor": {"mbox": "mailto:tree@example.com"},
                "verb": {"id": "http://example.com/grew"},
                "object": {"id": "http://example.com/tree"},
            },
        )
        assert answer.status_code == 200
    return identity


def test_the_checkpoint_is_a_note_by_the_key(
    client: httpx.Client,
    address: str,
    shared_database: Database,
    key: tuple[SigningKey, EvidenceFolder],
) -> None:
    stated(address)
    sign(shared_database, key)
    answer = client.get("/audit/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    note = Note.read(answer.text)
    assert note.verified([key[0].public])
    head = Checkpoint.read(note.text)
    got = {tile: client.get(f"/audit/{tile.path}") for tile in tiles_of(head.size)}
    assert {one.headers["content-type"] for one in got.values()} == {"application/octet-stream"}
    nodes = nodes_from(lambda tile: got[tile].content, head.size)
    assert subtree_root(0, head.size, nodes) == head.root


def test_each_entry_has_the_hash_of_its_tile(
    client: httpx.Client,
    address: str,
    shared_database: Database,
    key: tuple[SigningKey, EvidenceFolder],
) -> None:
    identity = stated(address)
    sign(shared_database, key)
    size = Checkpoint.read(Note.read(client.get("/audit/checkpoint").text).text).size
    last = [tile for tile in tiles_of(size) if tile.level == 0][-1]
    hashes = client.get(f"/audit/{last.path}").content
    bundle = client.get(f"/audit/{last.entries_path}").content
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    assert len(entries) == last.width
    assert b"".join(map(leaf_hash, entries)) == hashes
    assert identity.encode() in entries[-1]
    assert b"tree@example.com" not in b"".join(entries)


def test_a_receipt_is_given_once_the_statement_is_signed(
    client: httpx.Client,
    address: str,
    shared_database: Database,
    key: tuple[SigningKey, EvidenceFolder],
) -> None:
    identity = stated(address)
    early = client.get(f"/audit/receipts/{identity}")
    assert early.status_code == 404
    assert "not signed yet" in early.text
    sign(shared_database, key)
    receipt = Receipt.read(client.get(f"/audit/receipts/{identity}").text)
    number, place = divmod(receipt.index, WIDTH)
    bundle = client.get(f"/audit/tile/entries/{number:03}.p/{place + 1}").content
    leaf = bundle[-int.from_bytes(_last_length(bundle)) :]
    assert receipt.check(leaf, [key[0].public]).size > receipt.index
    assert receipt.extra == leaf


def _last_length(bundle: bytes) -> bytes:
    length = b""
    while bundle:
        length, bundle = bundle[:2], bundle[2 + int.from_bytes(bundle[:2]) :]
    return length


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/audit/tile/0/x000/000", 404),
        ("/audit/tile/0/999", 404),
        ("/audit/tile/-1/000", 404),
        ("/audit/tile/0/000.p/0", 404),
        ("/audit/tile/entries/nothing", 404),
        ("/audit/tile/entries/..%2F..%2Fetc", 404),
        ("/audit/receipts/no-uuid", 400),
        ("/audit/receipts/00000000-0000-4000-8000-000000000000", 404),
        ("/audit/checkpoint?format=csv", 400),
    ],
)
def test_what_is_not_there(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["Cache-Control"] == "no-store"  # it may be there soon


def test_the_tree_is_for_auditors_and_a_receipt_for_who_may_read_the_statement(
    address: str,
    store: RecordStore,
    shared_database: Database,
    key: tuple[SigningKey, EvidenceFolder],
) -> None:
    identity = stated(address)
    sign(shared_database, key)
    platform, secret = Credentials(store).add("a platform", scopes=["statements/write"])
    with httpx.Client(base_url=address, auth=(platform.key, secret)) as client:
        for path in ("checkpoint", "tile/0/000", "tile/entries/000", f"receipts/{identity}"):
            assert client.get(f"/audit/{path}").status_code == 403
    reader, secret = Credentials(store).add("a reader", scopes=["statements/read"])
    with httpx.Client(base_url=address, auth=(reader.key, secret)) as client:
        assert client.get("/audit/checkpoint").status_code == 403
        assert client.get(f"/audit/receipts/{identity}").status_code == 200
    assert httpx.get(f"{address}/audit/checkpoint").status_code == 401
