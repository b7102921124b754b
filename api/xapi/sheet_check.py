"""What the rows of a spreadsheet are against what is known now: which may not be stated, which name
somebody or something that nobody knows, and what they would move of balances."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from unicodedata import normalize

from api.http.sight import units_read
from api.xapi.entitlement import Grant, as_if_recorded, grant_of, outside
from lrs.event.credentials import Credential
from lrs.event.log import Log
from lrs.log.post import Draft
from projections.answers import search
from projections.answers.basis import Basis
from projections.answers.people import names_of
from projections.case.moves import moves_in_register
from projections.spreadsheets.faults import Said, SheetFault
from projections.spreadsheets.reading import Row, Sheet
from projections.spreadsheets.slips import near
from projections.words.persons import is_of_register
from projections.words.things import CLASS
from replay.balances_moved import BalanceMoved, balances_moved
from replay.dry_run import Trial, trial_of

MOST_CADRES: Final = 100
"""Cadres of a file whose balances are tried: each is folded twice."""
_NEAREST: Final = 3
"""Ids that are told as the nearest to one that nobody knows."""
_LOOKED_AT: Final = 50
"""Ids among which these are looked for: of most nothing may be told to who does not read them."""

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
        for column in kind.columns:
            if column.key in _REGISTERS and column.key not in (*kind.brings, *kind.rests_on):
                yield from self._unknown(column.key, faulty=faulty)

    def effect(self) -> Effect:
        """What the rows would move of balances."""
        cadres = list(dict.fromkeys(self._cadre(row) for row, _ in self.stating))
        if None in cadres:
            return Effect()
        first = frozenset(cadres[:MOST_CADRES])
        tried = self._trial([one for one in self.stating if self._cadre(one[0]) in first])
        found = list(dict.fromkeys(one.cadre for one in tried.stated if one.cadre is not None))
        visible = units_read(self.credential, self.basis)
        read = [one for one in found if search.is_visible(search.CADRE, one, tried.after, visible)]
        return Effect(
            moved=tuple(balances_moved(tried, read)),
            untried=max(0, len(cadres) - MOST_CADRES),
            unread=len(found) - len(read),
        )

    def _trial(self, stating: Stating) -> Trial:
        drafts = [one for _, one in stating]
        recorded = as_if_recorded(drafts, after=self.basis.position, stored=self.now)
        return trial_of(self.log, list(recorded), self.basis)

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
        for (row, _), one in zip(self.stating, self._trial(self.stating).stated, strict=True):
            if not one.entitled and row.number not in told:
                told.add(row.number)
                unit = row.fact.get("unit")
                said = outside(unit, grants[one.fact.name])
                yield sheet.fault(said, row=row.number, key="unit" if unit else "cadre")

    def _misnamed(self) -> Iterator[SheetFault]:
        """The rows beside whose id stands another name than that of the register: an id with a slip
        in it is that of somebody else. The fault keeps the name of the register to itself."""
        named = [one for one in self._rows() if one.fact.get(_REAL_NAME)]
        if "cadre" in self.sheet.kind.brings:
            return
        registered = names_of({one.fact["cadre"] for one in named}, self.basis)
        for row in named:
            known = registered[row.fact["cadre"]]
            if known and _spelled(known) != _spelled(str(row.fact[_REAL_NAME])):
                yield self.sheet.fault(_MISNAMED, row=row.number, key=_REAL_NAME)

    def _unknown(self, key: str, *, faulty: Container[int] = ()) -> Iterator[SheetFault]:
        """The ids of a column that nobody knows, each at the first row that has it, with the known
        ids that are like it. Where nothing of its kind is known there is nothing to hold it to."""
        register, rows = _REGISTERS[key], self._by_id(key, faulty)
        known = list(register.every(self.basis))
        if not known:
            return
        unknown = [one for one in rows if not register.has(one, self.log, self.basis)]
        candidates = near(unknown, known) if unknown else {}
        for one in unknown:
            first, *others = rows[one]
            like = self._told(key, candidates[one], first)
            said = _said(key, one, is_fault=key in self.sheet.kind.rests_on)
            yield self.sheet.fault(_with(said, like, len(others)), row=first.number, key=key)

    def _told(self, key: str, candidates: Iterable[str], row: Row) -> list[str]:
        """The ids that somebody may have meant, with their names, as far as he reads them: those
        that have the name beside the id, if there are any."""
        register, visible = _REGISTERS[key], units_read(self.credential, self.basis)
        found = [
            (one, register.name(one, self.basis) or "")
            for one in islice(candidates, _LOOKED_AT)
            if search.is_visible(register.kind, one, self.basis, visible)
            and register.has(one, self.log, self.basis)
        ]
        beside = _spelled(str(row.fact.get(_REAL_NAME, ""))) if key == "cadre" else ""
        same = [one for one in found if beside and _spelled(one[1]) == beside]
        return [f"{id_} {name}".strip() for id_, name in (same or found)[:_NEAREST]]

    def _by_id(self, key: str, faulty: Container[int]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._rows():
            if (one := row.fact.get(key)) and row.number not in faulty:
                found.setdefault(one, []).append(row)
        return found

    def _rows(self) -> list[Row]:
        """The rows that would add anything, once each."""
        return list({row.number: row for row, _ in self.stating}.values())

    @staticmethod
    def _cadre(row: Row) -> str | None:
        cadre: str | None = row.fact.get("cadre")
        return cadre


_REAL_NAME: Final = "real_name"
_MISNAMED: Final = Said(
    "名册中该编号的干部不叫此姓名，请核对编号与姓名",
    "the register calls the cadre of this id otherwise: check the id and the name",
)


def _spelled(name: str) -> str:
    """A name without the blanks that align it in a column, and in one width of its letters."""
    return "".join(normalize("NFKC", name).split()).casefold()


@dataclass(frozen=True, slots=True)
class _Register:
    """Where the ids of a column are known: `kind` as search has it, every id, whether an id is
    known, and what it is called."""

    kind: str
    every: Callable[[Basis], Iterable[str]]
    has: Callable[[str, Log, Basis], bool]
    name: Callable[[str, Basis], str | None]


def _cadres(basis: Basis) -> Iterable[str]:
    return (one for one, _ in basis.reference.register.by_name() if is_of_register(one))


def _has_cadre(cadre: str, _: Log, basis: Basis) -> bool:
    return bool(moves_in_register(basis.reference, basis.person(cadre), basis.as_of).made)


def _units(basis: Basis) -> Iterable[str]:
    return basis.reference.units.known()


def _has_unit(unit: str, _: Log, basis: Basis) -> bool:
    """Whether it was registered, or somebody belongs to it."""
    reference, as_of = basis.reference, basis.as_of
    if reference.units.registration(unit, as_of) is not None:
        return True
    moved = reference.register.to_units([unit], known=basis.position)
    persons = dict.fromkeys(one.person for one in moved if one.person is not None)
    return any(
        each.unit == unit
        for one in persons
        for each in moves_in_register(reference, basis.person(one), as_of).made
    )


def _has_class(training_class: str, log: Log, basis: Basis) -> bool:
    """Whether it was planned or declared, or anything was stated of it."""
    return bool(basis.reference.outlines(training_class, basis.as_of)) or log.has_activity(
        CLASS.iri(training_class)
    )


_REGISTERS: Final[Mapping[str, _Register]] = {
    "cadre": _Register(
        search.CADRE, _cadres, _has_cadre, lambda one, basis: names_of([one], basis)[one]
    ),
    "unit": _Register(
        search.UNIT,
        _units,
        _has_unit,
        lambda one, basis: basis.reference.units.name(one, basis.as_of),
    ),
    "class": _Register(
        search.CLASS,
        lambda basis: basis.reference.classes(),
        _has_class,
        lambda one, basis: basis.reference.class_name(one, basis.as_of),
    ),
}
"""The columns whose ids are held to what is known. Institutions, works and programmes are called as
who hands in a file calls them; nobody registers them first."""


def _said(key: str, id_: str, *, is_fault: bool) -> Said:
    """That nobody knows an id, and what to do."""
    if is_fault:
        return Said(
            f"名册中没有干部 {id_}，无从调动：请核对编号；新干部先报干部花名册",
            f"the register has no cadre {id_}, so that nobody moves: check the id; who is "
            "new comes in by a roster first",
        )
    return {
        "cadre": Said(
            f"名册中没有干部 {id_}，请核对编号；确是新干部的，另报干部花名册",
            f"the register has no cadre {id_}: check the id; who is new comes in by a roster",
        ),
        "unit": Said(
            f"没有登记过单位 {id_}，请核对编号",
            f"nobody registered a unit {id_}: check the id",
        ),
        "class": Said(
            f"没有计划或申报过班次 {id_}，请核对编号",
            f"nobody planned or declared a class {id_}: check the id",
        ),
    }[key]


def _with(said: Said, like: Sequence[str], others: int) -> Said:
    """With the known ids that are like it, and in how many rows more it stands."""
    zh, en = said.zh, said.en
    if like:
        zh, en = f"{zh}。相近的有：{'、'.join(like)}", f"{en}; the nearest: {', '.join(like)}"
    if others:
        zh, en = f"{zh}（另有{others}行同此）", f"{en} (and in {others} rows more)"
    return Said(zh, en)
