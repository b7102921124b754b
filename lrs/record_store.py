"""The record store: statements in, events in the log, each POST whole or not at all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import orjson
from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    IntegrityError,
    Mapper,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType
from psycopg import Connection

from lrs.canonical import same_statement
from lrs.clock import Clock
from lrs.credentials import Credential
from lrs.entropy import new_nonce, new_statement_id
from lrs.events import STATEMENT_RECORDED, EventMapper, StatementRecorded
from lrs.recorder import (
    LockedLog,
    LogDatastore,
    LogEntry,
    LogRecorder,
    ReferencesWaitError,
    Void,
    states,
)
from lrs.references import Node, References, States
from lrs.statement import Received
from lrs.terms import TermHasher
from lrs.versions import XapiVersion


class RefusedError(Exception):
    """A POST that was not recorded, and why. ``index`` is the statement's place in the batch."""

    def __init__(self, index: int, statement_id: UUID, reason: str) -> None:
        super().__init__(f"statement {index} ({statement_id}): {reason}")
        self.index = index
        self.statement_id = statement_id


class ConflictError(RefusedError):
    """A different statement with this id is in the log."""


class ForbiddenError(RefusedError):
    """The credential may not say this."""


class VoidsVoidError(RefusedError):
    """A voiding statement cannot be voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A valid statement on its way into the log. ``stored`` is given by a restore alone."""

    event: StatementRecorded
    node: Node
    nonce: bytes
    stored: datetime | None = None

    @classmethod
    def of(
        cls,
        received: Received,
        *,
        credential: Credential,
        version: XapiVersion,
        statement_id: UUID | None = None,
        stored: datetime | None = None,
    ) -> Self:
        """Drafts a statement; ``statement_id`` is that of a PUT, for a statement without one."""
        statement = orjson.loads(received.body)
        lacks = tuple(name for name in ("id", "timestamp", "version") if name not in statement)
        own_id = UUID(statement["id"]) if "id" in statement else None
        event = StatementRecorded(
            originator_id=own_id or statement_id or new_statement_id(),
            version=version.number,
            credential=credential.key,
            authority=credential.agent,
            lacks=lacks,
            body=received.body,
        )
        return cls(
            event=event,
            node=Node.of(statement, credential.agent),
            nonce=new_nonce(),
            stored=stored,
        )

    @property
    def id(self) -> UUID:
        """The statement's id."""
        return self.event.originator_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The statements of one request: recorded all or none."""

    drafts: tuple[Draft, ...]
    credential: Credential
    version: XapiVersion

    @property
    def size(self) -> int:
        """Bytes of all bodies."""
        return sum(len(draft.event.body) for draft in self.drafts)


class LogFactory(InfrastructureFactory[Any]):
    """Gives the application the log's recorder; it has no other."""

    def __init__(self, env: Environment, datastore: LogDatastore, clock: Clock) -> None:
        super().__init__(env)
        self.datastore = datastore
        self.clock = clock

    def application_recorder(self) -> LogRecorder:
        """The recorder of the log."""
        return LogRecorder(self.datastore, clock=self.clock)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """None: there are no snapshots."""
        raise NotImplementedError(purpose)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """None: projections track for themselves."""
        raise NotImplementedError(tracking_recorder_class)

    def process_recorder(self) -> ProcessRecorder:
        """None: projections write no events."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes the connections."""
        self.datastore.close()


