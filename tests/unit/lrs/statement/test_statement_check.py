"""The quick check against the strict model: it takes nothing that the model refuses."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.statement.statement import VOIDED, Limits, StatementError, parse
from lrs.statement.statement_check import DEEPEST, is_valid
from lrs.statement.strict_json import Json
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion
from tests.any_statement import iris, merged, statements, tags, texts, times, uuids, values
from tests.unit.lrs.statements import (
    ACTIVITY,
    AGENT,
    ATTACHMENT,
    CONTEXT_AGENT,
    FULL,
    GROUP,
    MINIMAL,
    REFERENCE,
    SUB_STATEMENT,
    UUID_A,
    changed,
    raw,
    refused,
)

BOTH = pytest.mark.parametrize("version", [V1_0_3, V2_0_0], ids=lambda version: version.number)
ENCODER = msgspec.json.Encoder(decimal_format="number")
PROPERTY = settings(deadline=None, suppress_health_check=list(HealthCheck))

INTERACTION = {"interactionType": "choice", "choices": [{"id": "a"}, {"id": "b"}]}

parts: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {},
    optional={
        "stored": times,
        "version": st.sampled_from(["1.0", "1.0.0", "1.0.3", "2.0.0", "2.0", "1.0.", "3"]),
        "authority": st.sampled_from([AGENT, GROUP]),
        "attachments": st.sampled_from([[], [ATTACHMENT], [ATTACHMENT, {}], ATTACHMENT]),
        "object": st.just({**ACTIVITY, "definition": INTERACTION}),
        "verb": st.just({"id": VOIDED}),
    },
)
whole = merged(statements(newer=True), parts)
odd = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 2, 10**30, Decimal("1.0"), Decimal("-1.01"), "", " ", "\n"),
        *([], {}, [[]], [{}], "x", "Agent", "Activity", "Group", "StatementRef", "SubStatement"),
        *(AGENT, GROUP, ACTIVITY, REFERENCE, SUB_STATEMENT, CONTEXT_AGENT, INTERACTION, VOIDED),
        *("en\n", "İd", "ſr", "en_US", "mailto:a@b", "mailto:a", "mailto:a@b\n", "aB" * 20),
        *(
            "http:",
            "http://a b",
            "a:b\n",
            "a:\x7f",
            "a:\x85",
            "é:b",
            "a:é",
            "a:%",
            "a:%4g",
            "a:%41",
            "mailto:a@b?c",
            UUID_A,
            UUID_A + "\n",
        ),
        *("{" + UUID_A + "}", UUID_A.replace("-", ""), "urn:uuid:" + UUID_A, "PT1H", "P", "PT1H\n"),
        *("2025-06-01T08:00:00Z", "2025-06-01T08:00:00", "2025-06-01", "20250601T080000Z"),
        *("2025-06-01t08:00:00z", "2025-06-01T08:00:00-00:00", "2025-06-01T24:00:00Z"),
        *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2025-06-01T08:00:60Z"),
        *("2025-06-01T08:00:00.1234567Z", "2025-06-01T08:00:00,5Z", "2025-06-01T08:00:00Z\n"),
        *("2025-02-29T08:00:00Z", "2025-06-01T08:00:00+25:00", "２025-06-01T08:00:00Z"),
    ]
)
names = st.sampled_from(
    [
        *("objectType", "Actor", "ID", "stored", "id", "name", "mbox", "mbox_sha1sum", "openid"),
        *("account", "member", "definition", "display", "context", "result", "score", "scaled"),
        *("raw", "min", "max", "revision", "platform", "contextAgents", "contextGroups", "team"),
        *("interactionType", "choices", "correctResponsesPattern", "extensions", "language"),
    ]
)
anything = odd | values | iris | tags | texts | times | uuids


def _places(value: Any) -> list[Any]:
    """Every object and array in a value that has something in it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [place for one in inner for place in _places(one)]
    return [value, *found] if isinstance(value, dict | list) and value else found


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """A statement that was valid, with up to three places that are something else, gone or new."""
    found: Json = deepcopy(draw(whole))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(_places(found) or [found]))
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        match draw(st.sampled_from(["replace", "delete", "add", "rename"])):
            case "delete":
                del place[key]
            case "add" if isinstance(place, dict):
                place[draw(names | iris)] = deepcopy(draw(anything))
            case "rename" if isinstance(place, dict):
                place[draw(names | st.just(str(key).upper()))] = place.pop(key)
            case _:
                place[key] = deepcopy(draw(anything))
    return found


