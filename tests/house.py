"""The picture of the house: its rooms, what each is for, and what it imports, from the code."""

import ast
import re
import tomllib
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("api", "replay", "projections", "lrs")
"""From the top to the ground."""


@cache
def imports() -> grimp.ImportGraph:
    """What imports what."""
    return grimp.build_graph(*PACKAGES, cache_dir=None)


@cache
def floors(package: str) -> tuple[tuple[str, ...], ...]:
    """The rooms of a package, floor by floor from the top; of one without floors all on one."""
    known = _names(package)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract.get("containers") == [package]:
            named = (re.findall(r"\w+", floor) for floor in contract["layers"])
            return tuple(tuple(room for room in floor if room in known) for floor in named)
    return (tuple(sorted(known)),)


def _names(package: str) -> set[str]:
    return {child.rpartition(".")[2] for child in imports().find_children(package)}


@cache
def arrows(package: str) -> frozenset[tuple[str, str]]:
    """Which room imports which, within a package."""
    rooms = _names(package)
    return frozenset(
        (one, other)
        for one in rooms
        for other in rooms - {one}
        if imports().direct_import_exists(
            importer=f"{package}.{one}", imported=f"{package}.{other}", as_packages=True
        )
    )


def upward(package: str) -> list[tuple[str, str]]:
    """The arrows that point to a higher floor, or along one where there are floors."""
    height = {room: at for at, floor in enumerate(floors(package)) for room in floor}
    has_floors = len(floors(package)) > 1
    return sorted(
        (one, other)
        for one, other in arrows(package)
        if has_floors and height[one] >= height[other]
    )


def picture() -> str:
    """The packages, and the floors of the largest with what stands on them, as a mermaid graph."""
    lines = ["```mermaid", "flowchart TD"]
    lines += [f"    {one} --> {other}" for one, other in pairwise(PACKAGES)]
    lines += ["    subgraph projections"]
    names = [_floor_name(floor) for floor in floors("projections")]
    lines += [f'        f{at}["{name}"]' for at, name in enumerate(names)]
    lines += [f"        f{at} --> f{at + 1}" for at in range(len(names) - 1)]
    return "\n".join([*lines, "    end", "```"])


def _floor_name(floor: tuple[str, ...]) -> str:
    return " · ".join(floor)


def rooms() -> str:
    """A table for each package: its rooms from the top floor to the ground."""
    return "\n\n".join(_table(package) for package in PACKAGES)


def _table(package: str) -> str:
    below: dict[str, list[str]] = {}
    for one, other in sorted(arrows(package)):
        below.setdefault(one, []).append(other)
    rows = [
        f"| `{room}` | {_meaning(f'{package}.{room}')} | {', '.join(below.get(room, '-'))} |"
        for floor in floors(package)
        for room in floor
    ]
    head = f"### `{package}/`\n\n| room | what it is | imports of this package |\n|---|---|---|"
    return "\n".join([head, *rows])


def _meaning(module: str) -> str:
    """The first sentence of a module's docstring."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    text = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    sentence = " ".join(text.split("\n\n")[0].split())
    return sentence.replace("|", "\\|")


def figures() -> str:
    """Rooms, arrows, arrows upward, and files of more than 300 lines."""
    lines = []
    for package in PACKAGES:
        inside = [room for floor in floors(package) for room in floor]
        long = [
            f"{path.relative_to(ROOT)} ({count})"
            for path in sorted((ROOT / package).rglob("*.py"))
            if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
        ]
        lines.append(
            f"{package}: {len(inside)} rooms, {len(arrows(package))} arrows, "
            f"{len(upward(package))} upward, over 300 lines: {', '.join(long) or 'none'}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(figures())
