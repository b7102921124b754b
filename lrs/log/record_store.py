"""The record store: statements in, events in the log, each POST whole or not at all."""

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from psycopg import Connection

from lrs.clock import Clock
from lrs.entropy import new_nonces
from lrs.event.events import STATEMENT_RECORDED
from lrs.event.references import Node, References
from lrs.event.terms import Term, term_hasher
from lrs.log.appending import (
    QUERIES,
    Appended,
    ClockBehindError,
    LogEntry,
    NotAfterError,
    ReferencesWaitError,
    Void,
)
from lrs.log.judgement import (
    ConflictError,
    ForbiddenError,
    Judged,
    RefusedError,
    TooManyTermsError,
    VoidsVoidError,
    conflict_of,
    judge,
    resent_of,
)
from lrs.log.post import Draft, Post
from lrs.log.recorder import LockedLog, LogDatastore, LogRecorder, states
from lrs.log.refusals import Denied, NotedRefusal, add_denied, add_refusal

__all__ = [
    "ConflictError",
    "Draft",
    "ForbiddenError",
    "Post",
    "RecordStore",
    "RefusedError",
    "TooManyTermsError",
    "VoidsVoidError",
]


class RecordStore:
    """Records statements. ``conninfo`` connects as the service role (or, to restore, the owner)."""

    def __init__(self, conninfo: str, *, clock: Clock, pool_size: int = 2) -> None:
        self._datastore = LogDatastore(conninfo, pool_size=pool_size)
        self._clock = clock
        self.log = LogRecorder(self._datastore, clock=clock)
        """The recorder of the log."""
        self.recorded_until = datetime.min.replace(tzinfo=UTC)
        """The `stored` of the last statement that this store recorded and committed: whatever comes
        to the log from now on has a later one."""
        with self.connection() as conn:
            row = conn.execute(QUERIES["term_key"]).fetchone()
        if row is None:
            raise RuntimeError("the store has no row in lrs.store: run `lrs migrate`")
        self._key = bytes(row["term_key"])
        self.hash_term = term_hasher(self._key)

    def close(self) -> None:
        """Closes the connections."""
        self._datastore.close()

    def connection(self) -> AbstractContextManager[Connection[dict[str, Any]]]:
        """A connection of the store, in autocommit."""
        return self._datastore.get_connection()

    def key_for(self, purpose: str) -> bytes:
        """A secret of this store for one purpose: the same for all who can read its database."""
        return hmac.digest(self._key, purpose.encode(), "sha256")

    def has_key(self, key: bytes | None) -> bool:
        """Whether this is the key of the store, which no other one has."""
        return key is not None and hmac.compare_digest(key, self._key)

    def now(self) -> datetime:
        """The time by the clock that stamps the log."""
        return self._clock()

    def record(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        """Records each POST whole or not at all; for each, why it was refused, or None.

        A statement that is in the log already with the same meaning is passed over silently. Raises
        what the recorder raises; then none of the posts can be taken as recorded.
        """
        return [outcome for run in _disjoint(posts) for outcome in self._record_run(run)]

    def keep(self, contents: Mapping[bytes, bytes]) -> None:
        """Keeps contents by their SHA-256, each in a transaction, for statements yet to come.

        What no statement comes to use is removed by `lrs retain`.
        """
        with self.connection() as conn:
            for sha256, content in contents.items():
                conn.execute(QUERIES["add_content"], [sha256, content])

    def known(self, ids: Sequence[UUID]) -> set[UUID]:
        """Which of these statements are in the log."""
        with self.connection() as conn:
            rows = conn.execute(QUERIES["known"], [ids]).fetchall()
        return {row["originator_id"] for row in rows}

    def note(self, refusal: NotedRefusal) -> None:
        """Keeps what a request was refused for, so that its sender can be told again."""
        with self.connection() as conn:
            add_refusal(conn, refusal, at=self._clock())

    def note_denied(self, credential: str, times: int) -> None:
        """Counts sign-ins that failed with the key of a credential, empty for any other key."""
        with self.connection() as conn:
            add_denied(conn, Denied(credential=credential, hour=self._clock(), times=times))

    def _record_run(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        """Records posts that share no statement id.

        They are first judged and appended without the lock of the log, which most posts never need.
        What is looked up without it may be out of date a moment later, so it is trusted only where
        it finds nothing wrong. Where it does, all posts are judged again under the lock: one that
        seems refused may be a resend of what another process is writing, and the statement that a
        reference lacks may just be coming.
        """
        judged = judge(posts, self._states)
        entries = self._entries(judged)
        if any(judged.outcomes) or any(entry.dangling for entry in entries):
            return self._record_locked(posts)
        try:
            if entries:
                self._committed(self.log.append(entries), len(entries))
        except (IntegrityError, ReferencesWaitError, ClockBehindError, NotAfterError):
            return self._record_locked(posts)  # a resend needs no new time
        return judged.outcomes

    def _record_locked(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        """Records posts some of whose statements, or of the statements they refer to, are there
        already or may come at any moment: looks under the lock."""
        with self.log.locked() as log:
            taken = log.taken([draft.id for post in posts for draft in post.drafts])
            conflicts = [conflict_of(post, taken) for post in posts]
            others = [
                post for post, conflict in zip(posts, conflicts, strict=True) if conflict is None
            ]
            waiting = log.waiting_for(_named(others))
            judged = judge(others, log.states, taken=taken, waiting=waiting)
            entries = self._entries(judged)
            appended = self._append_locked(log, entries, judged.references) if entries else None
            log.use_content(_files_of_known(others, judged.outcomes, taken))
            for credential, resent in resent_of(others, judged.outcomes, taken).items():
                log.count_resent(credential, resent)
        if appended:
            self._committed(appended, len(entries))
        rest = iter(judged.outcomes)
        return [conflict or next(rest) for conflict in conflicts]

    def _committed(self, appended: Appended, entries: int) -> None:
        last = appended.first_stored + timedelta(microseconds=entries - 1)
        self.recorded_until = max(self.recorded_until, last)

    def _append_locked(
        self, log: LockedLog, entries: Sequence[LogEntry], references: References
    ) -> Appended:
        waiting = log.waiting([entry.originator_id for entry in entries])
        appended = log.append(entries)
        if not waiting:
            return appended
        nodes = {key: Node.of_state(key, state) for key, state in log.states(waiting).items()}
        references = References.load(references.nodes | nodes, log.states)
        postings: list[tuple[int, int]] = []
        dangling: list[tuple[UUID, int]] = []
        for statement_id, position in waiting.items():
            terms, open_end = references.follow(statement_id)
            postings += [(self.hash_term(term), position) for term in terms]
            dangling += [(open_end, position)] if open_end else []
        log.index_late(postings, dangling)
        return appended

    def _entries(self, judged: Judged) -> list[LogEntry]:
        nonces = iter(new_nonces(sum(len(post.drafts) for post in judged.accepted)))
        return [
            self._entry(draft, judged.references, next(nonces))
            for post in judged.accepted
            for draft in post.drafts
        ]

    def _entry(self, draft: Draft, references: References, nonce: bytes) -> LogEntry:
        terms: Collection[Term] = draft.node.terms
        open_end = void = None
        if draft.node.refers_to:
            terms, open_end = references.follow(draft.id)
        if draft.node.voids and draft.node.refers_to:
            void = Void(
                target=draft.node.refers_to,
                authority=None if draft.may_void_any else draft.node.authority,
            )
        return LogEntry(
            originator_id=draft.id,
            originator_version=1,
            topic=STATEMENT_RECORDED,
            state=draft.event.state(),
            nonce=nonce,
            terms=list(set(map(self.hash_term, terms))),
            void=void,
            dangling=open_end,
            stored=draft.stored,
            content=draft.content,
        )

    def _states(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        with self.connection() as conn:
            return states(conn, ids)


def _named(posts: Iterable[Post]) -> set[UUID]:
    """The statements of some posts, and those that they refer to."""
    drafts = [draft for post in posts for draft in post.drafts]
    aims = {draft.node.refers_to for draft in drafts if draft.node.refers_to}
    return aims.union(draft.id for draft in drafts)


def _files_of_known(
    posts: Sequence[Post], outcomes: Sequence[RefusedError | None], taken: Collection[UUID]
) -> dict[UUID, tuple[bytes, ...]]:
    """What came with statements that are in the log already, some perhaps without these files."""
    return {
        draft.id: draft.content
        for post, refused in zip(posts, outcomes, strict=True)
        if refused is None
        for draft in post.drafts
        if draft.content and draft.id in taken
    }


def _disjoint(posts: Iterable[Post]) -> Iterator[list[Post]]:
    """Runs of posts in which no statement id occurs twice: an equal id waits for the first one."""
    run: list[Post] = []
    seen: set[UUID] = set()
    for post in posts:
        ids = {draft.id for draft in post.drafts}
        if ids & seen:
            yield run
            run, seen = [], set()
        run.append(post)
        seen |= ids
    if run:
        yield run
