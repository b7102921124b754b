"""The table of docs/parameters.md: `python -m tests.parameter_table > docs/parameters.md`."""

import json
from typing import Any

from projections.policy.declaration import Parameter
from projections.policy.folder import load_packaged
from projections.policy.kinds import canonical
from projections.policy.mechanisms import SINGLE
from projections.policy.schema import SCHEMA

BAOJI = load_packaged("baoji-2009")

HEAD = """# The parameters of a policy

Each with what may be written for it, the rule that reads it (none: stated, and read by none yet),
and what `baoji-2009` says first, by which article. Items, targets and carry-overs, whose names are
a policy's own, are in [policies.md](policies.md). Made by `python -m tests.parameter_table` from
`projections/policy/sheet/`; a test holds it to the code.

| parameter | meaning | value | rule | `baoji-2009` | article |
|---|---|---|---|---|---|
"""


def table() -> str:
    """The whole document."""
    every = sorted((*SCHEMA.values(), *SINGLE.values()), key=lambda parameter: parameter.name)
    return HEAD + "".join(f"{_row(parameter)}\n" for parameter in every)


def _row(parameter: Parameter[Any]) -> str:
    dated = BAOJI.parameters.get(parameter.name)
    value = f"`{json.dumps(canonical(dated[0].value), ensure_ascii=False)}`" if dated else "-"
    article = dated[0].article if dated else "-"
    cells = (
        f"`{parameter.name}`",
        parameter.meaning,
        parameter.kind.expected,
        parameter.rule or "none",
        value,
        article,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(table(), end="")
