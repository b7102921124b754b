"""All files that are made from the code: `python -m tests.generated`, or `make generated`.

Parts of docs/architecture.md and docs/auditors.md are made between their marks, every other file as
a whole.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from projections.profile.document import document
from tests import (
    fact_table,
    finding_table,
    house,
    parameter_table,
    rule_table,
    stations,
    tampering,
)

ROOT: Final = Path(__file__).parents[1]
ARCHITECTURE: Final = "docs/architecture.md"
AUDITORS: Final = "docs/auditors.md"

PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "picture": house.picture,
    "rooms": house.rooms,
    "stations": stations.stations,
    "tampering": tampering.table,
}
"""What stands between the marks `<!-- made: NAME -->` and `<!-- end -->`."""

_PART: Final = re.compile(r"(<!-- made: (\w+) -->)\n.*?(<!-- end -->)", re.DOTALL)


def _between_marks(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8")
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n{found[3]}", text)


def _profile() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


GENERATED: Final[Mapping[str, Callable[[], str]]] = {
    "projections/profile/cadre-training.jsonld": _profile,
    "docs/facts.md": fact_table.table,
    "docs/findings.md": finding_table.table,
    "docs/rules.md": rule_table.table,
    "docs/parameters.md": parameter_table.table,
    ARCHITECTURE: lambda: _between_marks(ARCHITECTURE),
    AUDITORS: lambda: _between_marks(AUDITORS),
}
"""What each file has to be."""


def stale() -> list[str]:
    """The files that are not what the code makes of them."""
    return [
        name
        for name, make in GENERATED.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != make()
    ]


if __name__ == "__main__":
    for name in stale():
        (ROOT / name).write_text(GENERATED[name](), encoding="utf-8")
        print(f"made {name}")
