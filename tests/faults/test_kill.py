"""kill -9 while 16 clients post: what was acknowledged is there, once, in order, and projected."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.clients import CLIENTS, Crowd, resend
from tests.faults.logs import assert_kept, assert_projected, assert_sound, log_of
from tests.faults.processes import (
    Serving,
    alive,
    database_of,
    descendants_of,
    no_postgres_lives,
    postmaster_of,
    serving_home,
)
from tests.faults.waiting import eventually

ENOUGH = 120
"""Acknowledged requests before and after each fault."""


def kill_server(server: Serving, home: Path) -> None:
    """PostgreSQL ends with it, in good order."""
    server.kill()


def kill_both(server: Serving, home: Path) -> None:
    """As when the machine fails: PostgreSQL has no time for anything either."""
    kill_postgres(home)
    server.kill()


def kill_postgres(home: Path) -> None:
    postmaster = postmaster_of(home)
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)


@pytest.mark.parametrize(("kill", "workers"), [(kill_server, 1), (kill_server, 2), (kill_both, 1)])
def test_the_server_is_killed(
    home: Path, kill: Callable[[Serving, Path], None], workers: int
) -> None:
    database = database_of(home)
    with serving_home(home, workers=workers) as server:
        begun = descendants_of(server.pid)
        crowd = Crowd(server.address)
        with crowd.posting():
            crowd.acknowledged(ENOUGH)
            kill(server, home)
            crowd.ended()
        told = crowd.told
        assert len(told.unknown) >= CLIENTS
        assert told.statuses <= {200, 503}  # workers may outlive PostgreSQL by a moment
        eventually(lambda: no_postgres_lives(home) and not alive(begun))

        with serving_home(home) as server:
            assert_sound(database)
            assert_kept(database, acknowledged=told.acknowledged, unknown=told.unknown)
            assert_projected(database)

            before = log_of(database)
            assert resend(server.address, told.sent) == {200}
            assert log_of(database)[: len(before)] == before
            assert_sound(database)
            assert_kept(database, acknowledged=told.sent)
            assert_projected(database)


def test_postgresql_is_killed_and_the_server_stays(home: Path) -> None:
    database = database_of(home)
    with serving_home(home) as server:
        crowd = Crowd(server.address)
        with crowd.posting():
            for _ in range(3):
                crowd.acknowledged(ENOUGH)
                kill_postgres(home)
            crowd.acknowledged(ENOUGH)
        told = crowd.told
        assert told.statuses <= {200, 503}

        assert_sound(database)
        assert_kept(database, acknowledged=told.acknowledged, unknown=told.unknown)
        assert_projected(database)

        before = log_of(database)
        assert resend(server.address, told.sent) == {200}
        assert log_of(database)[: len(before)] == before
        assert_sound(database)
        assert_kept(database, acknowledged=told.sent)
        assert_projected(database)
