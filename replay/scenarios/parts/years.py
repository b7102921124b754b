"""The parts on a year: its reports and plans, the circular and its drift, the cycle, units."""

from datetime import date, datetime
from typing import Any, Final

from projections.answers.basis import Question
from projections.answers.cut_off import CutOff, Fixed, cut_off
from projections.answers.drift_inquiry import drift_of, touched_by
from projections.answers.inquiries import circular_on, dossiers, members, report_on_cycle
from projections.compliance.pace import at_risk
from projections.reports import drift, ledgers, units, years
from projections.reports.telling import told_alone
from projections.tables.answering import as_known
from projections.tables.learning import Filter, learning, learning_answer
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, values

MOST: Final = 1000
"""Of a page, more than a scenario has of anything."""


def _of_circular(asked: Asked) -> Any:
    basis = asked.basis
    state = basis.reached.of_year(asked.year)
    found = circular_on(asked.log, asked.year, basis, state=state)
    fixed = Fixed(basis=basis, by=CutOff.ASKED, known_at=None)
    return told_alone(years.circular(found, fixed, basis, after="", limit=None))


def _reports(asked: Asked, _: Any) -> Any:
    return {unit: duty["state"] for unit, duty in _of_circular(asked)["reports"].items()}


def _deadlines(asked: Asked) -> dict[str, Any]:
    """What each unit that has a member in the year owes for it."""
    year, basis = asked.year, asked.basis
    found = {}
    for unit in sorted({one["unit"] for one in _of_circular(asked)["units"] if one["unit"]}):
        own = dossiers(asked.log, basis, year, units=[unit])
        found[unit] = told_alone(units.unit_deadlines(unit, own, year, basis, limit=MOST))
    return found


def _plans(asked: Asked, _: Any) -> Any:
    found = _deadlines(asked)
    return {unit: one["plan"]["state"] for unit, one in found.items() if one["plan"]}


def _year_states(asked: Asked, _: Any) -> Any:
    return {unit: one["state"]["state"] for unit, one in _deadlines(asked).items()}


def _circular(asked: Asked, _: Any) -> Any:
    return _told(_of_circular(asked))


def _apart(asked: Asked, _: Any) -> Any:
    apart = _of_circular(asked)["by_reference"]
    return _told(apart) if apart else None


def _told(found: Any) -> dict[str, Any]:
    figures, lists = found["figures"], found["lists"]
    return {
        **{name: figures[name] for name in ("assessed", "qualified", "unqualified")},
        "criticised_persons": [one["cadre"] for one in lists["criticised_persons"]],
        "barred_units": lists["barred_units"],
    }


def _commended(asked: Asked, _: Any) -> Any:
    return [one["cadre"] for one in _of_circular(asked)["lists"]["commended_persons"]]


def _cut_off(asked: Asked, _: Any) -> Any:
    """The last day that counts for the results of a year; None while it lies ahead."""
    found = cut_off(asked.year, asked.basis)
    zone = asked.basis.policies.zone
    last = found.astimezone(zone).date() if isinstance(found, datetime) else found
    return last.isoformat() if last else None


def _drift(asked: Asked, wanted: Any) -> Any:
    against, now = date.fromisoformat(wanted["against"]), asked.basis
    then = asked.answers.basis(asked.log, Question(known_at=against))
    touched = touched_by(asked.log, asked.year, then=then, now=now)
    found = drift_of(asked.log, asked.year, then=then, now=now, touched=touched)
    fixed = Fixed(basis=then, by=CutOff.ASKED, known_at=against)
    answer = told_alone(drift.drift(found, fixed, now, {}))
    known_at = answer["then"]["cut_off"]["known_at"]
    return {"against": known_at, "changed": answer["changed"]}


def _at_risk(asked: Asked, _: Any) -> Any:
    basis, own = asked.basis, members(asked.log, asked.basis, asked.year)
    found = at_risk(own, basis.today, basis.policies)
    answer = told_alone(years.at_risk(found, asked.year, basis, after="", limit=MOST))
    return [one["cadre"] for one in answer["cadres"]]


def _cycle_report(asked: Asked, _: Any) -> Any:
    found = report_on_cycle(asked.log, asked.year, asked.basis)
    answer = told_alone(years.cycle(found, asked.basis, after="", limit=None))
    return {"cycle": answer["cycle"], **answer["figures"]}


def _online(asked: Asked, wanted: Any) -> Any:
    found = {}
    for unit in wanted:
        own = list(members(asked.log, asked.basis, asked.year, units=[unit]))
        found[unit] = told_alone(units.unit_members(unit, own, asked.year, asked.basis))["online"]
    return found


def _statistics(asked: Asked, _: Any) -> Any:
    wanted = Filter(begin=None, end=None, units=None, values={"year": str(asked.year)})
    with asked.tables() as conn:
        found = learning(conn, ["unit"], wanted, after=[], limit=MOST)
    answer = told_alone(learning_answer(as_known(asked.basis), ["unit"], found, dict.fromkeys))
    figures = ("lines", "credited", "zero", "credits", "hours")
    return {group["unit"]: {name: group[name] for name in figures} for group in answer["groups"]}


def _responsible(asked: Asked, wanted: Any) -> Any:
    found = {unit: told_alone(units.unit(unit, asked.basis)) for unit in wanted}
    return {
        unit: {
            "first": one["first_responsible"],
            "direct": one["direct_responsible"],
            "parent": next(iter(one["above"]), None),
        }
        for unit, one in found.items()
        if one["registered"]
    }


def _compliance(asked: Asked, wanted: Any) -> Any:
    found = {}
    for unit in wanted:
        judged = asked.answers.compliance(asked.log, unit, asked.basis, year=asked.year)
        answer = told_alone(ledgers.unit(judged, asked.basis))
        found[unit] = {key: answer[key] for key in ("assessed", "unqualified", "verdict")}
    return found


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
