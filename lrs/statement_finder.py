"""Answers queries of the Statement resource by keyset walks of the index, in log order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed

from lrs.arrays import Bigints
from lrs.credentials import Credential
from lrs.events import StatementRecorded
from lrs.query import Page, StatementQuery
from lrs.references import authority_text
from lrs.terms import Term, TermHasher, identifier

STATEMENT = SQL("""
SELECT l.notification_id, l.originator_id, l.stored, l.state,
       EXISTS (SELECT FROM lrs.voiding v WHERE v.position = l.notification_id),
       ARRAY (SELECT coalesce(v.authority, '') FROM lrs.voiding v WHERE v.target = l.originator_id)
FROM
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A statement of the log as a reader may see it."""

    position: int
    stored: datetime
    event: StatementRecorded
    voided: bool

    def returned(self) -> bytes:
        """Its bytes as returned to a reader."""
        return self.event.returned(self.stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page of statements, and the token of the next one while there is one."""

    statements: Sequence[Found]
    more: str | None


class StatementFinder:
    """Finds statements over one connection, for one reader."""

    def __init__(
        self, conn: Connection[Any], hash_term: TermHasher, reader: Credential, *, page_limit: int
    ) -> None:
        self._conn = conn
        self._hash_term = hash_term
        self._mine = None if reader.may("statements/read") else authority_text(reader.agent)
        self._reader = reader
        self._page_limit = page_limit

    def by_id(self, statement_id: UUID) -> Found | None:
        """The statement of this id, voided or not, if the reader may see it."""
        query = STATEMENT + SQL(
            "lrs.log l WHERE originator_id = %s AND topic = 'StatementRecorded'"
        )
        found = self._visible(self._rows(query, [statement_id], prepare=True))
        return found[0] if found else None

    def find(self, query: StatementQuery) -> Answer:
        """A page of the statements that are not voided."""
        limit = min(query.limit or self._page_limit, self._page_limit)
        low, high, ceiling = self._bounds(query)
        found: list[Found] = []
        while len(found) <= limit:
            wanted = limit + 1 - len(found)
            rows = self._page(query, low, high, wanted)
            found += [one for one in self._visible(rows) if not one.voided]
            if len(rows) < wanted:
                break
            low, high = (rows[-1][0], high) if query.ascending else (low, rows[-1][0] - 1)
        page = found[:limit]
        more = None
        if len(found) > limit:
            more = query.token(Page(ceiling=ceiling, cursor=page[-1].position))
        return Answer(statements=page, more=more)

    def _bounds(self, query: StatementQuery) -> tuple[int, int, int]:
        """They lie in low < position <= high; the log ended at ceiling on the first page."""
        page = query.page
        ceiling = (
            page.ceiling if page else self._position("SELECT max(notification_id) FROM lrs.log")
        )
        low = self._position("SELECT lrs.position_at(%s)", query.since) if query.since else 0
        high = ceiling
        if query.until:
            high = min(high, self._position("SELECT lrs.position_at(%s)", query.until))
        if page and query.ascending:
            low = max(low, page.cursor)
        elif page:
            high = min(high, page.cursor - 1)
        return low, high, ceiling

    def _page(self, query: StatementQuery, low: int, high: int, limit: int) -> list[Any]:
        """Rows in order; the last one's position is where the next walk starts."""
        groups = [[self._hash_term(term) for term in group] for group in self._groups(query)]
        order = SQL(" ASC") if query.ascending else SQL(" DESC")
        positions, parameters = _positions(groups, low, high, limit, order)
        statement = (
            STATEMENT
            + SQL("(")
            + positions
            + SQL(") p JOIN lrs.log l ON l.notification_id = p.position ORDER BY p.position")
            + order
        )
        return self._rows(statement, parameters, prepare=len(groups) < 2)

    def _groups(self, query: StatementQuery) -> tuple[tuple[Term, ...], ...]:
        if self._mine is None:
            return query.groups
        me = identifier(self._reader.agent) or ""
        return (*query.groups, (Term("agent", me), Term("related agent", me)))

    def _visible(self, rows: Sequence[Any]) -> list[Found]:
        found = []
        for position, statement_id, stored, state, voids, voided_by in rows:
            event = StatementRecorded.from_state(statement_id, bytes(state))
            authority = authority_text(event.authority) if voided_by or self._mine else ""
            if self._mine in (None, authority):
                voided = not voids and not {"", authority}.isdisjoint(voided_by)
                found.append(Found(position=position, stored=stored, event=event, voided=voided))
        return found

    def _position(self, query: str, *parameters: object) -> int:
        return self._rows(SQL(query), parameters, prepare=True)[0][0] or 0

    def _rows(
        self, query: SQL | Composed, parameters: Sequence[object], *, prepare: bool
    ) -> list[Any]:
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return cursor.execute(query, parameters, prepare=prepare).fetchall()


WALK = SQL("SELECT position FROM lrs.posting WHERE term = %s AND position > %s AND position <= %s")
BOTH = SQL(
    "SELECT position FROM lrs.posting WHERE term = ANY (%s) AND position > %s AND position <= %s"
)
ALL = SQL(
    "SELECT notification_id AS position FROM lrs.log"
    " WHERE topic = 'StatementRecorded' AND notification_id > %s AND notification_id <= %s"
)


def _positions(
    groups: Sequence[Sequence[int]], low: int, high: int, limit: int, order: SQL
) -> tuple[Composed, list[object]]:
    """A query of the first positions in low < position <= high that have a term of every group.

    One term is a walk of its postings, two of one group the union of two walks. Where groups meet,
    the join is planned anew for each call, since the lengths of the postings differ so much.
    """
    first = SQL(" ORDER BY position") + order + SQL(" LIMIT %s")
    if not groups:
        return ALL + SQL(" ORDER BY notification_id") + order + SQL(" LIMIT %s"), [low, high, limit]
    if len(groups) == 1:
        walks = [SQL("(") + WALK + first + SQL(")") for _ in groups[0]]
        parameters: list[object] = [
            value for term in groups[0] for value in (term, low, high, limit)
        ]
        if len(walks) == 1:
            return walks[0], parameters
        union = SQL("SELECT position FROM (") + SQL(" UNION ").join(walks) + SQL(") u")
        return union + first, [*parameters, limit]
    parts, joined = [], []
    for group in groups:
        parts.append(SQL("(") + (WALK if len(group) == 1 else BOTH) + SQL(") "))
        joined += [group[0] if len(group) == 1 else Bigints(group), low, high]
    aliased = [part + SQL(f"g{number}") for number, part in enumerate(parts)]
    query = SQL("SELECT DISTINCT position FROM ") + aliased[0]
    for part in aliased[1:]:
        query += SQL(" JOIN ") + part + SQL(" USING (position)")
    return query + first, [*joined, limit]
