from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from lrs.statement.activity import Activity
from lrs.statement.actor import Agent, Group
from lrs.statement.context import StatementRef
from lrs.statement.statement import VOIDED, SubStatement
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion
from tests.unit.lrs.statements import (
    ACTIVITY,
    AGENT,
    ATTACHMENT,
    FULL,
    GONE,
    GROUP,
    MINIMAL,
    OTHER_AGENT,
    REFERENCE,
    SUB_STATEMENT,
    UUID_A,
    UUID_B,
    changed,
    one,
    raw,
    refused,
)

BOTH = pytest.mark.parametrize("version", [V1_0_3, V2_0_0], ids=lambda version: version.number)


@BOTH
def test_a_whole_statement_is_read(version: XapiVersion) -> None:
    statement = one(
        raw(
            {
                **MINIMAL,
                "id": UUID_A.upper(),
                "result": {"score": {"scaled": 0.95, "raw": 95}, "success": False},
                "context": {
                    "registration": UUID_B,
                    "contextActivities": {"category": ACTIVITY},
                    "extensions": {"http://example.com/hours": "4.0"},
                },
                "timestamp": "2025-06-01T08:00:00.065Z",
                "version": "1.0.0",
                "attachments": [ATTACHMENT],
            }
        ),
        version,
    ).statement
    assert statement.id == UUID(UUID_A)
    assert isinstance(statement.actor, Agent)
    assert statement.actor.mbox == "mailto:ada@example.com"
    assert isinstance(statement.object, Activity)
    assert statement.object.id == "http://example.com/courses/1"
    assert statement.result is not None
    assert statement.result.success is False
    assert statement.result.score is not None
    assert statement.result.score.scaled == Decimal("0.95")
    assert statement.result.score.raw == Decimal(95)
    assert statement.context is not None
    assert statement.context.registration == UUID(UUID_B)
    assert statement.context.context_activities is not None
    assert statement.context.context_activities.category == [Activity(id=ACTIVITY["id"])]
    assert statement.context.extensions == {"http://example.com/hours": "4.0"}
    assert statement.timestamp == "2025-06-01T08:00:00.065Z"
    assert statement.authority is None


@BOTH
@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (ACTIVITY, Activity),
        ({**AGENT, "objectType": "Agent"}, Agent),
        (GROUP, Group),
        (REFERENCE, StatementRef),
        (SUB_STATEMENT, SubStatement),
        ({**SUB_STATEMENT, "object": REFERENCE, "attachments": [ATTACHMENT]}, SubStatement),
        ({**SUB_STATEMENT, "timestamp": "2999-01-01T00:00:00Z"}, SubStatement),
    ],
)
def test_objects_are_told_apart_by_their_type(
    version: XapiVersion, target: object, kind: type
) -> None:
    assert isinstance(one(raw(changed("object", target)), version).statement.object, kind)


