"""How many bytes of bodies one server process holds at the same time, whoever sends them."""

from api.asgi import App, Message, Receive, Scope, Send
from lrs.group_commit import QueueFullError


class Intake:
    """Counts what requests have received until they are answered; above a sum it takes no more.

    A request that is alone is taken whatever its size: it has bounds of its own.
    """

    def __init__(self, inner: App, *, max_bytes: int) -> None:
        self._inner = inner
        self._max_bytes = max_bytes
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request. What reads its body may meet QueueFullError."""
        mine = 0

        async def counted() -> Message:
            nonlocal mine
            message = await receive()
            if size := len(message.get("body", b"")):
                if self._held > mine and self._held + size > self._max_bytes:
                    raise QueueFullError("too many bytes are being received")
                mine += size
                self._held += size
            return message

        try:
            await self._inner(scope, counted, send)
        finally:
            self._held -= mine
