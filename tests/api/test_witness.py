"""A witness over HTTP, a sequencer that feeds it, and the two attacks that only it tells of."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count, pairwise
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from typing import Any

import httpx
import psycopg
import pytest

from api.operations.witnessing import witness_app
from lrs.evidence import feeder, sequencer
from lrs.evidence.feeder import Feeder, WitnessRefusedError, _Asking, last_cosigned_by
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.evidence.witness import Witness, signers_in
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.note import Note, Signature, SigningKey, encoded
from lrs.proof.tree import consistency_proof, leaf_hash, nodes_of, root_of
from lrs.proof.trust import TrustPolicy
from replay.verify import Outcome, Verified, verify_live
from tests.api.serving import serving
from tests.database.logbook import statement
from tests.faults.waiting import eventually
from tests.posting import Hands, post

NAME = "city.example/lrs"
KEY = SigningKey.from_seed(NAME, bytes(range(32)))
HASHES = [leaf_hash(str(number).encode()) for number in range(20)]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    clock = Hands(datetime(2026, 11, 28, tzinfo=UTC))
    signers = signers_in(tmp_path / "witness", "witness.example")
    witness = Witness(signers, [KEY.public], tmp_path / "witness", clock)
    with serving(witness_app(witness)) as address:
        yield address


@pytest.fixture
def policy(address: str, tmp_path: Path) -> TrustPolicy:
    ed25519, ml_dsa = signers_in(tmp_path / "witness", "witness.example")
    return TrustPolicy.read(
        f"log {KEY.public}\nwitness old {ed25519.public} {address}\n"
        f"witness new {ml_dsa.public} {address}/\ngroup both all old new\nquorum both"
    )


def checkpoint(size: int, *, hashes: list[bytes] = HASHES, key: SigningKey = KEY) -> Note:
    text = str(Checkpoint(origin=key.name, size=size, root=root_of(hashes[:size])))
    return Note(text=text, signatures=(key.sign(text),))


_TEXT = f"{NAME}\n0\n{encoded(HASHES[0])}\n"
EMPTY_WITH_A_ROOT = Note(text=_TEXT, signatures=(KEY.sign(_TEXT),))
"""A tree without leaves has one root alone, and this is another."""


def request(old: int, note: Note, *, hashes: list[bytes] = HASHES) -> str:
    size = Checkpoint.read(note.text).size
    proof = consistency_proof(old, size, nodes_of(hashes)) if old <= size else []
    return f"old {old}\n{''.join(encoded(one) + chr(10) for one in proof)}\n{note}"


def ask(address: str, body: str) -> httpx.Response:
    return httpx.post(f"{address}/add-checkpoint", content=body)


def test_it_cosigns_what_grew_and_tells_what_it_cosigned(address: str, policy: TrustPolicy) -> None:
    path = f"{address}/{sha256(NAME.encode()).hexdigest()}/checkpoint"
    assert httpx.get(path).status_code == 404
    for old, size in ((0, 3), (3, 7), (7, 7), (7, 20)):
        note = checkpoint(size)
        answer = ask(address, request(old, note))
        assert answer.status_code == 200, answer.text
        cosigned = Note.read(f"{note}{answer.text}")
        assert policy.check(cosigned).size == size
        assert httpx.get(path).text == str(cosigned)


OTHER = [leaf_hash(b"other"), *HASHES[1:]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (request(3, checkpoint(7)), 409),
        (request(6, checkpoint(5)), 400),
        (request(5, checkpoint(7, hashes=OTHER), hashes=OTHER), 422),
        (request(5, checkpoint(5, hashes=OTHER)), 422),
        (request(5, checkpoint(7)).replace("\n\n", f"\n{encoded(bytes(32))}\n\n", 1), 422),
        (request(5, checkpoint(7, key=SigningKey.from_seed("elsewhere", bytes(32)))), 404),
        (request(5, checkpoint(7, key=SigningKey.from_seed(NAME, bytes(32)))), 403),
        (request(5, checkpoint(7)).replace("\n7\n", "\n8\n"), 403),
        (f"old 0\n\n{EMPTY_WITH_A_ROOT}", 422),
        (f"old 0\n\n{EMPTY_WITH_A_ROOT}".replace("\n0\n", "\n00\n"), 400),
        ("old 5\n", 400),
        ("", 400),
        (request(5, checkpoint(7)).replace("old 5", "old 05"), 400),
        (request(5, checkpoint(7)).replace("old 5", "old -1"), 400),
        ("old 5\n" + f"{encoded(bytes(32))}\n" * 64 + f"\n{checkpoint(7)}", 400),
        ("x" * 200_000, 413),
    ],
)
def test_what_it_does_not_cosign(address: str, body: str, status: int) -> None:
    assert ask(address, request(0, checkpoint(5))).status_code == 200
    refused = ask(address, body)
    assert refused.status_code == status, refused.text
    assert "\u2014" not in refused.text
    if status == 409:
        assert (refused.text, refused.headers["content-type"]) == ("5\n", "text/x.tlog.size")
    assert ask(address, request(5, checkpoint(6))).status_code == 200  # and it is where it was


def test_bytes_that_are_no_text(address: str) -> None:
    assert httpx.post(f"{address}/add-checkpoint", content=b"\xff").status_code == 400


def test_a_request_that_is_cut_off_is_no_error(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 9\r\n\r\no"
        )
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000) == b""
    assert ask(address, request(0, checkpoint(5))).status_code == 200
    assert "ClientDisconnect" not in caplog.text


def test_its_keys_stay(tmp_path: Path) -> None:
    first, again = signers_in(tmp_path, "w"), signers_in(tmp_path, "w")
    assert [one.public for one in first] == [one.public for one in again]
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


@dataclass
class Signed:
    """A log of eight events that the witness has cosigned."""

    database: Database
    folder: EvidenceFolder
    policy: TrustPolicy

    def sign(self, folder: EvidenceFolder | None = None) -> None:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            signer = Sequencer(folder or self.folder, Feeder(self.policy.witnesses))
            if signer.catch_up(conn):
                signer.feed(conn)

    def owner(self, *queries: str) -> None:
        assert self.database.owner
        with psycopg.connect(self.database.owner) as conn:
            for query in queries:
                conn.execute(query)

    def verify(self, *, asking: bool = True) -> Verified:
        told = [
            (name, one)
            for name, one in (last_cosigned_by(self.policy) if asking else [])
            if isinstance(one, Note)
        ]
        with psycopg.connect(self.database.service, autocommit=True) as conn:
            return verify_live(conn, trust=self.policy, kept=told)


@pytest.fixture
def signed(database: Database, policy: TrustPolicy, tmp_path: Path) -> Signed:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key(NAME, bytes(range(32)))
    found = Signed(database, folder, policy)
    hands = Hands(datetime(2026, 1, 1, tzinfo=UTC))
    with closing(RecordStore(database.service, clock=hands)) as store:
        for number in range(1, 9):
            hands.now += timedelta(seconds=1)
            store.record([post(statement(number))])
            if number in (4, 8):
                found.sign()
    return found


def test_a_log_that_grew_is_cosigned_and_good(signed: Signed) -> None:
    assert (signed.verify().outcome, signed.verify().cosigned) == (Outcome.GOOD, 8)
    assert signed.verify(asking=False).outcome is Outcome.GOOD
    with psycopg.connect(signed.database.service, autocommit=True) as conn:
        note = TileStore(conn).last_cosigned()
    assert note is not None
    assert signed.policy.check(note).size == 8


def test_a_receipt_has_the_cosigned_head_while_a_later_one_is_not_yet_cosigned(
    signed: Signed,
) -> None:
    hands = Hands(datetime(2026, 1, 2, tzinfo=UTC))
    with closing(RecordStore(signed.database.service, clock=hands)) as store:
        store.record([post(statement(9))])
    with psycopg.connect(signed.database.sequencer, autocommit=True) as conn:
        Sequencer(signed.folder, Feeder({})).catch_up(conn)
    with psycopg.connect(signed.database.service, autocommit=True) as conn:
        store_of_tiles = TileStore(conn)
        third, ninth = (
            store_of_tiles.receipt(one)
            for one in store_of_tiles.events(after=0, until=9, limit=9)
            if one.position in (3, 9)
        )
    assert third is not None
    assert ninth is not None
    assert signed.policy.check(third.checkpoint).size == 8
    assert third.check(third.extra, [KEY.public]).size == 8
    assert ninth.check(ninth.extra, [KEY.public]).size == 9


def thief(tmp_path: Path) -> EvidenceFolder:
    """A folder with the stolen key and no checkpoint."""
    folder = EvidenceFolder(tmp_path / "thief")
    folder.make_key(NAME, bytes(range(32)))
    return folder


FORGET = "TRUNCATE lrs.tile, lrs.checkpoint, lrs.cosignature"


def test_what_was_rewritten_and_signed_with_a_stolen_key_is_found(
    signed: Signed, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change = "UPDATE lrs.log SET stored = stored - interval '1 us' WHERE notification_id = 2"
    signed.owner(change, FORGET)
    signed.sign(thief(tmp_path))
    assert "does not cosign: 422" in caplog.text
    found = signed.verify()
    assert found.outcome is Outcome.TAMPERED
    assert signed.verify(asking=False).outcome is Outcome.CANNOT_TELL


def test_what_was_cut_back_to_an_older_checkpoint_is_found(
    signed: Signed, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cut = "DELETE FROM lrs.log WHERE notification_id > 4"
    signed.owner(cut, FORGET)
    signed.sign(thief(tmp_path))
    assert "it has cosigned 8 events of this log, which has 4 now" in caplog.text
    found = signed.verify()
    assert (found.outcome, found.first_bad) == (Outcome.TAMPERED, 5)


def test_a_witness_that_is_away_holds_nothing_up(
    signed: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    away = TrustPolicy.read(
        f"log {KEY.public}\nwitness w {signed.policy.witnesses['old'].key} http://127.0.0.1:9\n"
        "quorum none"
    )
    with (
        closing(
            RecordStore(signed.database.service, clock=Hands(datetime(2027, 1, 1, tzinfo=UTC)))
        ) as store,
        psycopg.connect(signed.database.sequencer, autocommit=True) as conn,
    ):
        store.record([post(statement(9))])
        signer = Sequencer(signed.folder, Feeder(away.witnesses))
        assert signer.catch_up(conn)
        signer.feed(conn)
        last = TileStore(conn).last_checkpoint()
    assert last is not None
    assert Checkpoint.read(last.text).size == 9
    assert "the witness w does not cosign" in caplog.text
    found = signed.verify()
    assert (found.outcome, found.events, found.cosigned) == (Outcome.GOOD, 9, 8)


@pytest.mark.parametrize(
    "answered",
    [
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 409 Conflict\r\nConnection: close\r\n\r\n" + b"9" * 5000,
        b"HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12",
        b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["no HTTP", "no size", "cut off", "leads nowhere"],
)
def test_what_is_no_witness_at_the_address_of_one_ends_nothing(
    signed: Signed, caplog: pytest.LogCaptureFixture, answered: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answered)

        answering = Thread(target=answer)
        answering.start()
        other = TrustPolicy.read(
            f"log {KEY.public}\nwitness w {signed.policy.witnesses['old'].key} "
            f"http://127.0.0.1:{listening.getsockname()[1]}\nquorum none"
        )
        with psycopg.connect(signed.database.sequencer, autocommit=True) as conn:
            Sequencer(signed.folder, Feeder(other.witnesses)).feed(conn)
        answering.join()
    assert "the witness w does not cosign" in caplog.text


def test_a_witness_that_answers_byte_by_byte_holds_no_other_up(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(feeder, "TIMEOUT", 5)
    ended = Event()
    [key, _] = [one.public for one in signers_in(tmp_path / "witness", "witness.example")]
    slow = signers_in(tmp_path / "slow", "slow.example")[0].public
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.1):
                    connection.sendall(b"X-More: to come\r\n")

        answering = Thread(target=answer)
        answering.start()
        port = listening.getsockname()[1]
        both = TrustPolicy.read(
            f"log {KEY.public}\nwitness slow {slow} http://127.0.0.1:{port}\n"
            f"witness quick {key} {address}\nquorum none"
        )
        feeding = Feeder(both.witnesses)
        try:
            for _ in range(2):  # and it is not asked again meanwhile
                found = list(feeding.cosignatures(checkpoint(3), nodes_of(HASHES)))
                assert [name for name, _ in found] == ["quick"]
        finally:
            ended.set()
            answering.join()
            eventually(lambda: "asking slow" not in {one.name for one in enumerate_threads()})
    assert "the witness slow does not cosign: it has not answered within" in caplog.text
    assert "the witness slow does not cosign: it has not answered yet" in caplog.text


@pytest.mark.parametrize("address", ["http://[", "http://h/é", f"http://{'a' * 300}/"])
def test_an_address_that_is_none_ends_nothing(
    address: str, policy: TrustPolicy, caplog: pytest.LogCaptureFixture
) -> None:
    key = policy.witnesses["old"].key
    other = TrustPolicy.read(f"log {KEY.public}\nwitness w {key} {address}\nquorum none")
    assert list(Feeder(other.witnesses).cosignatures(checkpoint(3), nodes_of(HASHES))) == []
    assert "the witness w does not cosign" in caplog.text
    assert [name for name, _ in last_cosigned_by(other)] == ["w"]


def test_a_slow_witness_holds_no_signing_up(
    signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = Event(), Event()

    def slow(*_: object) -> list[tuple[str, Signature]]:
        asked.set()
        answered.wait(60)
        return []

    monkeypatch.setattr(Feeder, "cosignatures", slow)
    signer = Sequencer(signed.folder, Feeder(signed.policy.witnesses))
    signing = Thread(
        target=signer.run, args=(signed.database.sequencer, lambda: not answered.is_set())
    )
    clock = Hands(datetime(2027, 1, 1, tzinfo=UTC))
    with (
        closing(RecordStore(signed.database.service, clock=clock)) as store,
        psycopg.connect(signed.database.service, autocommit=True) as conn,
    ):
        signing.start()
        try:
            for number in (9, 10):
                clock.now += timedelta(seconds=1)
                store.record([post(statement(number))])
                eventually(lambda number=number: size_of(conn) == number)  # type: ignore[misc]
                assert asked.wait(60)
        finally:
            answered.set()
            signing.join()


def test_a_witness_that_is_named_later_cosigns_a_log_that_does_not_grow(
    signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Event()

    def cosignatures(*_: object) -> list[tuple[str, Signature]]:
        asked.set()
        return []

    monkeypatch.setattr(Feeder, "cosignatures", cosignatures)
    signer = Sequencer(signed.folder, Feeder(signed.policy.witnesses))
    turns = iter([True, True, True])  # connect, catch up with nothing new, and have it cosigned
    signer.run(signed.database.sequencer, lambda: next(turns, False))
    assert asked.wait(20)


def test_a_witness_that_was_away_is_asked_again_while_the_log_does_not_grow(
    signed: Signed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away, call, ended = iter([True] * 3), _Asking.call, Event()

    def ask(*asked: Any) -> tuple[int, str]:
        if next(away, False):
            raise WitnessRefusedError("it is away")
        return call(*asked)

    monkeypatch.setattr(_Asking, "call", ask)
    monkeypatch.setattr(sequencer, "WAIT", 0.01)
    signer = Sequencer(signed.folder, Feeder(signed.policy.witnesses))
    signing = Thread(
        target=signer.run, args=(signed.database.sequencer, lambda: not ended.is_set())
    )
    with (
        closing(
            RecordStore(signed.database.service, clock=Hands(datetime(2027, 1, 1, tzinfo=UTC)))
        ) as store,
        psycopg.connect(signed.database.service, autocommit=True) as conn,
    ):
        store.record([post(statement(9))])
        signing.start()
        try:
            eventually(lambda: "9" in str(TileStore(conn).last_cosigned()).splitlines())
        finally:
            ended.set()
            signing.join()
    assert caplog.text.count("does not cosign: it is away") == 3


def test_who_is_away_for_long_is_asked_ever_more_seldom(
    signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    looks = count()

    class Away(Thread):
        def start(self) -> None:
            asked.append(next(looks))

    def alive() -> bool:
        return next(looks) < 1000

    monkeypatch.setattr(sequencer, "WAIT", 0)
    monkeypatch.setattr(sequencer, "Thread", Away)
    Sequencer(signed.folder, Feeder(signed.policy.witnesses)).run(signed.database.sequencer, alive)
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert gaps[:3] == sorted(gaps[:3])
    assert 120 < gaps[-1] == gaps[-2] < 140


def size_of(conn: psycopg.Connection[tuple[object, ...]]) -> int:
    note = TileStore(conn).last_checkpoint()
    return Checkpoint.read(note.text).size if note else 0
