"""What was recorded, or has happened since, is about: what projections are touched by."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from psycopg import Connection

from lrs.event.log import Log, pages
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.policy.succession import Succession
from projections.tables.ahead import ahead_of
from projections.tables.projection import Stated


def stated_by(facts: Sequence[Fact], log: Log, *, until: int) -> Stated:
    """What some facts are about in the end, each with the position of the fact."""
    known: dict[UUID, Fact] = {fact.statement_id: fact for fact in facts}
    load_targets(known, log, until)
    return [(subject, fact.position) for fact in facts if (subject := subject_of(fact, known))]


def turns_all(policies: Succession, *, after: date | None, until: date) -> bool:
    """Whether everything has to be folded anew because another day has come: the first one, one
    before the last, or one on which a credit year, a policy or one of its values begins or ends."""
    if after is None or until < after:
        return True
    starts = {day for one in policies.tenures for day in (one.since, one.policy.effective_from)}
    moves = any(after < day <= until for day in starts)
    return moves or policies.reached_on(after) != policies.reached_on(until)


def happened(conn: Connection[Any], log: Log, basis: Basis, after: date) -> Iterator[list[Fact]]:
    """The facts that may have happened after a day and by that of the basis: those recorded ahead,
    and those that were recorded since that day ended."""
    ahead = ahead_of(conn, after=after, until=basis.today)
    yield [read_fact(one) for one in log.by_ids(ahead.statements, until=basis.position)]
    ended = log.position_at(datetime.combine(after, time.max, basis.policies.zone))
    at = min(ended, ahead.until)
    for page in pages(log, after=at, until=basis.position):
        yield list(map(read_fact, page))
