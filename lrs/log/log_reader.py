"""Reading the log, by position or by what a statement is found by, up to a position."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.event.events import CredentialChanged, credential_id, split_state
from lrs.event.log import Grant, Recorded
from lrs.event.terms import TermHasher, TermKind, term, term_hasher
from lrs.postgres.queries import load
from lrs.postgres.stoppable import StoppableConnection

QUERIES = load("lrs")


class LogReader:
    """Reads the log over one connection; it is a `lrs.event.log.Log`.

    `hash_term` is that of the store (RecordStore.hash_term) where it was read before.
    """

    def __init__(self, conn: Connection[Any], hash_term: TermHasher | None = None) -> None:
        self._conn = conn
        self._hash_term = hash_term or self._hasher()

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        return self._number(QUERIES["head"], ())

    def check(self) -> None:
        """Raises what the reading was stopped with, if it was."""
        if isinstance(self._conn, StoppableConnection):
            self._conn.check()

    def position_at(self, instant: datetime) -> int:
        """The last position that was stored at or before an instant; 0 when there is none."""
        return self._number(QUERIES["position_at"], (instant,))

    def read(self, *, after: int, until: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` statements with after < position <= until, in order of position."""
        return list(self._statements(QUERIES["statements_after"], (after, until, limit)))

    def at(self, positions: Collection[int]) -> list[Recorded]:
        """The statements at these positions, in their order."""
        return list(self._statements(QUERIES["statements_at"], (list(positions),)))

    def concerning(self, agents: Iterable[str], *, until: int, after: int = 0) -> list[Recorded]:
        """Statements whose actor or object is one of these agents (terms.identifier), and all that
        refer to such a statement, however far: approvals, voids."""
        return self._of("agent", agents, after, until)

    def with_verb(self, *verbs: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements with one of these verbs, and all that refer to one."""
        return self._of("verb", verbs, after, until)

    def first_with_verb(self, *verbs: str, until: int) -> int:
        """The position of the first statement with one of these verbs; 0 when there is none."""
        return self._number(QUERIES["first_of_terms"], (self._terms("verb", verbs), until))

    def with_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements about one of these activities, and all that refer to one."""
        return self._of("activity", activities, after, until)

    def around_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """As `with_activity`, and those statements that have one of them in their context."""
        terms = [*self._terms("activity", activities), *self._terms("related activity", activities)]
        return list(self._statements(QUERIES["statements_of_terms"], (terms, after, until)))

    def first_of(
        self, kind: TermKind, values: Iterable[str], *, until: int, each: int
    ) -> list[Recorded]:
        """Of each agent or activity the first statements that it finds, at most so many."""
        parameters = (self._terms(kind, values), until, each)
        return list(self._statements(QUERIES["first_statements_of_terms"], parameters))

    def has_activity(self, *activities: str) -> bool:
        """Whether any statement is about one of these activities."""
        return bool(self._number(QUERIES["has_terms"], (self._terms("activity", activities),)))

    def by_ids(self, ids: Collection[UUID], *, until: int) -> list[Recorded]:
        """The statements of these ids, in order of position."""
        return list(self._statements(QUERIES["statements_of_ids"], (list(ids), until)))

    def stored_at(self, position: int) -> datetime | None:
        """When the event at a position was stored; None when there is none."""
        row = self._rows(QUERIES["stored_at"], (position,)).fetchone()
        return row[0] if row else None

    def stored_of(self, positions: Collection[int]) -> dict[int, datetime]:
        """When the events at some positions were stored."""
        return dict(self._rows(QUERIES["stored_of"], (list(positions),)).fetchall())

    def grants(self, *, until: int, after: int = 0) -> list[Grant]:
        """The changes of credentials with after < position <= until, in order."""
        rows = self._rows(QUERIES["credentials_after"], (after, until))
        return [
            Grant(
                position=position,
                change=CredentialChanged.from_state(originator_id, version, bytes(state)),
            )
            for position, originator_id, version, state in rows
        ]

    def last_erased(self, *, until: int, after: int = 0) -> int:
        """The position of the last erasure with after < position <= until; 0 when there is none."""
        return self._number(QUERIES["last_erased"], (after, until))

    def naming(self, agents: Iterable[str]) -> list[Recorded]:
        """Statements that have one of these agents in their context, and all that refer to one."""
        terms = self._terms("related agent", agents)
        return list(self._statements(QUERIES["statements_of_terms"], (terms, 0, self.head())))

    def added(self, keys: Iterable[str]) -> list[CredentialChanged]:
        """How the credentials of these keys were added; the operator's never was."""
        originators = [credential_id(key) for key in keys]
        rows = self._rows(QUERIES["credentials_added"], (originators,))
        return [CredentialChanged.from_state(row[0], row[1], bytes(row[2])) for row in rows]

    def _hasher(self) -> TermHasher:
        row = self._rows(QUERIES["term_key"], ()).fetchone()
        if row is None:
            raise RuntimeError("the store has no row in lrs.store: run `lrs migrate`")
        return term_hasher(bytes(row[0]))

    def _of(self, kind: TermKind, values: Iterable[str], after: int, until: int) -> list[Recorded]:
        parameters = (self._terms(kind, values), after, until)
        return list(self._statements(QUERIES["statements_of_terms"], parameters))

    def _terms(self, kind: TermKind, values: Iterable[str]) -> list[int]:
        return [self._hash_term(term(kind, value)) for value in values]

    def _statements(self, query: str, parameters: Sequence[object]) -> Iterator[Recorded]:
        for position, statement_id, stored, state in self._rows(query, parameters).fetchall():
            header, body = split_state(statement_id, state)
            yield Recorded(
                position=position,
                stored=stored,
                statement_id=statement_id,
                version=header.version,
                credential=header.credential,
                authority=header.authority,
                lacks=header.lacks,
                body=body,
            )

    def _number(self, query: str, parameters: Sequence[object]) -> int:
        row = self._rows(query, parameters).fetchone()
        return int(row[0]) if row else 0

    def _rows(self, query: str, parameters: Sequence[object]) -> Any:
        return self._conn.cursor(row_factory=tuple_row, binary=True).execute(query, parameters)
