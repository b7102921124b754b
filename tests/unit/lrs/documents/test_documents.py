"""Document events to the byte, and the pure rules: preconditions and the merge."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.documents.documents import (
    Document,
    DocumentScope,
    MergeError,
    PreconditionFailedError,
    PreconditionMissingError,
    Preconditions,
    UnconditionalPutError,
    etag,
    keyed_digest,
    matches,
    merged,
)
from lrs.event.document_events import DocumentDeleted, DocumentKey, DocumentStored
from lrs.event.events import CorruptEventError
from lrs.event.versioned import VERSIONED
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion

REGISTRATION = UUID("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
STATE = DocumentScope(
    resource="state",
    activity="http://example.com/课",
    agent={"account": {"homePage": "http://example.com", "name": "ada"}},
    registration=REGISTRATION,
).key("bookmark")
STATE_TEXT = (
    '{"resource":"state","activity":"http://example.com/课",'
    '"agent":{"account":{"homePage":"http://example.com","name":"ada"}},'
    '"registration":"6690e6c9-3ef0-4ed3-8b37-7f3964730bee","id":"bookmark"}'
)
STORED = DocumentStored(
    originator_version=3,
    document=STATE,
    version="1.0.3",
    credential="k1",
    method="PUT",
    media_type='text/plain; x="\xe9"',
    size=4,
    digest=keyed_digest(bytes(32), b"done"),
)
DELETED = DocumentDeleted(originator_version=4, document=STATE, version="2.0.0", credential="k2")
TAG = etag(b"x")


def document(content: bytes, media_type: str = "application/json") -> Document:
    event = DocumentStored(
        originator_version=1,
        document=STATE,
        version="1.0.3",
        credential="k",
        method="PUT",
        media_type=media_type,
        size=len(content),
        digest="",
    )
    return Document(event=event, stored=datetime(2026, 1, 1, tzinfo=UTC), content=content)


def test_a_stored_document_is_compact_json_in_a_fixed_order() -> None:
    assert STORED.state().decode() == (
        f'{{"document":{STATE_TEXT},"version":"1.0.3","credential":"k1","method":"PUT",'
        '"media_type":"text/plain; x=\\"é\\"","size":4,'
        f'"digest":"{STORED.digest}"}}'
    )


def test_a_deleted_document_is_compact_json_in_a_fixed_order() -> None:
    assert DELETED.state().decode() == (
        f'{{"document":{STATE_TEXT},"version":"2.0.0","credential":"k2"}}'
    )


def test_originators_and_digests_never_change() -> None:
    profile = DocumentScope(resource="agent_profile", agent={"mbox": "mailto:a@example.com"})
    assert STATE.originator_id == UUID("f03b723a-80e6-5bcb-a1f7-ddf257d49b67")
    assert profile.key("p").originator_id == UUID("68245dce-d13f-561f-99e7-5a313dd3429a")
    assert STORED.digest == ("6b55012678ac232433ed1773eec5a73f60b5bbc3917d49a18ee7a50e5fdda3ee")


def test_events_read_back_as_they_were_written() -> None:
    for event in (STORED, DELETED):
        kind = VERSIONED[type(event).__name__]
        read = kind.from_state(event.originator_id, event.originator_version, event.state())
        assert read == event


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"{}",
        b"[]",
        STORED.state().replace(b'"size":4', b'"size":"4"'),
        STORED.state().replace(b'"resource":"state"', b'"resource":"other"'),
        STORED.state().replace(b'"id":"bookmark"', b'"name":"bookmark"'),
        STORED.state().replace(b'"id":"bookmark"', b'"id":"another"'),
        DELETED.state(),
    ],
)
def test_other_bytes_stop_with_what_stands_there(state: bytes) -> None:
    with pytest.raises(CorruptEventError, match=str(STATE.originator_id)):
        DocumentStored.from_state(STATE.originator_id, 1, state)


@given(
    st.builds(
        DocumentKey,
        resource=st.sampled_from(["state", "activity_profile", "agent_profile"]),
        activity=st.none() | st.just("http://example.com/x"),
        agent=st.none() | st.just({"mbox": "mailto:a@example.com"}),
        registration=st.none() | st.just(str(REGISTRATION)),
        id=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
)
def test_every_key_is_read_back(key: DocumentKey) -> None:
    event = DocumentDeleted(originator_version=1, document=key, version="1.0.3", credential="k")
    assert DocumentDeleted.from_state(key.originator_id, 1, event.state()) == event
    assert DocumentScope.of(key).key(key.id) == key


@pytest.mark.parametrize(
    ("header", "weakly", "expected"),
    [
        ("*", False, True),
        (TAG, False, True),
        (f'"a", {TAG} ,"b"', False, True),
        (f"W/{TAG}", False, False),
        (f"W/{TAG}", True, True),
        (TAG.strip('"'), True, False),
        ("", False, False),
        ('"a"', False, False),
    ],
)
def test_etags_match(header: str, weakly: bool, expected: bool) -> None:
    assert matches(header, TAG, weakly=weakly) is expected
    assert not matches(header, None, weakly=weakly)


@pytest.mark.parametrize(
    ("version", "resource", "current", "error"),
    [
        (V1_0_3, "state", None, None),
        (V1_0_3, "state", TAG, None),
        (V1_0_3, "agent_profile", None, None),
        (V1_0_3, "activity_profile", TAG, UnconditionalPutError),
        (V2_0_0, "state", None, None),
        (V2_0_0, "state", TAG, UnconditionalPutError),
        (V2_0_0, "agent_profile", None, None),
        (V2_0_0, "activity_profile", TAG, UnconditionalPutError),
    ],
)
def test_what_a_put_without_precondition_may(
    version: XapiVersion, resource: Any, current: str | None, error: type[Exception] | None
) -> None:
    if error is None:
        Preconditions().check_put(current, resource, version)
    else:
        with pytest.raises(error):
            Preconditions().check_put(current, resource, version)
    with pytest.raises(PreconditionFailedError):
        Preconditions(if_match='"other"').check_put(current, resource, version)


def test_a_new_profile_may_have_to_say_that_it_is_new() -> None:
    """ADL's suite wants 400 of 1.0.3; by default public clients that cannot say it are served."""
    for resource in ("agent_profile", "activity_profile"):
        with pytest.raises(PreconditionMissingError):
            Preconditions().check_put(None, resource, V1_0_3, strict=True)
        Preconditions(if_none_match="*").check_put(None, resource, V1_0_3, strict=True)
        Preconditions().check_put(None, resource, V2_0_0, strict=True)
        with pytest.raises(UnconditionalPutError):
            Preconditions().check_put(TAG, resource, V1_0_3, strict=True)
    Preconditions().check_put(None, "state", V1_0_3, strict=True)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text('abé"\\', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.dictionaries(st.text('abcé"\\ ', max_size=2), json_values, max_size=4)


@given(objects, objects)
def test_a_merge_is_one_level_deep(old: dict[str, Any], new: dict[str, Any]) -> None:
    made = merged(document(orjson.dumps(old)), orjson.dumps(new), "application/json")
    assert orjson.loads(made) == {**old, **new}


def test_a_merge_keeps_the_bytes_of_members() -> None:
    made = merged(
        document(b' {"a" : 1.10,\n"b":1}'), b'{"b":[ 2 ],"\\u0063":1e5}', "application/json"
    )
    assert made == b'{"a":1.10,"b":[ 2 ],"c":1e5}'


@pytest.mark.parametrize(
    ("current", "posted", "media_type"),
    [
        (None, b"x", "application/json"),
        (None, b"[]", "Application/JSON; charset=utf-8"),
        (document(b"{}"), b"{}", "text/plain"),
        (document(b"{}", "text/plain"), b"{}", "application/json"),
        (document(b"[]"), b"{}", "application/json"),
        (document(b"{}"), b'{"a":1,"a":1}', "application/json"),
    ],
)
def test_what_is_no_json_object_is_not_merged(
    current: Document | None, posted: bytes, media_type: str
) -> None:
    with pytest.raises(MergeError):
        merged(current, posted, media_type)
