"""The parts on a cadre: hours, posts, register, what he learned."""

from datetime import date
from typing import Any, Final

from projections.reports import cadres
from projections.reports.telling import told_alone
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, values

_OPTIONAL: Final = Shape(optional=True)


def _hours(asked: Asked, wanted: Any) -> Any:
    cycles = told_alone(cadres.hours(asked.dossier, asked.basis))["cycles"]
    if wanted["cycle"] not in cycles:
        expected = f"expected such as {', '.join(cycles)}"
        raise LookupError(f"hours.cycle: {wanted['cycle']!r} is no cycle, {expected}")
    return cycles[wanted["cycle"]]


def _promotion(asked: Asked, reference: date) -> Any:
    return told_alone(cadres.promotion(asked.dossier, asked.basis, reference))


def _eligibility(asked: Asked, wanted: Any) -> Any:
    return _promotion(asked, date.fromisoformat(wanted["reference"]))["promotion_eligibility"]


def _in_post(asked: Asked, _: Any) -> Any:
    found = _promotion(asked, asked.basis.today)["in_post_training"]
    if not found:
        raise LookupError("in_post_training: the cadre came into no post that asks for one")
    extended, attended = found[0]["probation"]["extended"], found[0]["development"]["attended"]
    return {
        **found[0],
        "probation": "extended" if extended else "not_extended",
        "developmental": "attended" if attended else "advised",
    }


def _bars(asked: Asked, wanted: Any) -> Any:
    found = {
        year: told_alone(cadres.barred(asked.dossier, asked.basis, int(year))) for year in wanted
    }
    names = ("excellent_appraisal", "commendation")
    return {year: {name: one[name] for name in names} for year, one in found.items()}


def _roster(asked: Asked, _: Any) -> Any:
    found = told_alone(cadres.cadre(asked.dossier, asked.basis))
    return {
        **{name: found[name] for name in ("unit", "level", "managed_by")},
        "person": found["cadre"],
        "identifiers": [one["identifier"] for one in found["identifiers"]],
        "account": found["registration"]["state"],
        "lacking": [one["code"] for one in found["registration"]["lacking"]],
    }


def _learning(asked: Asked, wanted: Any) -> Any:
    years = [int(year) for year in wanted]
    found = told_alone(cadres.duty_report(asked.dossier, asked.basis, years))
    return {str(one["year"]): one for one in found["years"]}


PARTS: Final = (
    Part(
        key="hours",
        about=("cadre",),
        take=_hours,
        shape=Shape(
            keys={
                **values("cycle", "hours"),
                **dict.fromkeys(("target", "met", "short_by"), _OPTIONAL),
                "by_channel": Shape(each=Shape(), whole=True),
            }
        ),
    ),
    Part(
        key="promotion_eligibility",
        about=("cadre",),
        take=_eligibility,
        shape=Shape(keys={**values("reference", "eligible"), "years": Shape(many=True)}),
    ),
    Part(
        key="in_post_training",
        about=("cadre",),
        take=_in_post,
        shape=Shape(keys=values("due", "state", "probation", "developmental")),
    ),
    Part(
        key="bars",
        about=("cadre",),
        take=_bars,
        shape=Shape(each=Shape(keys=values("excellent_appraisal", "commendation"), whole=True)),
    ),
    Part(
        key="roster",
        about=("cadre",),
        take=_roster,
        shape=Shape(
            keys={
                **values("person", "level", "managed_by", "account"),
                "unit": _OPTIONAL,
                "identifiers": Shape(many=True),
                "lacking": Shape(many=True),
            }
        ),
    ),
    Part(
        key="learning",
        about=("cadre",),
        take=_learning,
        shape=Shape(each=Shape(keys=values("classes", "courses", "hours", "credits"))),
    ),
)
