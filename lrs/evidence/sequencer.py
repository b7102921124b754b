"""Takes the log into the tree and signs its head, one sequencer at a time.

Each step is one transaction that holds an advisory lock. The checkpoint is kept outside of the
database before the transaction ends, so nothing is published that is not kept; a sequencer that
dies between the two finds on its next step that the log still has what it signed.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Final

import psycopg
from psycopg import Connection

from lrs.evidence.feeder import Feeder
from lrs.evidence.folder import EvidenceError, EvidenceFolder
from lrs.evidence.tile_store import TileStore
from lrs.log.recorder import CHANNEL
from lrs.message import message
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import leaf_of
from lrs.proof.note import Note, SigningKey
from lrs.proof.tiles import grown, nodes_from
from lrs.proof.tree import Frontier, frontier_of, leaf_hash, subtree_root

logger = logging.getLogger(__name__)

LOCK: Final = 0x6C72735F74726565
"""Key of the advisory lock: who lets the tree grow holds it."""

PAGE: Final = 5000
"""Events taken in by one step."""

WAIT: Final = 1.0
"""Seconds between two checkpoints, and after which the log is looked at without a notification."""


LONGEST_REST: Final = 128
"""Looks at a log that does not grow after which witnesses that were away are asked again at the
latest: about four minutes. At first it is one, and each time twice as many."""


class Sequencer:
    """Signs with the key of a folder, and keeps there what it signed."""

    def __init__(self, folder: EvidenceFolder, feeder: Feeder | None = None) -> None:
        self._folder = folder
        self._feeder = feeder
        self._feeding: Thread | None = None
        self._fed, self._rest, self._rested = 0, 1, 0
        self._tree: Frontier | None = None
        self._agreed = False

    def run(self, conninfo: str, alive: Callable[[], bool]) -> None:
        """Follows the log while ``alive``; comes back by itself when the connection is lost.

        Raises EvidenceError: then it must not sign, and somebody has to look.
        """
        while alive():
            try:
                with psycopg.connect(conninfo, autocommit=True) as conn:
                    conn.execute(f"LISTEN {CHANNEL}")
                    while alive():
                        self.catch_up(conn, alive)
                        self._feed_beside(conninfo)
                        for _ in conn.notifies(timeout=WAIT, stop_after=1):
                            pass
                        Event().wait(WAIT)
            except psycopg.OperationalError as error:
                logger.warning("the sequencer was cut off: %s", type(error).__name__)
                Event().wait(WAIT)

    def catch_up(self, conn: Connection[Any], alive: Callable[[], bool] = lambda: True) -> bool:
        """Takes steps until the tree has all of the log; whether there was any. Raises
        EvidenceError."""
        moved = False
        while self.step(conn) and alive():
            moved = True
        return moved

    def _feed_beside(self, conninfo: str) -> None:
        """Asks the witnesses in a thread that nobody waits for: a slow one holds no signing up, and
        is asked about a later checkpoint when it has answered."""
        size = self._tree.size if self._tree else 0
        is_busy = self._feeding is not None and self._feeding.is_alive()
        if self._feeder is None or is_busy or not self._is_due(size, self._feeder):
            return
        self._fed, self._rested = size, 0
        self._feeding = Thread(target=self._feed_alone, args=(conninfo,), daemon=True)
        self._feeding.start()

    def _is_due(self, size: int, feeder: Feeder) -> bool:
        """Whether the witnesses are to be asked: when the log has grown, and now and then while one
        has not cosigned what it was asked about."""
        if size != self._fed:
            self._rest = 1
            return True
        self._rested += 1
        if not feeder.is_owed(size) or self._rested < self._rest:
            return False
        self._rest = min(2 * self._rest, LONGEST_REST)
        return True

    def _feed_alone(self, conninfo: str) -> None:
        try:
            with psycopg.connect(conninfo, autocommit=True) as conn:
                self.feed(conn)
        except psycopg.OperationalError as error:
            logger.warning("the feeding of witnesses was cut off: %s", type(error).__name__)

    def feed(self, conn: Connection[Any]) -> None:
        """Asks the witnesses to cosign the last checkpoint, outside of any transaction."""
        store = TileStore(conn)
        note = store.last_checkpoint()
        if self._feeder is None or note is None:
            return
        size = Checkpoint.read(note.text).size
        signed = Note(text=note.text, signatures=note.signatures[:1])
        nodes = nodes_from(store.read, size)
        for witness, signature in self._feeder.cosignatures(signed, nodes):
            store.add_cosignature(size, witness, signature)

    def step(self, conn: Connection[Any]) -> bool:
        """Takes in a page of the log and signs the new head; false where there was nothing new.

        It takes in more where more was signed already, since nothing smaller is signed after that.

        Raises EvidenceError where the log, the tiles and the kept checkpoint do not fit.
        """
        try:
            with conn.transaction():
                conn.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                return self._step(TileStore(conn))
        except BaseException:
            self._tree = None  # what was rolled back is not in it
            raise

    def _step(self, store: TileStore) -> bool:
        key = self._key(store)
        published = self._published(store, key)
        kept = self._folder.checkpoint(key)
        head = store.head()
        size = published.size if published else 0
        for checkpoint, where in ((published, "the database"), (kept, "the evidence folder")):
            if checkpoint and checkpoint.size > head:
                raise EvidenceError(
                    message(
                        "the last checkpoint in {where} is of {size} events and the log has "
                        "{head}: events were lost, as by a backup that was restored; nothing is "
                        "signed",
                        where=where,
                        size=checkpoint.size,
                        head=head,
                    )
                )
        tree = self._tree_of(size, store, published)
        if kept and kept.size <= size and not self._agreed:
            self._check(kept, subtree_root(0, kept.size, nodes_from(store.read, size)))
        self._agreed, self._tree = True, tree
        if tree.size == head:
            return False
        least = kept.size if kept else 0
        while tree.size < min(head, max(least, size + 1)):
            self._take_in(store, tree, head, kept)
        self._sign(store, tree, key)
        return True

    def _take_in(
        self, store: TileStore, tree: Frontier, head: int, kept: Checkpoint | None
    ) -> None:
        """Takes in the next page of the log. What was signed before must come out again."""
        size = tree.size
        events = store.events(after=size, until=head, limit=PAGE)
        if [event.position for event in events] != list(range(size + 1, size + len(events) + 1)):
            raise EvidenceError(
                message("a position is missing behind {size}: the log has a gap", size=size)
            )
        hashes = [leaf_hash(leaf_of(event)) for event in events]
        for hashed in hashes:
            tree.append(hashed)
            if kept and kept.size == tree.size:
                self._check(kept, tree.root)
        store.grow(grown(size, hashes, store.read))

    def _key(self, store: TileStore) -> SigningKey:
        """The key that signs now: it is read at each step, for it may have been changed since.

        Where the log names the key that follows, and nobody put it in its place yet, that is done
        here. Raises EvidenceError where the folder has another key than the log names.
        """
        key = self._folder.key()
        if key is None:
            raise EvidenceError(
                message("{path} has no key any more: nothing is signed", path=self._folder.path)
            )
        introduction = store.last_introduction()
        if introduction is None or introduction.new.name != key.name:  # that of a restored log
            return key
        following = self._folder.following()
        if following is not None and following.public == introduction.new:
            self._folder.promote()
            return following
        if key.public != introduction.new:
            raise EvidenceError(
                message(
                    "the log is signed by {new} and {path} has the key {public}: give it the "
                    "evidence folder of the server that signs",
                    new=introduction.new,
                    path=self._folder.path,
                    public=key.public,
                )
            )
        return key

    def _sign(self, store: TileStore, tree: Frontier, key: SigningKey) -> None:
        """Signs the head of a tree, keeps it, and publishes it."""
        checkpoint = Checkpoint(origin=key.name, size=tree.size, root=tree.root)
        note = Note(text=str(checkpoint), signatures=(key.sign(str(checkpoint)),))
        self._folder.keep(note)
        store.add_checkpoint(note)

    def _published(self, store: TileStore, key: SigningKey) -> Checkpoint | None:
        note = store.last_checkpoint()
        if note is None:
            return None
        checkpoint = Checkpoint.read(note.text)
        if checkpoint.origin != key.name:
            raise EvidenceError(
                message(
                    "the log is signed as {origin} and the key of this server is {name}: give it "
                    "the evidence folder of the server that signs",
                    origin=checkpoint.origin,
                    name=key.name,
                )
            )
        return checkpoint

    def _tree_of(self, size: int, store: TileStore, published: Checkpoint | None) -> Frontier:
        """The tree as it was published, ready to grow."""
        tree = self._tree
        if tree is None or tree.size != size:
            tree = frontier_of(size, nodes_from(store.read, size))
        if published:
            self._check(published, tree.root)
        return Frontier(size=tree.size, subtrees=list(tree.subtrees))

    def _check(self, checkpoint: Checkpoint, root: bytes) -> None:
        if checkpoint.root != root:
            raise EvidenceError(
                message(
                    "the first {size} events had the root {root} when they were signed and have "
                    "{root2} now: the log or its tiles were changed; nothing is signed",
                    size=checkpoint.size,
                    root=checkpoint.root.hex(),
                    root2=root.hex(),
                )
            )
