"""The table of docs/rules.md: `python -m tests.rule_table > docs/rules.md`."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from projections.policy.folder import load_packaged
from projections.policy.kinds import canonical
from projections.rules import ALTERNATIVES, RULES, Rule
from replay.scenario import load
from replay.scenario_policy import policy_of

BAOJI = load_packaged("baoji-2009")

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

Each question with the parameter that settles it, the default of `baoji-2009` and every alternative,
each with a worked example. A Q is a question of the rule table.

| article, question | parameter | value | scenario |
|---|---|---|---|
"""


def scenarios(rule: Rule) -> list[str]:
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
    policy = policy_of(load(SCENARIOS / f"{example}.yaml"))
    return json.dumps(canonical(policy.parameters[parameter][0].value), separators=(", ", ": "))


def _question(name: str) -> tuple[int, str]:
    """By number of the question; what has none comes last."""
    found = re.search(r"Q([0-9]+)", BAOJI.parameters[name][0].article)
    return int(found[1]) if found else 999, name


def _alternatives(name: str) -> Iterator[str]:
    article = BAOJI.parameters[name][0].article
    for number, example in enumerate(ALTERNATIVES[name]):
        value = f"`{value_in(example, name)}`" + ("" if number else " (default)")
        yield f"| {article} | `{name}` | {value} | {example} |"


def _row(rule: Rule) -> str:
    modules = ", ".join(f"`{module}`" for module in rule.modules)
    examples = ", ".join(scenarios(rule))
    return f"| {rule.id} | {rule.article} | {modules} | `{rule.endpoint}` | {examples} |"


if __name__ == "__main__":
    print(table(), end="")
