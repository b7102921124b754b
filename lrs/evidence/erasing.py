"""Erases events of the log: what they say goes, and that they were there stays provable.

It is one transaction. A blank takes the place of each event, which keeps position, `stored`, id and
the digest of its leaf; an event `Erased` behind them says which and why (docs/decisions/0032).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection, sql
from psycopg.rows import tuple_row

from lrs.clock import Clock
from lrs.entropy import new_nonce
from lrs.event.erasures import BLANK, ERASABLE, ERASED, ERASURES, Blank, Erased
from lrs.log.appending import LogEntry
from lrs.log.recorder import LockedLog
from lrs.message import message
from lrs.postgres.queries import load
from lrs.proof.leaf import keyed_state

QUERIES: Final = load("lrs")

NO_NONCE: Final = bytes(16)
"""What stands in the place of a nonce that was erased."""

TABLES: Final = ("log", "posting", "voiding", "dangling", "document", "content_use", "content")
"""The tables of schema `lrs` that hold what may be erased."""


class ErasureError(ValueError):
    """What cannot be erased, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure came to: the position of its event, None where nothing was left to erase; the
    positions that it erased, and how many bytes of documents and attachments went with them."""

    position: int | None
    erased: tuple[int, ...]
    freed: int


def erase(
    conn: Connection[Any], positions: Collection[int], *, reason: str, clock: Clock
) -> Erasure:
    """Erases the events at some positions, in the transaction that is open; those that were erased
    before are passed over.

    conn: of the owner of the log. Raises ErasureError, and ClockBehindError of the log.
    """
    conn.execute(QUERIES["lock_log"])
    rows = _rows(conn, positions)
    if not rows:
        return Erasure(position=None, erased=(), freed=0)
    log = LockedLog(conn, clock)
    erased = tuple(row[0] for row in rows)
    event = Erased(
        originator_version=len(log.events(ERASURES)) + 1, positions=erased, reason=reason
    )
    appended = log.append(
        [
            LogEntry(
                originator_id=ERASURES,
                originator_version=event.originator_version,
                topic=ERASED,
                state=event.state(),
                nonce=new_nonce(),
            )
        ]
    )
    for position, originator_id, version, topic, nonce, state in rows:
        blank = Blank(
            originator_id=originator_id,
            originator_version=version,
            topic=topic,
            digest=keyed_state(bytes(nonce), bytes(state)),
        )
        conn.execute(QUERIES["blank"], (blank.state(), NO_NONCE, position))
    return Erasure(position=appended.first_position, erased=erased, freed=_forget(conn, erased))


def vacuum(conn: Connection[Any], *, rewrite: bool) -> None:
    """Frees the room that erased rows took, which PostgreSQL writes over in time.

    ``rewrite``: writes the tables anew, so that no file of theirs has the bytes any more; nobody
    reads or writes them meanwhile. conn: of the owner of the log, in autocommit.
    """
    how = sql.SQL("VACUUM (FULL)" if rewrite else "VACUUM")
    for table in TABLES:
        conn.execute(sql.SQL("{} {}").format(how, sql.Identifier("lrs", table)))


def _rows(conn: Connection[Any], positions: Collection[int]) -> list[tuple[Any, ...]]:
    """The events that are to be erased and not yet were."""
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    rows = cursor.execute(QUERIES["to_erase"], (sorted(set(positions)),)).fetchall()
    missing = set(positions) - {row[0] for row in rows}
    if missing:
        raise ErasureError(message("position {missing} is not in the log", missing=min(missing)))
    for position, _, _, topic, _, _ in rows:
        if topic != BLANK and topic not in ERASABLE:
            raise ErasureError(
                message(
                    "position {position} is an event {topic}, which cannot be erased: on it "
                    "rests who might do what, and when",
                    position=position,
                    topic=topic,
                )
            )
    return [row for row in rows if row[3] != BLANK]


def _forget(conn: Connection[Any], positions: tuple[int, ...]) -> int:
    """Takes the events out of whatever was made of them; how many bytes of content went."""
    for query in ("unpost", "unvoid", "undangle", "unlist"):
        conn.execute(QUERIES[query], (list(positions),))
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    used = [row[0] for row in cursor.execute(QUERIES["end_uses"], (list(positions),)).fetchall()]
    freed = cursor.execute(QUERIES["drop_unused"], (used,)).fetchall()
    return sum(row[0] for row in freed)
