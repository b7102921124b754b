"""What the rows of a spreadsheet are against what is known now: which may not be stated, which name
somebody or something that nobody knows, and what they would move of balances."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.http.sight import units_read
from api.xapi.entitlement import Grant, as_if_recorded, grant_of, outside
from api.xapi.known_ids import BRINGS, REGISTERS, filled_in, spelled, told, unknown_ids, with_like
from lrs.event.credentials import Credential
from lrs.event.log import Log
from lrs.log.post import Draft
from projections.answers import search
from projections.answers.basis import Basis
from projections.answers.people import names_of
from projections.spreadsheets.faults import Said, SheetFault
from projections.spreadsheets.reading import Row, Sheet
from replay.balances_moved import BalanceMoved, balances_moved
from replay.dry_run import IfRecorded, if_recorded

MOST_CADRES: Final = 100
"""Cadres of a file whose balances are tried: each is folded twice."""

Stating = Sequence[tuple[Row, Draft]]
"""Rows, each with one of the statements that it would add to the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What rows would move of balances: of the first MOST_CADRES cadres that they name, as far as
    who asks reads their reports. `untried` cadres are named after these; `unread` are those among
    the first whose reports he does not read."""

    moved: tuple[BalanceMoved, ...] = ()
    untried: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCheck:
    """Holds rows to what is known at a basis. `now` is when they would be stored."""

    sheet: Sheet
    stating: Stating
    log: Log
    basis: Basis
    credential: Credential
    now: datetime

    def faults(self) -> Iterator[SheetFault]:
        """Why rows may not be recorded: they lie outside of a grant, name somebody otherwise than
        the register does, or rest on what nobody knows."""
        yield from self._outside()
        yield from self._misnamed()
        for key in self.sheet.kind.rests_on:
            yield from self._unknown(key)

    def warnings(self, *, faulty: Container[int]) -> Iterator[SheetFault]:
        """Ids that nobody knows, each at the first row that has it: a slip, or somebody new. Rows
        that are at fault are passed over: who may not state one is told nothing of whom it names.
        """
        kind = self.sheet.kind
        passed = {*self._brought, *kind.rests_on}
        for column in kind.columns:
            if column.key in REGISTERS and column.key not in passed:
                yield from self._unknown(column.key, faulty=faulty)

    def effect(self) -> Effect:
        """What the rows would move of balances."""
        cadres = list(dict.fromkeys(self._cadre(row) for row, _ in self.stating))
        if None in cadres:
            return Effect()
        first = frozenset(cadres[:MOST_CADRES])
        tried = self._if_recorded([one for one in self.stating if self._cadre(one[0]) in first])
        found = list(dict.fromkeys(one.cadre for one in tried.stated if one.cadre is not None))
        visible = units_read(self.credential, self.basis)
        read = [one for one in found if search.is_visible(search.CADRE, one, tried.after, visible)]
        return Effect(
            moved=tuple(balances_moved(tried, read)),
            untried=max(0, len(cadres) - MOST_CADRES),
            unread=len(found) - len(read),
        )

    def _if_recorded(self, stating: Stating) -> IfRecorded:
        drafts = [one for _, one in stating]
        recorded = as_if_recorded(drafts, after=self.basis.position, stored=self.now)
        return if_recorded(self.log, list(recorded), self.basis)

    def _outside(self) -> Iterator[SheetFault]:
        """The rows that lie outside of what the credential may state, each at its unit or, where it
        names none, at its cadre."""
        sheet = self.sheet
        grants: Mapping[str, Grant] = {
            fact: grant_of(self.credential, fact) for fact in sheet.kind.facts
        }
        if all(one.everywhere for one in grants.values()):
            return
        told: set[int] = set()
        for (row, _), one in zip(self.stating, self._if_recorded(self.stating).stated, strict=True):
            if not one.entitled and row.number not in told:
                told.add(row.number)
                unit = row.fact.get("unit")
                said = outside(unit, grants[one.fact.name])
                yield sheet.fault(said, row=row.number, key="unit" if unit else "cadre")

    def _misnamed(self) -> Iterator[SheetFault]:
        """The rows beside whose id stands another name than that of the register: an id with a slip
        in it is that of somebody else. The fault keeps the name of the register to itself."""
        named = [one for one in self._rows() if one.fact.get(_REAL_NAME)]
        if "cadre" in self._brought:
            return
        registered = names_of({one.fact["cadre"] for one in named}, self.basis)
        for row in named:
            known = registered[row.fact["cadre"]]
            if known and spelled(known) != spelled(str(row.fact[_REAL_NAME])):
                yield self.sheet.fault(_MISNAMED, row=row.number, key=_REAL_NAME)

    def _unknown(self, key: str, *, faulty: Container[int] = ()) -> Iterator[SheetFault]:
        """The ids of a column that nobody knows, each at the first row that has it, with the known
        ids that are like it. Where nothing of its kind is known there is nothing to hold it to."""
        rows = self._by_id(key, faulty)
        visible = units_read(self.credential, self.basis)
        for one, candidates in unknown_ids(key, rows, self.log, self.basis).items():
            first, *others = rows[one]
            beside = str(first.fact.get(_REAL_NAME, "")) if key == "cadre" else ""
            like = told(key, candidates, self.log, self.basis, visible=visible, beside=beside)
            said = _NOT_MOVED if key in self.sheet.kind.rests_on else REGISTERS[key].unknown
            said = _among(with_like(filled_in(said, one), like), len(others))
            yield self.sheet.fault(said, row=first.number, key=key)

    def _by_id(self, key: str, faulty: Container[int]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._rows():
            if (one := row.fact.get(key)) and row.number not in faulty:
                found.setdefault(one, []).append(row)
        return found

    def _rows(self) -> list[Row]:
        """The rows that would add anything, once each."""
        return list({row.number: row for row, _ in self.stating}.values())

    @property
    def _brought(self) -> set[str]:
        """The columns whose ids may be new, since the rows make them known."""
        return {BRINGS[fact] for fact in self.sheet.kind.facts if fact in BRINGS}

    @staticmethod
    def _cadre(row: Row) -> str | None:
        cadre: str | None = row.fact.get("cadre")
        return cadre


_REAL_NAME: Final = "real_name"
_MISNAMED: Final = Said(
    "名册中该编号的干部不叫此姓名，请核对编号与姓名",
    "the register calls the cadre of this id otherwise: check the id and the name",
)


_NOT_MOVED: Final = Said(
    "名册中没有干部 {id}，无从调动：请核对编号；新干部先报干部花名册",
    "the register has no cadre {id}, so that nobody moves: check the id; who is new comes in by a "
    "roster first",
)


def _among(said: Said, others: int) -> Said:
    """With in how many rows more it stands."""
    if not others:
        return said
    rows = "row" if others == 1 else "rows"
    return Said(f"{said.zh}（另有{others}行同此）", f"{said.en} (and in {others} more {rows})")
