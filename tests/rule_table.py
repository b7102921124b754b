"""The table of docs/rules.md: `python -m tests.rule_table > docs/rules.md`."""

from pathlib import Path

from projections.rules import RULES, Rule

SCENARIOS = Path(__file__).parent / "scenarios"

HEAD = """# Which rule is judged where

Each rule of the regulation with its article (A: annex, M: chapter of the main text), what judges
it, where it is asked, and the worked examples in `tests/scenarios/` that pin its answers down. Made
by `python -m tests.rule_table`; a test holds it to the code.

| rule | article | projection | endpoint | scenario |
|---|---|---|---|---|
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
    return HEAD + "".join(f"{_row(rule)}\n" for rule in RULES)


def _row(rule: Rule) -> str:
    modules = ", ".join(f"`{module}`" for module in rule.modules)
    examples = ", ".join(scenarios(rule))
    return f"| {rule.id} | {rule.article} | {modules} | `{rule.endpoint}` | {examples} |"


if __name__ == "__main__":
    print(table(), end="")
