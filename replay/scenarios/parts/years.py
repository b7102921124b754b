"""The parts on a year: its reports and plans, the circular and its drift, the cycle, units."""

from datetime import date, datetime
from typing import Any, Final

from projections.answers.basis import Question
from projections.answers.cut_off import cut_off
from projections.answers.drift_inquiry import drift_of
from projections.answers.inquiries import members, result_duties
from projections.compliance.duties import plan_duty
from projections.compliance.members import Member
from projections.compliance.pace import at_risk
from projections.compliance.scorecard import online_year, scorecard
from projections.exact import jsonable
from projections.reports import ledgers
from projections.tables.learning import Filter, learning
from projections.year_close.circular import Circular, Figures, Lists, circular
from projections.year_close.cycle_report import cycle_report
from projections.year_close.year_state import year_state
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, values

MOST_UNITS: Final = 1000


def _members(asked: Asked) -> list[Member]:
    return list(members(asked.log, asked.basis, asked.year))


def _units(asked: Asked) -> list[str]:
    """The units that have a member in the year."""
    return sorted({one.place.unit for one in _members(asked) if one.place.unit})


def _reports(asked: Asked, _: Any) -> Any:
    duties = result_duties(_units(asked), asked.year, asked.basis)
    return {unit: duty.state for unit, duty in duties.items()}


def _plans(asked: Asked, _: Any) -> Any:
    basis = asked.basis
    duties = {
        unit: plan_duty(unit, asked.year, basis.reference, basis.as_of, basis.policies)
        for unit in _units(asked)
    }
    return {unit: duty.state for unit, duty in duties.items() if duty}


def _year_states(asked: Asked, _: Any) -> Any:
    reference, as_of = asked.basis.reference, asked.basis.as_of
    return {unit: year_state(unit, asked.year, reference, as_of).state for unit in _units(asked)}


def _of_circular(asked: Asked) -> Circular:
    state = asked.basis.reached.of_year(asked.year)
    return circular(asked.year, _members(asked), asked.basis.policies, state=state)


def _circular(asked: Asked, _: Any) -> Any:
    found = _of_circular(asked)
    return _told(found.figures, found.lists)


def _apart(asked: Asked, _: Any) -> Any:
    apart = _of_circular(asked).apart
    return _told(*apart) if apart else None


def _told(figures: Figures, lists: Lists) -> dict[str, Any]:
    names = ("assessed", "qualified", "unqualified")
    return {
        **{name: getattr(figures, name) for name in names},
        "criticised_persons": [one.person for one in lists.criticised_persons],
        "barred_units": list(lists.barred_units),
    }


def _commended(asked: Asked, _: Any) -> Any:
    return [one.person for one in _of_circular(asked).lists.commended_persons]


def _cut_off(asked: Asked, _: Any) -> Any:
    """The last day that counts for the results of a year; None while it lies ahead."""
    found = cut_off(asked.year, asked.basis)
    zone = asked.basis.policies.zone
    last = found.astimezone(zone).date() if isinstance(found, datetime) else found
    return last.isoformat() if last else None


def _drift(asked: Asked, wanted: Any) -> Any:
    against = date.fromisoformat(wanted["against"])
    then = asked.answers.basis(asked.log, Question(known_at=against))
    changed = drift_of(asked.log, asked.year, then=then, now=asked.basis).changed
    return {"against": against.isoformat(), "changed": jsonable(changed)}


def _at_risk(asked: Asked, _: Any) -> Any:
    found = at_risk(_members(asked), asked.basis.today, asked.basis.policies)
    return [one.person for one in found]


def _cycle_report(asked: Asked, _: Any) -> Any:
    cycle = asked.basis.policies.cycle_of(asked.year)
    state = asked.basis.reached.of_cycle(cycle)
    report = cycle_report(cycle, _members(asked), asked.basis.policies, state=state)
    return {"cycle": report.cycle, **jsonable(report.figures)}


def _online(asked: Asked, _: Any) -> Any:
    found = _members(asked)
    return {
        unit: jsonable(scorecard([online_year(one) for one in found if one.place.unit == unit]))
        for unit in _units(asked)
    }


def _statistics(asked: Asked, _: Any) -> Any:
    wanted = Filter(begin=None, end=None, units=None, values={"year": str(asked.year)})
    with asked.tables() as conn:
        found = learning(conn, ["unit"], wanted, after=[], limit=MOST_UNITS)
    return {group.pop("unit"): group for group in found["groups"]}


def _responsible(asked: Asked, wanted: Any) -> Any:
    units, as_of = asked.basis.reference.units, asked.basis.as_of
    found = {unit: units.registration(unit, as_of) for unit in wanted}
    return {
        unit: {
            "first": one.first_responsible,
            "direct": one.direct_responsible,
            "parent": one.parent,
        }
        for unit, one in found.items()
        if one
    }


def _compliance(asked: Asked, wanted: Any) -> Any:
    units: dict[str, Any] = {}
    for unit in wanted:
        found = asked.answers.compliance(asked.log, unit, asked.basis, year=asked.year)
        report = ledgers.unit(found, asked.basis)
        units[unit] = {key: report[key] for key in ("assessed", "unqualified", "verdict")}
    return units


_EACH: Final = Shape(each=Shape(), whole=True)
_NAMES: Final = Shape(many=True)
_PAIR: Final = Shape(many=True, ordered=True)
_CHANGE: Final = Shape(
    keys={"counted": _PAIR, "grade": _PAIR, "because": _NAMES},
    whole=True,
)
_CIRCULAR: Final = Shape(
    keys={
        **values("assessed", "qualified", "unqualified"),
        "criticised_persons": _NAMES,
        "barred_units": _NAMES,
    },
    whole=True,
)
_SHAPES: Final = {
    "reports": (_reports, _EACH),
    "plans": (_plans, _EACH),
    "year_states": (_year_states, _EACH),
    "circular": (_circular, _CIRCULAR),
    "apart": (_apart, _CIRCULAR),
    "commended_persons": (_commended, _NAMES),
    "cut_off": (_cut_off, Shape(optional=True)),
    "drift": (
        _drift,
        Shape(keys={"against": Shape(), "changed": Shape(each=_CHANGE, whole=True)}),
    ),
    "at_risk": (_at_risk, _NAMES),
    "cycle_report": (
        _cycle_report,
        Shape(keys=values("cycle", "assessed", "qualified", "hours_met")),
    ),
    "online": (
        _online,
        Shape(each=Shape(keys=values("members", "participants", "passed", "failed", "mean_score"))),
    ),
    "statistics": (
        _statistics,
        Shape(
            each=Shape(keys=values("lines", "credited", "zero", "credits", "hours"), whole=True),
            whole=True,
        ),
    ),
    "responsible": (_responsible, Shape(each=Shape(keys=values("first", "direct", "parent")))),
    "units": (
        _compliance,
        Shape(each=Shape(keys=values("assessed", "unqualified", "verdict"), whole=True)),
    ),
}

PARTS: Final = tuple(
    Part(key=key, about=("year",), take=take, shape=shape) for key, (take, shape) in _SHAPES.items()
)
