"""Keeps why requests were refused, so that integrators can ask for it afterwards."""

import logging
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Final, Self
from uuid import UUID

import msgspec

from api.http.problems import status_of
from api.http.writes import Writes
from lrs.event.credentials import Credential
from lrs.log.record_store import RecordStore, RefusedError
from lrs.log.refusals import NotedRefusal
from lrs.statement.problem import PostError
from lrs.statement.statement import StatementError
from lrs.statement.strict_json import JsonError, spans

logger = logging.getLogger(__name__)

_SERVER: Final = 500
"""From this status on it is the server that failed: the request is to be sent again."""


class _Identified(msgspec.Struct):
    id: str | None = None


class Noting:
    """Around the handling of one request: notes the error that refuses it, and lets it pass on.

    ``body``: the statements of the request, as soon as they are there.
    """

    def __init__(self, store: RecordStore, writes: Writes, credential: Credential) -> None:
        self._store = store
        self._writes = writes
        self._credential = credential
        self.body = b""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception):
            return
        status = status_of(error)
        if status is None or status.status >= _SERVER:
            return
        refusal = _refusal(error, self._credential, status.status, status.code, self.body)
        try:
            await self._writes.run(partial(self._store.note, refusal))
        except Exception as failure:  # the client is to get its own error, whatever happens here
            logger.warning("a refusal could not be noted: %s", type(failure).__name__)


def _refusal(
    error: Exception, credential: Credential, status: int, code: str, body: bytes
) -> NotedRefusal:
    common = partial(
        NotedRefusal,
        credential=credential.key,
        status=status,
        code=code,
        statements=_count(body),
        errors=error.found if isinstance(error, PostError) else 1,
    )
    match error:
        case StatementError():
            return common(
                ordinal=error.index,
                statement_id=_id_in(body, error.index or 0),
                path=error.path,
                expected=error.expected,
            )
        case RefusedError():
            return common(
                ordinal=error.index,
                statement_id=error.statement_id,
                path=error.path,
                message=error.reason,
            )
        case _:
            return common(message=str(error))


def _count(body: bytes) -> int | None:
    """How many statements a body has; None where that cannot be read."""
    with suppress(JsonError):
        return len(spans(body)) if body else None
    return None


def _id_in(body: bytes, ordinal: int) -> UUID | None:
    """The id that a statement of a body has, where it can be read."""
    with suppress(JsonError, msgspec.MsgspecError, ValueError, IndexError, RecursionError):
        found = msgspec.json.decode(spans(body)[ordinal], type=_Identified)
        return UUID(found.id) if found.id else None
    return None
