"""The parts on what training is needed, and on the assessment of units and their members."""

from typing import Any, Final

from projections.answers.assessments import cadres_assessed
from projections.answers.basis import UnknownSubjectError
from projections.answers.needs import key_classes, needs_of_half
from projections.answers.surveys import survey_result
from projections.case.windows import Half, half_named
from projections.needs.half_years import needs_report
from projections.policy.years import Cycle
from projections.reports.assessment import AssessmentAnswer, assessment_answer
from projections.reports.needs import (
    census_of,
    needs_answer,
    needs_file_answer,
    renewal_answer,
)
from projections.reports.surveys import survey_answer
from projections.reports.telling import told_alone
from replay.scenarios.part import Asked, Part


def _survey(asked: Asked) -> Any:
    """The answer on a survey; nothing of one that no statement is about."""
    try:
        found = survey_result(asked.log, asked.name("survey"), asked.basis)
    except UnknownSubjectError:
        return {"survey": {"state": "not_opened"}, "published": {}, "totals": {}, "amiss": []}
    return told_alone(survey_answer(found, asked.basis))


def _published(asked: Asked, _: Any) -> Any:
    return _survey(asked)["published"]


def _totals(asked: Asked, _: Any) -> Any:
    return _survey(asked)["totals"]


def _survey_state(asked: Asked, _: Any) -> Any:
    return _survey(asked)["survey"]["state"]


def _survey_findings(asked: Asked, _: Any) -> Any:
    return [one["code"] for one in _survey(asked)["amiss"]]


def _census(asked: Asked, wanted: Any) -> Any:
    first, _, last = wanted["cycle"].partition("-")
    found = told_alone(census_of(Cycle(first=int(first), last=int(last)), asked.basis))
    return {name: found[name] for name in ("cycle", "held", "verdict")}


def _key_classes(asked: Asked, _: Any) -> Any:
    found = key_classes(asked.log, asked.year, asked.basis)
    return [one.training_class for one in found if one.survey is None]


def _needs_reports(asked: Asked, _: Any) -> Any:
    basis = asked.basis
    halves = [Half(year=asked.year, number=number) for number in (1, 2)]
    found = [needs_report(one, basis.reference, basis.as_of, basis.policies) for one in halves]
    return {
        one.half: {"filed": one.filed.value, "published": one.published}
        for one in found
        if one is not None
    }


def _recorded(asked: Asked, _: Any) -> Any:
    half = half_named(asked.name("half"))
    if half is None:
        raise LookupError(f"half: {asked.name('half')!r} is no half-year such as 2010-H1")
    recorded = needs_of_half(asked.log, half, asked.basis)
    answer = needs_answer(half, recorded, (), asked.basis, after="", limit=None)
    found: dict[str, Any] = {}
    for one in answer.recorded:
        of_kind = found.setdefault(one.unit or "", {}).setdefault(one.kind or "", {})
        of_kind[one.method or ""] = {"needs": one.needs, "met": one.met}
    return found


def _needs_file(asked: Asked, _: Any) -> Any:
    found = told_alone(needs_file_answer(asked.dossier, asked.basis))["needs"]
    return {one["statement_id"]: {name: one[name] for name in ("kind", "met_by")} for one in found}


def _renewal(asked: Asked, _: Any) -> Any:
    found = renewal_answer(asked.year, asked.basis, after="", limit=None)
    return {name: getattr(found, name) for name in ("renewed", "base", "verdict")}


def _programme_renewal(asked: Asked, _: Any) -> Any:
    found = renewal_answer(asked.year, asked.basis, after="", limit=None)
    met = None if found.verdict == "not_applicable" else found.verdict == "met"
    return {"offered": found.base, "renewed": found.renewed, "met": met}


def _assessment(asked: Asked) -> AssessmentAnswer:
    found = cadres_assessed(asked.log, asked.year, asked.basis)
    return assessment_answer(asked.year, found, asked.basis, limit=None)


def _units(asked: Asked, _: Any) -> Any:
    names = ("state", "result", "out_of_order")
    return {
        one.unit: {name: getattr(one.assessment, name) for name in names}
        for one in _assessment(asked).units
    }


def _cadres(asked: Asked, _: Any) -> Any:
    names = ("learning_report", "ratings", "mean", "score")
    found = told_alone(_assessment(asked).cadres)
    return {one["cadre"]: {name: one[name] for name in names} for one in found}


PARTS: Final = (
    Part(key="published", about=("survey",), take=_published),
    Part(key="published_total", about=("survey",), take=_totals),
    Part(key="survey_state", about=("survey",), take=_survey_state),
    Part(key="survey_findings", about=("survey",), take=_survey_findings),
    Part(key="census", take=_census),
    Part(key="key_classes_without_survey", about=("year",), take=_key_classes),
    Part(key="needs_reports", about=("year",), take=_needs_reports),
    Part(key="needs_recorded", about=("half",), take=_recorded),
    Part(key="needs_file", about=("cadre",), by_fact=True, take=_needs_file),
    Part(key="renewal", about=("year",), take=_renewal),
    Part(key="programme_renewal", about=("year",), take=_programme_renewal),
    Part(key="unit_assessment", about=("year",), take=_units),
    Part(key="personal_assessment", about=("year",), take=_cadres),
)
