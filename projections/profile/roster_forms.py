"""The forms of the facts about cadres, units and posts."""

from collections.abc import Mapping
from typing import Final

from projections.words import vocabulary as v
from projections.words.closed_lists import APPRAISAL, LEAVING, MANAGED_BY, SCHEME
from projections.words.form import IN_FORCE, Form, Kind, Thing, amount, day, text, year

CLASS: Final = Thing(key="class", type=v.TRAINING_CLASS, iri=v.class_iri)
ATTENDED: Final[Mapping[str, Kind]] = {
    "start": day,
    "end": day,
    "scheduled_days": amount,
    "attended_days": amount,
    "days_before_new_year": amount,
    "hours": amount,
    "appraisal": APPRAISAL,
    "kind": text,
    "theme": text,
    "organiser": text,
    "certificate": text,
    "evidence": text,
    "class_tag": text,
    "follow_up_years": amount,
    "substitute_for": text,
}
"""What is said of a cadre's attendance at a class."""

UNIT: Final = Thing(key="unit", type=v.UNIT, iri=v.unit_iri)
_ACCOUNT: Final = Thing(key="cadre", type=v.ACCOUNT, iri=v.account_iri)
_MEMBERSHIP: Final[Mapping[str, Kind]] = {"level": text, "managed_by": MANAGED_BY, "scheme": SCHEME}
_NUMBERED: Final[Mapping[str, Kind]] = {"number": text, "reason": text}


def _of_account(verb: str, en: str, zh: str) -> Form:
    display = {"en": en, "zh-CN": zh}
    return Form(verb=verb, display=display, thing=_ACCOUNT, by_cadre=True, data=_NUMBERED)


ROSTER: Final[Mapping[str, Form]] = {
    "cadre.enrolled": Form(
        verb=v.ENROLLED,
        display={"en": "enrolled", "zh-CN": "登记入册"},
        thing=UNIT,
        by_cadre=True,
        data=_MEMBERSHIP,
        at=IN_FORCE,
    ),
    "unit.assigned": Form(
        verb=v.ASSIGNED_UNIT,
        display={"en": "assigned to the unit", "zh-CN": "编入单位"},
        thing=UNIT,
        by_cadre=True,
        data=_MEMBERSHIP,
        at=IN_FORCE,
    ),
    "cadre.identified": Form(
        verb=v.IDENTIFIED,
        display={"en": "is also known as", "zh-CN": "关联身份标识"},
        thing=None,
        agent="identifier",
        by_cadre=True,
        data={"reason": text},
        at=IN_FORCE,
    ),
    "cadre.left": Form(
        verb=v.LEFT,
        display={"en": "left the service", "zh-CN": "离开岗位"},
        thing=None,
        agent="cadre",
        by_cadre=True,
        data={"reason": LEAVING},
        at=IN_FORCE,
    ),
    "cadre.returned": Form(
        verb=v.RETURNED,
        display={"en": "returned to the service", "zh-CN": "重新任职"},
        thing=None,
        agent="cadre",
        by_cadre=True,
        data={"unit": text, "reason": text},
        at=IN_FORCE,
    ),
    "unit.registered": Form(
        verb=v.REGISTERED_UNIT,
        display={"en": "registered the unit", "zh-CN": "登记单位"},
        thing=UNIT,
        data={
            "parent": text,
            "kind": text,
            "payroll": text,
            "first_responsible": text,
            "direct_responsible": text,
        },
        at=IN_FORCE,
    ),
    "level.changed": Form(
        verb=v.CHANGED_LEVEL,
        display={"en": "changed to the level", "zh-CN": "变更职务层次"},
        thing=Thing(key="level", type=v.LEVEL, iri=v.level_iri),
        by_cadre=True,
        data={"level": text, "reason": text},
        at=IN_FORCE,
    ),
    "tag.given": Form(
        verb=v.GAVE_TAG,
        display={"en": "was marked as", "zh-CN": "列为"},
        thing=Thing(key="tag", type=v.TAG, iri=v.tag_iri),
        by_cadre=True,
        data={"reason": text, "evidence": text},
        at=IN_FORCE,
    ),
    "tag.withdrawn": Form(
        verb=v.WITHDREW_TAG,
        display={"en": "was no longer marked as", "zh-CN": "不再列为"},
        thing=Thing(key="tag", type=v.TAG, iri=v.tag_iri),
        by_cadre=True,
        data={"reason": text, "evidence": text},
        at=IN_FORCE,
    ),
    "appointment.made": Form(
        verb=v.APPOINTED,
        display={"en": "was appointed to", "zh-CN": "提拔任职"},
        thing=Thing(key="post", type=v.POST, iri=v.post_iri),
        by_cadre=True,
        data={"post": text, "unit": text, "level": text, "reason": text},
    ),
    "exemption.granted": Form(
        verb=v.EXEMPTED,
        display={"en": "exempted", "zh-CN": "批准免除"},
        thing=None,
        agent="cadre",
        data={"cadre": text, "year": year, "reason": text, "evidence": text},
    ),
    "probation.extended": Form(
        verb=v.EXTENDED_PROBATION,
        display={"en": "extended the probation of", "zh-CN": "延长试用期"},
        thing=None,
        data={"cadre": text, "until": day, "reason": text},
    ),
    "in_post_training.completed": Form(
        verb=v.ATTENDED,
        display={"en": "attended", "zh-CN": "参加培训"},
        thing=CLASS,
        by_cadre=True,
        data=ATTENDED,
        fixed={"kind": "in_post"},
        run=("class",),
    ),
    "history.imported": Form(
        verb=v.IMPORTED_HISTORY,
        display={"en": "had earlier training entered", "zh-CN": "补录以往培训"},
        thing=_ACCOUNT,
        by_cadre=True,
        data={"hours": amount, "source": text, "subject": text, "start": day, "end": day},
    ),
    "account.opened": _of_account(v.OPENED_ACCOUNT, "opened the account", "开立账户"),
    "card.issued": _of_account(v.ISSUED_CARD, "was issued a study card", "发放学习卡"),
    "card.lost": _of_account(v.LOST_CARD, "reported the study card lost", "学习卡挂失"),
    "card.reissued": _of_account(v.REISSUED_CARD, "was reissued a study card", "补发学习卡"),
}
