import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.statement.canonical import same_statement
from lrs.statement.problem import StatementError, dotted, shown
from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion
from tests.unit.lrs.statements import (
    ACTIVITY,
    AGENT,
    ATTACHMENT,
    CONTEXT_AGENT,
    GROUP,
    MINIMAL,
    REFERENCE,
    SUB_STATEMENT,
    UUID_A,
    raw,
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("context", "registration"), "context.registration"),
        (("attachments", 3, "sha2"), "attachments[3].sha2"),
        (("context", "extensions", "a:b", "c"), 'context.extensions["a:b"].c'),
        (("学分",), "学分"),
        (("a", 'line\nfeed "'), 'a["line\\nfeed \\""]'),
        (("x" * 100,), '["' + "x" * 77 + '..."]'),
    ],
)
def test_paths_are_dotted(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "'x'"), (None, "null"), (True, "true"), (5, "5"), ({"a": [1]}, '{"a": [1]}')],
)
def test_values_are_shown_as_json_and_text_in_quotes(value: object, text: str) -> None:
    assert shown(value) == text


def test_an_error_carries_its_parts() -> None:
    error = StatementError(index=3, path="a.b", value="'" + "x" * 100, expected="a UUID")
    assert (error.index, error.path, error.expected) == (3, "a.b", "a UUID")
    assert len(error.value) == 80
    assert str(error) == f"statement 3: a.b: got {error.value}, expected a UUID"


PARTS: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "a:b", UUID_A, "Agent", "Group", "SubStatement", "PT1H",
    "2025-06-01T08:00:00Z", [], {}, ACTIVITY, AGENT, ATTACHMENT, CONTEXT_AGENT, GROUP, MINIMAL,
    REFERENCE, SUB_STATEMENT, [AGENT], [ACTIVITY], {"en": "x"}, {"a:b": 1},
]  # fmt: skip
NAMES = [
    "objectType", "id", "actor", "verb", "object", "result", "context", "timestamp", "stored",
    "authority", "version", "attachments", "name", "mbox", "mbox_sha1sum", "openid", "account",
    "homePage", "member", "display", "definition", "description", "type", "moreInfo", "extensions",
    "interactionType", "correctResponsesPattern", "choices", "score", "scaled", "raw", "min", "max",
    "success", "duration", "registration", "instructor", "team", "contextActivities", "parent",
    "contextAgents", "contextGroups", "agent", "group", "relevantTypes", "platform", "language",
    "statement", "usageType", "length", "sha2", "<Agent>", "0", "[key]", "",
]  # fmt: skip
anything = st.recursive(
    st.sampled_from(PARTS),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3).flatmap(
            lambda members: st.sampled_from(
                [members, *({**part, **members} for part in PARTS if isinstance(part, dict))]
            )
        )
    ),
    max_leaves=8,
)
statements = st.dictionaries(st.sampled_from(NAMES), anything, max_size=3).map(
    lambda members: {**MINIMAL, **members}
)


@given(anything | statements | st.lists(statements, max_size=2), st.sampled_from([V1_0_3, V2_0_0]))
def test_a_post_is_accepted_or_refused_in_one_sentence(value: Any, version: XapiVersion) -> None:
    try:
        received = parse(raw(value), version)
    except StatementError as error:
        message = str(error)
        assert message.startswith("statement")
        assert ": got " in message
        assert not message.endswith("expected ")
        assert "\n" not in message
        assert "pydantic" not in message
    else:
        for item in received:
            assert same_statement(raw(json.loads(item.body)), item.body, version)
