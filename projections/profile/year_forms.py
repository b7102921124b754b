"""The forms of the facts about credit years."""

from collections.abc import Mapping
from typing import Final

from projections.profile.roster_forms import UNIT
from projections.words import vocabulary as v
from projections.words.form import Form, Kind, Thing, document, text, year

_YEAR: Final = Thing(key="year", type=v.YEAR, iri=v.year_iri, kind=year)
_REPORTED: Final[Mapping[str, Kind]] = {"year": year, "result": text, "evidence": text}
_DECIDED: Final[Mapping[str, Kind]] = {
    "year": year,
    "unit": text,
    "known_at": text,
    "number": text,
    "reason": text,
    "lists": document,
}


def _by_unit(verb: str, en: str, zh: str) -> Form:
    return Form(verb=verb, display={"en": en, "zh-CN": zh}, thing=UNIT, data=_REPORTED)


def _on_year(verb: str, en: str, zh: str) -> Form:
    return Form(verb=verb, display={"en": en, "zh-CN": zh}, thing=_YEAR, data=_DECIDED)


YEARS: Final[Mapping[str, Form]] = {
    "annual_result.reported": _by_unit(
        v.REPORTED_RESULT, "reported the annual result of", "上报年度考核结果"
    ),
    "plan.reported": _by_unit(v.REPORTED_PLAN, "reported the plan of", "上报培训计划"),
    "plan.set": Form(
        verb=v.SET_PLAN,
        display={"en": "set a plan for", "zh-CN": "制定个人学习计划"},
        thing=Thing(key="year", type=v.PLAN, iri=v.plan_iri, kind=year),
        by_cadre=True,
        data={"year": year, "evidence": text},
    ),
    "unit_assessment.self_inspected": _by_unit(v.SELF_INSPECTED, "inspected itself", "单位自查"),
    "unit_assessment.inspected": _by_unit(v.INSPECTED, "inspected", "组织考核"),
    "unit_assessment.evaluated": _by_unit(v.EVALUATED_UNIT, "evaluated", "综合评价"),
    "year.published": _on_year(v.PUBLISHED_YEAR, "published the results of", "公布年度结果"),
    "year.reopened": _on_year(v.REOPENED_YEAR, "reopened", "重新核定"),
    "circular.issued": _on_year(v.ISSUED_CIRCULAR, "issued the circular on", "印发通报"),
    "corrigendum.issued": _on_year(v.ISSUED_CORRIGENDUM, "corrected the circular on", "更正通报"),
}
