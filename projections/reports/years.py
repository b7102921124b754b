"""The answers on a year as JSON-ready data."""

from collections.abc import Sequence
from operator import attrgetter

from projections.answers.basis import Basis
from projections.answers.cut_off import SENTENCES, Fixed
from projections.answers.inquiries import publications_of, result_duties
from projections.compliance.pace import AtRisk
from projections.reports.ledgers import Report, basis_of
from projections.reports.paging import page
from projections.reports.telling import told
from projections.year_close import circular as circulars
from projections.year_close import cycle_report as cycle_reports
from projections.year_close import drift as drifts
from projections.year_close.circular import Circular
from projections.year_close.cycle_report import CycleReport
from projections.year_close.drift import Drift


def circular(found: Circular, fixed: Fixed, now: Basis, *, after: str, limit: int | None) -> Report:
    """The circular as known at its cut-off; what was issued on the year, and whose result has been
    reported, until now. With a limit the part of so many units; `next` goes into `after`."""
    units, following = page([one.unit for one in found.units], str, after=after, limit=limit)
    found = circulars.part_of(found, frozenset(units))
    reports = result_duties(units, found.year, now)
    apart = found.apart and {"figures": told(found.apart[0]), "lists": told(found.apart[1])}
    return {
        "year": found.year,
        "state": found.state,
        **basis_of(fixed.basis),
        "cut_off": _cut_off(fixed),
        "figures": told(found.figures),
        "lists": told(found.lists),
        "units": told(found.units),
        "by_reference": apart,
        "reports": {unit: told(duty) for unit, duty in reports.items()},
        "issued": [told(one) for one in publications_of(found.year, now)],
        "rule": found.rule,
        "article": found.article,
        "next": following,
    }


def cycle(found: CycleReport, basis: Basis, *, after: str, limit: int | None) -> Report:
    """The summary of a cycle; with a limit the part of so many units, as of the circular."""
    units, following = page(found.units, str, after=after, limit=limit)
    part = cycle_reports.part_of(found, frozenset(units))
    return {**basis_of(basis), **told(part), "next": following}


def drift(found: Drift, fixed: Fixed, now: Basis, *, after: str, limit: int) -> Report:
    """Who differs, then and now, and because of which statements: a page by person."""
    persons = sorted({*found.changed, *found.regraded})
    some, following = page(persons, str, after=after, limit=limit)
    return {
        **basis_of(now),
        "state": now.reached.of_year(found.year),
        "then": {**basis_of(fixed.basis), "cut_off": _cut_off(fixed)},
        **told(drifts.part_of(found, frozenset(some))),
        "total": len(persons),
        "next": following,
    }


def at_risk(found: Sequence[AtRisk], year: int, basis: Basis, *, after: str, limit: int) -> Report:
    """A page of those who are behind, by person; `next` goes into `after` of the next page."""
    some, following = page(found, attrgetter("person"), after=after, limit=limit)
    return {
        "year": year,
        "state": basis.reached.of_year(year),
        **basis_of(basis),
        "total": len(found),
        "cadres": told(some),
        "next": following,
    }


def _cut_off(fixed: Fixed) -> Report:
    """What the cut-off is, and why that one."""
    known_at = None if fixed.known_at is None else fixed.known_at.isoformat()
    return {"code": fixed.by.value, "known_at": known_at, **SENTENCES[fixed.by]}