@BOTH
@pytest.mark.parametrize(
    ("path", "value", "at", "expected"),
    [
        ("actor", GONE, "actor", "this required member"),
        ("verb", GONE, "verb", "this required member"),
        ("object", GONE, "object", "this required member"),
        ("Actor", AGENT, "Actor", "no member of this name"),
        ("foo", 1, "foo", "no member of this name"),
        ("id", "x", "id", "a UUID"),
        ("id", None, "id", "a string"),
        ("verb", "passed", "verb", "an object"),
        ("verb.id", "passed", "verb.id", "an IRI with a scheme"),
        ("verb.id", None, "verb.id", "a string"),
        ("verb.display", "passed", "verb.display", "an object"),
        ("verb.display", {"en_US": "x"}, "verb.display.en_US", "an RFC 5646 language tag"),
        ("verb.display", None, "verb.display", "an object"),
        ("object", "x", "object", "an object"),
        ("object", AGENT, "object.mbox", "no member of this name"),
        (
            "object",
            {**ACTIVITY, "objectType": "activity"},
            "object.objectType",
            "one of 'Activity'",
        ),
        ("object", {**REFERENCE, "id": "x"}, "object.id", "a UUID"),
        ("object", {**REFERENCE, "name": "x"}, "object.name", "no member of this name"),
        ("object", {"objectType": "StatementRef"}, "object.id", "this required member"),
        ("object", {**SUB_STATEMENT, "id": UUID_A}, "object.id", "no member of this name"),
        ("object", {**SUB_STATEMENT, "stored": "x"}, "object.stored", "no member of this name"),
        ("object", {**SUB_STATEMENT, "version": "x"}, "object.version", "no member of this name"),
        ("object", {**SUB_STATEMENT, "authority": AGENT}, "object.authority", "no member of this"),
        (
            "object",
            {**SUB_STATEMENT, "object": SUB_STATEMENT},
            "object.object.objectType",
            "one of 'Activity', 'Agent', 'Group', 'StatementRef'",
        ),
        ("object", {**SUB_STATEMENT, "actor": {}}, "object.actor", "exactly one of"),
        ("timestamp", "yesterday", "timestamp", "a timestamp"),
        ("timestamp", "2008-09-15T15:53:00.601-00:00", "timestamp", "a timestamp"),
        ("timestamp", 1221494000, "timestamp", "a string"),
        ("stored", "yesterday", "stored", "a timestamp"),
        ("version", 1, "version", "a string"),
        ("version", "0.9.9", "version", "a version that xAPI"),
        ("version", "1.1.0", "version", "a version that xAPI"),
        ("version", "3.0.0", "version", "a version that xAPI"),
        ("attachments", ATTACHMENT, "attachments", "an array"),
        ("attachments", ["x"], "attachments[0]", "an object"),
        ("attachments", [{**ATTACHMENT, "sha2": 5}], "attachments[0].sha2", "a string"),
        ("attachments", [{**ATTACHMENT, "sha2": "x"}], "attachments[0].sha2", "a SHA-2"),
        ("attachments", [{**ATTACHMENT, "length": "5"}], "attachments[0].length", "an integer"),
        ("attachments", [{**ATTACHMENT, "length": True}], "attachments[0].length", "an integer"),
        ("attachments", [{**ATTACHMENT, "length": 5.0}], "attachments[0].length", "an integer"),
        ("attachments", [{**ATTACHMENT, "length": -1}], "attachments[0].length", "greater than or"),
        ("attachments", [{**ATTACHMENT, "usageType": "x"}], "attachments[0].usageType", "an IRI"),
        (
            "attachments",
            [{**ATTACHMENT, "contentType": "x"}],
            "attachments[0].contentType",
            "a med",
        ),
        ("attachments", [{**ATTACHMENT, "fileUrl": "x"}], "attachments[0].fileUrl", "an IRI"),
        ("attachments", [{**ATTACHMENT, "display": "x"}], "attachments[0].display", "an object"),
        ("authority", {}, "authority", "exactly one of"),
        ("authority", {**GROUP, **AGENT}, "authority", "an Agent, or an anonymous Group of two"),
        ("authority", {**GROUP, "member": [OTHER_AGENT]}, "authority", "an Agent, or an anonymous"),
        (
            "authority",
            {**GROUP, "member": [AGENT, AGENT]},
            "authority",
            "one member with an account",
        ),
    ],
)
def test_what_the_specification_refuses(
    version: XapiVersion, path: str, value: object, at: str, expected: str
) -> None:
    error = refused(raw(changed(path, value)), version)
    assert error.path == at
    assert error.expected.startswith(expected)
    assert str(error) == f"statement: {at}: got {error.value}, expected {error.expected}"


@BOTH
def test_every_member_of_an_attachment_but_two_is_required(version: XapiVersion) -> None:
    full = {**ATTACHMENT, "description": {"en": "x"}, "fileUrl": "http://example.com/1.pdf"}
    assert one(raw(changed("attachments", [full])), version)
    for member in full:
        part = {name: value for name, value in full.items() if name != member}
        body = raw(changed("attachments", [part]))
        if member in ("description", "fileUrl"):
            assert one(body, version)
        else:
            assert refused(body, version).path == f"attachments[0].{member}"


