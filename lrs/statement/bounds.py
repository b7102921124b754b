"""How long the names in a statement may be, how many it may have, and of which years it may speak.

Names are keys in the projections, where a key of more than 2,704 bytes cannot be kept. The bounds
hold for what comes in (POST, PUT, import) and not for what is restored: a log stays what it is.
"""

from collections.abc import Iterator
from typing import Any, Final

from lrs.message import message
from lrs.statement.formats import instant
from lrs.statement.problem import StatementError, shown
from lrs.statement.strict_json import Json
from lrs.statement.years import FIRST_YEAR, LAST_YEAR

NAME_BYTES: Final = 1000
"""Most bytes of UTF-8 in what names a person: an account's home page, its name, a mailbox, an
OpenID."""

IRI_BYTES: Final = 2000
"""Most bytes of UTF-8 in the id of a verb or an activity."""

MOST: Final = 1000
"""Most members of groups, and activities, agents and groups of contexts, in all of a statement."""

STATEMENT_BYTES: Final = 131_072
"""Most bytes of one statement, files of attachments apart: whatever is stated of a person is read
again whenever his ledger is folded."""

Named = tuple[str, Any]
"""A path, and what stands there."""


def check(statement: Json, *, raw: bytes, index: int | None) -> None:
    """Raises StatementError where a valid statement, whose bytes these are, goes beyond a bound."""
    if len(raw) > STATEMENT_BYTES:
        raise StatementError(
            index=index,
            path="",
            value=message("{count} bytes", count=len(raw)),
            expected=message(
                "at most {statement_bytes} in one statement; send files as attachments",
                statement_bytes=STATEMENT_BYTES,
            ),
        )
    if _may_be_large(raw):
        _check_sizes(statement, index=index)
    stated = statement.get("timestamp")
    if stated is None or _WITHIN[0] <= stated[:4] <= _WITHIN[1]:
        return
    if not FIRST_YEAR <= instant(stated).year <= LAST_YEAR:
        raise StatementError(
            index=index,
            path="timestamp",
            value=shown(stated),
            expected=message(
                "a time in the years {first_year} to {last_year}",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            ),
        )


_WITHIN = str(FIRST_YEAR + 1), str(LAST_YEAR - 1)
"""A timestamp that begins with one of these years is of those years, whatever its offset."""

_SMALLEST = len(b'{"id":"a:b"}')
"""Bytes of the smallest thing that a list may have."""


def _may_be_large(raw: bytes) -> bool:
    """Whether a name or a list may be beyond its bound: nearly no statement has a text so long, and
    that is seen from its quotation marks at a small part of the cost."""
    if len(raw) <= NAME_BYTES:
        return False
    if len(raw) > MOST * _SMALLEST or b'\\"' in raw:
        return True
    at = 0
    while len(raw) - at > NAME_BYTES:
        at = raw.rfind(b'"', at, at + NAME_BYTES + 1) + 1
        if at == 0:  # a text goes on through all of these bytes
            return True
    return False


def _check_sizes(statement: Json, *, index: int | None) -> None:
    for path, value, most in _names(statement):
        if len(value) * 4 > most and len(value.encode()) > most:
            raise StatementError(
                index=index,
                path=path,
                value=shown(value[:40]),
                expected=message("at most {most} bytes", most=most),
            )
    so_far = 0
    for path, found in _lists(statement):
        so_far += len(found)
        if so_far > MOST:
            raise StatementError(
                index=index,
                path=path,
                value=message("{so_far} members and entries up to here", so_far=so_far),
                expected=message("at most {most} in all lists of a statement together", most=MOST),
            )


def _parts(statement: Json) -> Iterator[tuple[str, Json]]:
    """The statement, and the SubStatement that may be its object."""
    yield "", statement
    if statement["object"].get("objectType") == "SubStatement":
        yield "object.", statement["object"]


def _names(statement: Json) -> Iterator[tuple[str, str, int]]:
    """What names something: where, the text, and how many bytes it may have."""
    for prefix, part in _parts(statement):
        yield f"{prefix}verb.id", part["verb"]["id"], IRI_BYTES
        for path, thing in _things(prefix, part):
            if "id" in thing:
                yield f"{path}.id", thing["id"], IRI_BYTES
            for member in ("mbox", "openid"):
                if member in thing:
                    yield f"{path}.{member}", thing[member], NAME_BYTES
            if "account" in thing:
                account = thing["account"]
                yield f"{path}.account.homePage", account["homePage"], NAME_BYTES
                yield f"{path}.account.name", account["name"], NAME_BYTES


def _things(prefix: str, part: Json) -> Iterator[tuple[str, Json]]:
    """The actors, activities and references of a part, the members of groups included."""
    context = part.get("context", {})
    found = [(f"{prefix}{name}", part[name]) for name in ("actor", "object")]
    found += [
        (f"{prefix}context.{name}", context[name])
        for name in ("instructor", "team")
        if name in context
    ]
    for path, some in _around(prefix, context):
        wrapped = {"contextAgents": "agent", "contextGroups": "group"}.get(path.rpartition(".")[2])
        found += [
            (f"{path}[{at}].{wrapped}", one[wrapped]) if wrapped else (f"{path}[{at}]", one)
            for at, one in enumerate(some)
        ]
    for path, thing in found:
        yield path, thing
        for at, member in enumerate(thing.get("member", ())):
            yield f"{path}.member[{at}]", member


def _around(prefix: str, context: Json) -> Iterator[tuple[str, list[Json]]]:
    """The lists of a context: activities by their relation, agents and groups."""
    for relation, some in context.get("contextActivities", {}).items():
        path = f"{prefix}context.contextActivities.{relation}"
        yield path, some if type(some) is list else [some]
    for name in ("contextAgents", "contextGroups"):
        if name in context:
            yield f"{prefix}context.{name}", context[name]


def _lists(statement: Json) -> Iterator[tuple[str, list[Any]]]:
    """The lists whose lengths together are bounded."""
    for prefix, part in _parts(statement):
        yield from _around(prefix, part.get("context", {}))
        for path, thing in _things(prefix, part):
            if "member" in thing:
                yield f"{path}.member", thing["member"]
