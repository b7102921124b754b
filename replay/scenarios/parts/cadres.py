"""The parts on a cadre: hours, posts, register, what he learned."""

from datetime import date
from typing import Any, Final

from projections.careers.in_post import in_post_trainings
from projections.careers.register import registration
from projections.case.membership import unit_on
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import hours_of
from projections.exact import jsonable
from projections.reports.cadres import bars_of, eligibility_of, not_assessed
from projections.reports.learning_report import learning_report
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, values

_OPTIONAL: Final = Shape(optional=True)


def _hours(asked: Asked, wanted: Any) -> Any:
    dossier = asked.dossier
    first = int(wanted["cycle"].split("-")[0])
    cycles = hours_of(dossier, [first]).cycles
    for one in cycles:
        if one.cycle == wanted["cycle"]:
            return dict(jsonable(one))
    known = ", ".join(one.cycle for one in cycles)
    raise LookupError(f"hours.cycle: {wanted['cycle']!r} is no cycle, expected such as {known}")


def _eligibility(asked: Asked, wanted: Any) -> Any:
    dossier = asked.dossier
    return dict(jsonable(eligibility_of(dossier, date.fromisoformat(wanted["reference"]))))


def _in_post(asked: Asked, _: Any) -> Any:
    dossier = asked.dossier
    found = in_post_trainings(dossier)
    if not found:
        raise LookupError("in_post_training: the cadre came into no post that asks for one")
    latest = found[0]
    extended = "extended" if latest.probation.extended else "not_extended"
    advised = "attended" if latest.development.attended else "advised"
    return {**jsonable(latest), "probation": extended, "developmental": advised}


def _bars(asked: Asked, wanted: Any) -> Any:
    dossier = asked.dossier
    names = ("excellent_appraisal", "commendation")
    found = {year: bars_of(dossier, int(year)) for year in wanted}
    return {year: {name: getattr(one, name) for name in names} for year, one in found.items()}


def _roster(asked: Asked, _: Any) -> Any:
    dossier, case, today = asked.dossier, asked.dossier.case, asked.basis.today
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


def _learning(asked: Asked, wanted: Any) -> Any:
    dossier = asked.dossier
    years, policies = [int(year) for year in wanted], dossier.case.policies
    ledger = ledger_of(dossier, years=years)
    apart = not_assessed(dossier, years)
    found = learning_report(ledger, hours_of(dossier), years, policies, spared=apart)
    return {str(one.year): jsonable(one) for one in found.years}


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
