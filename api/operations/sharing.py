"""The processes that help those which make reports: they fold some of the cadres."""

import logging
import os
import socket
from contextlib import suppress
from typing import Any, Final

import psycopg

from api.http.reads import read_only
from api.operations.beside import as_child, memory_held
from api.relay.shares import Asked, hear, tell
from lrs.log.log_reader import LogReader
from projections.answers.acts import GrowingReference
from projections.answers.basis import Basis
from projections.case.sifting import Watch
from replay.child import end_with_parent

logger = logging.getLogger(__name__)

SESSION: Final = "lrs shares"
"""What these sessions are called in PostgreSQL."""


def answer_shares(conninfo: str, listener: socket.socket, *, niceness: int, max_bytes: int) -> None:
    """Helps one report process after the other, until the parent ends or asks for the end, or until
    this process has grown too large: then it is replaced."""
    alive = as_child()
    end_with_parent()
    os.nice(niceness)
    growing = GrowingReference()
    while alive() and memory_held() <= max_bytes:
        accepted, _ = listener.accept()
        try:
            with (
                suppress(EOFError, ConnectionError),  # who was helped has all, or gave up
                accepted,
                accepted.makefile("rwb") as file,
            ):
                _help(file, conninfo, growing)
        except Exception as error:  # who was helped makes it, and is told what hinders it
            logger.info("a share is not folded: %s", type(error).__qualname__)


def _help(file: Any, conninfo: str, growing: GrowingReference) -> None:
    """Makes what is asked of each bucket of cadres that comes."""
    asked: Asked = hear(file)
    with psycopg.connect(conninfo) as conn:
        read_only(conn)
        conn.execute("SELECT set_config('application_name', %s, false)", [SESSION])
        reader = LogReader(conn)
        reference = growing.up_to(reader.head(), reader)
        if reference.erased != asked.erased or growing.position < asked.position:
            return
        tell(file, "begun")
        while True:
            watch = Watch(trial=asked.trial)
            basis = Basis(
                position=asked.position,
                today=asked.today,
                policies=asked.policies,
                reference=reference,
                without=asked.without,
                watch=watch,
            )
            made = asked.make(hear(file), reader, basis)
            tell(file, (made, watch.found))
