"""A query for statements, and the token behind `more` that says where it goes on."""

import base64
import re
from dataclasses import dataclass, replace
from typing import Annotated, get_args

import orjson
from pydantic import AwareDatetime, Field, TypeAdapter

from lrs.event.terms import Term, TermKind
from lrs.message import message


class TokenError(ValueError):
    """A token that is none of ours."""

    def __init__(self, token: str, expected: str) -> None:
        super().__init__(
            message("more: got {token!r}, expected {expected}", token=token[:80], expected=expected)
        )


MOST = 10**9 - 1
"""What a ``limit`` above it means: no page is as long."""

Position = Annotated[int, Field(ge=0, lt=2**63)]
_Term = Annotated[Term, Field(pattern=rf"^(?:{'|'.join(map(re.escape, get_args(TermKind)))})\x00")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page goes on: after ``cursor``, in the log as it was when it ended at ``ceiling``."""

    ceiling: Position
    cursor: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """The filters of one query. A statement is found when it has a term of every group."""

    groups: Annotated[
        tuple[Annotated[tuple[_Term, ...], Field(min_length=1, max_length=2)], ...],
        Field(max_length=4),
    ] = ()
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=0, le=MOST)] = 0
    ascending: bool = False
    page: Page | None = None

    def token(self, page: Page) -> str:
        """The token of the page that follows."""
        data = orjson.dumps(replace(self, page=page))
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    @classmethod
    def from_token(cls, token: str) -> "StatementQuery":
        """The query behind a token of ours. Raises TokenError."""
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            query = QUERY.validate_json(data, strict=True)
        except ValueError as error:
            raise TokenError(token, "a token from an earlier answer, unchanged") from error
        if query.page is None:
            raise TokenError(token, "a token that says where its page begins")
        return query


QUERY = TypeAdapter(StatementQuery)
"""Reads a token strictly: it comes from outside, and nothing in it may be out of bounds."""
