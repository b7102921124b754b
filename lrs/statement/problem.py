"""What is wrong with a posted statement, in one sentence: where, what was got, what expected."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from lrs.message import message
from lrs.statement.formats import EXPECTED

NOTHING = message("nothing")
_SHOWN = 80
_PLAIN = {
    "string_type": message("a string"),
    "bool_type": message("true or false"),
    "int_type": message("an integer"),
    "list_type": message("an array"),
    "dict_type": message("an object"),
    "model_type": message("an object"),
    "model_attributes_type": message("an object"),
    "union_tag_not_found": message("an object"),
    "missing": message("this required member"),
    "too_short": message("at least one item"),
}
# The first that applies is told: a wrong value, then a member that should not be there, then one
# that is missing (the usual cause of which is a misspelt name), then rules that span members.
_RANK = {"extra_forbidden": 1, "missing": 2, "rule": 3}


MOST_TOLD = 100
"""Errors of one request that are told."""

MOST_COUNTED = 1000
"""Errors of one request after which no more are looked for."""


class PostError(Exception):
    """What is wrong with one statement of a request.

    ``others`` are the further errors of the same request, so that whoever posted a batch can mend
    all of it at once. ``untold`` counts those that were found beyond MOST_TOLD; from MOST_COUNTED
    on there may be more.
    """

    others: tuple["PostError", ...] = ()
    untold: int = 0

    @property
    def found(self) -> int:
        """How many errors of the request were found."""
        return 1 + len(self.others) + self.untold


_E = TypeVar("_E", bound=PostError)


def together(errors: Iterable[_E]) -> _E | None:
    """The first of the errors of one request, with the others; None where there is none.

    No more than MOST_TOLD are kept, and none are looked for beyond MOST_COUNTED.
    """
    told: list[_E] = []
    untold = 0
    for error in errors:
        untold += error.untold
        if len(told) < MOST_TOLD:
            told.append(error)
        else:
            untold += 1
        if len(told) + untold >= MOST_COUNTED:
            break
    if not told:
        return None
    told[0].others, told[0].untold = tuple(told[1:]), untold
    return told[0]


class StatementError(PostError, ValueError):
    """A statement that the specification refuses.

    index: its place in the batch, from 0; None where a single statement was posted.
    path: dotted path of the member; value: what stands there, at most 80 characters.
    expected: what should stand there.
    """

    def __init__(self, *, index: int | None, path: str, value: str, expected: str) -> None:
        value = _cut(value)
        self.index, self.path, self.value, self.expected = index, path, value, expected
        subject = "statement" if index is None else f"statement {index}"
        where = f"{subject}: {path}" if path else subject
        super().__init__(
            message(
                "{where}: got {value}, expected {expected}",
                where=where,
                value=value,
                expected=expected,
            )
        )


def rule(expected: str, *, member: str = "", value: str = NOTHING) -> PydanticCustomError:
    """A broken rule that spans members, told at `member` of the object that is being validated.

    value: what stands there, as `shown` shows it.
    """
    return PydanticCustomError(
        "rule", "{expected}", {"expected": expected, "member": member, "value": value}
    )


def shown(value: object) -> str:
    """A JSON value as a message shows it."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, default=str, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def dotted(path: Sequence[str | int]) -> str:
    """A path as text: context.extensions["http://example.com/a"].items[3]."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.isidentifier() and len(part) <= _SHOWN:
            text += f".{part}" if text else part
        else:
            text += f"[{json.dumps(_cut(part), ensure_ascii=False)}]"
    return text


def most_relevant(error: ValidationError, value: Any, *, index: int | None) -> StatementError:
    """The problem to tell first of all that pydantic found in `value`, the decoded statement, with
    the others."""
    found = sorted(
        error.errors(include_url=False), key=lambda problem: _RANK.get(problem["type"], 0)
    )
    first, *others = (_problem(details, value, index=index) for details in found[:MOST_TOLD])
    first.others, first.untold = tuple(others), max(len(found) - MOST_TOLD, 0)
    return first


def _problem(details: ErrorDetails, value: Any, *, index: int | None) -> StatementError:
    path, value = _locate(value, details)
    context = details.get("ctx", {})
    match details["type"]:
        case "rule":
            path = [*path, *filter(None, context["member"].split("."))]
            found = context["value"]
        case "missing":
            path, found = [*path, details["loc"][-1]], NOTHING
        case "union_tag_invalid":
            path, found = [*path, "objectType"], shown(value["objectType"])
        case _:
            found = shown(details["input"])
    return StatementError(
        index=index, path=dotted(path), value=found, expected=_expected(details, context)
    )


def _locate(value: Any, details: ErrorDetails) -> tuple[list[str | int], Any]:
    """The path of a problem and the value there, without the parts that only pydantic knows.

    Those are the tag of a union, the marker of a key, and the index that a single activity has
    where an array could stand.
    """
    path: list[str | int] = []
    for part in details["loc"]:
        is_index = isinstance(value, list) and isinstance(part, int)
        if is_index or (isinstance(value, dict) and part in value):
            value = value[part]
            path.append(part)
    return path, value


def _expected(details: ErrorDetails, context: Mapping[str, Any]) -> str:
    match details["type"]:
        case "extra_forbidden":
            return message("no member of this name here (names are case sensitive)")
        case "string_pattern_mismatch":
            return EXPECTED[context["pattern"]]
        case "union_tag_invalid":
            return message("one of {expected_tags}", expected_tags=context["expected_tags"])
        case "literal_error":
            return message("{literals}", literals=context["expected"])
        case kind:
            return context.get("expected") or _PLAIN.get(kind) or _sentence(details["msg"])


def _sentence(told: str) -> str:
    return told.removeprefix("Input should be ").removeprefix("Value error, ")
