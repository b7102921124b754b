"""An example of each fact about cadres, units and years, in its short form."""

from typing import Any

DAY = {"occurred": "2010-07-01"}
OF_CADRE = {"cadre": "c1", **DAY}
OF_UNIT = {"unit": "A", "year": 2010, **DAY}
OF_YEAR = {"year": 2010, "known_at": "2010-12-31", **DAY}

SHORT_FORMS: list[dict[str, Any]] = [
    {"fact": "cadre.identified", "identifier": "mailto:zhang@b.cn", **OF_CADRE},
    {"fact": "unit.registered", "unit": "A1", "parent": "A", "kind": "agency", **DAY},
    {"fact": "cadre.left", "reason": "retired", **OF_CADRE},
    {"fact": "cadre.returned", "unit": "A", **OF_CADRE},
    {"fact": "level.changed", "level": "county_and_above", **OF_CADRE},
    {"fact": "tag.given", "tag": "后备干部", **OF_CADRE},
    {"fact": "tag.withdrawn", "tag": "reserve_cadre", **OF_CADRE},
    {"fact": "appointment.made", "post": "deputy director", **OF_CADRE},
    {"fact": "exemption.granted", "target": "e1", "reason": "sick leave", **OF_CADRE},
    {"fact": "probation.extended", "target": "e1", "until": "2011-12-31", **DAY},
    {"fact": "in_post_training.completed", "class": "ip1", **OF_CADRE},
    {"fact": "history.imported", "hours": "120", "source": "个人档案", **OF_CADRE},
    {"fact": "account.opened", "number": "A-1", **OF_CADRE},
    {"fact": "card.issued", "number": "K-1", **OF_CADRE},
    {"fact": "card.lost", "number": "K-1", **OF_CADRE},
    {"fact": "card.reissued", "number": "K-2", **OF_CADRE},
    {"fact": "plan.set", "year": 2011, **OF_CADRE},
    {
        "fact": "degree.admitted",
        "programme": "m1",
        "level": "master",
        "holds_degree": "bachelor",
        **OF_CADRE,
    },
    {
        "fact": "degree.conferred",
        "programme": "m1",
        "level": "master",
        "certificate": "graduation",
        **OF_CADRE,
    },
    {"fact": "degree.withdrawn", "programme": "m1", "reason": "posted abroad", **OF_CADRE},
    {"fact": "book.published", "work": "w1", "role": "co", "authors": "2", **OF_CADRE},
    {
        "fact": "article.published",
        "work": "w2",
        "role": "sole",
        "outlet_level": "county",
        "work_related": True,
        "evidence": "宝鸡日报 2010-07-01",
        **OF_CADRE,
    },
    {
        "fact": "award.won",
        "achievement": "dam",
        "grade": "first",
        "level": "municipal",
        **OF_CADRE,
    },
    {"fact": "other_activity.done", "kind": "secondment", "days": "90", **OF_CADRE},
    {"fact": "handbook.issued", "number": "H-17", **OF_CADRE},
    {"fact": "credit.applied", "target": "e1", "person": "c1", "evidence": "P-7", **DAY},
    {"fact": "credit.assessed", "target": "e1", "role": "training_institution", **DAY},
    {"fact": "credit.registered", "target": "e1", "role": "unit_hr", "unit": "A", **DAY},
    {"fact": "annual_result.reported", **OF_UNIT},
    {"fact": "plan.reported", **OF_UNIT},
    {"fact": "unit_assessment.self_inspected", **OF_UNIT},
    {"fact": "unit_assessment.inspected", **OF_UNIT},
    {"fact": "unit_assessment.evaluated", **OF_UNIT},
    {"fact": "year.published", **OF_YEAR},
    {"fact": "year.reopened", "reason": "appeal", **OF_YEAR},
    {"fact": "circular.issued", "number": "1", "lists": {"barred_units": ["A"]}, **OF_YEAR},
    {"fact": "corrigendum.issued", "number": "2", **OF_YEAR},
]
