"""Each POST whole or not at all: resends, conflicts, voids, within groups and across them."""

import json
from uuid import UUID

import orjson
import pytest

from lrs.access.credential_store import Credentials
from lrs.event.credentials import OPERATOR, Credential
from lrs.event.events import credential_id
from lrs.log.record_store import (
    ConflictError,
    Draft,
    ForbiddenError,
    Post,
    RecordStore,
    RefusedError,
    VoidsVoidError,
)
from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3
from tests.database.logbook import (
    ANN,
    BOB,
    WARDEN,
    Statement,
    identity,
    index,
    log,
    numbers,
    reference,
    statement,
    void,
)
from tests.posting import post


def changed(number: int) -> Statement:
    """Another statement with the id of the statement of this number."""
    return statement(number, verb={"id": "http://example.com/verbs/other"})


def reworded(number: int) -> Statement:
    """The statement of this number in other bytes that mean the same."""
    known = statement(number)
    known["verb"] = known["verb"] | {"display": {"en": "other"}}
    known["id"] = known["id"].upper()
    return known


def kinds(outcomes: list[RefusedError | None]) -> list[type | None]:
    return [type(outcome) if outcome else None for outcome in outcomes]


def test_a_statement_is_stored_with_its_bytes_and_a_nonce_of_its_own(store: RecordStore) -> None:
    body = json.dumps(statement(1), indent=1).encode()
    [received] = parse(body, V1_0_3)
    draft = Draft.of(received, credential=ANN, version=V1_0_3)
    assert store.record([Post(drafts=(draft,), credential=ANN, version=V1_0_3)]) == [None]
    store.record([post(statement(2), statement(3))])
    [row, *others] = log(store)
    assert (row["topic"], row["originator_version"]) == ("StatementRecorded", 1)
    assert bytes(row["state"]) == draft.event.state()
    assert bytes(row["state"]).endswith(b"\n" + body)
    assert len({bytes(one["nonce"]) for one in (row, *others)}) == 3


def test_an_empty_batch_stores_nothing(store: RecordStore) -> None:
    assert store.record([post(), post(statement(1)), post()]) == [None, None, None]
    assert store.record([]) == []
    assert numbers(store) == [1]


@pytest.mark.parametrize("again", [statement, reworded])
def test_a_resend_stores_nothing_more(store: RecordStore, again: type) -> None:
    store.record([post(statement(1), credential=ANN)])
    assert store.record([post(again(1), credential=BOB)]) == [None]
    assert numbers(store) == [1]


def test_a_resend_without_timestamp_is_the_same_statement(store: RecordStore) -> None:
    assert store.record([post(statement(1))]) == [None]
    answered = statement(1, timestamp="2026-01-01T00:00:00Z", stored="2026-01-01T00:00:00Z")
    assert store.record([post(answered), post(statement(1))]) == [None, None]
    assert numbers(store) == [1]


def test_of_a_batch_that_was_in_part_recorded_the_rest_is_recorded(store: RecordStore) -> None:
    store.record([post(statement(1), statement(3))])
    assert store.record([post(*(reworded(number) for number in (1, 2, 3, 4)))]) == [None]
    assert numbers(store) == [1, 3, 2, 4]


def test_a_conflict_names_index_and_id_and_stores_nothing_of_its_post(store: RecordStore) -> None:
    store.record([post(statement(3))])
    outcomes = store.record(
        [
            post(statement(1)),
            post(statement(2), reworded(3), statement(4)),
            post(statement(5), changed(3), statement(6)),
            post(statement(7)),
        ]
    )
    assert kinds(outcomes) == [None, None, ConflictError, None]
    refused = outcomes[2]
    assert isinstance(refused, ConflictError)
    assert (refused.index, refused.statement_id) == (1, UUID(identity(3)))
    assert identity(3) in str(refused)
    assert numbers(store) == [3, 1, 2, 4, 7]


def test_an_equal_id_in_one_group_waits_for_the_first_one(store: RecordStore) -> None:
    outcomes = store.record(
        [
            post(statement(1)),
            post(reworded(1), statement(2)),
            post(changed(1), statement(3)),
            post(statement(1)),
            post(changed(2)),
            post(statement(4)),
        ]
    )
    assert kinds(outcomes) == [None, None, ConflictError, None, ConflictError, None]
    assert numbers(store) == [1, 2, 4]


def test_an_equal_id_after_a_refused_post_is_the_first_of_its_kind(store: RecordStore) -> None:
    store.record([post(statement(1))])
    outcomes = store.record([post(statement(2), changed(1)), post(changed(2)), post(statement(2))])
    assert kinds(outcomes) == [ConflictError, None, ConflictError]
    assert numbers(store) == [1, 2]


def test_a_statement_cannot_take_the_id_of_an_event_of_the_store(store: RecordStore) -> None:
    Credentials(store).add("x", scopes=["all"], key="k1")
    taken = statement(1, id=str(credential_id("k1")))
    outcomes = store.record([post(statement(2), taken), post(reference(3, 9))])
    assert kinds(outcomes) == [ConflictError, None]
    assert len(log(store)) == 2


def test_a_credential_can_be_made_although_a_statement_waits_for_its_id(
    store: RecordStore,
) -> None:
    aim = {"objectType": "StatementRef", "id": str(credential_id("k1"))}
    assert store.record([post(statement(1, object=aim))]) == [None]
    Credentials(store).add("x", scopes=["all"], key="k1")
    assert len(log(store)) == 2


