"""Random histories, as the product answers them on demand, live and rebuilt, and as the oracle."""

import ast
import sys
from pathlib import Path

import pytest

from tests import oracle
from tests.agreement import disagreements
from tests.conftest import Postgres
from tests.oracle.facts import void
from tests.oracle.histories import history
from tests.oracle.model import Oracle

BATCHES, HISTORIES = 15, 10
"""So many at a time; `python -m tests.oracle` runs as many as one likes."""


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_product_answers_random_histories_as_the_oracle_does(
    batch: int, postgres: Postgres, migrated: str
) -> None:
    found: list[str] = []
    for seed in range(batch * HISTORIES, (batch + 1) * HISTORIES):
        with postgres.database(template=migrated) as database:
            found += disagreements(history(seed), database)
    assert not found, "\n".join(found[:20])


def test_the_histories_hold_what_they_are_to_try() -> None:
    facts = [history(seed) for seed in range(BATCHES * HISTORIES)]
    policies = [sum(fact["fact"] == "policy.published" for fact in one.facts) for one in facts]
    judged = [Oracle(one.facts, known_at=None, today=one.last) for one in facts]
    cadres = [one.cadre(name) for one in judged for name in one.names()]
    reasons = {reason for cadre in cadres for reason in cadre.reasons.values()}
    assert sum(number > 1 for number in policies) > len(facts) / 2
    assert sum(bool(cadre.cuts) for cadre in cadres) > len(facts) / 4
    assert sum(any(year.carried_in for year in cadre.years.values()) for cadre in cadres) > 50
    assert sum(bool(void(one.facts)) for one in facts) > len(facts) / 2
    assert reasons >= {
        *("voided", "not_yet_happened", "before_effective_from", "pending_or_rejected"),
        *("unknown_value", "not_catalogued", "catalogue_credits_out_of_range", "not_passed"),
        *("duplicate_class", "below_min_days", "leave_exceeded", "appraisal_failed"),
        *("duplicate_course", "duplicate_work", "second_certificate_same_programme"),
        *("level_too_low", "not_valued"),
    }


def test_the_oracle_shares_no_code_with_the_product() -> None:
    modules = sorted(Path(oracle.__file__).parent.glob("*.py"))
    imported = {
        name
        for module in modules
        if module.name != "__main__.py"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    ours = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert {"fractions", "datetime"} <= imported
    assert ours
    assert all(name.startswith("tests.oracle.") for name in ours)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []
