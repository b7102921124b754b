"""POST and PUT of statements: from the bytes of a request to a durable post."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import TypeVar
from uuid import UUID

import orjson

from api.http.asgi import Answer, Exchange, check_charset
from api.http.auth import allow
from api.http.errors import BadRequestError, BodyTooLargeError, MediaTypeError
from api.http.parameters import needed, uuid
from api.http.services import Services
from api.xapi import multipart
from api.xapi.gate import Files, Gate
from api.xapi.guard import Guard
from api.xapi.refusals import Noting
from api.xapi.template_check import Check
from lrs.event.credentials import Credential
from lrs.log.appending import ContentGoneError
from lrs.log.record_store import Post
from lrs.message import message
from lrs.statement.statement import Limits, Received, StatementError, parse
from lrs.statement.versions import XapiVersion

Drafting = Callable[[bytes, Files], Post]
"""Makes the post of a body."""

Made = TypeVar("Made")

LARGE_BODY = 64 * 1024
"""Bytes from which a body is validated in a thread, so that other requests need not wait for it."""

ATTEMPTS = 3
"""How often files are kept again because a clean-up took them before their statement was there."""


class StatementWriting:
    """Validates what is posted and hands it to the group commit."""

    def __init__(self, services: Services, *, guard: Guard, check: Check) -> None:
        self._group_commit = services.group_commit
        self._store = services.store
        self._writes = services.writes
        self._max_body_bytes = services.settings.max_body_bytes
        self._max_attachment_bytes = services.settings.max_attachment_bytes
        self._limits = Limits(
            batch=services.settings.max_batch, depth=services.settings.max_nesting
        )
        self._gate = Gate(guard=guard, check=check)
        # One thread: more would only take the loop's turns. It ends with this object.
        self._validator = ThreadPoolExecutor(1, thread_name_prefix="validator")

    async def post(
        self, exchange: Exchange, credential: Credential, version: XapiVersion
    ) -> Answer:
        """Records one statement or a batch, whole or not at all: 200 with the ids in order."""
        async with Noting(self._store, self._writes, credential) as noting:
            allow(credential, "statements/write")
            exchange.parameters(())
            post = await self._recorded(exchange, credential, version, noting)
        return Answer(body=orjson.dumps([draft.id for draft in post.drafts]))

    async def put(self, exchange: Exchange, credential: Credential, version: XapiVersion) -> Answer:
        """Records one statement under the id that the query names: 204."""
        async with Noting(self._store, self._writes, credential) as noting:
            allow(credential, "statements/write")
            parameters = exchange.parameters(("statementId",))
            statement_id = uuid("statementId", needed(parameters, "statementId"))
            await self._recorded(exchange, credential, version, noting, statement_id)
        return Answer(status=204, body=None)

    async def _recorded(
        self,
        exchange: Exchange,
        credential: Credential,
        version: XapiVersion,
        noting: Noting,
        statement_id: UUID | None = None,
    ) -> Post:
        """The post of a request, recorded; ``statement_id`` is that of a PUT."""
        draft = partial(
            self._draft, credential=credential, version=version, statement_id=statement_id
        )
        media_type = exchange.header(b"content-type") or "nothing"
        check_charset(media_type)
        match media_type.partition(";")[0].strip().lower():
            case "application/json":
                noting.body = body = await exchange.body(self._max_body_bytes)
                post = await self._drafted(body, draft)
                if post.drafts:
                    await self._group_commit.submit(post)
                return post
            case "multipart/mixed":
                return await self._recorded_with_files(exchange, media_type, draft)
        raise MediaTypeError(
            message(
                "Content-Type: got {media_type!r}, expected application/json or multipart/mixed",
                media_type=media_type[:80],
            )
        )

    async def _drafted(self, body: bytes, draft: Drafting) -> Post:
        if len(body) < LARGE_BODY:
            return draft(body, {})
        return await self._in_thread(partial(draft, body, {}))

    async def _in_thread(self, validate: Callable[[], Made]) -> Made:
        return await asyncio.get_running_loop().run_in_executor(self._validator, validate)

    async def _recorded_with_files(
        self, exchange: Exchange, media_type: str, draft: Drafting
    ) -> Post:
        """Records statements with files. What a slow client sends waits on disk, not in memory."""
        with SpooledTemporaryFile(max_size=LARGE_BODY) as received:
            async for chunk in exchange.chunks(self._max_attachment_bytes):
                received.write(chunk)
            received.seek(0)

            def read() -> tuple[Post, dict[bytes, bytes]]:
                statements, files = multipart.read(media_type, received.read())
                if len(statements) > self._max_body_bytes:
                    raise BodyTooLargeError(self._max_body_bytes)
                contents = {file.sha256: file.content for file in files.values()}
                return draft(statements, files), contents

            post, contents = await self._in_thread(read)
        await self._record_with_files(post, contents)
        return post

    async def _record_with_files(self, post: Post, contents: Mapping[bytes, bytes]) -> None:
        """Keeps the files before their statements are recorded, so that the log is not locked for
        as long as that takes."""
        size = sum(map(len, contents.values()))
        for attempt in range(1, ATTEMPTS + 1):
            if contents:
                await self._writes.run(partial(self._store.keep, contents), size=size)
            try:
                if post.drafts:
                    await self._group_commit.submit(post)
            except ContentGoneError:
                if attempt == ATTEMPTS:
                    raise
            else:
                return

    def _draft(
        self,
        body: bytes,
        files: Files,
        *,
        credential: Credential,
        version: XapiVersion,
        statement_id: UUID | None,
    ) -> Post:
        """The post of a body; ``statement_id`` is that of a PUT."""
        all_received = parse(body, version, limits=self._limits)
        is_batch = body.lstrip(b" \t\r\n").startswith(b"[")
        if statement_id:
            _refuse_other_id(all_received, statement_id, is_batch=is_batch)
        return self._gate.post(
            all_received,
            files,
            credential=credential,
            version=version,
            is_batch=is_batch,
            statement_id=statement_id,
        )


def _refuse_other_id(all_received: list[Received], statement_id: UUID, *, is_batch: bool) -> None:
    if is_batch:
        raise BadRequestError("the body: got an array, expected one statement; POST takes a batch")
    own = all_received[0].id
    if own not in (None, statement_id):
        raise StatementError(
            index=None,
            path="id",
            value=repr(str(own)),
            expected=message("{statement_id}, the statementId", statement_id=statement_id),
        )
