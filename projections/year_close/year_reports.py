"""The answers on a year as JSON-ready data."""

from collections.abc import Sequence

from projections.answers import Basis
from projections.inquiries import publications_of, result_duties
from projections.reports import Report, basis_of
from projections.roster.pace import AtRisk
from projections.telling import told
from projections.year_close.circular import Circular
from projections.year_close.cycle_report import CycleReport
from projections.year_close.drift import Drift


def circular(found: Circular, fixed: Basis, now: Basis) -> Report:
    """The circular as known at its cut-off; what was issued on the year, and whose result has been
    reported, until now."""
    reports = result_duties([one.unit for one in found.units], found.year, now)
    apart = found.apart and {"figures": told(found.apart[0]), "lists": told(found.apart[1])}
    return {
        "year": found.year,
        **basis_of(fixed),
        "figures": told(found.figures),
        "lists": told(found.lists),
        "units": told(found.units),
        "by_reference": apart,
        "reports": {unit: told(duty) for unit, duty in reports.items()},
        "issued": [told(one) for one in publications_of(found.year, now)],
        "rule": found.rule,
        "article": found.article,
    }


def cycle(found: CycleReport, basis: Basis) -> Report:
    """The summary of a cycle."""
    return {**basis_of(basis), **told(found)}


def drift(found: Drift, then: Basis, now: Basis) -> Report:
    """Who differs, then and now, and because of which statements."""
    return {**basis_of(now), "then": basis_of(then), **told(found)}


def at_risk(found: Sequence[AtRisk], year: int, basis: Basis, *, after: str, limit: int) -> Report:
    """A page of those who are behind, by person; `next` goes into `after` of the next page."""
    further = [one for one in found if one.person > after]
    page = further[:limit]
    return {
        "year": year,
        **basis_of(basis),
        "total": len(found),
        "cadres": told(page),
        "next": page[-1].person if len(further) > limit else None,
    }
