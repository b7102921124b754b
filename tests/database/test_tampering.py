"""The tampering matrix, each row on real PostgreSQL (tests/tampering.py)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import psycopg
import pytest

from lrs.evidence.erasing import erase
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.evidence.witness import Witness, signers_in
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.proof.leaf import leaf_of
from lrs.proof.note import Note, SigningKey
from lrs.proof.tiles import grown
from lrs.proof.tree import leaf_hash
from lrs.proof.trust import TrustPolicy, trusting
from replay.verify import Outcome, Verified, verify_live
from tests.database.logbook import statement
from tests.posting import Hands, post
from tests.tampering import CODES, MATRIX, Row

NAME: Final = "city.example/lrs"
KEPT: Final = 5
EVENTS: Final = 8
CODE_OF: Final = {Outcome.GOOD: 0, Outcome.TAMPERED: 1, Outcome.CANNOT_TELL: 2}


@dataclass
class Store:
    """A store of eight events, signed at five and at eight; the auditor kept the first head, and a
    witness cosigned the second."""

    database: Database
    hands: Hands
    folder: EvidenceFolder
    key: SigningKey
    witness: Witness
    policy: TrustPolicy
    thief: EvidenceFolder
    notes: dict[int, Note] = field(default_factory=dict)

    def owner(self, *queries: str) -> None:
        assert self.database.owner
        with psycopg.connect(self.database.owner) as conn:
            for query in queries:
                conn.execute(query)

    def sign(self, folder: EvidenceFolder) -> Note:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            Sequencer(folder).catch_up(conn)
            note = TileStore(conn).last_checkpoint()
        assert note
        return note

    def sign_anew(self, key: SigningKey) -> None:
        """Signs whatever the log is now, as if nothing had ever been signed, elsewhere."""
        self.owner("TRUNCATE lrs.tile, lrs.checkpoint, lrs.cosignature")
        self.thief.make_key(key.name, key.key.private_bytes_raw())
        self.sign(self.thief)

    def cosign(self, note: Note) -> None:
        answer = self.witness.add_checkpoint(f"old 0\n\n{note}")
        assert answer.status == 200, answer
        [name] = self.policy.witnesses
        key = self.policy.witnesses[name].key
        [signature] = Note.read(f"{note}{answer.text}").verified([key])
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            TileStore(conn).add_cosignature(EVENTS, name, signature)

    def verify(self, *, kept: bool, witness: bool, key: SigningKey) -> Verified:
        notes = [("the kept checkpoint", self.notes[KEPT])] if kept else []
        if witness:
            notes.append(("the checkpoint of the witness", self.notes[EVENTS]))
        trust = self.policy if witness else trusting([key.public])
        if witness and key != self.key:
            text = str(self.policy_text).replace(str(self.key.public), str(key.public))
            trust = TrustPolicy.read(text)
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            return verify_live(conn, trust=trust, kept=notes)

    @property
    def policy_text(self) -> str:
        """The policy as a file has it."""
        [(name, one)] = self.policy.witnesses.items()
        return f"log {self.key.public}\nwitness {name} {one.key}\nquorum {name}\n"

    def leaves(self) -> list[bytes]:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            store = TileStore(conn)
            return [leaf_of(one) for one in store.events(after=0, until=EVENTS, limit=EVENTS)]


@pytest.fixture
def signed(database: Database, store: RecordStore, hands: Hands, tmp_path: Path) -> Store:
    folder = EvidenceFolder(tmp_path / "evidence")
    key = folder.make_key(NAME, bytes(range(32)))
    [signer, _] = signers_in(tmp_path / "witness", "witness.example")
    witness = Witness([signer], [key.public], tmp_path / "witness", hands)
    policy = TrustPolicy.read(f"log {key.public}\nwitness w {signer.public}\nquorum w\n")
    thief = EvidenceFolder(tmp_path / "thief")
    found = Store(database, hands, folder, key, witness, policy, thief)
    for number in range(1, EVENTS + 1):
        hands.now += timedelta(seconds=1)
        store.record([post(statement(number))])
        if number in (KEPT, EVENTS):
            found.notes[number] = found.sign(folder)
    found.cosign(found.notes[EVENTS])
    return found


def _sql(*queries: str) -> Callable[[Store], None]:
    return lambda store: store.owner(*queries)


def _third(change: str) -> Callable[[Store], None]:
    return _sql(f"UPDATE lrs.log SET {change} WHERE notification_id = 3")


STATE: Final = "UPDATE lrs.log SET state = state || ' '::bytea WHERE notification_id = 3"
CUT: Final = "DELETE FROM lrs.log WHERE notification_id > 4"
INSERTED: Final = (
    "UPDATE lrs.log SET notification_id = -notification_id WHERE notification_id > 3",
    "UPDATE lrs.log SET notification_id = 1 - notification_id WHERE notification_id < 0",
    "INSERT INTO lrs.log SELECT 4, gen_random_uuid(), 1, topic, state, nonce,"
    " stored + interval '1 us' FROM lrs.log WHERE notification_id = 3",
)
SWAPPED: Final = (
    "UPDATE lrs.log SET notification_id = 99 WHERE notification_id = 3",
    "UPDATE lrs.log SET notification_id = 3 WHERE notification_id = 4",
    "UPDATE lrs.log SET notification_id = 4 WHERE notification_id = 99",
)
RENUMBERED: Final = (
    "DELETE FROM lrs.log WHERE notification_id = 3",
    "UPDATE lrs.log SET notification_id = -notification_id WHERE notification_id > 3",
    "UPDATE lrs.log SET notification_id = -notification_id - 1 WHERE notification_id < 0",
)


def fit_leaf(store: Store) -> None:
    """Writes the leaf of event 3, as it is now, into its tile."""
    hashed = leaf_hash(store.leaves()[2]).hex()
    store.owner(
        f"UPDATE lrs.tile SET hashes = overlay(hashes placing '\\x{hashed}'::bytea from 65)"
        " WHERE level = 0"
    )


def change_with_leaf(store: Store) -> None:
    store.owner(STATE)
    fit_leaf(store)


def replace_with_leaf(store: Store) -> None:
    store.owner(
        "UPDATE lrs.log SET originator_id = '00000000-0000-4000-8000-000000000063',"
        " state = convert_to(replace(convert_from(state, 'UTF8'),"
        " '00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000063'), 'UTF8')"
        " WHERE notification_id = 3"
    )
    fit_leaf(store)


def change_all_hashes(store: Store) -> None:
    store.owner(STATE, "TRUNCATE lrs.tile")
    hashes = [leaf_hash(leaf) for leaf in store.leaves()]
    with psycopg.connect(store.database.sequencer, autocommit=True) as conn:
        TileStore(conn).grow(grown(0, hashes, lambda _: b""))


def blank_silently(store: Store) -> None:
    digest = store.leaves()[2].decode().splitlines()[-1]
    store.owner(
        "UPDATE lrs.log SET topic = 'Blank', nonce = decode(repeat('00', 16), 'hex'), state ="
        f""" convert_to('{{"topic":"StatementRecorded","digest":"{digest}"}}', 'UTF8')"""
        " WHERE notification_id = 3"
    )


def bring_back(store: Store) -> None:
    assert store.database.owner
    with psycopg.connect(store.database.owner, autocommit=True) as conn:
        [row] = conn.execute(
            "SELECT topic, state, nonce FROM lrs.log WHERE notification_id = 3"
        ).fetchall()
        with conn.transaction():
            erase(conn, [3], reason="r", clock=store.hands)
        conn.execute(
            "UPDATE lrs.log SET topic = %s, state = %s, nonce = %s WHERE notification_id = 3", row
        )


def cut_and_sign(store: Store) -> None:
    store.owner(CUT)
    store.sign_anew(store.key)


def rewrite(store: Store) -> None:
    store.owner(STATE.replace("= 3", "= 2"))
    store.sign_anew(store.key)


def sign_with_another(store: Store) -> None:
    store.owner(STATE)
    store.sign_anew(SigningKey.from_seed(NAME, bytes(32)))


ATTACKS: Final[tuple[Callable[[Store], None], ...]] = (
    _sql(),
    _sql(STATE),
    _third("topic = 'Other'"),
    _third("originator_version = 2"),
    _third("nonce = decode(repeat('00', 16), 'hex')"),
    _third("originator_id = gen_random_uuid()"),
    _third("stored = stored - interval '1 us'"),
    _third("stored = stored - interval '1 day'"),
    change_with_leaf,
    replace_with_leaf,
    change_all_hashes,
    _sql("DELETE FROM lrs.log WHERE notification_id = 3"),
    _sql(*INSERTED),
    _sql(*SWAPPED),
    _sql(*RENUMBERED),
    _sql(CUT),
    _sql("UPDATE lrs.tile SET hashes = overlay(hashes placing '\\x00' from 65) WHERE level = 0"),
    blank_silently,
    bring_back,
    _sql("DELETE FROM lrs.checkpoint WHERE size > 5"),
    cut_and_sign,
    rewrite,
    sign_with_another,
    _sql("TRUNCATE lrs.log, lrs.tile, lrs.checkpoint, lrs.cosignature"),
    _sql("TRUNCATE lrs.tile, lrs.checkpoint, lrs.cosignature"),
    _sql(),
)


@pytest.mark.parametrize(
    ("row", "attack"),
    list(zip(MATRIX, ATTACKS, strict=True)),
    ids=[row.attack.replace(" ", "-") for row in MATRIX],
)
def test_what_verify_says(signed: Store, row: Row, attack: Callable[[Store], None]) -> None:
    attack(signed)
    wrong = row.attack.endswith("the wrong key")
    key = SigningKey.from_seed(NAME, bytes(32)) if wrong else signed.key
    found = [
        signed.verify(kept=False, witness=False, key=key),
        signed.verify(kept=True, witness=False, key=key),
        signed.verify(kept=False, witness=True, key=key),
    ]
    said = [CODE_OF[one.outcome] for one in found]
    assert said == [CODES[row.alone], CODES[row.kept], CODES[row.witness]], found
    assert {one.first_bad for one in found if one.outcome is Outcome.TAMPERED} <= {row.first_bad}
    assert all(bool(one.faults) is (one.outcome is not Outcome.GOOD) for one in found)
