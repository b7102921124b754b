"""Which posts may be recorded: what refuses one, given what is in the log."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from lrs.event.events import StatementRecorded
from lrs.event.references import Node, References, States
from lrs.log.post import Post
from lrs.message import message
from lrs.statement.canonical import difference
from lrs.statement.problem import PostError, together


class RefusedError(PostError):
    """A POST that was not recorded, and why.

    ``index`` is the statement's place in the batch, ``reason`` what the message says of it,
    ``path`` the member at fault, None where there is none.
    """

    def __init__(
        self, index: int, statement_id: UUID, reason: str, *, path: str | None = None
    ) -> None:
        super().__init__(
            message(
                "statement {index} ({statement_id}): {reason}",
                index=index,
                statement_id=statement_id,
                reason=reason,
            )
        )
        self.index = index
        self.statement_id = statement_id
        self.reason = reason
        self.path = path


class ConflictError(RefusedError):
    """A different statement with this id is in the log."""


class ForbiddenError(RefusedError):
    """The credential may not say this."""


class VoidsVoidError(RefusedError):
    """A voiding statement cannot be voided."""


class TooManyTermsError(RefusedError):
    """What the statements of a request refer to is found by more than is indexed at once."""


VOID_OF_VOID: Final = message(
    "its target is itself a voiding statement; to undo a void state `void.withdrawn` of what it "
    "voided"
)

TAKEN: Final = message(
    "this id belongs to a statement that was erased, or to another event of the store"
)

MOST_INHERITED: Final = 50_000
"""Most terms that the StatementRefs of one request take over from what they refer to: one of a few
hundred bytes may refer to a statement with a thousand names, and each is a row of the index."""

MOST_WAITING: Final = 1_000
"""Most references that wait for one statement that is not in the log."""


def conflict_of(post: Post, taken: Mapping[UUID, bytes | None]) -> ConflictError | None:
    """The statements of a post whose ids stand for something else in the log; None: there are
    none."""
    return together(_conflicts(post, taken))


def _conflicts(post: Post, taken: Mapping[UUID, bytes | None]) -> Iterator[ConflictError]:
    for index, draft in enumerate(post.drafts):
        if draft.id not in taken:
            continue
        state = taken[draft.id]
        if state is None:
            yield ConflictError(index, draft.id, TAKEN)
            continue
        stored = StatementRecorded.from_state(draft.id, state)
        path = difference(draft.event.body, stored.body, post.version)
        if path is not None:
            reason = message(
                "a different statement with this id is stored; they differ in {path}", path=path
            )
            yield ConflictError(index, draft.id, reason, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What may be recorded of some posts: the outcome of each, and what the accepted refer to."""

    outcomes: list[RefusedError | None]
    accepted: list[Post]
    references: References


def judge(
    posts: Sequence[Post],
    states: States,
    *,
    taken: Collection[UUID] = (),
    waiting: Mapping[UUID, int] = MappingProxyType({}),
) -> Judged:
    """Judges each post as if it came alone, after those before it that were accepted.

    ``taken``: ids in the log already, by statements that mean the same as those of these posts.
    ``waiting``: how many references wait for a statement that is not in the log.
    """
    fresh = [post.without(taken) for post in posts]
    references = References.load(_nodes(fresh), states)
    not_there = {draft.id for post in fresh for draft in post.drafts}
    outcomes: list[RefusedError | None] = []
    accepted: list[Post] = []
    for post, rest in zip(posts, fresh, strict=True):
        own = {draft.id for draft in rest.drafts}
        not_there -= own
        refused = together(_forbidden(post, references, ignored=taken, not_there=not_there))
        refused = refused or _too_many(rest, references, waiting)
        outcomes.append(refused)
        if refused is None:
            accepted.append(rest)
        else:
            not_there |= own
    if len(accepted) < len(posts):
        references = References.load(_nodes(accepted), states)
    return Judged(outcomes=outcomes, accepted=accepted, references=references)


def resent_of(
    posts: Sequence[Post], outcomes: Sequence[RefusedError | None], taken: Collection[UUID]
) -> Counter[str]:
    """How many statements of the posts that were not refused are in the log already, by key of
    their credential."""
    return Counter(
        post.credential.key
        for post, refused in zip(posts, outcomes, strict=True)
        if refused is None
        for draft in post.drafts
        if draft.id in taken
    )


def _nodes(posts: Iterable[Post]) -> dict[UUID, Node]:
    return {draft.id: draft.node for post in posts for draft in post.drafts}


def _too_many(
    post: Post, references: References, waiting: Mapping[UUID, int]
) -> RefusedError | None:
    """The statement of a post with which references take over too much, None where there is none.

    A restore takes all of a log.
    """
    inherited = 0
    for index, draft in enumerate(post.drafts):
        if draft.stored is not None:
            continue
        inherited += waiting.get(draft.id, 0) * len(draft.node.terms)
        if draft.node.refers_to is not None:
            terms, open_end = references.follow(draft.id)
            inherited += len(terms)
            if open_end and waiting.get(open_end, 0) >= MOST_WAITING:
                reason = message(
                    "{most_waiting} references wait for {open_end} already; send that first",
                    most_waiting=MOST_WAITING,
                    open_end=open_end,
                )
                return TooManyTermsError(index, draft.id, reason, path="object.id")
        if inherited > MOST_INHERITED:
            reason = message(
                "up to here the request adds more than {most_inherited} entries to the index "
                "by what its references refer to; send it in parts",
                most_inherited=MOST_INHERITED,
            )
            return TooManyTermsError(index, draft.id, reason, path="object.id")
    return None


def _forbidden(
    post: Post, references: References, *, ignored: Collection[UUID], not_there: Collection[UUID]
) -> Iterator[RefusedError]:
    """The statements of a post that void what they may not."""
    for index, draft in enumerate(post.drafts):
        aim = draft.node.refers_to
        if not draft.node.voids or draft.id in ignored or aim is None or aim in not_there:
            continue
        target = references.nodes.get(aim)
        if target is None:
            continue
        if target.voids:
            yield VoidsVoidError(index, draft.id, VOID_OF_VOID)
        elif target.authority != draft.node.authority and not post.credential.may_void_any:
            yield ForbiddenError(
                index, draft.id, "its target was stated by another authority; ask for act.voided"
            )
