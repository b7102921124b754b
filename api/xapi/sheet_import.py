"""Imports the rows of a spreadsheet: all or none, through the same door as every POST.

The page for uploads and `lrs import --as` call `import_sheet`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson
from msgspec import Struct
from psycopg import Connection

from api.xapi.entitlement import grant_of
from api.xapi.gate import Gate
from api.xapi.sheet_check import Effect, SheetCheck
from api.xapi.sheet_faults import fact_fault, faults_of, not_taken, other_content
from lrs.event.credentials import Credential
from lrs.event.terms import term
from lrs.files.ndjson import read_statement
from lrs.log.log_reader import LogReader
from lrs.log.post import Draft, Post
from lrs.log.record_store import RecordStore, RefusedError
from lrs.message import message
from lrs.search.query import StatementQuery
from lrs.search.statement_finder import Found, StatementFinder
from lrs.statement.statement import Limits, Received, StatementError
from lrs.statement.versions import V1_0_3
from projections.answers.basis import Answers, Question
from projections.case.publications import NoPolicyError
from projections.profile.templates import Fault
from projections.profile.templates import faults as template_faults
from projections.profile.writing import FactError
from projections.spreadsheets.faults import Said, SheetFault
from projections.spreadsheets.kind import SheetKind
from projections.spreadsheets.reading import Row, Sheet, read_sheet
from projections.spreadsheets.stating import (
    Statement,
    batch_of,
    in_batch,
    iri_of,
    row_id,
    row_statements,
    void_of,
    without_batch,
)
from projections.words.statement import decode
from replay.balances_moved import BalanceMoved

_PAGE: Final = 1_000
_PAGE_BYTES: Final = 4 * 1024 * 1024
_MOST_ATTEMPTS: Final = 100
_VOIDS: Final = 1_000
"""Voids in one POST: each adds to the index what its target has there, which is bounded."""


class BatchError(ValueError):
    """A batch that is not in the log, or cannot be voided."""


class Imported(Struct, frozen=True, kw_only=True):
    """What came of a spreadsheet.

    `rows` have no fault of their own; `new` are not in the log yet, `known` are there with the same
    meaning, in the batches `earlier`. Where there is a fault nothing is recorded. `batch` is the
    batch of the new rows, None where there are none. `ignored` are headings and sheets that were
    not read. `warnings` are ids that nobody knows; they hinder nothing.

    `moved` is what a dry run without a fault tells of balances: of as many cadres of the file as
    are tried; `untried` come after these, `unread` are among them and not told of, since who
    imports does not read their reports.
    """

    kind: str
    rows: int
    new: int
    known: int
    recorded: bool
    batch: UUID | None
    earlier: tuple[UUID, ...]
    ignored: tuple[str, ...]
    faults: tuple[SheetFault, ...]
    warnings: tuple[SheetFault, ...]
    moved: tuple[BalanceMoved, ...]
    untried: int
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """What a sheet is against what is known now."""

    faults: tuple[SheetFault, ...] = ()
    warnings: tuple[SheetFault, ...] = ()
    effect: Effect = field(default_factory=Effect)


def _held(_: Credential, received: Received) -> Sequence[Fault]:
    """The faults of a statement, whether its credential wants it refused for them or not."""
    return template_faults(decode(received.body))


HELD: Final = Gate(check=_held)
"""What stands before what people fill in: it always holds that to its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetImporter:
    """Imports into a store under a credential. `gate` is what stands before every POST, and always
    holds the rows to their templates. `answers` tell what a row is about where the credential may
    state it in some units alone."""

    store: RecordStore
    credential: Credential
    limits: Limits
    answers: Answers
    gate: Gate = HELD

    def run(self, data: bytes, kind: SheetKind, *, dry_run: bool) -> tuple[Sheet, Imported]:
        """Records the rows of a file, where none has a fault and it is no `dry_run`.

        Raises SheetError for what is no spreadsheet, and what RecordStore.record raises.
        """
        sheet = read_sheet(data, kind)
        with self.store.connection() as conn:
            rows = _Rows(sheet, self._finder(conn), self.store)
            stated = list(rows.stated())
        faults = [*sheet.faults, *rows.faults]
        batch = batch_of(UUID(one["id"]) for _, one in stated) if stated else None
        drafts = []
        for row, statement in stated:
            try:
                drafted = self._draft(in_batch(statement, batch) if batch else statement)
                drafts.append((row, drafted))
            except (StatementError, RefusedError) as error:
                faults += faults_of(sheet, row, error)
        checked = self._checked(sheet, drafts, is_tried=dry_run and not faults)
        faults = sorted((*faults, *checked.faults), key=lambda one: one.row or 0)
        if not faults and drafts and not dry_run:
            faults += self._recorded(sheet, stated, [one for _, one in drafts])
        return sheet, Imported(
            kind=kind.name,
            rows=len(sheet.rows),
            new=len({row.number for row, _ in stated}),
            known=rows.known,
            recorded=not faults and not dry_run,
            batch=batch,
            earlier=tuple(sorted(rows.earlier)),
            ignored=tuple(sheet.ignored),
            faults=tuple(faults),
            warnings=checked.warnings,
            moved=checked.effect.moved,
            untried=checked.effect.untried,
            unread=checked.effect.unread,
        )

    def void(self, batch: UUID, *, reason: str | None) -> int:
        """Voids all statements of a batch that stand, so many in a POST; how many. What was voided
        before a failure stays so, and another run goes on.

        Raises BatchError where none of the batch stands, RefusedError where one may not be voided.
        """
        found = self._standing(batch)
        if not found:
            raise BatchError(
                message(
                    "the log has no statement of the batch {batch} that is not voided", batch=batch
                )
            )
        at = self.store.now().isoformat()
        for begin in range(0, len(found), _VOIDS):
            voids = [void_of(one, reason=reason, at=at) for one in found[begin : begin + _VOIDS]]
            refused = self.store.record([self._post([self._draft(one) for one in voids])])[0]
            if refused:
                raise refused
        return len(found)

    def standing(self, batch: UUID) -> int:
        """How many statements of a batch stand. Raises BatchError where none does."""
        found = len(self._standing(batch))
        if not found:
            raise BatchError(
                message(
                    "the log has no statement of the batch {batch} that is not voided", batch=batch
                )
            )
        return found

    def _standing(self, batch: UUID) -> list[UUID]:
        with self.store.connection() as conn:
            return [one.event.originator_id for one in _of_batch(self._finder(conn), batch)]

    def _finder(self, conn: Connection[Any]) -> StatementFinder:
        return StatementFinder(
            conn,
            self.store.hash_term,
            self.credential,
            page_limit=_PAGE,
            page_bytes=_PAGE_BYTES,
        )

    def _draft(self, statement: Statement) -> Draft:
        received, version = read_statement(
            orjson.dumps(statement), version=V1_0_3, limits=self.limits
        )
        post = self.gate.post_line(
            received, credential=self.credential, version=version, statement_id=None
        )
        return post.drafts[0]

    def _post(self, drafts: Sequence[Draft]) -> Post:
        return Post(drafts=tuple(drafts), credential=self.credential, version=V1_0_3)

    def _checked(
        self, sheet: Sheet, drafts: Sequence[tuple[Row, Draft]], *, is_tried: bool
    ) -> _Checked:
        """The rows against what is known now; what they move where they are tried and right. Before
        a policy is published nobody knows which day it is: then nothing is held to the register,
        and who may not state everything is refused."""
        if not drafts:
            return _Checked()
        grants = (grant_of(self.credential, fact) for fact in sheet.kind.facts)
        with self.store.connection() as conn:
            log = LogReader(conn, self.store.hash_term)
            try:
                basis = self.answers.basis(log, Question())
            except NoPolicyError:
                if all(one.everywhere for one in grants):
                    return _Checked()
                raise
            check = SheetCheck(
                sheet=sheet,
                stating=drafts,
                log=log,
                basis=basis,
                credential=self.credential,
                now=self.store.now(),
            )
            faults = tuple(check.faults())
            faulty = {one.row for one in faults if one.row is not None}
            return _Checked(
                faults=faults,
                warnings=tuple(check.warnings(faulty=faulty)),
                effect=check.effect() if is_tried and not faults else Effect(),
            )

    def _recorded(
        self, sheet: Sheet, stated: Sequence[tuple[Row, Statement]], drafts: Sequence[Draft]
    ) -> list[SheetFault]:
        """Records the drafts in one POST; what it was refused for."""
        refused = self.store.record([self._post(drafts)])[0]
        if refused is None:
            return []
        rows = {one["id"]: row for row, one in stated}
        faults: list[SheetFault] = []
        for error in (refused, *refused.others):
            if isinstance(error, RefusedError) and str(error.statement_id) in rows:
                faults += faults_of(sheet, rows[str(error.statement_id)], error)
            else:
                faults.append(sheet.fault(not_taken(error)))
        return faults


