from typing import Any

import pytest

from lrs.statement.activity import COMPONENT_LISTS
from lrs.statement.statement import StatementError, parse
from lrs.statement.versions import V1_0_3
from tests.unit.lrs.statements import changed, raw

COMPONENTS = [{"id": "a", "description": {"en": "A"}}, {"id": "b"}]
LISTS = ("choices", "scale", "source", "target", "steps")


def post_definition(definition: object) -> None:
    parse(raw(changed("object.definition", definition)), V1_0_3)


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"name": {"en": "x", "zh-Hans": "课"}, "description": {}},
        {"type": "http://example.com/type", "moreInfo": "http://example.com/more"},
        {"extensions": {}},
        {"extensions": {"http://x.y/e": None, "urn:e": {"a": [None, 1.5, ""]}}},
        {"interactionType": "choice", "correctResponsesPattern": []},
        {"interactionType": "true-false", "correctResponsesPattern": ["true"]},
    ],
)
def test_definitions_are_accepted(definition: object) -> None:
    post_definition(definition)


@pytest.mark.parametrize("interaction", COMPONENT_LISTS)
@pytest.mark.parametrize("name", LISTS)
def test_an_interaction_has_the_lists_of_its_type(interaction: str, name: str) -> None:
    definition = {"interactionType": interaction, name: COMPONENTS}
    if name in COMPONENT_LISTS[interaction]:
        post_definition(definition)
    else:
        with pytest.raises(StatementError, match=f"no such list in a {interaction}") as caught:
            post_definition(definition)
        assert caught.value.path == f"object.definition.{name}"


@pytest.mark.parametrize(
    ("definition", "path", "expected"),
    [
        ("x", "", "an object"),
        (None, "", "an object"),
        ({"name": "x"}, ".name", "an object"),
        ({"name": {"en": 1}}, ".name.en", "a string"),
        ({"name": {"en": None}}, ".name.en", "a string"),
        ({"name": {"a12345678": "x"}}, ".name.a12345678", "an RFC 5646 language tag"),
        ({"description": {"en US": "x"}}, '.description["en US"]', "an RFC 5646 language tag"),
        ({"type": "lesson"}, ".type", "an IRI with a scheme"),
        ({"moreInfo": ""}, ".moreInfo", "an IRI with a scheme"),
        ({"extensions": {"hours": 1}}, ".extensions.hours", "an IRI with a scheme"),
        ({"extensions": []}, ".extensions", "an object"),
        ({"moreinfo": "http://x.y"}, ".moreinfo", "no member of this name"),
        ({"interactionType": "Choice"}, ".interactionType", "'true-false', 'choice'"),
        ({"choices": COMPONENTS}, ".interactionType", "the type of the interaction"),
        ({"correctResponsesPattern": ["a"]}, ".interactionType", "the type of the interaction"),
        (
            {"interactionType": "choice", "correctResponsesPattern": "a"},
            ".correctResponsesPattern",
            "an array",
        ),
        (
            {"interactionType": "choice", "correctResponsesPattern": [1]},
            ".correctResponsesPattern[0]",
            "a string",
        ),
        ({"interactionType": "choice", "choices": COMPONENTS[0]}, ".choices", "an array"),
        ({"interactionType": "choice", "choices": ["a"]}, ".choices[0]", "an object"),
        ({"interactionType": "choice", "choices": [{}]}, ".choices[0].id", "this required member"),
        ({"interactionType": "choice", "choices": [{"id": 1}]}, ".choices[0].id", "a string"),
        (
            {"interactionType": "choice", "choices": [{"id": "a", "description": {"1": "x"}}]},
            '.choices[0].description["1"]',
            "an RFC 5646 language tag",
        ),
        (
            {"interactionType": "choice", "choices": [{"id": "a"}, {"id": "a"}]},
            ".choices",
            "components with distinct ids",
        ),
    ],
)
def test_other_definitions_are_refused(definition: Any, path: str, expected: str) -> None:
    with pytest.raises(StatementError) as caught:
        post_definition(definition)
    assert caught.value.path == "object.definition" + path
    assert caught.value.expected.startswith(expected)
