"""The two queues of requests that are passed on: questions about one cadre, unit or class are quick
and must not wait behind reports over a city."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from api.http.asgi import Scope
from api.relay.begun import SignPost

LOCAL: Final = ("/health/", "/profile", "/openapi.json", "/assets/")
"""How the paths begin that a server process answers itself, besides all of xAPI: what is ready, and
what must be answered whatever the report processes do."""

LONG: Final = (
    *("/reports/", "/changes", "/import", "/charts/unit-years/", "/charts/drift"),
    *("/charts/unqualified", "/charts/cycle", "/charts/learning", "/charts/gaps"),
    *("/audit/history", "/audit/as-of", "/audit/reports", "/audit/what-if", "/audit/trial"),
)
"""How the paths begin of what is folded over many cadres, or may be: a history can be a unit's, and
a report that is issued or made again any; a spreadsheet has many rows."""

_OVER_YEARS: Final = re.compile("/units/.+/years")
"""A unit over the years: all who were ever in it are folded, in all their years."""


class Lane(StrEnum):
    """Which queue a request waits in; each has processes of its own."""

    QUICK = "quick"
    LONG = "long"


def is_local(path: str) -> bool:
    """Whether a server process answers a path itself."""
    return path.startswith(LOCAL)


def lane_of(path: str, *, is_printed: bool = False) -> Lane:
    """The queue in which a request for a path waits; what is printed is set beside reports, with
    their memory."""
    is_long = path.startswith(LONG) or bool(_OVER_YEARS.fullmatch(path))
    return Lane.LONG if is_printed or is_long else Lane.QUICK


def is_printed(scope: Scope) -> bool:
    """Whether a request asks for the official form of an answer, as PDF."""
    query: bytes = scope.get("query_string", b"")
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return b"format=pdf" in query or b"application/pdf" in accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Where the report processes listen: a socket for each queue, which all its processes accept
    from. What waits is in the socket's backlog, so that no process that dies takes it along."""

    sockets: Mapping[Lane, Path]
    signs: Mapping[Lane, Sequence[SignPost]] = field(default_factory=dict)
    """Where each process of a queue says that it has begun."""