class _Rows:
    """The rows of a sheet against the log: what is new, what is known, what contradicts it."""

    def __init__(self, sheet: Sheet, finder: StatementFinder, store: RecordStore) -> None:
        self._sheet = sheet
        self._finder = finder
        ids = [row_id(sheet.kind, row, attempt=1) for row in sheet.rows]
        self._known = store.known(ids)
        self.known = 0
        self.earlier: set[UUID] = set()
        self.faults: list[SheetFault] = []

    def stated(self) -> Iterator[tuple[Row, Statement]]:
        """The statements that are not in the log yet, each with its row."""
        for row in self._sheet.rows:
            try:
                for statement in self._new(row):
                    yield row, statement
            except FactError as error:
                self.faults.append(fact_fault(self._sheet, row, error))

    def _new(self, row: Row) -> Sequence[Statement]:
        """What a row states that the log lacks; a statement that was voided is stated anew."""
        kind = self._sheet.kind
        for attempt in range(1, _MOST_ATTEMPTS):
            own = row_id(kind, row, attempt=attempt)
            statements = row_statements(kind, row, own)
            found = self._found(own, attempt)
            if found is None:
                return statements
            if found.voided:
                continue
            before, batch = without_batch(orjson.loads(found.event.body))
            if before == statements[0]:
                self.known += 1
                self.earlier |= {batch} if batch else set()
            else:
                self.faults.append(self._sheet.fault(other_content(own, batch), row=row.number))
            return ()
        self.faults.append(self._sheet.fault(_TOO_OFTEN, row=row.number))
        return ()

    def _found(self, statement_id: UUID, attempt: int) -> Found | None:
        if attempt == 1 and statement_id not in self._known:
            return None
        return self._finder.by_id(statement_id)


_TOO_OFTEN: Final = Said(
    "该行已多次导入并作废，不能再次导入", "the row was imported and voided too often"
)


def _of_batch(finder: StatementFinder, batch: UUID) -> Iterator[Found]:
    """The statements of a batch that are not voided, without what refers to one, as an approval."""
    iri = iri_of(batch)
    query = StatementQuery(groups=((term("activity", iri), term("related activity", iri)),))
    while True:
        answer = finder.find(query)
        yield from (one for one in answer.statements if _says(one, iri))
        if answer.more is None:
            return
        query = StatementQuery.from_token(answer.more)


def _says(found: Found, iri: str) -> bool:
    """Whether a statement says itself that it is of a batch."""
    context = orjson.loads(found.event.body).get("context", {})
    other = context.get("contextActivities", {}).get("other", [])
    return any(one["id"] == iri for one in (other if isinstance(other, list) else [other]))