@BOTH
def test_what_it_takes_the_model_takes(
    version: XapiVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lrs.statement.statement.is_valid", lambda *_: False)

    @PROPERTY
    @given(mutated())
    def hold(statement: Json) -> None:
        if is_valid(statement, version):
            [received] = parse(ENCODER.encode(statement), version)
            assert received.json == statement

    hold()


@BOTH
@pytest.mark.parametrize(
    "statement",
    [
        MINIMAL,
        {**FULL, "object": REFERENCE},
        {**FULL, "object": {**AGENT, "objectType": "Agent"}},
        {**FULL, "object": {**ACTIVITY, "definition": INTERACTION}, "stored": FULL["timestamp"]},
        {**MINIMAL, "result": {"extensions": {"http://example.com/e": [{"any": [None]}]}}},
        {**MINIMAL, "verb": {"id": VOIDED}, "object": REFERENCE},
    ],
)
def test_it_knows_what_is_common(statement: Json, version: XapiVersion) -> None:
    assert is_valid(statement, version)


def test_what_only_one_version_allows() -> None:
    newer = changed("context.contextAgents", [CONTEXT_AGENT])
    assert is_valid(newer, V2_0_0)
    assert not is_valid(newer, V1_0_3)
    local = changed("timestamp", "2025-06-01T08:00:00")
    assert is_valid(local, V1_0_3)
    assert not is_valid(local, V2_0_0)


@BOTH
@pytest.mark.parametrize(
    ("timestamp", "knows"),
    [
        ("0002-01-01T00:00:00+14:00", True),
        ("0001-01-01T00:00:00+14:00", False),  # before the first year in UTC
        ("9998-12-31T23:59:59-12:00", True),
        ("9999-12-31T23:59:59-12:00", False),  # after the last
    ],
)
def test_it_takes_no_time_that_may_lie_outside_of_all_years(
    version: XapiVersion, timestamp: str, *, knows: bool
) -> None:
    stated = changed("timestamp", timestamp)
    assert is_valid(stated, version) is knows
    limits = Limits(bounded=False)
    if knows:
        assert parse(ENCODER.encode(stated), version, limits=limits)
    else:
        with pytest.raises(StatementError, match="timestamp"):
            parse(ENCODER.encode(stated), version, limits=limits)


@BOTH
def test_a_lower_limit_of_depth_is_kept(version: XapiVersion) -> None:
    deep: Any = 1
    for _ in range(DEEPEST):
        deep = [deep]
    assert not is_valid(changed("result.extensions", {"a:b": deep}), version)


@BOTH
def test_a_member_that_comes_twice_is_refused(version: XapiVersion) -> None:
    @PROPERTY
    @given(statements(newer=False), st.data())
    def hold(valid: Json, data: st.DataObject) -> None:
        statement = deepcopy(valid)
        place = data.draw(
            st.sampled_from([one for one in _places(statement) if isinstance(one, dict)])
        )
        name = data.draw(st.sampled_from(list(place)))
        place["\0"] = place[name]
        body = ENCODER.encode(statement).replace(b'"\\u0000"', json.dumps(name).encode())
        assert refused(body, version).value == "it twice"

    hold()


@BOTH
def test_text_that_looks_like_members_is_taken(version: XapiVersion) -> None:
    for text in ('":', ':"', '{"a":1}', ": ", '\\":', '\\\\":"'):
        [received] = parse(raw(changed("result.response", text)), version)
        assert received.json["result"]["response"] == text
    with pytest.raises(StatementError, match="without U\\+0000"):
        parse(raw(changed("result.response", "\0")), version)
