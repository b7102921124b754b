"""Group commit: one bounded queue and its writer threads turn waiting POSTs into one transaction.

There is no timer: a writer takes what has come while it was writing. When much has come by then, a
second one does not wait for it: while PostgreSQL writes one group, the next is made ready and sent.
This is also the one bridge from asynchronous handlers to the synchronous record store.
"""

import asyncio
import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eventsourcing.persistence import InterfaceError, OperationalError

from lrs.log.appending import ClockBehindError
from lrs.log.record_store import Post, RefusedError

logger = logging.getLogger(__name__)

GROUP = 500
"""Statements taken into one transaction; a larger POST goes alone."""

WRITERS = 2
"""Threads that write; each needs a connection."""

MUCH = 200
"""Waiting statements that a second writer takes while the first is writing. Fewer are cheaper as a
part of one group later."""

Outcome = RefusedError | None
Record = Callable[[Sequence[Post]], list[Outcome]]
Settled = Outcome | BaseException


class QueueFullError(RuntimeError):
    """Too much waits for the writer: try again later."""


class StoreUnavailableError(RuntimeError):
    """The database did not answer: the POST may be recorded or not, and a resend is harmless."""


@dataclass(slots=True)
class _Waiting:
    post: Post
    size: int
    done: "asyncio.Future[Outcome]"


@dataclass(slots=True)
class _Queue:
    """What waits for a writer, and how many of them are writing."""

    waiting: deque[_Waiting] = field(default_factory=deque)
    bytes: int = 0
    statements: int = 0
    writing: int = 0
    closing: bool = False

    @property
    def is_due(self) -> bool:
        """Whether a writer that has nothing to do should look here."""
        enough = 1 if self.writing == 0 else MUCH
        return self.closing or self.statements >= enough

    def put(self, waiting: _Waiting) -> None:
        """Adds a post at the end."""
        self.waiting.append(waiting)
        self.bytes += waiting.size
        self.statements += len(waiting.post.drafts)

    def take(self) -> _Waiting:
        """Removes the first post."""
        waiting = self.waiting.popleft()
        self.bytes -= waiting.size
        self.statements -= len(waiting.post.drafts)
        return waiting


class GroupCommit:
    """Hands POSTs to ``record`` in groups and gives each its own outcome."""

    def __init__(
        self, record: Record, *, max_posts: int, max_bytes: int, attempts: int = 3
    ) -> None:
        self._record = record
        self._max_posts = max_posts
        self._max_bytes = max_bytes
        self._attempts = attempts
        self._queue = _Queue()
        self._changed = threading.Condition()
        self._loop = asyncio.get_running_loop()
        self._writers = [
            threading.Thread(target=self._run, name="writer", daemon=True) for _ in range(WRITERS)
        ]
        for writer in self._writers:
            writer.start()

    async def submit(self, post: Post) -> None:
        """Returns when the POST is durable and can be queried.

        Raises RefusedError, QueueFullError, ClockBehindError or StoreUnavailableError.
        """
        done: asyncio.Future[Outcome] = self._loop.create_future()
        size = post.size
        with self._changed:
            queue = self._queue
            if queue.closing:
                raise StoreUnavailableError("the store is shutting down")
            if len(queue.waiting) >= self._max_posts:
                raise QueueFullError("too many requests wait to be written")
            if queue.waiting and queue.bytes + size > self._max_bytes:
                raise QueueFullError("too many bytes wait to be written")
            queue.put(_Waiting(post, size, done))
            if queue.is_due:
                self._changed.notify()
        refused = await done
        if refused is not None:
            raise refused

    async def close(self) -> None:
        """Writes what waits, takes no more, and ends the writers."""
        with self._changed:
            self._queue.closing = True
            self._changed.notify_all()
        for writer in self._writers:
            await asyncio.to_thread(writer.join)

    def _run(self) -> None:
        while group := self._next_group():
            results = self._outcomes([waiting.post for waiting in group])
            self._loop.call_soon_threadsafe(_settle, group, results)
            with self._changed:
                self._queue.writing -= 1

    def _next_group(self) -> list[_Waiting]:
        """The next posts to write together; empty when the queue is closed and written."""
        with self._changed:
            queue = self._queue
            while not queue.is_due:
                self._changed.wait()
            group: list[_Waiting] = []
            room = GROUP
            while queue.waiting and (not group or len(queue.waiting[0].post.drafts) <= room):
                group.append(queue.take())
                room -= len(group[-1].post.drafts)
            queue.writing += 1
            return group

    def _outcomes(self, posts: list[Post]) -> list[Settled]:
        """Each post's outcome. A post that breaks the group is found by trying each alone."""
        try:
            return list(self._record_patiently(posts))
        except (ClockBehindError, StoreUnavailableError) as error:
            return [type(error)(str(error)) for _ in posts]  # raised in as many tasks
        except Exception as error:
            if len(posts) == 1:
                frames = "".join(
                    traceback.format_tb(error.__traceback__)
                )  # its text may name a person
                logger.error("a post could not be recorded: %s\n%s", type(error).__name__, frames)
                return [error]
            logger.warning("a group failed (%s); each post is tried alone", type(error).__name__)
            return [result for post in posts for result in self._outcomes([post])]

    def _record_patiently(self, posts: list[Post]) -> list[Outcome]:
        """Records posts through lost connections.

        After a lost COMMIT answer the second attempt finds the statements in the log, and equal.
        """
        for _ in range(self._attempts):
            try:
                return self._record(posts)
            except (OperationalError, InterfaceError) as error:
                logger.warning("the database connection failed: %s", type(error).__name__)
        raise StoreUnavailableError("the database does not answer")


def _settle(group: Sequence[_Waiting], results: Sequence[Settled]) -> None:
    """Wakes the handlers of a group, in the event loop."""
    for waiting, result in zip(group, results, strict=True):
        if waiting.done.cancelled():
            continue
        if isinstance(result, RefusedError) or result is None:
            waiting.done.set_result(result)
        else:
            waiting.done.set_exception(result)
