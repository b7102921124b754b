"""The parts on the follow-up of classes, of cadres and of institutions."""

from typing import Any, Final

from projections.answers.follow_up import (
    attended_by,
    cadre_follow_ups,
    class_follow_up,
    held,
    institution_half,
    visited,
)
from projections.case.windows import half_named
from projections.reports.cadre_follow_up import cadre_answer
from projections.reports.class_follow_up import class_answer
from projections.reports.institution_follow_up import institution_answer
from projections.reports.sample import sample_answer
from projections.reports.telling import told_alone
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, whole

_LIMIT: Final = 1000
_SOME: Final = Shape(free=True)


def _class(asked: Asked) -> Any:
    found = class_follow_up(asked.log, asked.name("class"), asked.basis)
    return told_alone(class_answer(found, asked.basis, visible=None, after="", limit=_LIMIT))


def _days(asked: Asked, _: Any) -> Any:
    answer = _class(asked)
    return answer["days"] or answer["state"]


def _seminar(asked: Asked, _: Any) -> Any:
    seminar = _class(asked)["seminar"]
    return seminar and seminar["state"]


def _trainees(asked: Asked, _: Any) -> Any:
    items = ("self_evaluation", "learning_summary")
    return {
        one["cadre"]: {name: one[name]["state"] for name in items}
        for one in _class(asked)["trainees"]
    }


def _missing_headings(asked: Asked, _: Any) -> Any:
    return {one["cadre"]: one["missing_headings"] for one in _class(asked)["trainees"]}


def _feedback(asked: Asked, _: Any) -> Any:
    return _of_feedback(_class(asked)["unit_feedback"])


def _feedback_by_unit(asked: Asked, _: Any) -> Any:
    found = _class(asked)["unit_feedback_by_unit"]
    return {unit: _of_feedback(one) for unit, one in found.items()}


def _of_feedback(found: Any) -> Any:
    return found and {"state": found["item"]["state"], "delay_days": found["delay_days"]}


def _half_years(asked: Asked, _: Any) -> Any:
    return {
        half: {kind: item["state"] for kind, item in reports.items()}
        for half, reports in _class(asked)["half_years"].items()
    }


def _sample(asked: Asked, _: Any) -> Any:
    found = class_follow_up(asked.log, asked.name("class"), asked.basis)
    answer = told_alone(sample_answer(found, asked.basis))
    if answer["sample"] is None:
        return None
    visits: dict[str, list[str]] = {}
    for one in answer["drawn"]:
        visits.setdefault(one["cadre"], []).append(one["visit"]["state"])
    sample = answer["sample"]
    return {
        "verdict": sample["verdict"]["code"],
        **{name: sample[name] for name in ("least", "redraws")},
        "visits": visits,
    }


def _headings(asked: Asked, _: Any) -> Any:
    found = _class(asked)["visited"]
    return found and found["headings"]


def _assessment(asked: Asked, _: Any) -> Any:
    found = _class(asked)["visited"]
    names = ("methods", "assessors", "scored", "in_words")
    return found and {name: found[name] for name in names}


def _batches(asked: Asked, _: Any) -> Any:
    return {one["statement_id"]: one["attendees"] for one in _class(asked)["batches"]}


def _services(asked: Asked, _: Any) -> Any:
    return {one["statement_id"]: one["kind"] for one in _class(asked)["services"]}


def _improvements(asked: Asked, _: Any) -> Any:
    return {one["statement_id"]: one["aspect"] for one in _class(asked)["improvements"]}


def _web_feedback(asked: Asked, _: Any) -> Any:
    return _class(asked)["web_feedback"]


def _readers(asked: Asked, _: Any) -> Any:
    return {one["group"]: one["members"] for one in _class(asked)["groups"]}


def _followed_up_by(asked: Asked, _: Any) -> Any:
    return _class(asked)["followed_up_by"]


def _findings(asked: Asked, _: Any) -> Any:
    return [[one["code"]["code"], one["statement_id"]] for one in _class(asked)["findings"]]


def _of_cadre(asked: Asked) -> Any:
    """What the answer on the cadre tells of the class; None where he has not attended it."""
    classes = {asked.name("class")} & set(attended_by(asked.dossier).values())
    found = cadre_follow_ups(asked.log, asked.dossier, classes, asked.basis)
    answer = told_alone(cadre_answer(asked.dossier, found, asked.basis, following=None))
    return next(iter(answer["classes"]), None)


def _history(asked: Asked, _: Any) -> Any:
    found = _of_cadre(asked)
    if found is None:
        return None
    entries = [[one["day"], one["fact"], one["statement_id"]] for one in found["entries"]]
    return {"ends": found["ends"], "state": found["state"], "entries": entries}


def _around(asked: Asked, _: Any) -> Any:
    found = _of_cadre(asked)
    names = ("credits", "hours", "courses", "classes")
    return found and {one["when"]: {name: one[name] for name in names} for one in found["around"]}


def _grades(asked: Asked, _: Any) -> Any:
    found = _of_cadre(asked)
    return found and {str(one["year"]): one["grade"] for one in found["years"]}


def _institution_half(asked: Asked, _: Any) -> Any:
    half = half_named(asked.name("half"))
    if half is None:
        raise LookupError(f"half: {asked.name('half')!r} is none, expected such as 2010-H1")
    name, classes = asked.name("institution"), held(asked.log, asked.basis)
    found = institution_half(asked.log, name, half, asked.basis, classes=classes)
    persons = visited(found, asked.basis)
    answer = told_alone(institution_answer(name, found, asked.basis, persons))
    return {
        "classes": [one["training_class"] for one in answer["classes"]],
        **{kind: answer[kind] and answer[kind]["state"] for kind in ("digest", "preset")},
    }


PARTS: Final = (
    Part(key="follow_up", about=("class",), take=_days, shape=_SOME),
    Part(key="seminar", about=("class",), take=_seminar),
    Part(key="trainees", about=("class",), take=_trainees),
    Part(key="missing_headings", about=("class",), take=_missing_headings),
    Part(key="unit_feedback", about=("class",), take=_feedback),
    Part(key="unit_feedback_by_unit", about=("class",), take=_feedback_by_unit),
    Part(key="half_year_reports", about=("class",), take=_half_years),
    Part(key="sample", about=("class",), take=_sample),
    Part(key="headings", about=("class",), take=_headings),
    Part(key="assessment", about=("class",), take=_assessment),
    Part(key="seminar_batches", about=("class",), take=_batches, by_fact=True),
    Part(key="services", about=("class",), take=_services, by_fact=True),
    Part(key="improvements", about=("class",), take=_improvements, by_fact=True),
    Part(key="web_feedback", about=("class",), take=_web_feedback),
    Part(key="readers", about=("class",), take=_readers),
    Part(key="followed_up_by", about=("class",), take=_followed_up_by),
    Part(key="follow_up_findings", about=("class",), take=_findings),
    Part(
        key="follow_up_history",
        about=("cadre", "class"),
        take=_history,
        shape=whole(ordered=("entries",)),
    ),
    Part(key="learning_around", about=("cadre", "class"), take=_around),
    Part(key="grades_around", about=("cadre", "class"), take=_grades),
    Part(key="institution_half", about=("institution", "half"), take=_institution_half),
)
