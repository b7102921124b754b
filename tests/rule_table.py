"""The table of docs/rules.md: `python -m tests.rule_table > docs/rules.md`."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from projections.policy.folder import load_packaged
from projections.policy.kinds import canonical
from projections.policy.parameter import Policy
from projections.rules import ALTERNATIVES, RULES, RegulationRule
from replay.scenarios.policy import policy_named
from replay.scenarios.scenario import load

SCENARIOS = Path(__file__).parent / "scenarios"

HEAD = """# Which rule is judged where

Each rule of the regulation with its article (A: annex, M: chapter of the main text), what judges
it, where it is asked, and the worked examples in `tests/scenarios/` that pin its answers down. Made
by `python -m tests.rule_table`; a test holds it to the code.

| rule | article | projection | endpoint | scenario |
|---|---|---|---|---|
"""

OPEN = """
## What the regulation leaves open

Each question with the parameter that settles it, the default of `baoji-2009` (of `cn-national-2023`
for the one of its own) and every alternative, each with a worked example. A Q is a question of the
rule table.

| article, question | parameter | value | scenario |
|---|---|---|---|
"""


def scenarios(rule: RegulationRule) -> list[str]:
    """The worked examples of a rule: those that bear its name, and those that it lists."""
    own = sorted(
        path.stem
        for path in SCENARIOS.glob("R*.yaml")
        if int(path.stem[1:].partition("-")[0]) == int(rule.id[1:])
    )
    return [*rule.examples, *own]


def table() -> str:
    """The whole document."""
    rules = "".join(f"{_row(rule)}\n" for rule in RULES)
    rows = [row for name in sorted(ALTERNATIVES, key=_question) for row in _alternatives(name)]
    return HEAD + rules + OPEN + "".join(f"{row}\n" for row in rows)


@cache
def value_in(example: str, parameter: str) -> str:
    """What a parameter is in a worked example, as canonical JSON."""
    scenario = load(SCENARIOS / f"{example}.yaml")
    policy = policy_named(scenario.policy, scenario.folder, scenario.parameters)
    return json.dumps(stated(policy, parameter)[0], separators=(", ", ": "))


@cache
def default_of(parameter: str) -> tuple[Any, str]:
    """The default of a parameter and its article: what the policy of its first example states."""
    policy = load(SCENARIOS / f"{ALTERNATIVES[parameter][0]}.yaml").policy
    return stated(load_packaged(policy), parameter)


def stated(policy: Policy, parameter: str) -> tuple[Any, str]:
    """The value that a policy states first for a parameter, or for a member of one, as JSON-ready
    data, and its article."""
    if parameter in policy.parameters:
        dated = policy.parameters[parameter][0]
        return canonical(dated.value), dated.article
    whole, _, member = parameter.rpartition(".")
    value, article = stated(policy, whole)
    return value.get(member), article


def _question(name: str) -> tuple[int, str]:
    """By number of the question; what has none comes last."""
    found = re.search(r"Q([0-9]+)", default_of(name)[1])
    return int(found[1]) if found else 999, name


def _alternatives(name: str) -> Iterator[str]:
    article = default_of(name)[1]
    for number, example in enumerate(ALTERNATIVES[name]):
        value = f"`{value_in(example, name)}`" + ("" if number else " (default)")
        yield f"| {article} | `{name}` | {value} | {example} |"


def _row(rule: RegulationRule) -> str:
    modules = ", ".join(f"`{module}`" for module in rule.modules)
    examples = ", ".join(scenarios(rule))
    return f"| {rule.id} | {rule.article} | {modules} | `{rule.endpoint}` | {examples} |"


if __name__ == "__main__":
    print(table(), end="")
