"""Posts of statements, and a clock in the test's hands."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from lrs.event.credentials import OPERATOR, Credential
from lrs.log.record_store import Draft, Post
from lrs.statement.statement import parse
from lrs.statement.versions import V2_0_0


class Hands:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime = datetime(2010, 1, 1, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def post(*statements: Mapping[str, Any], credential: Credential = OPERATOR) -> Post:
    """One POST of these statements."""
    received = parse(orjson.dumps(statements), V2_0_0)
    return Post(
        drafts=tuple(Draft.of(one, credential=credential, version=V2_0_0) for one in received),
        credential=credential,
        version=V2_0_0,
    )
