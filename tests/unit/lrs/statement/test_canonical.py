import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.statement.canonical import difference, same_statement
from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion
from tests.unit.lrs.statements import (
    ACTIVITY,
    AGENT,
    ATTACHMENT,
    CONTEXT_AGENT,
    CONTEXT_GROUP,
    GROUP,
    MINIMAL,
    OTHER_AGENT,
    REFERENCE,
    SUB_STATEMENT,
    UUID_A,
    UUID_B,
    changed,
    raw,
)

BOTH = pytest.mark.parametrize("version", [V1_0_3, V2_0_0], ids=lambda version: version.number)
DEFINED = {**ACTIVITY, "definition": {"name": {"en": "Course"}}}
REVERSED = {"objectType": "Group", "member": [OTHER_AGENT, AGENT]}
DURATION = "result.duration"


def same(first: object, second: object, version: XapiVersion = V1_0_3) -> bool:
    """Whether two statements are the same, whichever was posted first."""
    ours, theirs = raw(first), raw(second)
    for body in (ours, theirs):
        parse(body, version)
    answer = same_statement(ours, theirs, version)
    assert same_statement(theirs, ours, version) is answer
    return answer


SAME: list[tuple[str, str, object, object]] = [
    ("id in another case", "id", UUID_A, UUID_A.upper()),
    ("verb display", "verb", {"id": "a:b"}, {"id": "a:b", "display": {"en": "did"}}),
    ("other display", "verb", {"id": "a:b", "display": {}}, {"id": "a:b", "display": {"en": "x"}}),
    ("activity definition", "object", ACTIVITY, DEFINED),
    ("objectType of an activity", "object", ACTIVITY, {**ACTIVITY, "objectType": "Activity"}),
    ("objectType of an agent", "actor", AGENT, {**AGENT, "objectType": "Agent"}),
    ("order of members", "actor", GROUP, REVERSED),
    ("members of a team", "context.team", GROUP, REVERSED),
    ("members of an object", "object", GROUP, REVERSED),
    (
        "objectType of a member",
        "actor",
        GROUP,
        {**REVERSED, "member": [{**OTHER_AGENT, "objectType": "Agent"}, AGENT]},
    ),
    ("domain in another case", "actor", AGENT, {"mbox": "mailto:ada@EXAMPLE.com"}),
    (
        "domain of a member",
        "actor",
        GROUP,
        {**GROUP, "member": [{"mbox": "mailto:ada@Example.COM"}, OTHER_AGENT]},
    ),
    ("another zone", "timestamp", "2025-06-01T08:00:00Z", "2025-06-01T16:00:00+08:00"),
    ("fewer digits", "timestamp", "2025-06-01T08:00:00.500Z", "2025-06-01T08:00:00.5Z"),
    ("attachments", "attachments", [], [ATTACHMENT]),
    ("registration in another case", "context.registration", UUID_A, UUID_A.upper()),
    ("language in another case", "context.language", "zh-hans", "zh-Hans"),
    (
        "reference in another case",
        "object",
        {**REFERENCE, "id": UUID_A},
        {**REFERENCE, "id": UUID_A.upper()},
    ),
    (
        "context statement in another case",
        "context.statement",
        {**REFERENCE, "id": UUID_A},
        {**REFERENCE, "id": UUID_A.upper()},
    ),
    ("one context activity", "context.contextActivities.parent", ACTIVITY, [ACTIVITY]),
    ("definition in context", "context.contextActivities.other", [ACTIVITY], DEFINED),
    ("1.0 is 1", "result.score.scaled", 1, 1.0),
    ("100 is 1e2", "result.score.raw", 100, Decimal("1e2")),
    (
        "keys of extensions",
        "context.extensions",
        {"a:1": {"x": 1, "y": [2.0]}, "a:2": None},
        {"a:2": None, "a:1": {"y": [2], "x": 1.0}},
    ),
    (
        "all of it in a sub-statement",
        "object",
        {**SUB_STATEMENT, "actor": GROUP, "timestamp": "2025-06-01T08:00:00Z"},
        {
            **SUB_STATEMENT,
            "actor": REVERSED,
            "verb": {**MINIMAL["verb"], "display": {"en": "x"}},
            "object": DEFINED,
            "timestamp": "2025-06-01T16:00:00+08:00",
            "attachments": [ATTACHMENT],
        },
    ),
    ("duration", DURATION, "PT1H", "PT1H"),
]
DIFFERENT: list[tuple[str, str, object, object]] = [
    ("id", "id", UUID_A, UUID_B),
    ("actor", "actor", AGENT, OTHER_AGENT),
    ("name", "actor", AGENT, {**AGENT, "name": "Ada"}),
    ("local part in another case", "actor", AGENT, {"mbox": "mailto:Ada@example.com"}),
    ("one member more", "actor", GROUP, {**GROUP, "member": [AGENT]}),
    (
        "one member twice",
        "actor",
        {**GROUP, "member": [AGENT, AGENT, OTHER_AGENT]},
        {**GROUP, "member": [AGENT, OTHER_AGENT, OTHER_AGENT]},
    ),
    ("verb", "verb.id", "a:b", "a:c"),
    ("IRI in another case", "object.id", "http://example.com/a", "http://example.com/A"),
    ("IRI with a dot segment", "object.id", "http://example.com/a", "http://example.com/./a"),
    ("kind of object", "object", ACTIVITY, REFERENCE),
    ("timestamp", "timestamp", "2025-06-01T08:00:00Z", "2025-06-01T08:00:00.001Z"),
    ("local time", "timestamp", "2025-06-01T08:00:00Z", "2025-06-01T08:00:00+08:00"),
    ("version", "version", "1.0.0", "1.0.3"),
    ("success", "result.success", True, False),
    ("success or none", "result", {"success": True}, {}),
    ("score", "result.score.scaled", 0.1, 0.10000001),
    ("digits beyond a float", "result.score.raw", 0.1, Decimal("0.10000000000000000001")),
    ("response", "result.response", "a", "A"),
    ("true is not 1", "context.extensions", {"a:1": True}, {"a:1": 1}),
    ("null is not absent", "context.extensions", {"a:1": None}, {}),
    ("text is not a number", "context.extensions", {"a:1": "1"}, {"a:1": 1}),
    ("empty object or array", "context.extensions", {"a:1": {}}, {"a:1": []}),
    ("order in an extension", "context.extensions", {"a:1": [1, 2]}, {"a:1": [2, 1]}),
    (
        "display in an extension",
        "context.extensions",
        {"a:1": {"verb": {"display": "x"}}},
        {"a:1": {"verb": {"display": "y"}}},
    ),
    ("relation", "context.contextActivities", {"parent": ACTIVITY}, {"other": ACTIVITY}),
    (
        "context activity",
        "context.contextActivities.parent",
        [ACTIVITY],
        [ACTIVITY, {"id": "a:b"}],
    ),
    ("registration", "context.registration", UUID_A, UUID_B),
    ("platform", "context.platform", "a", "b"),
    ("context or none", "context", {}, {"platform": "b"}),
    ("duration", DURATION, "PT1H", "PT2H"),
    ("unit of a duration", DURATION, "PT60M", "PT1H"),
    ("months and minutes", DURATION, "P1M", "PT1M"),
    (
        "in a sub-statement",
        "object",
        SUB_STATEMENT,
        {**SUB_STATEMENT, "object": {"id": "http://example.com/courses/2"}},
    ),
]


