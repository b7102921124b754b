"""Records facts in their short form through the real store, for tests."""

from collections.abc import Mapping
from typing import Any

from lrs.clock import Clock
from lrs.event.credentials import OPERATOR, Credential
from lrs.log.record_store import RecordStore
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from projections.profile.writing import to_statement
from tests.posting import Hands, post

__all__ = ["Hands", "open_store", "post", "publish", "record"]

Statement = Mapping[str, Any]


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
