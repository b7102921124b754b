"""Gives the log another key of the same name, which the old one introduces (decision 32).

It holds the lock of the sequencer, so that no head with the introduction in it is signed by the old
key. The new key is on the disk before the log names it: who dies between finishes the next time.
"""

from typing import Any

from psycopg import Connection

from lrs.clock import Clock
from lrs.entropy import new_nonce, new_signing_seed
from lrs.event.key_events import KEY_ROTATED, KEYS, KeyRotated
from lrs.evidence.folder import EvidenceError, EvidenceFolder
from lrs.evidence.sequencer import LOCK
from lrs.evidence.tile_store import QUERIES, TileStore
from lrs.log.appending import LogEntry
from lrs.log.recorder import LockedLog
from lrs.message import message
from lrs.proof.introduction import Introduction, introduce


def rotate(
    conn: Connection[Any], folder: EvidenceFolder, *, reason: str, clock: Clock
) -> Introduction:
    """Lets a new key sign the log from now on; a rotation that was cut off is finished instead.

    conn: of the owner of the log, in autocommit. Raises EvidenceError where the folder has not the
    key that signs the log.
    """
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        introduction = TileStore(conn).last_introduction()
        old, following = folder.key(), folder.following()
        if introduction and following and introduction.new == following.public:
            folder.promote()
            return introduction
        if old is None:
            raise EvidenceError(
                message("{path} has no key: there is nothing to change", path=folder.path)
            )
        if introduction and introduction.new.name == old.name and introduction.new != old.public:
            raise EvidenceError(
                message(
                    "the log is signed by {new} and {path} has {public}: give it the evidence "
                    "folder of the server that signs",
                    new=introduction.new,
                    path=folder.path,
                    public=old.public,
                )
            )
        new = following or folder.prepare(old.name, new_signing_seed())
        note = introduce(old, new.public)
        conn.execute(QUERIES["lock_log"])
        log = LockedLog(conn, clock)
        event = KeyRotated(
            originator_version=len(log.events(KEYS)) + 1, introduction=str(note), reason=reason
        )
        log.append(
            [
                LogEntry(
                    originator_id=KEYS,
                    originator_version=event.originator_version,
                    topic=KEY_ROTATED,
                    state=event.state(),
                    nonce=new_nonce(),
                )
            ]
        )
    folder.promote()
    return Introduction(old=old.public, new=new.public)
