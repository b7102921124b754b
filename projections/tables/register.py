"""The register of cadres, page by page: from the tables, or from the log as known earlier."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.answers.acts import by_person, each_with_acts
from projections.answers.basis import Basis
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on
from projections.case.roster import BY_REFERENCE, DIRECT, OTHER_LEVEL, OWN_UNIT
from projections.facts.learning_act import facts_with_verb, verbs_of
from projections.facts.roster_facts import CadreLeft, CadreReturned, LevelChanged, UnitAssigned
from projections.reports.answer import Page, TableAnswer, basis_of, unit_names
from projections.reports.paging import page as page_of
from projections.tables.answering import table_basis

QUERIES: Final = load("projections.tables")

_BY: Final = itemgetter("cadre")
_DEFAULTS: Final = {"level": OTHER_LEVEL, "managed_by": OWN_UNIT, "scheme": DIRECT}


class CadreOfRegister(Struct, frozen=True, kw_only=True, gc=False):
    """A cadre, as he stands in the register on the day."""

    cadre: str
    name: str | None
    unit: str
    unit_name: str | None
    level: str
    managed_by: str
    """Who manages him: city or unit (A3-11)."""
    scheme: str
    """Whether the scheme binds him: direct or by_reference (A3-20)."""


@dataclass(frozen=True, kw_only=True)
class RegisterAnswer(TableAnswer, Page):
    """A page of the cadres who belong to a unit, by id."""

    cadres: tuple[CadreOfRegister, ...]
    """The cadres of the page."""

    def rows(self) -> Iterable[CadreOfRegister]:
        """The cadres."""
        return self.cadres


def page(
    conn: Connection[Any],
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> RegisterAnswer:
    """The next cadres after a name, of some units or all, as known now; `next` goes into `after`.

    `today` is at most the day to which the tables are folded.
    """
    own = table_basis(conn, basis, units)
    basis = replace(basis, today=own["today"])
    asked = {
        "after": after,
        "today": basis.today,
        "units": None if units is None else list(units),
        "limit": limit + 1,
    }
    rows: list[dict[str, Any]] = []
    if own["settled"] is not None:
        rows = conn.cursor(row_factory=dict_row).execute(QUERIES["register"], asked).fetchall()
    some, following = page_of((_cadre(row) for row in rows), _BY, limit=limit)
    return RegisterAnswer(**own, cadres=_named(some, basis), next=following)


def page_as_known(
    reader: Log,
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> RegisterAnswer:
    """As `page`, from the log as it was known at the basis: `settled` is its position."""
    found = (
        cadre
        for cadre in _register(reader, basis, after)
        if cadre["unit"] is not None and (units is None or cadre["unit"] in units)
    )
    some, following = page_of(found, _BY, limit=limit)
    own, cadres = basis_of(basis), _named(some, basis)
    return RegisterAnswer(**own, settled=basis.position, cadres=cadres, next=following)


def page_of_some(
    reader: Log, basis: Basis, cadres: Sequence[str], following: str | None
) -> RegisterAnswer:
    """Those of some cadres who belong to a unit, in their order, as `page_as_known`."""
    reference, as_of = basis.reference, basis.as_of
    told = {
        person: _told(open_dossier(reference, person, acts, basis.policies, as_of), basis.today)
        for person, acts in each_with_acts(cadres, reader, reference, as_of)
    }
    found = [told[one] for one in cadres if told[one]["unit"] is not None]
    own = basis_of(basis)
    return RegisterAnswer(
        **own, settled=basis.position, cadres=_named(found, basis), next=following
    )


def _register(reader: Log, basis: Basis, after: str) -> Iterator[dict[str, Any]]:
    """Who the cadres after a name are, by name: only what gives them units and levels is read."""
    reference, as_of, today = basis.reference, basis.as_of, basis.today
    verbs = verbs_of(UnitAssigned, CadreLeft, CadreReturned, LevelChanged)
    found = facts_with_verb(reader, *verbs, until=basis.position)
    acts = by_person(found, reference, as_of)
    for person in sorted(one for one in acts if one > after):
        yield _told(open_dossier(reference, person, acts[person], basis.policies, as_of), today)


def _told(dossier: Dossier, today: date) -> dict[str, Any]:
    """What the register tells of a cadre on a day; his unit is None where he is in none."""
    roster = dossier.roster
    return {
        "cadre": dossier.person,
        "name": roster.name(today),
        "unit": unit_on(dossier.case.memberships, today),
        "level": roster.level(today),
        "managed_by": roster.manager(today),
        "scheme": BY_REFERENCE if roster.by_reference(today) else DIRECT,
    }


def _cadre(row: dict[str, Any]) -> dict[str, Any]:
    filled = {key: row[key] or default for key, default in _DEFAULTS.items()}
    return {"cadre": row["person"], "name": row["name"], "unit": row["unit"], **filled}


def _named(cadres: Sequence[dict[str, Any]], basis: Basis) -> tuple[CadreOfRegister, ...]:
    names = unit_names([one["unit"] for one in cadres], basis)
    return tuple(CadreOfRegister(**one, unit_name=names[one["unit"]]) for one in cadres)
