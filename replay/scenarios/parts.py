"""The parts of a scenario's answer on rosters, hours, posts and years, as reports give them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.cut_off import cut_off
from projections.answers.inquiries import members, result_duties
from projections.careers.in_post import in_post_trainings
from projections.careers.register import registration
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.case.units import Units
from projections.compliance.duties import plan_duty
from projections.compliance.members import Member
from projections.compliance.pace import at_risk
from projections.compliance.scorecard import online_year, scorecard
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import hours_of
from projections.exact import jsonable
from projections.reports.cadres import bars_of, eligibility_of, not_assessed
from projections.reports.learning_report import learning_report
from projections.year_close.circular import Circular, Figures, Lists, circular
from projections.year_close.cycle_report import cycle_report
from projections.year_close.year_state import year_state

Parts = dict[str, Any]
Wanted = Mapping[str, Any]


def cadre_parts(dossier: Dossier, wanted: Wanted) -> Parts:
    """The parts about a cadre that are wanted."""
    return {part: _OF_CADRE[part](dossier, wanted[part]) for part in wanted.keys() & _OF_CADRE}


def year_parts(reader: Log, year: int, basis: Basis, wanted: Wanted) -> Parts:
    """The parts about a year that are wanted; the drift is asked for elsewhere."""
    found = list(members(reader, basis, year))
    return {
        part: _OF_YEAR[part](found, year, basis, wanted[part]) for part in wanted.keys() & _OF_YEAR
    }


def _hours(dossier: Dossier, wanted: Wanted) -> Parts:
    first = int(wanted["cycle"].split("-")[0])
    cycles = hours_of(dossier, [first]).cycles
    for one in cycles:
        if one.cycle == wanted["cycle"]:
            return dict(jsonable(one))
    known = ", ".join(one.cycle for one in cycles)
    raise LookupError(f"hours.cycle: {wanted['cycle']!r} is no cycle, expected such as {known}")


def _eligibility(dossier: Dossier, wanted: Wanted) -> Parts:
    return dict(jsonable(eligibility_of(dossier, date.fromisoformat(wanted["reference"]))))


def _in_post(dossier: Dossier, _: Wanted) -> Parts:
    found = in_post_trainings(dossier)
    if not found:
        raise LookupError("in_post_training: the cadre came into no post that asks for one")
    latest = found[0]
    extended = "extended" if latest.probation.extended else "not_extended"
    advised = "attended" if latest.development.attended else "advised"
    return {**jsonable(latest), "probation": extended, "developmental": advised}


def _bars(dossier: Dossier, wanted: Wanted) -> Parts:
    names = ("excellent_appraisal", "commendation")
    found = {year: bars_of(dossier, int(year)) for year in wanted}
    return {year: {name: getattr(one, name) for name in names} for year, one in found.items()}


def _roster(dossier: Dossier, _: Wanted) -> Parts:
    case, today = dossier.case, dossier.case.as_of.today
    found = registration(dossier)
    links = case.reference.identities.links(dossier.person, case.as_of)
    return {
        "person": dossier.person,
        "unit": unit_on(case.memberships, today),
        "level": dossier.roster.level(today),
        "managed_by": dossier.roster.manager(today),
        "identifiers": [link.identifier for link in links],
        "account": found.state,
        "lacking": [verdict.value for verdict in found.lacking],
    }


def _learning(dossier: Dossier, wanted: Wanted) -> Parts:
    years, policies = [int(year) for year in wanted], dossier.case.policies
    ledger = ledger_of(dossier, years=years)
    apart = not_assessed(dossier, years)
    found = learning_report(ledger, hours_of(dossier), years, policies, spared=apart)
    return {str(one.year): jsonable(one) for one in found.years}


def _reports(found: list[Member], year: int, basis: Basis, _: Wanted) -> Parts:
    units = sorted({one.place.unit for one in found if one.place.unit})
    return {unit: duty.state for unit, duty in result_duties(units, year, basis).items()}


def _plans(found: list[Member], year: int, basis: Basis, _: Wanted) -> Parts:
    units = {one.place.unit for one in found if one.place.unit}
    duties = {
        unit: plan_duty(unit, year, basis.reference, basis.as_of, basis.policies) for unit in units
    }
    return {unit: duty.state for unit, duty in duties.items() if duty}


def _year_states(found: list[Member], year: int, basis: Basis, _: Wanted) -> Parts:
    units = {one.place.unit for one in found if one.place.unit}
    return {unit: year_state(unit, year, basis.reference, basis.as_of).state for unit in units}


def _circular(found: list[Member], year: int, basis: Basis, _: Wanted) -> Parts:
    told = circular(year, found, basis.policies, state=basis.reached.of_year(year))
    return _told(told.figures, told.lists)


def _apart(found: list[Member], year: int, basis: Basis, _: Wanted) -> Parts | None:
    told = circular(year, found, basis.policies, state=basis.reached.of_year(year)).apart
    return _told(*told) if told else None


def _told(figures: Figures, lists: Lists) -> Parts:
    names = ("assessed", "qualified", "unqualified")
    return {
        **{name: getattr(figures, name) for name in names},
        "criticised_persons": [one.person for one in lists.criticised_persons],
        "barred_units": list(lists.barred_units),
    }


def _commended(found: list[Member], year: int, basis: Basis, _: Wanted) -> list[str]:
    told: Circular = circular(year, found, basis.policies, state=basis.reached.of_year(year))
    return [one.person for one in told.lists.commended_persons]


def _cut_off(_: list[Member], year: int, basis: Basis, __: Wanted) -> str | None:
    """The last day that counts for the results of a year; None while it lies ahead."""
    found = cut_off(year, basis)
    last = found.astimezone(basis.policies.zone).date() if isinstance(found, datetime) else found
    return last.isoformat() if last else None


def _at_risk(found: list[Member], _: int, basis: Basis, __: Wanted) -> list[str]:
    return [one.person for one in at_risk(found, basis.today, basis.policies)]


def _cycle_report(found: list[Member], year: int, basis: Basis, _: Wanted) -> Parts:
    cycle = basis.policies.cycle_of(year)
    report = cycle_report(cycle, found, basis.policies, state=basis.reached.of_cycle(cycle))
    return {"cycle": report.cycle, **jsonable(report.figures)}


def _online(found: list[Member], _: int, __: Basis, ___: Wanted) -> Parts:
    units = sorted({one.place.unit for one in found if one.place.unit})
    return {
        unit: jsonable(scorecard([online_year(one) for one in found if one.place.unit == unit]))
        for unit in units
    }


def _responsible(_: list[Member], __: int, basis: Basis, wanted: Wanted) -> Parts:
    units: Units = basis.reference.units
    told = {unit: units.registration(unit, basis.as_of) for unit in wanted}
    return {
        unit: {
            "first": one.first_responsible,
            "direct": one.direct_responsible,
            "parent": one.parent,
        }
        for unit, one in told.items()
        if one
    }


_OF_CADRE: Final[Mapping[str, Callable[[Dossier, Wanted], Any]]] = {
    "hours": _hours,
    "promotion_eligibility": _eligibility,
    "in_post_training": _in_post,
    "bars": _bars,
    "roster": _roster,
    "learning": _learning,
}
_OF_YEAR: Final[Mapping[str, Callable[[list[Member], int, Basis, Wanted], Any]]] = {
    "reports": _reports,
    "plans": _plans,
    "year_states": _year_states,
    "circular": _circular,
    "apart": _apart,
    "commended_persons": _commended,
    "cut_off": _cut_off,
    "at_risk": _at_risk,
    "cycle_report": _cycle_report,
    "online": _online,
    "responsible": _responsible,
}