class RecordStore(Application[UUID]):
    """Records statements. ``conninfo`` connects as the service role (or, to restore, the owner)."""

    name = "lrs"

    def __init__(self, conninfo: str, *, clock: Clock, pool_size: int = 2) -> None:
        self._datastore = LogDatastore(conninfo, pool_size=pool_size)
        self._clock = clock
        super().__init__()
        with self.connection() as conn:
            row = conn.execute("SELECT term_key FROM lrs.store").fetchone()
        if row is None:
            raise RuntimeError("the store has no row in lrs.store: run `lrs migrate`")
        self.hash_term = TermHasher(bytes(row["term_key"]))

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing: the library's environment variables are not ours."""
        return Environment(name, env or {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The factory of the log's recorder."""
        return LogFactory(env, self._datastore, self._clock)

    def construct_mapper(self) -> Mapper[UUID]:
        """The mapper of our own bytes."""
        return EventMapper(self.construct_transcoder())

    @property
    def log(self) -> LogRecorder:  # type: ignore[override]
        """The recorder of the log."""
        if not isinstance(self.recorder, LogRecorder):
            raise TypeError(f"unexpected recorder {self.recorder!r}")
        return self.recorder

    def connection(self) -> AbstractContextManager[Connection[dict[str, Any]]]:
        """A connection of the store, in autocommit."""
        return self._datastore.get_connection()

    def record(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        """Records each POST whole or not at all; for each, why it was refused, or None.

        A statement that is in the log already with the same meaning is passed over silently. Raises
        what the recorder raises; then none of the posts can be taken as recorded.
        """
        return [outcome for run in _disjoint(posts) for outcome in self._record_run(run)]

    def _record_run(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        """Records posts that share no statement id."""
        accepted, outcomes, references = _judge(posts, self._states)
        entries = self._entries(accepted, references)
        if any(entry.dangling for entry in entries):
            return self._record_locked(posts)
        try:
            if entries:
                self.log.append(entries)
        except (IntegrityError, ReferencesWaitError):
            return self._record_locked(posts)
        return outcomes

    def _record_locked(self, posts: Sequence[Post]) -> list[RefusedError | None]:
        """Records posts some of whose statements, or of the statements they refer to, are there
        already or may come at any moment: looks under the lock."""
        with self.log.locked() as log:
            there = log.states([draft.id for post in posts for draft in post.drafts])
            conflicts = [_conflict(post, there) for post in posts]
            fresh = [
                Post(
                    drafts=tuple(draft for draft in post.drafts if draft.id not in there),
                    credential=post.credential,
                    version=post.version,
                )
                for post, conflict in zip(posts, conflicts, strict=True)
                if conflict is None
            ]
            accepted, judged, references = _judge(fresh, log.states)
            entries = self._entries(accepted, references)
            if entries:
                self._append_locked(log, entries, references)
        rest = iter(judged)
        return [conflict or next(rest) for conflict in conflicts]

    def _append_locked(
        self, log: LockedLog, entries: Sequence[LogEntry], references: References
    ) -> None:
        waiting = log.waiting([_id(entry) for entry in entries])
        log.append(entries)
        if not waiting:
            return
        nodes = {key: Node.of_state(key, state) for key, state in log.states(waiting).items()}
        references = References.load(references.nodes | nodes, log.states)
        postings: list[tuple[int, int]] = []
        dangling: list[tuple[UUID, int]] = []
        for statement_id, position in waiting.items():
            terms, open_end = references.follow(statement_id)
            postings += [(self.hash_term(term), position) for term in terms]
            dangling += [(open_end, position)] if open_end else []
        log.index_late(postings, dangling)

    def _entries(self, posts: Sequence[Post], references: References) -> list[LogEntry]:
        return [
            self._entry(draft, post.credential, references)
            for post in posts
            for draft in post.drafts
        ]

    def _entry(self, draft: Draft, credential: Credential, references: References) -> LogEntry:
        terms, open_end = references.follow(draft.id)
        void = None
        if draft.node.voids and draft.node.refers_to:
            void = Void(
                target=draft.node.refers_to,
                authority=None if credential.may_void_any else draft.node.authority,
            )
        return LogEntry(
            originator_id=draft.id,
            originator_version=1,
            topic=STATEMENT_RECORDED,
            state=draft.event.state(),
            nonce=draft.nonce,
            terms=[self.hash_term(term) for term in terms],
            void=void,
            dangling=open_end,
            stored=draft.stored,
        )

    def _states(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        with self.connection() as conn:
            return states(conn, ids)


def _id(entry: LogEntry) -> UUID:
    if not isinstance(entry.originator_id, UUID):
        raise TypeError(f"originator {entry.originator_id!r} is not a UUID")
    return entry.originator_id


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


def _conflict(post: Post, there: dict[UUID, bytes]) -> ConflictError | None:
    """The first statement of a post that is in the log with another meaning."""
    for index, draft in enumerate(post.drafts):
        if draft.id not in there:
            continue
        stored = StatementRecorded.from_state(draft.id, there[draft.id])
        if not same_statement(draft.event.body, stored.body, post.version):
            return ConflictError(index, draft.id, "a different statement with this id is stored")
    return None


def _judge(
    posts: Sequence[Post], states: States
) -> tuple[list[Post], list[RefusedError | None], References]:
    """The posts that may be recorded, the outcome of each post, and what the former refer to."""
    references = References.load(_nodes(posts), states)
    outcomes = [_forbidden(post, references) for post in posts]
    accepted = [post for post, refused in zip(posts, outcomes, strict=True) if refused is None]
    if len(accepted) < len(posts):
        references = References.load(_nodes(accepted), states)
    return accepted, outcomes, references


def _nodes(posts: Iterable[Post]) -> dict[UUID, Node]:
    return {draft.id: draft.node for post in posts for draft in post.drafts}


def _forbidden(post: Post, references: References) -> RefusedError | None:
    """The first statement of a post that voids what it may not."""
    for index, draft in enumerate(post.drafts):
        if not draft.node.voids or draft.node.refers_to is None:
            continue
        target = references.nodes.get(draft.node.refers_to)
        if target is None:
            continue
        if target.voids:
            return VoidsVoidError(index, draft.id, "its target is itself a voiding statement")
        if target.authority != draft.node.authority and not post.credential.may_void_any:
            return ForbiddenError(
                index, draft.id, "its target was stated by another authority; ask for act.voided"
            )
    return None
