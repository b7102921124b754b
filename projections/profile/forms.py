"""The facts of our Profile in one table: who acts, with which verb, on what, with which data.

The keys are those of the short form of the scenario files. A further fact is a further row.
"""

from collections.abc import Mapping
from typing import Final

from projections.profile.roster_forms import ATTENDED, CLASS, ROSTER
from projections.profile.year_forms import YEARS
from projections.words import vocabulary as v
from projections.words.closed_lists import (
    APPRAISAL,
    CERTIFICATE,
    HELD,
    OFFICE,
    PASSED_BY,
    RANK,
    STUDIED,
)
from projections.words.form import (
    IN_FORCE,
    Form,
    Kind,
    Thing,
    amount,
    day,
    document,
    duration,
    score,
    text,
    truth,
)

_COURSE = Thing(key="course", type=v.COURSE, iri=v.course_iri)
_POLICY = Thing(key="policy", type=v.POLICY, iri=v.policy_iri)
_DEGREE = Thing(key="programme", type=v.CREDENTIAL, iri=v.degree_iri)
_AWARD = Thing(key="achievement", type=v.AWARD, iri=v.achievement_iri)
_ACTIVITY = Thing(key="kind", type=v.OTHER_ACTIVITY, iri=v.activity_iri)
_REASONED: Mapping[str, Kind] = {"reason": text, "evidence": text}
_BY_OFFICE: Mapping[str, Kind] = {**_REASONED, "role": OFFICE, "unit": text}
_STUDY: Mapping[str, Kind] = {"level": STUDIED, "holds_degree": HELD, "evidence": text}
_WORK: Mapping[str, Kind] = {
    "role": text,
    "authors": amount,
    "work_related": truth,
    "evidence": text,
}

FORMS: Final[Mapping[str, Form]] = {
    "course.catalogued": Form(
        verb=v.CATALOGUED,
        display={"en": "catalogued", "zh-CN": "列入课程目录"},
        thing=_COURSE,
        data={
            "credits": amount,
            "minutes": amount,
            "hours": amount,
            "category": text,
            "programme": text,
            "new_subject": truth,
            "same_as": text,
        },
        at=IN_FORCE,
    ),
    "course.passed": Form(
        verb=v.PASSED,
        display={"en": "passed", "zh-CN": "考试合格"},
        thing=_COURSE,
        by_cadre=True,
        data={"by": PASSED_BY, "hours": amount, "version": text},
        result={"score": score, "success": truth, "duration": duration},
        run=("course", "cadre"),
    ),
    "class.completed": Form(
        verb=v.ATTENDED,
        display={"en": "attended", "zh-CN": "参加培训"},
        thing=CLASS,
        by_cadre=True,
        data=ATTENDED,
        run=("class",),
    ),
    "degree.admitted": Form(
        verb=v.ADMITTED,
        display={"en": "was admitted to", "zh-CN": "取得入学通知书"},
        thing=_DEGREE,
        by_cadre=True,
        data={**_STUDY, "years": amount},
        run=("programme", "cadre"),
    ),
    "degree.conferred": Form(
        verb=v.CONFERRED,
        display={"en": "was conferred", "zh-CN": "取得证书"},
        thing=_DEGREE,
        by_cadre=True,
        data={**_STUDY, "certificate": CERTIFICATE},
        run=("programme", "cadre"),
    ),
    "degree.withdrawn": Form(
        verb=v.WITHDREW,
        display={"en": "withdrew from", "zh-CN": "退学"},
        thing=_DEGREE,
        by_cadre=True,
        data=_REASONED,
        run=("programme", "cadre"),
    ),
    "book.published": Form(
        verb=v.PUBLISHED,
        display={"en": "published the book", "zh-CN": "出版著作"},
        thing=Thing(key="work", type=v.BOOK, iri=v.work_iri),
        by_cadre=True,
        data=_WORK,
    ),
    "article.published": Form(
        verb=v.PUBLISHED,
        display={"en": "published the article", "zh-CN": "发表文章"},
        thing=Thing(key="work", type=v.ARTICLE, iri=v.work_iri),
        by_cadre=True,
        data={**_WORK, "outlet_level": RANK},
    ),
    "award.won": Form(
        verb=v.EARNED,
        display={"en": "won the award", "zh-CN": "获得表彰奖励"},
        thing=_AWARD,
        by_cadre=True,
        data={"grade": text, "level": RANK, "work_related": truth, "evidence": text},
    ),
    "other_activity.done": Form(
        verb=v.DID_ACTIVITY,
        display={"en": "did", "zh-CN": "参加"},
        thing=_ACTIVITY,
        by_cadre=True,
        data={
            "days": amount,
            "hours": amount,
            "appraisal": APPRAISAL,
            "reason": text,
            "evidence": text,
        },
    ),
    "handbook.issued": Form(
        verb=v.ISSUED_HANDBOOK,
        display={"en": "was issued the handbook", "zh-CN": "配发学分登记手册"},
        thing=Thing(key="number", type=v.HANDBOOK, iri=v.handbook_iri),
        by_cadre=True,
    ),
    "act.voided": Form(
        verb=v.VOIDED, display={"en": "voided", "zh-CN": "作废"}, thing=None, data=_REASONED
    ),
    "void.withdrawn": Form(
        verb=v.REINSTATED,
        display={"en": "reinstated", "zh-CN": "撤回作废"},
        thing=None,
        data=_REASONED,
    ),
    "credit.applied": Form(
        verb=v.APPLIED,
        display={"en": "applied for the credit of", "zh-CN": "申请学分"},
        thing=None,
        by_cadre=True,
        data=_REASONED,
        run=("target",),
    ),
    "credit.assessed": Form(
        verb=v.ASSESSED,
        display={"en": "assessed the credit of", "zh-CN": "评定学分"},
        thing=None,
        data=_BY_OFFICE,
        run=("target",),
    ),
    "credit.approved": Form(
        verb=v.APPROVED,
        display={"en": "approved", "zh-CN": "批准"},
        thing=None,
        data=_REASONED,
        run=("target",),
    ),
    "credit.rejected": Form(
        verb=v.REJECTED,
        display={"en": "rejected", "zh-CN": "不予批准"},
        thing=None,
        data=_REASONED,
        run=("target",),
    ),
    "credit.registered": Form(
        verb=v.REGISTERED_CREDIT,
        display={"en": "registered the credit of", "zh-CN": "登记学分"},
        thing=None,
        data=_BY_OFFICE,
        run=("target",),
    ),
    "policy.published": Form(
        verb=v.PUBLISHED_POLICY,
        display={"en": "published the policy", "zh-CN": "发布政策"},
        thing=_POLICY,
        data={"digest": text, "effective": day, "content": document, "stand_in": truth},
        at=IN_FORCE,
    ),
    **ROSTER,
    **YEARS,
}
