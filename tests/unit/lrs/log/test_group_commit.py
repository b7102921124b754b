"""Posts wait in one bounded queue, are written in groups, and each gets its own outcome."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import InterfaceError, OperationalError

from lrs.event.credentials import OPERATOR
from lrs.log.appending import ClockBehindError
from lrs.log.group_commit import GROUP, MUCH, GroupCommit, QueueFullError, StoreUnavailableError
from lrs.log.record_store import ConflictError, Draft, Post, RefusedError
from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3

BODY = b'{"actor":{"mbox":"mailto:a@b.c"},"verb":{"id":"http://a.b"},"object":{"id":"http://c.d"}}'
ID = UUID(int=1)


def a_post(statements: int = 1) -> Post:
    [received] = parse(BODY, V1_0_3)
    draft = Draft.of(received, credential=OPERATOR, version=V1_0_3)
    return Post(drafts=(draft,) * statements, credential=OPERATOR, version=V1_0_3)


class Writer:
    """A record store that writes down the groups it is given, and stops in each until let go on."""

    def __init__(self, answer: Callable[[Post], RefusedError | None] = lambda _: None) -> None:
        self.groups: list[list[Post]] = []
        self._answer = answer
        self._entered = threading.Semaphore(0)
        self._gate = threading.Semaphore(0)

    def record(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        self.groups.append(list(posts))
        self._entered.release()
        self._gate.acquire()
        return [self._answer(post) for post in posts]

    async def entered(self) -> None:
        """Returns when the writer thread is inside `record` once more."""
        await asyncio.to_thread(self._entered.acquire)

    def go_on(self, times: int = 1000) -> None:
        self._gate.release(times)


def commit(
    record: Callable[[Sequence[Post]], list[RefusedError | None]], **limits: int
) -> GroupCommit:
    bounds = {"max_posts": 100, "max_bytes": 10**6} | limits
    return GroupCommit(record, **bounds)


async def start(group_commit: GroupCommit, *posts: Post) -> list["asyncio.Task[None]"]:
    """Tasks that submit posts; all stand in the queue when this returns."""
    tasks = [asyncio.create_task(group_commit.submit(post)) for post in posts]
    await asyncio.sleep(0)
    return tasks


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a test in an event loop of its own; it must leave no thread behind."""
    before = set(threading.enumerate())
    asyncio.run(test())
    assert set(threading.enumerate()) <= before


def test_what_came_while_a_group_was_written_is_the_next_group_in_order() -> None:
    async def test() -> None:
        writer, posts = Writer(), [a_post() for _ in range(5)]
        group_commit = commit(writer.record)
        tasks = await start(group_commit, posts[0])
        await writer.entered()
        tasks += await start(group_commit, *posts[1:])
        writer.go_on()
        await asyncio.gather(*tasks)
        await group_commit.close()
        assert writer.groups == [posts[:1], posts[1:]]

    run(test)


