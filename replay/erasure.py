"""What is erased when a person asks for it, and how it goes from the log and from the tables.

Of a cadre go the statements about him, under every name that meant him, all that decide on these or
refer to them, and his documents. What he shares with others stays: statements about a group, and
those that name him beside what they are about, such as a teacher in a class or one of those who
attended a seminar. They are named, so that whoever erases can decide on them, too.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from uuid import UUID

from psycopg import Connection, connect
from psycopg.rows import tuple_row

from lrs.clock import Clock
from lrs.event.document_events import DOCUMENT_STORED, DocumentDeleted, DocumentStored
from lrs.event.log import Recorded, pages
from lrs.event.terms import identifier, referred
from lrs.evidence.erasing import Erasure, ErasureError
from lrs.evidence.erasing import erase as erase_events
from lrs.log.log_reader import LogReader
from lrs.message import message
from lrs.postgres.queries import load
from lrs.statement.strict_json import read
from projections.answers.acts import GrowingReference, whom
from projections.answers.basis import Basis
from projections.answers.present import present
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.decision_facts import Decision
from projections.facts.learning_act import read_fact
from projections.facts.policy_facts import PolicyPublished
from projections.tables.erasing import forget, touched_by
from projections.tables.runner import Runner
from projections.tables.tracking import is_laid_out
from projections.words.persons import identifier_of, office_of

PAGE: Final = 2000
"""Events of documents read at once."""

QUERIES: Final = load("lrs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What would go: statements, the positions of events of documents, and how many bytes of
    documents and attachments; `names` are those that it was looked for by, and `left` the
    statements that name the person and stay."""

    statements: tuple[Recorded, ...]
    documents: tuple[int, ...] = ()
    bytes: int = 0
    names: tuple[str, ...] = ()
    left: tuple[UUID, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """All positions that would be blank."""
        return tuple(sorted([*(one.position for one in self.statements), *self.documents]))


def of_cadre(conn: Connection[Any], cadre: str, *, clock: Clock) -> Selection:
    """What would be erased of a cadre, by whatever name of his, or of any learner by the identifier
    of his agent.

    conn: of the owner. Raises NoPolicyError in a store without a policy, by which days are told.
    """
    log = LogReader(conn)
    head = log.head()
    reference = GrowingReference().up_to(head, log)
    policies, today = present(reference, head, clock)
    basis = Basis(position=head, today=today, policies=policies, reference=reference)
    as_of, person = basis.as_of, basis.person(cadre)
    names = sorted(reference.identities.names(person))
    agents = [identifier_of(name) for name in names]
    found = log.concerning(agents, until=head)
    going = _with_referring(
        {one.statement_id for one in found if _is_about(one, person, reference, as_of)}, found
    )
    beside = {one.statement_id for one in [*found, *log.naming(agents)]}
    beside |= {one.statement_id for one in _all(log, head) if _lists(one, names)}
    statements = tuple(one for one in found if one.statement_id in going)
    documents = tuple(_documents_of(conn, set(agents)))
    return Selection(
        statements=statements,
        documents=documents,
        bytes=_bytes(conn, [*(one.position for one in statements), *documents]),
        names=tuple(names),
        left=tuple(sorted(beside - going)),
    )


def of_statements(conn: Connection[Any], ids: Collection[UUID]) -> Selection:
    """What would be erased with some statements: they and all that refer to them.

    conn: of the owner. Raises ErasureError for an id that is no statement of the log, and for the
    publication of a policy.
    """
    log = LogReader(conn)
    head = log.head()
    found = {one.statement_id: one for one in log.by_ids(ids, until=head)}
    if missing := set(ids) - found.keys():
        raise ErasureError(
            message(
                "{missing} is no statement of the log, or was erased before", missing=min(missing)
            )
        )
    for one in found.values():
        if isinstance(read_fact(one), PolicyPublished):
            raise ErasureError(
                message(
                    "{statement_id} publishes a policy, by which all are judged",
                    statement_id=one.statement_id,
                )
            )
    referring = [one for one in _all(log, head) if _refers_to(one)]
    going = _with_referring(set(ids), referring)
    found |= {one.statement_id: one for one in referring if one.statement_id in going}
    statements = tuple(sorted(found.values(), key=lambda one: one.position))
    return Selection(
        statements=statements, bytes=_bytes(conn, [one.position for one in statements])
    )


def erase(conn: Connection[Any], selection: Selection, *, reason: str, clock: Clock) -> Erasure:
    """Erases what was selected, in one transaction: from the log with its index, documents and
    attachments, and from the tables, of which what rested on it is to be folded anew.

    conn: of the owner, in autocommit. Raises ErasureError, BeingMadeError, ClockBehindError.
    """
    check_reason(reason, selection)
    with conn.transaction():
        touched = touched_by(conn, selection.statements, LogReader(conn), clock)
        erasure = erase_events(conn, selection.positions, reason=reason, clock=clock)
        if erasure.position is not None:
            forget(conn, touched, erasure.erased, since=erasure.position)
    return erasure


def check_reason(reason: str, selection: Selection) -> None:
    """Raises ErasureError for a reason that has in it what tells who is erased: it stays for ever.

    That is any name that he was looked for by, and what the erased statements call the persons who
    act or are acted on in them; anywhere in the reason, for Chinese has no blanks between words.
    """
    persons = {text for one in selection.statements for text in _persons_in(read(one.body))}
    for name in sorted({*selection.names, *persons}):
        if name.removeprefix("mailto:").casefold() in reason.casefold():
            raise ErasureError(
                message(
                    "the reason has {name!r} in it, which tells who is erased, and stays for ever: "
                    "word it without, such as by the date of the request",
                    name=name,
                )
            )


def _persons_in(statement: dict[str, Any]) -> Iterator[str]:
    """What a statement calls the persons who act in it, and whom it is about."""
    actor, about = statement["actor"], statement["object"]
    agents = [actor, *actor.get("member", ())]
    for agent in [*agents, *([about] if about.get("objectType") == "Agent" else [])]:
        if office_of(agent) is None:
            told = agent.get("name"), agent.get("mbox"), agent.get("account", {}).get("name")
            yield from (one for one in told if isinstance(one, str) and one.strip())


def fold_anew(projector: str, *, clock: Clock) -> None:
    """Brings the tables up with the log, so that they are made without what was erased; where
    there are none, none are made.

    projector: connects as the projector.
    """
    with connect(projector, autocommit=True) as conn:
        if is_laid_out(conn):
            Runner(clock).catch_up(conn)


def _is_about(one: Recorded, person: str, reference: Reference, as_of: AsOf) -> bool:
    fact = read_fact(one)
    return not isinstance(fact, Decision) and whom(fact, reference, as_of) == person


def _refers_to(one: Recorded) -> UUID | None:
    target = referred(read(one.body)) if b"StatementRef" in one.body else None
    return UUID(target) if target else None


def _lists(one: Recorded, names: Collection[str]) -> bool:
    """Whether a statement has one of some names as a text, such as among those who attended.

    No index tells of what stands in its extensions.
    """
    if not any(
        name.encode() in one.body or json.dumps(name).encode() in one.body for name in names
    ):
        return False
    return not _texts(read(one.body)).isdisjoint(names)


def _texts(value: object) -> set[str]:
    """All texts within a JSON value that are no names of members."""
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {text for one in inner for text in _texts(one)}


def _with_referring(going: set[UUID], found: Sequence[Recorded]) -> set[UUID]:
    """Statements, and those of others that refer to one of them, however far."""
    targets = {one.statement_id: _refers_to(one) for one in found}
    while more := {one for one, target in targets.items() if target in going} - going:
        going = going | more
    return going


def _all(log: LogReader, head: int) -> Iterator[Recorded]:
    """All statements of the log."""
    return chain.from_iterable(pages(log, after=0, until=head))


def _documents_of(conn: Connection[Any], agents: set[str]) -> Iterator[int]:
    """The positions of the events of documents that belong to some agents."""
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    after = 0
    while page := cursor.execute(QUERIES["documents_after"], (after, PAGE)).fetchall():
        for position, originator_id, version, topic, state in page:
            kind = DocumentStored if topic == DOCUMENT_STORED else DocumentDeleted
            agent = kind.from_state(originator_id, version, bytes(state)).document.agent
            if agent is not None and identifier(agent) in agents:
                yield position
        after = page[-1][0]


def _bytes(conn: Connection[Any], positions: Sequence[int]) -> int:
    row = (
        conn.cursor(row_factory=tuple_row)
        .execute(QUERIES["owned_bytes"], {"positions": list(positions)})
        .fetchone()
    )
    return int(row[0]) if row else 0
