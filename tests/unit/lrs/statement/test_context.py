from typing import Any

import pytest

from lrs.statement.statement import StatementError, parse
from lrs.statement.versions import V1_0_3, V2_0_0
from tests.unit.lrs.statements import (
    ACTIVITY,
    AGENT,
    CONTEXT_AGENT,
    CONTEXT_GROUP,
    GROUP,
    MINIMAL,
    REFERENCE,
    SUB_STATEMENT,
    UUID_A,
    changed,
    raw,
)

ROLES = ["http://example.com/roles/coach"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("result", {}),
        ("result.success", False),
        ("result.completion", True),
        ("result.response", ""),
        ("result.duration", "P1DT12H36M0.12567S"),
        ("result.extensions", {"http://x.y/e": None}),
        ("result.score", {}),
        ("result.score.scaled", 1),
        ("result.score.scaled", -1.0),
        ("result.score", {"raw": 5, "min": 5, "max": 6}),
        ("result.score", {"raw": 6, "min": 5, "max": 6}),
        ("result.score", {"raw": -5, "max": 6}),
        ("context", {}),
        ("context.registration", UUID_A.upper()),
        ("context.team", GROUP),
        ("context.team", {**AGENT, "objectType": "Group"}),
        ("context.revision", "r1"),
        ("context.platform", "p"),
        ("context.language", "zh-Hans"),
        ("context.statement", REFERENCE),
        ("context.extensions", {"http://x.y/e": {"a": None}}),
        ("context.contextActivities", {}),
        ("context.contextActivities.parent", ACTIVITY),
        ("context.contextActivities.grouping", [ACTIVITY, ACTIVITY]),
        ("context.contextActivities.category", []),
        ("context.contextActivities.other", {**ACTIVITY, "objectType": "Activity"}),
    ],
)
def test_results_and_contexts_are_accepted(path: str, value: object) -> None:
    for version in (V1_0_3, V2_0_0):
        parse(raw(changed(path, value)), version)
        parse(raw(changed("object", changed(path, value, SUB_STATEMENT))), version)


@pytest.mark.parametrize(
    ("path", "value", "at", "expected"),
    [
        ("result", [], "", "an object"),
        ("result", None, "", "an object"),
        ("result.success", "false", "", "true or false"),
        ("result.success", 0, "", "true or false"),
        ("result.completion", None, "", "true or false"),
        ("result.response", 5, "", "a string"),
        ("result.duration", "1 hour", "", "an ISO 8601 duration"),
        ("result.duration", 60, "", "a string"),
        ("result.score", 5, "", "an object"),
        ("result.score.scaled", "0.5", "", "a number"),
        ("result.score.scaled", False, "", "a number"),
        ("result.score.scaled", None, "", "a number"),
        ("result.score.scaled", 1.01, "", "a number from -1 to 1"),
        ("result.score.scaled", -1.00001, "", "a number from -1 to 1"),
        ("result.score", {"min": 2, "max": 1}, ".min", "a number less than max"),
        ("result.score", {"min": 1, "max": 1.0}, ".min", "a number less than max"),
        ("result.score", {"raw": 1, "min": 1.5}, ".raw", "a number not less than min"),
        ("result.score", {"raw": 1.6, "max": 1.5}, ".raw", "a number not greater than max"),
        ("result.score.total", 5, "", "no member of this name"),
        ("context.registration", "x", "", "a UUID"),
        ("context.registration", 5, "", "a string"),
        ("context.team", AGENT, ".objectType", "this required member"),
        ("context.team", {**AGENT, "objectType": "Agent"}, ".objectType", "'Group'"),
        ("context.revision", 5, "", "a string"),
        ("context.language", "a12345678", "", "an RFC 5646 language tag"),
        ("context.statement", {"id": UUID_A}, ".objectType", "this required member"),
        ("context.statement", {**REFERENCE, "id": "x"}, ".id", "a UUID"),
        ("context.statement", SUB_STATEMENT, ".objectType", "'StatementRef'"),
        ("context.contextActivities", [], "", "an object"),
        ("context.contextActivities.parents", [], "", "no member of this name"),
        ("context.contextActivities.parent", "x", "", "an array"),
        ("context.contextActivities.parent", AGENT, ".mbox", "no member of this name"),
        ("context.contextActivities.parent", {"id": "x"}, ".id", "an IRI"),
        ("context.contextActivities.parent", [ACTIVITY, {"id": "x"}], "[1].id", "an IRI"),
        (
            "context.contextActivities.parent",
            {**ACTIVITY, "objectType": "Agent"},
            ".objectType",
            "'Activity'",
        ),
    ],
)
def test_other_results_and_contexts_are_refused(
    path: str, value: Any, at: str, expected: str
) -> None:
    for version in (V1_0_3, V2_0_0):
        for prefix, statement in (
            ("", changed(path, value)),
            ("object.", changed("object", changed(path, value, SUB_STATEMENT))),
        ):
            with pytest.raises(StatementError) as caught:
                parse(raw(statement), version)
            assert caught.value.path == prefix + path + at
            assert caught.value.expected.startswith(expected)