def _raw_exactly(statement: object) -> bytes:
    """As `raw`, with Decimals written digit by digit."""
    marks: dict[str, str] = {}

    def mark(number: object) -> str:
        marks[f'"<{number}>"'] = str(number)
        return f"<{number}>"

    text = json.dumps(statement, default=mark, separators=(",", ":"))
    for marked, digits in marks.items():
        text = text.replace(marked, digits)
    return text.encode()


@BOTH
@pytest.mark.parametrize(
    ("path", "first", "second"), [case[1:] for case in SAME], ids=[c[0] for c in SAME]
)
def test_same(version: XapiVersion, path: str, first: object, second: object) -> None:
    _compare(path, first, second, version, expected=True)


@BOTH
@pytest.mark.parametrize(
    ("path", "first", "second"), [case[1:] for case in DIFFERENT], ids=[c[0] for c in DIFFERENT]
)
def test_different(version: XapiVersion, path: str, first: object, second: object) -> None:
    _compare(path, first, second, version, expected=False)


def _compare(
    path: str, first: object, second: object, version: XapiVersion, *, expected: bool
) -> None:
    ours, theirs = (_raw_exactly(changed(path, value)) for value in (first, second))
    for body in (ours, theirs):
        parse(body, version)
    assert same_statement(ours, theirs, version) is expected
    assert same_statement(theirs, ours, version) is expected
    assert same_statement(ours, ours, version)


@BOTH
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("id", UUID_A),
        ("timestamp", "2025-06-01T08:00:00Z"),
        ("stored", "2025-06-01T08:00:00Z"),
        ("version", "1.0.0"),
        ("authority", AGENT),
    ],
)
def test_what_the_server_assigns_may_be_absent_in_either(
    version: XapiVersion, member: str, value: object
) -> None:
    assert same(MINIMAL, changed(member, value), version)


def test_a_timestamp_of_a_sub_statement_is_not_assigned() -> None:
    dated = {**SUB_STATEMENT, "timestamp": "2025-06-01T08:00:00Z"}
    assert not same(changed("object", SUB_STATEMENT), changed("object", dated))


