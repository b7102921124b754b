"""What belongs to a cadre when he asks for it to be erased, and what others share with him."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from lrs.evidence.erasing import ErasureError
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.policy.folder import DEFAULT, load_packaged
from projections.profile.publication import publication
from projections.profile.writing import statement_id, to_statement
from projections.tables import tracking, versions
from projections.tables.ledgers import LEDGERS
from projections.tables.runner import Runner
from replay.erasure import Selection, erase, of_cadre, of_statements
from tests.posting import Hands, post

FACTS: list[dict[str, Any]] = [
    {"id": "own", "fact": "course.passed", "cadre": "c1", "course": "o", "by": "exam"},
    {"id": "link", "fact": "cadre.identified", "cadre": "c1", "identifier": "mailto:wang@b.cn"},
    {"id": "mailed", "fact": "course.passed", "cadre": "mailto:wang@b.cn", "course": "p"},
    {"id": "ruled", "fact": "act.voided", "target": "own", "reason": "a mistake"},
    {"id": "undone", "fact": "void.withdrawn", "target": "own", "reason": "none after all"},
    {"id": "other", "fact": "course.passed", "cadre": "c2", "course": "o", "by": "exam"},
    {"id": "other ruled", "fact": "act.voided", "target": "other", "reason": "a mistake"},
    {"id": "listed", "fact": "seminar.held", "class": "K", "attendees": ["c1", "c2"]},
    {"id": "not listed", "fact": "seminar.held", "class": "K", "attendees": ["c11", "c2"]},
]
AGENT = {"account": {"homePage": "https://w3id.org/xapi/cadre-training/cadres", "name": "c1"}}
FOREIGN: dict[str, dict[str, Any]] = {
    "plain": {"actor": AGENT},
    "answered": {
        "actor": {"mbox": "mailto:peer@b.cn"},
        "object": {"objectType": "StatementRef", "id": str(UUID(int=1, version=4))},
    },
    "together": {
        "actor": {"objectType": "Group", "member": [AGENT, {"mbox": "mailto:peer@b.cn"}]},
    },
    "taught": {"actor": {"mbox": "mailto:peer@b.cn"}, "context": {"instructor": AGENT}},
    "alone": {"actor": {"mbox": "mailto:peer@b.cn"}},
}
GOING = {"own", "link", "mailed", "ruled", "undone", "plain", "answered"}
STAYING = {"together", "taught", "listed"}


def identity(name: str) -> UUID:
    if name in FOREIGN:
        return UUID(int=1 + list(FOREIGN).index(name), version=4)
    return UUID(str(statement_id(name)))


@pytest.fixture
def owner(database: Database, store: RecordStore, hands: Hands) -> Iterator[Connection[Any]]:
    hands.now += timedelta(seconds=1)
    store.record([post(publication(load_packaged(DEFAULT)))])
    for fact in FACTS:
        hands.now += timedelta(seconds=1)
        assert store.record([post(to_statement({**fact, "occurred": "2025-06-01"}))]) == [None]
    for name, members in FOREIGN.items():
        hands.now += timedelta(seconds=1)
        statement = {
            "id": str(identity(name)),
            "verb": {"id": "http://example.com/did"},
            "object": {"id": "http://example.com/a"},
            **members,
        }
        assert store.record([post(statement)]) == [None]
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as conn:
        yield conn


def named(selection: Selection) -> set[str]:
    ids = {identity(name): name for name in [*FOREIGN, *(str(one["id"]) for one in FACTS)]}
    return {ids[one.statement_id] for one in selection.statements}


@pytest.mark.parametrize("asked", ["c1", "mailto:wang@b.cn"])
def test_all_that_is_stated_about_him_goes_and_what_others_share_stays(
    owner: Connection[Any], hands: Hands, asked: str
) -> None:
    selection = of_cadre(owner, asked, clock=hands)
    assert named(selection) == GOING
    assert set(selection.left) == {identity(name) for name in STAYING}
    assert {"c1", "mailto:wang@b.cn"} < set(selection.names)  # and the digest of the mailbox


def test_a_statement_goes_with_all_that_refers_to_it_however_far(owner: Connection[Any]) -> None:
    selection = of_statements(owner, [identity("own"), identity("plain")])
    assert named(selection) == {"own", "ruled", "undone", "plain", "answered"}


def test_no_runner_folds_before_it_has_come_to_the_erasure(
    database: Database, owner: Connection[Any], hands: Hands
) -> None:
    """One that has read who a mailbox is, and not that this was erased, would fold by it."""
    with psycopg.connect(database.projector, autocommit=True) as conn:
        runner = Runner(hands)
        runner.catch_up(conn)
        erasure = erase(owner, of_cadre(owner, "c1", clock=hands), reason="r", clock=hands)
        assert erasure.position is not None
        with conn.transaction():
            versions.work_on(conn, versions.LIVE)
            before = erasure.position - 1
            assert tracking.stale(conn, LEDGERS.name, until=before, limit=9) == []
            assert "c1" in tracking.stale(conn, LEDGERS.name, until=erasure.position, limit=9)
        runner.catch_up(conn)
        assert tracking.answering(conn).settled == erasure.position
        [rows] = conn.execute(
            "SELECT count(*) FROM projections.balances WHERE person IN ('c1', 'mailto:wang@b.cn')"
        ).fetchall()
        assert rows == (0,)


def test_what_a_killed_rebuild_left_beside_the_tables_goes_too(
    owner: Connection[Any], database: Database, hands: Hands
) -> None:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(hands).catch_up(conn)
        with conn.transaction():  # as one of its processes commits what it made
            versions.clear_beside(conn, LEDGERS)
            conn.execute("INSERT INTO ledger_entry SELECT * FROM projections.ledger_entry")
        found = of_cadre(owner, "c1", clock=hands)
        assert erase(owner, found, reason="request 1", clock=hands).position
        left = conn.execute("SELECT to_regclass('projections_next.ledger_entry')").fetchone()
        assert left == (None,)
        assert Runner(hands).catch_up(conn).lag == 0


@pytest.mark.parametrize("reason", ["c1 asked", "of Wang Hua", "of wang hua's", "WANG@b.cn wrote"])
@pytest.mark.parametrize("by", ["cadre", "statement"])
def test_a_reason_that_tells_who_is_erased_is_refused(
    owner: Connection[Any], hands: Hands, store: RecordStore, reason: str, by: str
) -> None:
    hands.now += timedelta(seconds=1)
    stated = UUID(int=99, version=4)
    told = {"id": str(stated), "verb": {"id": "http://example.com/did"}}
    about = {"objectType": "Agent", "mbox": "mailto:wang@b.cn"}
    store.record([post({**told, "actor": {**AGENT, "name": "Wang Hua"}, "object": about})])
    ids = [stated, identity("ruled")]
    found = of_cadre(owner, "c1", clock=hands) if by == "cadre" else of_statements(owner, ids)
    with pytest.raises(ErasureError, match="tells who is erased"):
        erase(owner, found, reason=reason, clock=hands)
    assert erase(owner, found, reason="registrar, request of June 1st", clock=hands).erased
