"""How many bytes one server process holds at the same time for its clients, whoever they are."""

from api.http.asgi import App, Message, Receive, Scope, Send
from lrs.log.group_commit import QueueFullError

PIECE = 256 * 1024
"""Bytes of an answer that are handed over at once: the next ones wait until these are taken."""


class Traffic:
    """Counts what requests have received until they are answered, and what clients have yet to take
    of large answers; above a sum of each, no more is taken or made.

    A request that is alone is taken whatever its size: it has bounds of its own.
    """

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._received = 0
        self._unsent = 0

    def check_room(self) -> None:
        """Raises QueueFullError while clients leave too much untaken of what was made for them."""
        if self._unsent > self._max_bytes:
            raise QueueFullError("too many bytes of answers wait to be taken")

    async def pass_on(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets an application answer one request. What reads its body may meet QueueFullError."""
        mine = 0

        async def counted() -> Message:
            nonlocal mine
            message = await receive()
            if size := len(message.get("body", b"")):
                if self._received > mine and self._received + size > self._max_bytes:
                    raise QueueFullError("too many bytes are being received")
                mine += size
                self._received += size
            return message

        async def taken(message: Message) -> None:
            if len(message.get("body", b"")) > PIECE:
                await self._send_in_pieces(message, send)
            else:
                await send(message)

        try:
            await app(scope, counted, taken)
        finally:
            self._received -= mine

    async def _send_in_pieces(self, message: Message, send: Send) -> None:
        body, more = message["body"], message.get("more_body", False)
        self._unsent += len(body)
        try:
            for start in range(0, len(body), PIECE):
                last = start + PIECE >= len(body)
                piece = {"body": body[start : start + PIECE], "more_body": more or not last}
                await send({**message, **piece})
        finally:
            self._unsent -= len(body)
