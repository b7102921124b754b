"""The register of cadres, page by page, from the projection tables: what is known now."""

from collections.abc import Collection
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from lrs.queries import load
from projections.answers import Basis
from projections.reports import Report, basis_of
from projections.roster.roster import DIRECT, OTHER_LEVEL, OWN_UNIT

QUERIES: Final = load("projections")

_DEFAULTS: Final = {"level": OTHER_LEVEL, "managed_by": OWN_UNIT, "scheme": DIRECT}


def page(
    conn: Connection[Any],
    basis: Basis,
    *,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> Report:
    """The next cadres after a name, of some units or of all; `next` goes into `after`.

    `settled` is the position up to which the tables answer, None while they are still to be made.
    """
    settled = _settled(conn)
    asked = {
        "after": after,
        "today": basis.today,
        "units": None if units is None else list(units),
        "limit": limit + 1,
    }
    rows: list[dict[str, Any]] = []
    if settled is not None:
        rows = conn.cursor(row_factory=dict_row).execute(QUERIES["register"], asked).fetchall()
    found = rows[:limit]
    return {
        **basis_of(basis),
        "settled": settled,
        "cadres": [_cadre(row) for row in found],
        "next": found[-1]["person"] if len(rows) > limit else None,
    }


def _cadre(row: dict[str, Any]) -> Report:
    filled = {key: row[key] or default for key, default in _DEFAULTS.items()}
    return {"cadre": row["person"], "name": row["name"], "unit": row["unit"], **filled}


def _settled(conn: Connection[Any]) -> int | None:
    there = conn.cursor(row_factory=tuple_row)
    row = there.execute("SELECT to_regclass('projections.roster')").fetchone()
    if row is None or row[0] is None:
        return None
    row = there.execute(QUERIES["settled"]).fetchone()
    return row[0] if row else None
