"""Erasure: what goes, what stays, and that the proof of the log holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from lrs.event.erasures import BLANK, ERASED, ERASURES, Blank, Erased
from lrs.evidence import erasing
from lrs.evidence.erasing import ErasureError, erase
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.log.appending import QUERIES, LogEntry, append_within
from lrs.log.log_reader import LogReader
from lrs.log.record_store import ConflictError, RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from lrs.proof.leaf import leaf_of
from lrs.proof.note import Note
from lrs.proof.trust import trusting
from replay.reindex import check
from replay.verify import Outcome, Verified, verify_live
from tests.database.logbook import identity, reference, statement, void
from tests.posting import Hands, post

EVENTS = 8
PERSON = 3
"""The statement of whom is erased; 6 refers to it and 7 voids it."""


@dataclass
class Log:
    """A log of eight statements, all signed; the auditor kept the last head."""

    database: Database
    store: RecordStore
    hands: Hands
    folder: EvidenceFolder
    kept: Note

    def owner(self, *queries: str) -> None:
        assert self.database.owner
        with psycopg.connect(self.database.owner) as conn:
            for query in queries:
                conn.execute(query)

    def erase(self, *positions: int, reason: str = "request 1") -> erasing.Erasure:
        assert self.database.owner
        with psycopg.connect(self.database.owner, autocommit=True) as conn, conn.transaction():
            return erase(conn, positions, reason=reason, clock=self.hands)

    def sign(self) -> None:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            Sequencer(self.folder).catch_up(conn)

    def verify(self) -> Verified:
        key = self.folder.key()
        assert key
        with psycopg.connect(self.database.service, autocommit=True) as conn:
            return verify_live(conn, trust=trusting([key.public]), kept=[("kept", self.kept)])

    def leaves(self) -> list[bytes]:
        with psycopg.connect(self.database.sequencer, autocommit=True) as conn:
            store = TileStore(conn)
            return [leaf_of(one) for one in store.events(after=0, until=EVENTS, limit=EVENTS)]

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        assert self.database.owner
        with psycopg.connect(self.database.owner) as conn:
            return conn.execute(f"SELECT * FROM lrs.{table}").fetchall()


@pytest.fixture
def log(database: Database, store: RecordStore, hands: Hands, tmp_path: Path) -> Log:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key("city.example/lrs", bytes(range(32)))
    for number in range(1, EVENTS + 1):
        hands.now += timedelta(seconds=1)
        body = {6: reference(6, PERSON), 7: void(7, PERSON)}.get(number) or statement(number)
        store.record([post(body)])
    found = Log(database, store, hands, folder, Note(text="", signatures=()))
    found.sign()
    with psycopg.connect(database.sequencer) as conn:
        note = TileStore(conn).last_checkpoint()
    assert note
    found.kept = note
    return found


def test_an_erased_event_leaves_its_leaf_and_nothing_else(log: Log) -> None:
    before = log.leaves()
    erasure = log.erase(3, 6, 7)
    assert (erasure.position, erasure.erased) == (EVENTS + 1, (3, 6, 7))
    assert log.leaves() == before
    marked = b"actor3@example.com"
    for table in ("log", "posting", "voiding", "dangling"):
        for row in log.rows(table):
            assert not any(marked in one for one in row if isinstance(one, bytes))
    assert {position for _, position in log.rows("posting")} == {1, 2, 4, 5, 8}
    assert log.rows("voiding") == []
    blank = next(row for row in log.rows("log") if row[0] == PERSON)
    assert (blank[3], bytes(blank[5])) == (BLANK, bytes(16))
    assert Blank.from_state(blank[1], blank[2], bytes(blank[4])).topic == "StatementRecorded"


def test_readers_pass_over_what_was_erased(log: Log) -> None:
    log.erase(3, 6, 7)
    with psycopg.connect(log.database.projector, autocommit=True) as conn:
        reader = LogReader(conn)
        assert [one.position for one in reader.read(after=0, until=99, limit=99)] == [1, 2, 4, 5, 8]
        assert reader.at([3, 4])[0].position == 4
        assert reader.by_ids([UUID(identity(PERSON))], until=99) == []
        assert reader.concerning(["mailto:actor3@example.com"], until=99) == []
        assert reader.last_erased(until=99) == EVENTS + 1
        assert reader.last_erased(until=EVENTS) == 0
        assert reader.last_erased(after=EVENTS + 1, until=99) == 0
    with psycopg.connect(log.database.service, autocommit=True) as conn:
        assert not any(one.differs for one in check(conn, unwatched))


def test_the_log_verifies_before_and_after_the_erasure_is_signed(log: Log) -> None:
    log.erase(3, 6, 7)
    found = log.verify()
    assert (found.outcome, found.erased, found.faults) == (Outcome.GOOD, (3, 6, 7), ())
    log.sign()
    found = log.verify()
    assert (found.outcome, found.checkpoints) == (Outcome.GOOD, (EVENTS, EVENTS + 1))


def test_what_was_erased_is_not_taken_again_and_stops_nothing_else(log: Log) -> None:
    log.erase(3, 6, 7)
    log.hands.now += timedelta(seconds=1)
    [refused, taken] = log.store.record([post(statement(PERSON)), post(statement(20))])
    assert isinstance(refused, ConflictError)
    assert "was erased" in str(refused)
    assert taken is None
    late = log.store.record([post(reference(21, PERSON))])
    assert late == [None]
    with psycopg.connect(log.database.service, autocommit=True) as conn:
        assert not any(one.differs for one in check(conn, unwatched))


def test_erasing_again_changes_nothing(log: Log) -> None:
    log.erase(3)
    before = log.rows("log")
    again = log.erase(3)
    assert (again.position, again.erased) == (None, ())
    assert log.rows("log") == before
    more = log.erase(3, 4)
    assert (more.position, more.erased) == (EVENTS + 2, (4,))
    said = [
        Erased.from_state(ERASURES, row[2], bytes(row[4]))
        for row in log.rows("log")
        if row[3] == ERASED
    ]
    assert [(one.positions, one.originator_version) for one in said] == [((3,), 1), ((4,), 2)]


def test_what_rests_on_nobody_else_alone_is_erased(log: Log) -> None:
    log.erase(3)
    with pytest.raises(ErasureError, match="position 9 is an event Erased, which cannot be erased"):
        log.erase(EVENTS + 1)
    with pytest.raises(ErasureError, match="position 77 is not in the log"):
        log.erase(77)


@pytest.mark.parametrize("dies_at", ["blank", "unpost", "unvoid", "unlist", "end_uses"])
def test_an_erasure_that_dies_has_erased_nothing(
    log: Log, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    before = log.rows("log"), sorted(log.rows("posting"))
    broken = {**QUERIES, dies_at: "SELECT killed"}
    with monkeypatch.context() as patched:
        patched.setattr(erasing, "QUERIES", broken)
        with pytest.raises(psycopg.ProgrammingError):
            log.erase(3, 7)
    assert (log.rows("log"), sorted(log.rows("posting"))) == before
    assert log.erase(3, 7).erased == (3, 7)
    assert log.verify().outcome is Outcome.GOOD


def test_only_the_owner_erases(log: Log) -> None:
    entry = LogEntry(
        originator_id=ERASURES,
        originator_version=1,
        topic=ERASED,
        state=Erased(originator_version=1, positions=(3,), reason="r").state(),
        nonce=bytes(16),
    )
    with (
        psycopg.connect(log.database.service, autocommit=True) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="only the owner of the log"),
    ):
        append_within(conn, [entry], now=log.hands())
    assert {row[3] for row in log.rows("log")} == {"StatementRecorded"}


BLANKED = """UPDATE lrs.log SET topic = 'Blank', nonce = decode(repeat('00', 16), 'hex'),
state = convert_to('{"topic":"' || topic || '","digest":"DIGEST"}', 'UTF8')
WHERE notification_id = 3"""


def blanked_as(topic: str) -> str:
    """Writes another blank in the place of one."""
    return BLANKED.replace("DIGEST", "0" * 64).replace("|| topic ||", f"|| '{topic}' ||")


def erase_silently(log: Log) -> None:
    """Blanks an event as an erasure does, and says nothing of it."""
    digest = log.leaves()[PERSON - 1].decode().splitlines()[-1]
    log.owner(BLANKED.replace("DIGEST", digest))


def bring_back(log: Log) -> None:
    """Brings back from a backup what was erased."""
    [row] = [row for row in log.rows("log") if row[0] == PERSON]
    log.erase(PERSON)
    assert log.database.owner
    with psycopg.connect(log.database.owner) as conn:
        conn.execute(
            "UPDATE lrs.log SET topic = %s, state = %s, nonce = %s WHERE notification_id = 3",
            (row[3], row[4], row[5]),
        )


def erase_more(log: Log) -> None:
    """Blanks another event behind an erasure that does not name it."""
    log.erase(5)
    erase_silently(log)


def garble(log: Log) -> None:
    """Changes what is left of an erased event."""
    log.erase(PERSON)
    log.owner(blanked_as("DocumentStored"))


def blank_a_grant(log: Log) -> None:
    """Makes an event look as if a grant had been erased."""
    log.erase(PERSON)
    log.owner(
        BLANKED.replace("DIGEST", "0" * 64).replace("|| topic ||", "|| 'CredentialChanged' ||")
    )


def back_date(log: Log) -> None:
    """Changes when an erased event was stored."""
    log.erase(PERSON)
    log.owner("UPDATE lrs.log SET stored = stored - interval '1 us' WHERE notification_id = 3")


SILENT = "is blank, and no event says that it was erased"


@pytest.mark.parametrize(
    ("attack", "fault"),
    [
        (erase_silently, SILENT),
        (erase_more, SILENT),
        (bring_back, "is there, though position 9 says that it was erased"),
        (garble, "its tile has another hash"),
        (blank_a_grant, "holds bytes that are no Blank of its id"),
        (back_date, "its tile has another hash"),
    ],
)
def test_blanks_and_erasures_have_to_fit(
    log: Log, attack: Callable[[Log], None], fault: str
) -> None:
    attack(log)
    found = log.verify()
    assert (found.outcome, found.first_bad) == (Outcome.TAMPERED, PERSON)
    assert any(fault in one for one in found.faults), found.faults


def test_the_sequencer_signs_over_what_was_erased_before_it_came_to_it(log: Log) -> None:
    log.hands.now += timedelta(seconds=1)
    log.store.record([post(statement(20))])
    log.erase(EVENTS + 1)
    log.sign()
    found = log.verify()
    assert (found.outcome, found.erased) == (Outcome.GOOD, (EVENTS + 1,))
