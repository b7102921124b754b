"""What the operator of a store states himself, beside HTTP: policies, notes on a restore."""

from collections.abc import Mapping
from typing import Any

import orjson

from lrs.event.credentials import OPERATOR
from lrs.log.record_store import Draft, Post, RecordStore
from lrs.statement.statement import parse
from lrs.statement.versions import V2_0_0


def state(store: RecordStore, *statements: Mapping[str, Any]) -> None:
    """Records statements under the operator's credential, all or none.

    Raises StatementError for one that xAPI refuses and RefusedError for one that is in the log with
    another meaning.
    """
    received = parse(orjson.dumps(statements), V2_0_0)
    drafts = tuple(Draft.of(one, credential=OPERATOR, version=V2_0_0) for one in received)
    for refused in store.record([Post(drafts=drafts, credential=OPERATOR, version=V2_0_0)]):
        if refused is not None:
            raise refused
