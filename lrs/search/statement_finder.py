"""Answers queries of the Statement resource by keyset walks of the index, in log order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed, Identifier

from lrs.event.credentials import Credential
from lrs.event.events import StatementRecorded
from lrs.event.references import authority_text
from lrs.event.terms import Term, TermHasher, identifier, term
from lrs.postgres.queries import load
from lrs.search.query import Page, StatementQuery

QUERIES = {name: SQL(text) for name, text in load("lrs").items()}


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


Fit = Callable[[Sequence[Found]], int]
"""How many statements of a page, from its first, go into one answer: at least one of any."""


class StatementFinder:
    """Finds statements over one connection, for one reader."""

    def __init__(
        self,
        conn: Connection[Any],
        hash_term: TermHasher,
        reader: Credential,
        *,
        page_limit: int,
        page_bytes: int,
    ) -> None:
        self._conn = conn
        self._hash_term = hash_term
        self._mine = None if reader.may("statements/read") else authority_text(reader.agent)
        self._reader = reader
        self._page_limit = page_limit
        self._page_bytes = page_bytes

    def by_id(self, statement_id: UUID) -> Found | None:
        """The statement of this id, voided or not, if the reader may see it."""
        query = QUERIES["found"].format(source=QUERIES["one_statement"])
        found = self._visible(self._rows(query, [statement_id], prepare=True))
        return found[0] if found else None

    def find(self, query: StatementQuery, *, fit: Fit = len) -> Answer:
        """A page of the statements that are not voided; ``fit`` may cut it short."""
        limit = min(query.limit or self._page_limit, self._page_limit)
        low, high, ceiling = self._bounds(query)
        found: list[Found] = []
        wanted = limit + 1
        while len(found) <= limit and self._within(found) == len(found):
            rows = self._page(query, low, high, wanted)
            found += [one for one in self._visible(rows) if not one.voided]
            if len(rows) < wanted and sum(len(row[3]) for row in rows) < self._page_bytes:
                break
            low, high = (rows[-1][0], high) if query.ascending else (low, rows[-1][0] - 1)
            wanted = self._page_limit  # many may be voided: do not go on one by one
        page = found[: min(limit, self._within(found))]
        page = page[: fit(page)]
        more = None
        if len(found) > len(page):
            more = query.token(Page(ceiling=ceiling, cursor=page[-1].position))
        return Answer(statements=page, more=more)

    def _within(self, page: Sequence[Found]) -> int:
        """How many of these statements make no more bytes than a page may have; one at least."""
        size = 0
        for count, one in enumerate(page):
            size += len(one.event.body)
            if count > 0 and size > self._page_bytes:
                return count
        return len(page)

    def _bounds(self, query: StatementQuery) -> tuple[int, int, int]:
        """They lie in low < position <= high; the log ended at ceiling on the first page."""
        page = query.page
        ceiling = page.ceiling if page else self._number(QUERIES["head"])
        low = self._position_at(query.since) if query.since else 0
        high = min(ceiling, self._position_at(query.until)) if query.until else ceiling
        if page and query.ascending:
            low = max(low, page.cursor)
        elif page:
            high = min(high, page.cursor - 1)
        return low, high, ceiling

    def _page(self, query: StatementQuery, low: int, high: int, limit: int) -> list[Any]:
        """Rows in order; the last one's position is where the next walk starts."""
        order = SQL("ASC" if query.ascending else "DESC")
        groups = [[self._hash_term(term) for term in group] for group in self._groups(query)]
        if groups:
            positions, parameters = _positions(groups, low, high, limit, order)
        else:
            positions, parameters = QUERIES["positions"].format(order=order), [low, high, limit]
        source = QUERIES["page"].format(positions=positions, order=order)
        found = QUERIES["found"].format(source=source)
        return self._rows(found, [*parameters, self._page_bytes], prepare=len(groups) < 2)

    def _groups(self, query: StatementQuery) -> tuple[tuple[Term, ...], ...]:
        if self._mine is None:
            return query.groups
        me = identifier(self._reader.agent) or ""
        return (*query.groups, (term("agent", me), term("related agent", me)))

    def _visible(self, rows: Sequence[Any]) -> list[Found]:
        found = []
        for position, statement_id, stored, state, voids, voided_by in rows:
            event = StatementRecorded.from_state(statement_id, bytes(state))
            authority = authority_text(event.authority) if voided_by or self._mine else ""
            if self._mine in (None, authority):
                voided = not voids and not {"", authority}.isdisjoint(voided_by)
                found.append(Found(position=position, stored=stored, event=event, voided=voided))
        return found

    def _position_at(self, instant: datetime) -> int:
        return self._number(QUERIES["position_at"], instant)

    def _number(self, query: SQL, *parameters: object) -> int:
        return int(self._rows(query, parameters, prepare=True)[0][0])

    def _rows(
        self, query: SQL | Composed, parameters: Sequence[object], *, prepare: bool
    ) -> list[Any]:
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return cursor.execute(query, parameters, prepare=prepare).fetchall()


def _positions(
    groups: Sequence[Sequence[int]], low: int, high: int, limit: int, order: SQL
) -> tuple[Composed, list[object]]:
    """A query of the first positions in low < position <= high that have a term of every group.

    Each choice of one term from every group is an ordered walk of its own that ends at the limit.
    Where terms meet, the join must be planned anew for each call, since postings differ so much in
    length.
    """
    walks: list[Composed] = []
    parameters: list[object] = []
    for terms in product(*groups):
        walks.append(_walk(len(terms), order))
        parameters += [value for term in terms for value in (term, low, high)]
        parameters.append(limit)
    if len(walks) == 1:
        return walks[0], parameters
    alternatives = SQL(" UNION ").join(SQL("({})").format(walk) for walk in walks)
    query = QUERIES["positions_of_any"].format(alternatives=alternatives, order=order)
    return query, [*parameters, limit]


def _walk(terms: int, order: SQL) -> Composed:
    """A query of the first positions that have each of so many terms."""
    joined = QUERIES["term"].format(alias=Identifier("t0"))
    for number in range(1, terms):
        term = QUERIES["term"].format(alias=Identifier(f"t{number}"))
        joined = SQL("{} JOIN {} USING (position)").format(joined, term)
    return QUERIES["positions_of_all"].format(terms=joined, order=order)
