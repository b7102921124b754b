"""The facts of our Profile in one table: who acts, with which verb, on what, with which data.

The keys are those of the short form of the scenario files. A further fact is a further row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from projections.profile import vocabulary as v

# The instants for which a date without a time stands. What a fact puts in force (a catalogue
# value, a membership, a policy) holds for its whole day, so it stands at the day's beginning. What
# somebody did stands at noon: inside the day in the policy's zone and in UTC, and after what is in
# force on that day.
IN_FORCE: Final = time(0)
DONE: Final = time(12)


def amount(value: Any) -> str:
    """A decimal amount as a plain decimal string, digits as given; floats are refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("expected a decimal number, not a float")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("expected a decimal number") from None
    if not number.is_finite():
        raise ValueError("expected a finite decimal number")
    return format(number, "f")


def day(value: Any) -> str:
    """A calendar day as YYYY-MM-DD."""
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError("expected a day, YYYY-MM-DD")
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError("expected a text")
    return value


def truth(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def score(value: Any) -> dict[str, int | float]:
    """A raw score. The specification wants a JSON number here, the only one that we write."""
    number = Decimal(amount(value))
    return {"raw": int(number) if number == int(number) else float(number)}


def document(value: Any) -> Any:
    """A JSON value that is carried whole."""
    return value


Kind: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """The activity that a fact is about: the key of its short id, its type and how it is named."""

    key: str
    type: str
    iri: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one fact is written. `thing` None means a StatementRef to `target`."""

    verb: str
    display: Mapping[str, str]
    thing: Thing | None
    by_cadre: bool = False
    data: Mapping[str, Kind] = field(default_factory=dict)
    result: Mapping[str, Kind] = field(default_factory=dict)
    at: time = DONE
    run: tuple[str, ...] = ()
    """The keys that together name the run whose statements share a registration."""


_COURSE = Thing(key="course", type=v.COURSE, iri=v.course_iri)
_CLASS = Thing(key="class", type=v.TRAINING_CLASS, iri=v.class_iri)
_UNIT = Thing(key="unit", type=v.UNIT, iri=v.unit_iri)
_POLICY = Thing(key="policy", type=v.POLICY, iri=v.policy_iri)
_REASONED: Mapping[str, Kind] = {"reason": text, "evidence": text}
_MEMBERSHIP: Mapping[str, Kind] = {"level": text, "managed_by": text, "scheme": text}

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
        },
        at=IN_FORCE,
    ),
    "course.passed": Form(
        verb=v.PASSED,
        display={"en": "passed", "zh-CN": "考试合格"},
        thing=_COURSE,
        by_cadre=True,
        data={"by": text, "hours": amount, "version": text},
        result={"score": score, "success": truth},
        run=("course", "cadre"),
    ),
    "class.completed": Form(
        verb=v.ATTENDED,
        display={"en": "attended", "zh-CN": "参加培训"},
        thing=_CLASS,
        by_cadre=True,
        data={
            "start": day,
            "end": day,
            "scheduled_days": amount,
            "attended_days": amount,
            "days_before_new_year": amount,
            "hours": amount,
            "appraisal": text,
            "kind": text,
            "theme": text,
            "organiser": text,
            "certificate": text,
            "evidence": text,
            "class_tag": text,
            "follow_up_years": amount,
            "substitute_for": text,
        },
        run=("class",),
    ),
    "cadre.enrolled": Form(
        verb=v.ENROLLED,
        display={"en": "enrolled", "zh-CN": "登记入册"},
        thing=_UNIT,
        by_cadre=True,
        data=_MEMBERSHIP,
        at=IN_FORCE,
    ),
    "unit.assigned": Form(
        verb=v.ASSIGNED_UNIT,
        display={"en": "assigned to the unit", "zh-CN": "编入单位"},
        thing=_UNIT,
        by_cadre=True,
        data=_MEMBERSHIP,
        at=IN_FORCE,
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
    "policy.published": Form(
        verb=v.PUBLISHED_POLICY,
        display={"en": "published the policy", "zh-CN": "发布政策"},
        thing=_POLICY,
        data={"digest": text, "effective": day, "content": document},
        at=IN_FORCE,
    ),
}
