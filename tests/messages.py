"""Everything that the source says to people by `lrs.message`, and where: the catalogue has it all.

`python -m tests.messages` prints what it lacks and what nobody says any more.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from projections.words.messages import catalogue

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("lrs", "projections", "replay", "api")

INTERNAL: Final = {
    "ArithmeticError",
    "AssertionError",
    "CorruptEventError",
    "ExpectationError",
    "KeyError",
    "LookupError",
    "LostContentError",
    "MissingTileError",
    "OperationalError",
    "ProgrammingError",
    "RowsError",
    "RuntimeError",
    "SchemaError",
    "ShapeError",
    "TypeError",
    "UnreadableError",
    "typer.Exit",
}
"""Errors that tell a programmer of corrupt data or of a fault of ours stay in English, and so do
those of worked examples, which programmers write."""

APART: Final = {
    "api/pages/wording.py",
    "lrs/message.py",
    "lrs/postgres/queries.py",
    "lrs/proof/tiles.py",
    "projections/simulated/city.py",
    "projections/words/kinds.py",
    "projections/words/messages.py",
    "projections/words/readings.py",
    "replay/scenarios/parts/__init__.py",
    "replay/standalone_verifier.py",
}
"""Files whose errors nobody but a programmer meets, or that have to stand alone."""

SAYING: Final = {"message", "say", "progress", "rule"}
"""Functions whose first argument people read."""


class Said:
    """What one file says."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.patterns: dict[str, str] = {}
        """By pattern the place that says it."""
        self.unheld: list[str] = []
        """Places that say a finished sentence, which no catalogue can know."""
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for argument in _told(node):
                self._take(argument)

    def _take(self, node: ast.expr) -> None:
        place = f"{self.name}:{node.lineno}"
        match node:
            case ast.Constant(value=str(text)):
                self.patterns.setdefault(text, place)
            case ast.IfExp(body=one, orelse=other):
                self._take(one)
                self._take(other)
            case ast.JoinedStr():
                self.unheld.append(place)


def _told(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Raise(exc=ast.Call() as call) if ast.unparse(call.func) not in INTERNAL:
            yield from call.args
            yield from (one.value for one in call.keywords if one.arg != "path")
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in SAYING:
            yield first
        case ast.keyword(arg="instead" | "expected" | "reason", value=value):
            yield value


def said() -> list[Said]:
    """What each file says."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [Said(path) for path in paths if path.relative_to(ROOT).as_posix() not in APART]


def patterns() -> dict[str, str]:
    """Every pattern that is said, with a place that says it."""
    return {
        text: place
        for file in said()
        for text, place in file.patterns.items()
        if any(one.isalpha() for one in _without_values(text))
    }


def _without_values(text: str) -> str:
    kept, depth = [], 0
    for one in text.replace("{{", "").replace("}}", ""):
        depth += (one == "{") - (one == "}")
        if depth == 0:
            kept.append(one)
    return "".join(kept)


if __name__ == "__main__":
    told = patterns()
    for text, place in told.items():
        if text not in catalogue():
            print(f"{place}: {text!r}")
    for file in said():
        for place in file.unheld:
            print(f"{place}: a finished sentence")
    for text in catalogue().keys() - told.keys():
        print(f"nobody says {text!r}")