def test_a_group_holds_so_many_statements_and_a_larger_post_goes_alone() -> None:
    async def test() -> None:
        writer = Writer()
        sizes = [1, GROUP // 2, GROUP // 2, 1, GROUP + 1, GROUP - 1, 1, 1]
        posts = [a_post(size) for size in sizes]
        group_commit = commit(writer.record, max_bytes=10**9)
        tasks = await start(group_commit, posts[0])
        await writer.entered()
        tasks += await start(group_commit, *posts[1:])
        writer.go_on()
        await asyncio.gather(*tasks)
        await group_commit.close()
        groups = [[len(post.drafts) for post in group] for group in writer.groups]
        assert sorted(groups) == [
            [1],
            [1],
            [1],
            [GROUP // 2, GROUP // 2],
            [GROUP - 1, 1],
            [GROUP + 1],
        ]

    run(test)


def test_a_second_writer_takes_much_that_waits_and_leaves_little_for_the_next_group() -> None:
    async def test() -> None:
        writer, posts = Writer(), [a_post(), a_post(MUCH - 1), a_post(), a_post()]
        group_commit = commit(writer.record, max_bytes=10**9)
        tasks = await start(group_commit, *posts[:1])
        await writer.entered()
        tasks += await start(group_commit, posts[1])
        assert writer.groups == [posts[:1]]
        tasks += await start(group_commit, posts[2])
        await writer.entered()
        tasks += await start(group_commit, posts[3])
        assert writer.groups == [posts[:1], posts[1:3]]
        writer.go_on()
        await asyncio.gather(*tasks)
        await group_commit.close()
        assert writer.groups == [posts[:1], posts[1:3], posts[3:]]

    run(test)


def test_the_queue_is_bounded_in_posts_and_takes_more_when_it_has_moved() -> None:
    async def test() -> None:
        writer = Writer()
        group_commit = commit(writer.record, max_posts=2)
        tasks = await start(group_commit, a_post())
        await writer.entered()
        tasks += await start(group_commit, a_post(), a_post())
        with pytest.raises(QueueFullError, match="requests"):
            await group_commit.submit(a_post())
        writer.go_on(1)
        await writer.entered()
        tasks += await start(group_commit, a_post())
        writer.go_on()
        await asyncio.gather(*tasks)
        await group_commit.close()
        assert [len(group) for group in writer.groups] == [1, 2, 1]

    run(test)


def test_the_queue_is_bounded_in_bytes_but_takes_one_post_of_any_size() -> None:
    async def test() -> None:
        writer = Writer()
        group_commit = commit(writer.record, max_bytes=2 * len(BODY))
        tasks = await start(group_commit, a_post(10))
        await writer.entered()
        tasks += await start(group_commit, a_post(), a_post())
        with pytest.raises(QueueFullError, match="bytes"):
            await group_commit.submit(a_post())
        writer.go_on()
        await asyncio.gather(*tasks)
        tasks = await start(group_commit, a_post(10))
        await asyncio.gather(*tasks)
        await group_commit.close()

    run(test)


def test_each_post_gets_its_own_outcome() -> None:
    async def test() -> None:
        good, bad = a_post(), a_post()
        refused = ConflictError(0, ID, "different")
        writer = Writer(lambda post: refused if post is bad else None)
        group_commit = commit(writer.record)
        tasks = await start(group_commit, good, bad, good)
        writer.go_on()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await group_commit.close()
        assert outcomes == [None, refused, None]

    run(test)


def test_a_poisonous_post_fails_alone() -> None:
    async def test() -> None:
        good, bad = a_post(), a_post()
        calls: list[int] = []

        def record(posts: Sequence[Post]) -> list[RefusedError | None]:
            calls.append(len(posts))
            if bad in posts:
                raise ValueError("poison")
            return [None] * len(posts)

        group_commit = commit(record)
        tasks = await start(group_commit, good, bad, good)
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await group_commit.submit(good)
        await group_commit.close()
        assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, type(None)]
        assert sum(calls) >= 4

    run(test)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize(("failures", "expected"), [(2, None), (3, StoreUnavailableError)])
def test_a_lost_connection_is_tried_again_and_not_for_ever(
    error: type[Exception], failures: int, expected: type[Exception] | None
) -> None:
    async def test() -> None:
        left = failures
        groups: list[list[Post]] = []

        def record(posts: Sequence[Post]) -> list[RefusedError | None]:
            nonlocal left
            groups.append(list(posts))
            if left:
                left -= 1
                raise error("lost")
            return [None] * len(posts)

        group_commit = commit(record)
        tasks = await start(group_commit, a_post())
        [outcome] = await asyncio.gather(*tasks, return_exceptions=True)
        await group_commit.submit(a_post())
        await group_commit.close()
        assert type(outcome) is (expected or type(None))
        assert groups[0] == groups[failures - 1]

    run(test)


@pytest.mark.parametrize("error", [ClockBehindError("behind"), OperationalError("lost")])
def test_an_error_of_the_whole_group_is_told_to_each_by_itself(error: Exception) -> None:
    async def test() -> None:
        calls: list[int] = []

        def record(posts: Sequence[Post]) -> list[RefusedError | None]:
            calls.append(len(posts))
            raise error

        group_commit = commit(record)
        tasks = await start(group_commit, a_post(), a_post())
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await group_commit.close()
        assert outcomes[0] is not outcomes[1]
        kinds = {type(outcome) for outcome in outcomes}
        assert kinds <= {ClockBehindError, StoreUnavailableError}
        assert len(calls) <= 6

    run(test)


def test_a_client_that_left_delays_nobody_and_its_post_is_written() -> None:
    async def test() -> None:
        writer, posts = Writer(), [a_post() for _ in range(3)]
        group_commit = commit(writer.record)
        tasks = await start(group_commit, posts[0])
        await writer.entered()
        tasks += await start(group_commit, posts[1], posts[2])
        tasks[0].cancel()  # its group is being written
        tasks[1].cancel()  # it waits
        writer.go_on()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await group_commit.close()
        assert [type(outcome) for outcome in outcomes] == [
            asyncio.CancelledError,
            asyncio.CancelledError,
            type(None),
        ]
        assert writer.groups == [posts[:1], posts[1:]]

    run(test)


def test_closing_writes_what_waits_and_takes_no_more() -> None:
    async def test() -> None:
        writer, posts = Writer(), [a_post() for _ in range(3)]
        group_commit = commit(writer.record)
        tasks = await start(group_commit, posts[0])
        await writer.entered()
        tasks += await start(group_commit, *posts[1:])
        closing = asyncio.create_task(group_commit.close())
        await asyncio.sleep(0)
        with pytest.raises(StoreUnavailableError, match="shutting down"):
            await group_commit.submit(a_post())
        writer.go_on()
        await closing
        await asyncio.gather(*tasks)
        await group_commit.close()
        assert writer.groups == [posts[:1], posts[1:]]
        assert "writer" not in {thread.name for thread in threading.enumerate()}

    run(test)


def test_many_clients_at_once() -> None:
    async def test() -> None:
        seen: list[Post] = []

        def record(posts: Sequence[Post]) -> list[RefusedError | None]:
            seen.extend(posts)
            return [None] * len(posts)

        group_commit = commit(record, max_posts=10_000)
        posts = [a_post() for _ in range(2_000)]
        await asyncio.gather(*(group_commit.submit(post) for post in posts))
        await group_commit.close()
        assert seen == posts

    run(test)
