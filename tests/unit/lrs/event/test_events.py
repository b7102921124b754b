"""The bytes of events are those of docs/decisions/0001, and read back as what was written."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.event.credentials import Credential, agent_of
from lrs.event.events import (
    CorruptEventError,
    CredentialChanged,
    StatementRecorded,
    credential_id,
    timestamp_text,
)
from lrs.event.versioned import VERSIONED
from lrs.log.post import Draft
from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion

STORED = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
ID = UUID("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
CREDENTIAL = Credential(
    key="k1",
    name="Platform 平台",
    agent=agent_of("k1", "Platform 平台"),
    scopes=frozenset({"statements/write"}),
    asserts=(),
)
AUTHORITY = (
    '"authority":{"objectType":"Agent","name":"Platform 平台","account":'
    '{"homePage":"https://w3id.org/xapi/cadre-training/credentials","name":"k1"}}'
)
REST = (
    '"actor":{"mbox":"mailto:ada@example.com"},"verb":{"id":"http://example.com/did"},'
    '"object":{"id":"http://example.com/o/1"}'
)


def recorded(body: str, version: XapiVersion = V1_0_3) -> StatementRecorded:
    """The event of a posted body, which is given ID where it has none; REST stands for the rest."""
    [received] = parse(body.replace("REST", REST).encode(), version)
    return Draft.of(received, credential=CREDENTIAL, version=version, statement_id=ID).event


@pytest.mark.parametrize(
    ("version", "posted", "lacks", "body"),
    [
        pytest.param(V1_0_3, "{REST}", '["id","timestamp","version"]', "{REST}", id="lacks all"),
        pytest.param(
            V2_0_0,
            '{"id":"6690E6C9-3EF0-4ED3-8B37-7F3964730BEE","timestamp":"2020-01-01T00:00:00Z",'
            '"version":"2.0.0",REST}',
            "[]",
            '{"id":"6690E6C9-3EF0-4ED3-8B37-7F3964730BEE","timestamp":"2020-01-01T00:00:00Z",'
            '"version":"2.0.0",REST}',
            id="lacks nothing, and keeps the case of its id",
        ),
        pytest.param(
            V2_0_0,
            '{ "version" : "1.0.3" ,\n REST }',
            '["id","timestamp"]',
            '{ "version" : "1.0.3" ,\n REST }',
            id="white space, line feed and version of its own",
        ),
        pytest.param(
            V1_0_3,
            '{"stored":"2020-01-01T00:00:00Z",REST,"timestamp":"2020-01-01T00:00:00+08:00",'
            '"authority":{"mbox":"mailto:me@example.com"}}',
            '["id","version"]',
            '{REST,"timestamp":"2020-01-01T00:00:00+08:00"}',
            id="a client's stored and authority are cut out",
        ),
        pytest.param(
            V1_0_3,
            '{REST,"result":{"response":"成绩\\n\\u00e9 \\ud83d\\ude00 1e400"}}',
            '["id","timestamp","version"]',
            '{REST,"result":{"response":"成绩\\n\\u00e9 \\ud83d\\ude00 1e400"}}',
            id="text and its escapes",
        ),
    ],
)
def test_a_statement_is_a_header_line_and_the_body_as_received(
    version: XapiVersion, posted: str, lacks: str, body: str
) -> None:
    start = f'"id":"{ID}","version":"{version.number}","credential":"k1"'
    header = f'{{{start},{AUTHORITY},"lacks":{lacks}}}'
    written = f"{header}\n{body.replace('REST', REST)}"
    assert recorded(posted, version).state() == written.encode()


def test_a_credential_is_compact_json_in_a_fixed_order() -> None:
    event = CredentialChanged(
        originator_id=credential_id("k1"),
        originator_version=1,
        key="k1",
        change="added",
        name="平台",
        agent={"mbox": "mailto:a@example.com"},
        scopes=("statements/write", "reports/read:u 1"),
        asserts=("course.passed@u1", "*"),
        by="operator",
    )
    assert event.originator_id == UUID("692c1c0c-6e75-5bbe-baf0-972f3e59f43a")
    assert (
        event.state()
        == (
            '{"key":"k1","change":"added","name":"平台","agent":{"mbox":"mailto:a@example.com"},'
            '"scopes":["statements/write","reports/read:u 1"],"asserts":["course.passed@u1","*"],'
            '"templates":"flag","by":"operator"}'
        ).encode()
    )


@pytest.mark.parametrize(
    ("version", "given_version", "expected"),
    [(V1_0_3, None, "1.0.0"), (V2_0_0, None, "2.0.0"), (V2_0_0, "1.0.9", "1.0.9")],
)
def test_an_answer_is_the_body_and_the_members_of_the_server(
    version: XapiVersion, given_version: str | None, expected: str
) -> None:
    own = f'"version":"{given_version}",' if given_version else ""
    body = f"{{{own}{REST}}}"
    answer = json.loads(recorded(body, version).returned(STORED))
    server = {
        "id": str(ID),
        "timestamp": "2026-01-02T03:04:05.000006Z",
        "version": expected,
        "stored": "2026-01-02T03:04:05.000006Z",
        "authority": CREDENTIAL.agent,
    }
    assert answer == json.loads(body) | server


def test_an_answer_keeps_what_the_client_set() -> None:
    body = f'{{"id":"{str(ID).upper()}","timestamp":"2020-01-01T00:00:00.065+08",{REST}}} \n'
    event = recorded(body)
    answer = event.returned(STORED)
    assert answer.startswith(event.body.rstrip()[:-1])
    parsed = json.loads(answer)
    assert (parsed["id"], parsed["timestamp"]) == (str(ID).upper(), "2020-01-01T00:00:00.065+08")


def test_a_time_is_utc_with_six_decimals() -> None:
    zone = timezone(timedelta(hours=8))
    assert timestamp_text(datetime(2026, 1, 1, tzinfo=zone)) == "2025-12-31T16:00:00.000000Z"
    assert timestamp_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
agents = st.dictionaries(texts, texts, max_size=3)


@given(
    st.builds(
        StatementRecorded,
        originator_id=st.uuids(),
        version=st.sampled_from(["1.0.3", "2.0.0"]),
        credential=texts,
        authority=agents,
        lacks=st.sets(st.sampled_from(["id", "timestamp", "version"])).map(tuple),
        body=st.binary(),
    )
)
def test_a_statement_reads_back_as_it_was_written(event: StatementRecorded) -> None:
    assert StatementRecorded.from_state(event.originator_id, event.state()) == event


@given(
    key=texts,
    version=st.integers(1, 9),
    change=st.sampled_from(["added", "revoked"]),
    agent=agents,
    lists=st.lists(texts).map(tuple),
)
def test_a_credential_reads_back_as_it_was_written(
    key: str, version: int, change: Any, agent: dict[str, str], lists: tuple[str, ...]
) -> None:
    event = CredentialChanged(
        originator_id=credential_id(key),
        originator_version=version,
        key=key,
        change=change,
        name=key,
        agent=agent,
        scopes=lists,
        asserts=lists,
        by=key,
    )
    assert CredentialChanged.from_state(event.originator_id, version, event.state()) == event


OTHER = "11111111-1111-4111-8111-111111111111"
HEADER = f'{{"id":"{ID}","version":"1.0.3","credential":"k","authority":{{}},"lacks":[]}}'


@pytest.mark.parametrize(
    "state",
    [
        HEADER,
        HEADER.replace(str(ID), OTHER) + "\n{}",
        HEADER.replace("1.0.3", "3.0.0") + "\n{}",
        HEADER.replace('"k"', "1") + "\n{}",
        HEADER.replace("[]", '"id"') + "\n{}",
        HEADER.replace("{}", "[]") + "\n{}",
        HEADER.replace(str(ID), str(ID).upper()) + "\n{}",
        HEADER.replace(',"lacks":[]', "") + "\n{}",
        HEADER[:-1] + ',"more":1}\n{}',
        "[]\n{}",
        "{\n{}",
        "\n",
        "",
    ],
)
def test_a_statement_of_other_bytes_stops_with_both_values(state: str) -> None:
    with pytest.raises(CorruptEventError) as error:
        StatementRecorded.from_state(ID, state.encode())
    assert str(ID) in str(error.value)
    assert repr(state.partition("\n")[0].encode()[:200]) in str(error.value)


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"{}", b'{"key":"k1"}', b"\xff"])
def test_a_credential_of_other_bytes_stops_with_both_values(state: bytes) -> None:
    with pytest.raises(CorruptEventError) as error:
        CredentialChanged.from_state(ID, 1, state)
    assert str(ID) in str(error.value)
    assert repr(state) in str(error.value)


def test_a_credential_in_the_row_of_another_stops_with_both_values() -> None:
    state = (
        b'{"key":"k2","change":"added","name":"","agent":{},"scopes":[],"asserts":[],'
        b'"templates":"flag","by":""}'
    )
    with pytest.raises(CorruptEventError, match=f"{credential_id('k1')} holds the key 'k2'"):
        CredentialChanged.from_state(credential_id("k1"), 1, state)


def test_the_topic_of_an_event_is_the_name_of_its_class() -> None:
    assert {topic: one.__name__ for topic, one in VERSIONED.items()} == {
        topic: topic for topic in VERSIONED
    }