@BOTH
def test_attachments_may_be_absent_in_either(version: XapiVersion) -> None:
    assert same(MINIMAL, changed("attachments", [ATTACHMENT]), version)


@BOTH
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("P1DT12H36M0.12567S", "P1DT12H36M0.12S", True),
        ("PT1.239S", "PT1.231S", True),
        ("PT1.50S", "PT1.5S", True),
        ("PT1H0M0S", "PT1H", True),
        ("PT0,5H", "PT0.5H", True),
        ("PT1.23S", "PT1.24S", False),
        ("PT0.5H", "PT0.51H", False),
        ("PT" + "9" * 60 + ".111S", "PT" + "9" * 60 + ".119S", True),
        ("PT" + "9" * 60 + ".11S", "PT" + "9" * 60 + ".12S", False),
    ],
)
def test_durations_differ_from_a_hundredth_of_a_second(
    version: XapiVersion, first: str, second: str, expected: bool
) -> None:
    assert same(changed(DURATION, first), changed(DURATION, second), version) is expected


@BOTH
@pytest.mark.parametrize(
    ("path", "first", "second", "told"),
    [
        ("verb.id", "a:b", "a:c", "verb.id"),
        ("result", {"success": True}, {}, "result.success"),
        ("result.score.scaled", 0.1, 0.2, "result.score.scaled"),
        ("result.success", True, False, "result.success"),
        (DURATION, "PT1S", "PT2S", "result.duration"),
        ("actor", AGENT, {**AGENT, "name": "Ada"}, "actor.name"),
        ("actor", GROUP, {**GROUP, "member": [AGENT]}, "actor.member"),
        ("object", ACTIVITY, REFERENCE, "object.id"),
        ("object", SUB_STATEMENT, {**SUB_STATEMENT, "object": {"id": "a:b"}}, "object.object.id"),
        (
            "context.contextActivities.parent",
            [ACTIVITY, ACTIVITY],
            [ACTIVITY, {"id": "a:b"}],
            "context.contextActivities.parent[1].id",
        ),
        (
            "context.extensions",
            {"a:1": {"x": [1, True]}},
            {"a:1": {"x": [1, 1]}},
            'context.extensions["a:1"].x[1]',
        ),
        ("context.extensions", {"a:1": [1]}, {"a:1": [1, 1]}, 'context.extensions["a:1"]'),
        ("timestamp", "2025-06-01T08:00:00Z", "2025-06-01T08:00:00+08:00", "timestamp"),
    ],
)
def test_the_member_that_differs_is_named(
    version: XapiVersion, path: str, first: object, second: object, told: str
) -> None:
    ours, theirs = raw(changed(path, first)), raw(changed(path, second))
    assert difference(ours, theirs, version) == told
    assert difference(theirs, ours, version) == told
    assert difference(ours, ours, version) is None


def test_context_agents_and_groups() -> None:
    ours = {
        "contextAgents": [CONTEXT_AGENT],
        "contextGroups": [{**CONTEXT_GROUP, "relevantTypes": ["a:b"]}],
    }
    theirs = {
        "contextAgents": [{**CONTEXT_AGENT, "agent": {**AGENT, "objectType": "Agent"}}],
        "contextGroups": [{**CONTEXT_GROUP, "group": REVERSED, "relevantTypes": ["a:b"]}],
    }
    other = {**theirs, "contextGroups": [{**CONTEXT_GROUP, "relevantTypes": ["a:c"]}]}
    assert same(changed("context", ours), changed("context", theirs), V2_0_0)
    assert not same(changed("context", ours), changed("context", other), V2_0_0)


def test_identical_bytes_are_the_same_without_a_look() -> None:
    assert same_statement(b"not even JSON", b"not even JSON", V1_0_3)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def _kinds(value: Any) -> Any:
    """A JSON value in which true is not 1, for comparison in Python."""
    if isinstance(value, list):
        return [_kinds(item) for item in value]
    if isinstance(value, dict):
        return {key: _kinds(item) for key, item in value.items()}
    return (type(value).__name__, value)


@given(VALUES, VALUES)
def test_extensions_are_the_same_if_their_json_is(first: Any, second: Any) -> None:
    ours, theirs = (raw(changed("context.extensions", {"a:1": value})) for value in (first, second))
    assert same_statement(ours, theirs, V1_0_3) is (_kinds(first) == _kinds(second))


@given(st.integers(0, 2), st.booleans())
def test_white_space_and_escapes_do_not_matter(indent: int, ascii_only: bool) -> None:
    statement = changed("result.response", "好")
    written = json.dumps(statement, indent=indent, ensure_ascii=ascii_only).encode()
    assert same_statement(written, raw(statement), V1_0_3)