def test_scores_are_compared_exactly() -> None:
    text = raw(changed("result.score", {"raw": 0.5, "max": 0.25}))
    close = text.replace(b"0.5", b"0.30000000000000000001").replace(b"0.25", b"0.3")
    with pytest.raises(StatementError, match=r"0\.30000000000000000001"):
        parse(close, V1_0_3)
    text = raw(changed("result.score.scaled", 0.5)).replace(b"0.5", b"1.00000000000000000001")
    with pytest.raises(StatementError, match="from -1 to 1"):
        parse(text, V1_0_3)


@pytest.mark.parametrize("member", ["revision", "platform"])
@pytest.mark.parametrize("target", [GROUP, {**AGENT, "objectType": "Agent"}, REFERENCE])
def test_revision_and_platform_belong_to_activities(member: str, target: object) -> None:
    statement = changed(f"context.{member}", "x", changed("object", target))
    with pytest.raises(StatementError, match="unless the object is an Activity") as caught:
        parse(raw(statement), V1_0_3)
    assert caught.value.path == f"context.{member}"
    with pytest.raises(StatementError) as caught:
        parse(raw(changed("object", {**statement, "objectType": "SubStatement"})), V1_0_3)
    assert caught.value.path == f"object.context.{member}"


@pytest.mark.parametrize(
    ("member", "one"), [("contextAgents", CONTEXT_AGENT), ("contextGroups", CONTEXT_GROUP)]
)
def test_context_agents_and_groups_are_of_2_0_0_only(member: str, one: dict[str, Any]) -> None:
    for value in ([], [one], [one, {**one, "relevantTypes": ROLES}]):
        statement = changed(f"context.{member}", value)
        within = changed("object", {**statement, "objectType": "SubStatement"})
        parse(raw(statement), V2_0_0)
        parse(raw(within), V2_0_0)
        for path, older in (("", statement), ("object.", within)):
            with pytest.raises(
                StatementError, match=r"no member of this name in xAPI 1\.0\.3"
            ) as e:
                parse(raw(older), V1_0_3)
            assert e.value.path == f"{path}context.{member}"


@pytest.mark.parametrize(
    ("member", "value", "at", "expected"),
    [
        ("contextAgents", CONTEXT_AGENT, "", "an array"),
        ("contextAgents", [AGENT], "[0].mbox", "no member of this name"),
        ("contextAgents", [{"agent": AGENT}], "[0].objectType", "this required member"),
        (
            "contextAgents",
            [{**CONTEXT_AGENT, "objectType": "Agent"}],
            "[0].objectType",
            "'contextAgent'",
        ),
        ("contextAgents", [{**CONTEXT_AGENT, "agent": GROUP}], "[0].agent.objectType", "'Agent'"),
        ("contextAgents", [{**CONTEXT_AGENT, "agent": {}}], "[0].agent", "exactly one of"),
        (
            "contextAgents",
            [{**CONTEXT_AGENT, "relevantTypes": []}],
            "[0].relevantTypes",
            "at least",
        ),
        (
            "contextAgents",
            [{**CONTEXT_AGENT, "relevantTypes": ["a"]}],
            "[0].relevantTypes[0]",
            "an IRI",
        ),
        (
            "contextGroups",
            [{**CONTEXT_GROUP, "group": AGENT}],
            "[0].group.objectType",
            "this required",
        ),
        ("contextGroups", [{"group": GROUP}], "[0].objectType", "this required member"),
        (
            "contextGroups",
            [{**CONTEXT_GROUP, "relevantTypes": []}],
            "[0].relevantTypes",
            "at least",
        ),
    ],
)
def test_other_context_agents_and_groups_are_refused(
    member: str, value: object, at: str, expected: str
) -> None:
    with pytest.raises(StatementError) as caught:
        parse(raw(changed(f"context.{member}", value, MINIMAL)), V2_0_0)
    assert caught.value.path == f"context.{member}{at}"
    assert caught.value.expected.startswith(expected)
