"""Parameters are attributes: typed, read once, and never asked for by a text."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from projections.policy.declaration import PolicyError
from projections.policy.folder import load_packaged
from projections.policy.mechanisms import SINGLE
from projections.policy.schema import SCHEMA
from projections.policy.sheet.years import Carry
from projections.policy.terms import Terms

BAOJI = load_packaged("baoji-2009")
ROOT = Path(__file__).parents[4]
CATEGORIES = {"additional.annual"}
"""What names a parameter and a category of credits alike."""


def test_an_attribute_of_the_terms_is_the_value_and_one_of_their_class_the_parameter() -> None:
    terms = BAOJI.on(date(2010, 1, 1))
    assert terms.off_job.credits_per_day == Decimal(5)
    assert Terms.off_job.credits_per_day is SCHEMA["basic.off_job.credits_per_day"]
    assert (
        terms.value(Terms.off_job.credits_per_day)
        == terms.get(Terms.off_job.credits_per_day)
        == Decimal(5)
    )
    assert terms.article(Terms.off_job.credits_per_day) == "A3-7(1)"
    assert Terms.carry is Carry
    assert terms.reward.award.min_level == "municipal"


def test_what_a_policy_does_not_state_is_no_value() -> None:
    terms = load_packaged("nanjing").on(date.max)
    assert Terms.carry.mode not in terms
    assert terms.get(Terms.carry.mode) is None
    assert not terms.states(Terms.carry)
    with pytest.raises(PolicyError, match=r"policy nanjing has no value of carry\.mode on .*"):
        _ = terms.carry.mode
    assert terms.article_if_stated(Terms.carry.mode) == terms.article(Terms.effective_from)


def test_a_value_that_was_asked_for_is_kept() -> None:
    terms = BAOJI.on(date(2010, 1, 1))
    assert terms.reward is terms.reward
    assert terms.thresholds.annual_credits is terms.thresholds.annual_credits


def test_every_parameter_says_what_it_means() -> None:
    for name, parameter in {**SCHEMA, **SINGLE}.items():
        assert parameter.name == name
        assert parameter.meaning.endswith("."), name
        assert parameter.meaning[0].isupper() or parameter.meaning[0] == "`", name


SHOWN = {"projections/rules.py", "api/pages/policies.py"}


@pytest.mark.parametrize("package", ["projections", "replay", "api"])
def test_no_parameter_is_asked_for_by_a_text(package: str) -> None:
    """Outside of the room of policies and of the tables that say how parameters are shown: with the
    rules, and on the page of policies."""
    dotted = {name for name in SCHEMA if "." in name} - CATEGORIES
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in SHOWN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in dotted
    ]
    assert found == []
