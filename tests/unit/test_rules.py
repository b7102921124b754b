"""Every rule has an article, a module, an endpoint and a worked example that are there."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from api.app import create_app
from lrs.settings import Settings
from projections.rules import RULES, Rule
from tests.rule_table import SCENARIOS, scenarios, table

DOCUMENT = Path(__file__).parents[2] / "docs" / "rules.md"
PATHS = create_app(Settings()).rest.openapi()["paths"]


def test_the_document_is_that_of_the_code() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == table()


def test_no_rule_is_left_out() -> None:
    assert [rule.id for rule in RULES] == [f"R{n}" for n in (*range(1, 34), *range(55, 59))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_a_rule_names_is_there(rule: Rule) -> None:
    assert rule.modules
    assert all(find_spec(f"projections.{module}") for module in rule.modules)
    assert rule.endpoint in PATHS
    assert scenarios(rule)
    assert all((SCENARIOS / f"{name}.yaml").is_file() for name in scenarios(rule))
