"""Everything that the source says to people by `lrs.message`, and where: the catalogue has it all.

`python -m tests.messages` prints what it lacks and what nobody says any more.
"""

import ast
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path
from typing import Final

import typer

from api.cli import app
from api.cli.tongue import paragraphs
from api.cli.typer_words import SENTENCES
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
    "projections/words/messages.py",
    "projections/words/readings.py",
    "projections/simulated/class_life.py",
    "replay/scenarios/parts/__init__.py",
    "replay/scenarios/scenario.py",
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
                self._take(argument, wholly=_is_call_of(node, SAYING))

    def _take(self, node: ast.expr, *, wholly: bool) -> None:
        place = f"{self.name}:{node.lineno}"
        match node:
            case ast.Constant(value=str(text)) if wholly or _is_told(text):
                self.patterns.setdefault(text, place)
            case ast.IfExp(body=one, orelse=other):
                self._take(one, wholly=wholly)
                self._take(other, wholly=wholly)
            case ast.JoinedStr():
                self.unheld.append(place)


def _is_call_of(node: ast.AST, names: Set[str]) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in names


def _is_told(text: str) -> bool:
    """Whether a text is words, and no name of a member, a parameter or a method."""
    return " " in text and any(one.islower() for one in _without_values(text))


def _told(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Raise(exc=ast.Call() as call) if ast.unparse(call.func) not in INTERNAL:
            yield from call.args
            yield from (one.value for one in call.keywords if one.arg != "path")
        case ast.Call(args=[first, *_]) if _is_call_of(node, SAYING):
            yield first
        case ast.keyword(arg="instead" | "expected" | "reason", value=value):
            yield value


@cache
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


def help_texts() -> set[str]:
    """The paragraphs of the help of every command and option, without the commands in it, and what
    typer says of its own."""
    found: set[str] = set(SENTENCES)

    def walk(command: object) -> None:
        texts = [getattr(command, "help", None) or ""]
        texts += [getattr(one, "help", None) or "" for one in getattr(command, "params", [])]
        for text in texts:
            found.update(part for part in paragraphs(text) if part.strip())
        for one in getattr(command, "commands", {}).values():
            walk(one)

    walk(typer.main.get_command(app))
    return {text for text in found if not text.startswith("    ")}


if __name__ == "__main__":
    told = patterns()
    for text, place in told.items():
        if text not in catalogue():
            print(f"{place}: {text!r}")
    for file in said():
        for place in file.unheld:
            print(f"{place}: a finished sentence")
    for text in help_texts() - catalogue().keys():
        print(f"help: {text!r}")
    for text in catalogue().keys() - told.keys() - help_texts():
        print(f"nobody says {text!r}")