# Voids


@pytest.mark.parametrize(
    ("target", "voiding", "expected"),
    [
        (ANN, ANN, None),
        (ANN, BOB, ForbiddenError),
        (ANN, WARDEN, None),
        (ANN, OPERATOR, None),
        (OPERATOR, ANN, ForbiddenError),
    ],
)
def test_who_may_void_what_is_there(
    store: RecordStore, target: Credential, voiding: Credential, expected: type | None
) -> None:
    store.record([post(statement(1), credential=target)])
    outcomes = store.record(
        [post(statement(2), void(3, 1), credential=voiding), post(statement(4))]
    )
    assert kinds(outcomes) == [expected, None]
    assert numbers(store) == ([1, 4] if expected else [1, 2, 3, 4])


def test_a_void_of_a_void_is_refused(store: RecordStore) -> None:
    store.record([post(statement(1), void(2, 1), credential=ANN)])
    outcomes = store.record(
        [
            post(statement(3), void(4, 2), credential=ANN),
            post(void(5, 5), credential=ANN),
            post(void(7, 6), void(6, 1), credential=ANN),
        ]
    )
    assert kinds(outcomes) == [VoidsVoidError] * 3
    assert [outcome.index for outcome in outcomes if outcome] == [1, 0, 0]
    assert numbers(store) == [1, 2]


def test_a_void_may_come_before_its_target(store: RecordStore) -> None:
    assert store.record([post(void(2, 1), credential=BOB)]) == [None]
    assert store.record([post(void(3, 1), credential=ANN)]) == [None]
    assert store.record([post(statement(1), credential=ANN)]) == [None]
    assert numbers(store) == [2, 3, 1]


def test_a_resent_void_is_a_resend_although_its_target_has_come_since(store: RecordStore) -> None:
    """Also what a second try after a lost COMMIT answer sends."""
    early = post(void(2, 1), credential=BOB)
    store.record([early])
    store.record([post(statement(1), credential=ANN)])
    assert store.record([early]) == [None]
    outcomes = store.record([post(void(2, 1), void(3, 1), credential=BOB)])
    assert kinds(outcomes) == [ForbiddenError]
    assert outcomes[0]
    assert outcomes[0].index == 1
    assert numbers(store) == [2, 1]


def test_the_posts_of_a_group_are_judged_one_after_another(store: RecordStore) -> None:
    """As if each came alone: whatever a group holds by chance changes no outcome."""
    store.record([post(statement(1), credential=ANN)])
    posts = [
        post(void(10, 1), statement(2), credential=BOB),  # refused, so statement 2 is not there
        post(void(11, 2), credential=ANN),
        post(void(12, 3), credential=ANN),  # statement 3 comes only after it
        post(statement(3), credential=BOB),
        post(void(13, 3), credential=ANN),
        post(statement(2), credential=BOB),
    ]
    outcomes = store.record(posts)
    assert kinds(outcomes) == [ForbiddenError, None, None, None, ForbiddenError, None]
    assert numbers(store) == [1, 11, 12, 3, 2]


def test_the_outcomes_of_a_group_are_those_of_its_posts_one_by_one(store: RecordStore) -> None:
    store.record([post(statement(1), credential=ANN)])
    posts = [
        post(void(10, 1), statement(2), credential=BOB),
        post(void(11, 2), credential=ANN),
        post(void(12, 3), credential=ANN),
        post(statement(3), credential=BOB),
        post(void(13, 3), credential=ANN),
        post(statement(2), credential=BOB),
    ]
    assert kinds([store.record([one])[0] for one in posts]) == [
        ForbiddenError,
        None,
        None,
        None,
        ForbiddenError,
        None,
    ]
    assert numbers(store) == [1, 11, 12, 3, 2]


def test_a_reference_to_a_statement_of_a_refused_post_waits_for_it(store: RecordStore) -> None:
    store.record([post(statement(1), credential=ANN)])
    outcomes = store.record(
        [
            post(statement(2), void(9, 1), credential=BOB),
            post(reference(3, 2), credential=BOB),
        ]
    )
    assert kinds(outcomes) == [ForbiddenError, None]
    with store.connection() as conn:
        [waits] = conn.execute("SELECT target, position FROM lrs.dangling").fetchall()
    assert waits == {"target": UUID(identity(2)), "position": 2}
    before = index(store)
    store.record([post(statement(2), credential=BOB)])
    [_, third, second] = (row["originator_id"] for row in log(store))
    terms = {term for term, owner in index(store) if owner == second}
    assert {(term, third) for term in terms} <= index(store)
    assert before < index(store)


def test_a_statement_id_is_one_whatever_its_case(store: RecordStore) -> None:
    upper = statement(0xABC)
    upper["id"] = upper["id"].upper()
    store.record([post(upper, reference(2, 0xABC), credential=ANN)])
    aim = {"objectType": "StatementRef", "id": upper["id"]}
    other = statement(3, object=aim, verb={"id": "http://adlnet.gov/expapi/verbs/voided"})
    assert kinds(store.record([post(other, credential=BOB)])) == [ForbiddenError]
    state = bytes(log(store)[0]["state"])
    assert orjson.loads(state.partition(b"\n")[0])["id"] == identity(0xABC)
