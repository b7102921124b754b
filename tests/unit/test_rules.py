"""Every rule has an article, a module, an endpoint and a worked example that are there."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from api.app import create_app
from lrs.settings import Settings
from projections.policy.folder import load_packaged
from projections.policy.kinds import Choice
from projections.policy.schema import SCHEMA
from projections.rules import ALTERNATIVES, RULES, RegulationRule
from tests.rule_table import SCENARIOS, default_of, scenarios, table, value_in

LEVELS = ("reward.article.min_outlet", "reward.award.min_level")
"""Choices along one scale, of which two ends are enough."""

BAOJI = load_packaged("baoji-2009")
DOCUMENT = Path(__file__).parents[2] / "docs" / "rules.md"
PATHS = create_app(Settings()).rest.openapi()["paths"]


def test_the_document_is_that_of_the_code() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == table()


def test_no_rule_is_left_out() -> None:
    last = max(73, len(RULES))
    assert [rule.id for rule in RULES] == [f"R{number}" for number in range(1, last + 1)]


def test_no_cell_is_empty() -> None:
    rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line[:3] == "| R"]
    assert len(rows) == len(RULES)
    assert all(cell.strip() for row in rows for cell in row.strip("|").split("|"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_a_rule_names_is_there(rule: RegulationRule) -> None:
    assert rule.modules
    assert all(find_spec(f"projections.{module}") for module in rule.modules)
    assert rule.endpoint in PATHS
    assert scenarios(rule)
    assert all((SCENARIOS / f"{name}.yaml").is_file() for name in scenarios(rule))


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_each_alternative_has_an_example_of_its_own(name: str) -> None:
    default, *others = (value_in(example, name) for example in ALTERNATIVES[name])
    assert json.loads(default) == default_of(name)[0]
    assert others
    assert len({default, *others}) == len(ALTERNATIVES[name])
    kind = SCHEMA[name].kind if name in SCHEMA else None
    if isinstance(kind, Choice) and name not in LEVELS:
        assert {json.dumps(choice) for choice in kind.names} == {default, *others}


def test_no_open_question_is_left_out() -> None:
    asked = {
        name
        for name, parameter in SCHEMA.items()
        if parameter.rule and "Q" in BAOJI.parameters[name][0].article
        if not (isinstance(parameter.kind, Choice) and len(parameter.kind.names) == 1)
    }
    assert asked - set(ALTERNATIVES) == set()
