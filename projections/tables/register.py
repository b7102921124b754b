"""The register of cadres, page by page: from the tables, or from the log as known earlier."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.answers.acts import by_person
from projections.answers.basis import Basis
from projections.case.dossier import open_dossier
from projections.case.membership import unit_on
from projections.case.roster import BY_REFERENCE, DIRECT, OTHER_LEVEL, OWN_UNIT
from projections.facts.learning_act import read_fact, verbs_of
from projections.facts.roster_facts import CadreLeft, CadreReturned, LevelChanged, UnitAssigned
from projections.reports.ledgers import Report, basis_of
from projections.reports.paging import page as page_of
from projections.tables import tracking

QUERIES: Final = load("projections.tables")

_DEFAULTS: Final = {"level": OTHER_LEVEL, "managed_by": OWN_UNIT, "scheme": DIRECT}


def page(
    conn: Connection[Any],
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> Report:
    """The next cadres after a name, of some units or all, as known now; `next` goes into `after`.

    `settled` is the position up to which the tables answer, None while they are still to be made;
    `today` is at most the day to which they are folded.
    """
    there = tracking.answering(conn)
    settled = there.settled if there.today else None
    basis = replace(basis, today=min(basis.today, there.today or basis.today))
    asked = {
        "after": after,
        "today": basis.today,
        "units": None if units is None else list(units),
        "limit": limit + 1,
    }
    rows: list[dict[str, Any]] = []
    if settled is not None:
        rows = conn.cursor(row_factory=dict_row).execute(QUERIES["register"], asked).fetchall()
    return _page(basis, settled, (_cadre(row) for row in rows), limit)


def page_as_known(
    reader: Log,
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> Report:
    """As `page`, from the log as it was known at the basis: `settled` is its position."""
    found = (
        cadre
        for cadre in _register(reader, basis, after)
        if cadre["unit"] is not None and (units is None or cadre["unit"] in units)
    )
    return _page(basis, basis.position, found, limit)


def _register(reader: Log, basis: Basis, after: str) -> Iterator[Report]:
    """Who the cadres after a name are, by name: only what gives them units and levels is read."""
    reference, as_of, today = basis.reference, basis.as_of, basis.today
    verbs = verbs_of(UnitAssigned, CadreLeft, CadreReturned, LevelChanged)
    found = reader.with_verb(*verbs, until=basis.position)
    acts = by_person((read_fact(recorded) for recorded in found), reference, as_of)
    for person in sorted(one for one in acts if one > after):
        dossier = open_dossier(reference, person, acts[person], basis.policies, as_of)
        roster = dossier.roster
        yield {
            "cadre": person,
            "name": roster.name(today),
            "unit": unit_on(dossier.case.memberships, today),
            "level": roster.level(today),
            "managed_by": roster.manager(today),
            "scheme": BY_REFERENCE if roster.by_reference(today) else DIRECT,
        }


def _page(basis: Basis, settled: int | None, cadres: Iterable[Report], limit: int) -> Report:
    found, following = page_of(cadres, itemgetter("cadre"), limit=limit)
    return {**basis_of(basis), "settled": settled, "cadres": found, "next": following}


def _cadre(row: dict[str, Any]) -> Report:
    filled = {key: row[key] or default for key, default in _DEFAULTS.items()}
    return {"cadre": row["person"], "name": row["name"], "unit": row["unit"], **filled}
