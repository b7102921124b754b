"""Records facts in their short form through the real store, for tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from lrs.clock import Clock
from lrs.credentials import OPERATOR, Credential
from lrs.record_store import Draft, Post, RecordStore
from lrs.statement import parse
from lrs.versions import V2_0_0
from projections.policy.folder import load_packaged
from projections.policy.publication import publication
from projections.profile.writing import to_statement

Statement = Mapping[str, Any]


class Hands:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime = datetime(2010, 1, 1, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def post(*statements: Statement, credential: Credential = OPERATOR) -> Post:
    """One POST of these statements."""
    received = parse(orjson.dumps(statements), V2_0_0)
    return Post(
        drafts=tuple(Draft.of(one, credential=credential, version=V2_0_0) for one in received),
        credential=credential,
        version=V2_0_0,
    )


def record(store: RecordStore, *facts: Statement, credential: Credential = OPERATOR) -> None:
    """Records facts in one POST; fails where one is refused."""
    statements = [to_statement(fact) for fact in facts]
    assert store.record([post(*statements, credential=credential)]) == [None]


def publish(store: RecordStore, policy: str = "baoji-2009", **overrides: Any) -> None:
    """Publishes a packaged policy; overrides by dotted names, dots written as two underscores."""
    dotted = {name.replace("__", "."): value for name, value in overrides.items()}
    chosen = load_packaged(policy).with_overrides(dotted)
    assert store.record([post(publication(chosen))]) == [None]


def open_store(service: str, clock: Clock) -> RecordStore:
    """A store with an injected clock."""
    return RecordStore(service, clock=clock)