def _places_of_members(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [
            place
            for key, item in value.items()
            if key != "extensions"
            for place in [(*path, key), *_places_of_members(item, (*path, key))]
        ]
    if isinstance(value, list):
        return [p for i, item in enumerate(value) for p in _places_of_members(item, (*path, i))]
    return []


def _put(value: Any, place: tuple[Any, ...], item: object) -> Any:
    head, *rest = place
    copied: Any = dict(value) if isinstance(value, dict) else list(value)
    copied[head] = _put(value[head], tuple(rest), item) if rest else item
    return copied


@BOTH
def test_null_is_refused_at_every_member_outside_extensions(version: XapiVersion) -> None:
    one(raw(FULL), version)
    for place in _places_of_members(FULL):
        refused(raw(_put(FULL, place, None)), version)


@BOTH
def test_a_member_in_another_case_is_refused_everywhere(version: XapiVersion) -> None:
    free = ("display", "description", "name")  # maps whose keys are language tags
    for place in _places_of_members(FULL):
        if len(place) > 1 and place[-2] in free:
            continue
        moved = _put(FULL, place, None)
        parent = moved
        for step in place[:-1]:
            parent = parent[step]
        del parent[place[-1]]
        parent[place[-1].swapcase()] = "x"
        refused(raw(moved), version)


@BOTH
@pytest.mark.parametrize("value", [None, "", {}, [], False, 0, {"a": [None, {"b": None}]}])
def test_an_extension_may_be_anything(version: XapiVersion, value: object) -> None:
    extensions = {"http://example.com/e": value}
    for path in ("result.extensions", "context.extensions", "object.definition.extensions"):
        one(raw(changed(path, extensions)), version)


@pytest.mark.parametrize(
    ("stated", "accepted"),
    [
        ("1.0", (True, True)),
        ("1.0.0", (True, True)),
        ("1.0.9", (True, True)),
        ("2.0.0", (False, True)),
        ("2.0", (False, True)),
        ("1.0.", (False, False)),
    ],
)
def test_a_statement_may_state_its_version(stated: str, accepted: tuple[bool, bool]) -> None:
    body = raw(changed("version", stated))
    for version, fine in zip((V1_0_3, V2_0_0), accepted, strict=True):
        if fine:
            assert one(body, version).statement.version == stated
        else:
            assert (
                refused(body, version).expected == f"a version that xAPI {version.number} accepts"
            )


@pytest.mark.parametrize("text", ["2008-09-15T15:53:00", "20080915T155300Z", "2008-09-15T15:53Z"])
def test_2_0_0_demands_rfc_3339(text: str) -> None:
    within = changed("object", {**SUB_STATEMENT, "timestamp": text})
    for path, statement in (
        ("timestamp", changed("timestamp", text)),
        ("stored", changed("stored", text)),
        ("object.timestamp", within),
    ):
        one(raw(statement), V1_0_3)
        error = refused(raw(statement), V2_0_0)
        assert error.path == path
        assert "RFC 3339" in error.expected


@BOTH
def test_voiding_needs_a_reference(version: XapiVersion) -> None:
    voiding = changed("verb.id", VOIDED)
    assert refused(raw(voiding), version).path == "object.objectType"
    within = {**voiding, "objectType": "SubStatement"}
    assert refused(raw(changed("object", within)), version).path == "object.object.objectType"
    one(raw(changed("object", REFERENCE, voiding)), version)


def test_an_authority_may_be_an_oauth_pair() -> None:
    one(raw(changed("authority", {"objectType": "Group", "member": [OTHER_AGENT, AGENT]})))
    one(raw(changed("authority", AGENT)))


def test_the_wrong_value_is_told_before_what_follows_from_it() -> None:
    misspelt = changed("verb", {"ID": "http://example.com/did"})
    assert refused(raw(misspelt)).path == "verb.ID"
    several = changed("result", {"success": "true", "Completion": True}, {"actor": AGENT})
    assert refused(raw(several)).path == "result.success"
