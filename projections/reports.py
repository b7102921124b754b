"""The answers as JSON-ready data with exact decimal strings: what people and programs are given."""

from collections.abc import Sequence
from typing import Any

from projections.answers import Basis
from projections.case import Entry
from projections.credit_ledger import Ledger
from projections.exact import jsonable
from projections.reasons import SENTENCES
from projections.unit_compliance import UnitCompliance

Report = dict[str, Any]


def basis_of(basis: Basis) -> Report:
    """What every answer says of itself: the position it rests on, the day and the policy."""
    return {
        "position": basis.position,
        "today": basis.today.isoformat(),
        "policy": {"id": basis.policy.id, "digest": basis.policy.digest},
    }


def balances(ledger: Ledger, basis: Basis) -> Report:
    """A cadre's annual balances by year and totals by cycle."""
    return {
        "cadre": ledger.person,
        **basis_of(basis),
        "annual": {str(one.year): _without(one, "year") for one in ledger.balances},
        "cycles": {one.cycle: _without(one, "cycle") for one in ledger.cycles},
    }


def ledger(found: Ledger, basis: Basis) -> Report:
    """A cadre's ledger, a line for each statement; a zero has its reason in two languages."""
    return {
        "cadre": found.person,
        **basis_of(basis),
        "entries": [_entry(entry) for entry in found.entries],
    }


def zero_reasons(entries: Sequence[Entry]) -> dict[str, str]:
    """The reason of each statement that earned nothing, by statement id."""
    return {str(entry.statement_id): entry.reason.value for entry in entries if entry.reason}


def unit(found: UnitCompliance, basis: Basis) -> Report:
    """A unit's standing in a year, and each member's."""
    return {**basis_of(basis), **jsonable(found)}


def _entry(entry: Entry) -> Report:
    reason = entry.reason
    return {
        **_without(entry, "reason"),
        "reason": reason and {"code": reason.value, **SENTENCES[reason]},
    }


def _without(value: Any, name: str) -> Report:
    data: Report = jsonable(value)
    return {key: item for key, item in data.items() if key != name}
