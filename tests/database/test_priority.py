"""What reads for long stands back behind who posts, with what PostgreSQL does for it."""

import os
from contextlib import closing

import psycopg
import pytest

from api.cli.stores import NICENESS, reading_all
from api.http.reads import read_only
from lrs.postgres.postgres import Database
from lrs.postgres.priority import standing_back


def niceness(pid: int) -> int:
    """How far a process stands back; 0 is this one."""
    return os.getpriority(os.PRIO_PROCESS, pid)


@pytest.fixture(autouse=True)
def may_come_forward() -> None:
    """Some systems let nobody come forward again: there the tests after this one would stand back,
    too."""
    if os.geteuid() != 0:
        pytest.skip("only root may change how far processes of others stand back")


def test_a_command_that_reads_all_stands_back_and_its_backend_with_it(database: Database) -> None:
    before = niceness(0)
    with reading_all(database) as conn:
        assert niceness(0) == niceness(conn.info.backend_pid) == max(NICENESS, before)
    assert niceness(0) == before


def test_what_a_report_process_asks_for_stands_back_as_it_does(database: Database) -> None:
    with standing_back(7), closing(psycopg.connect(database.service)) as conn:
        read_only(conn)
        assert niceness(conn.info.backend_pid) == niceness(0) >= 7


def test_who_does_not_stand_back_is_served_at_once(database: Database) -> None:
    with closing(psycopg.connect(database.service)) as conn:
        before = niceness(conn.info.backend_pid)
        read_only(conn)
        assert niceness(conn.info.backend_pid) == max(before, niceness(0))
