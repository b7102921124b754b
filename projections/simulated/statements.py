"""What happens in a simulated city, and the statements that its platforms make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from projections.profile.writing import to_statement
from projections.words.vocabulary import PROFILE

TEACHERS: Final = PROFILE + "teachers"
_PLATFORM: Final = "干部在线学习中心 3.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department. Of its cadres, `diligence` in a hundred mean to reach their yearly credits."""

    id: str
    zh: str
    en: str
    diligence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A cadre with the units he belongs to, each from its day on."""

    id: str
    name: str
    level: str
    posts: tuple[tuple[date, Unit], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An online course; `in_force` None: it never came into the catalogue."""

    id: str
    zh: str
    en: str
    category: str
    credits: int
    teacher: str
    in_force: date | None

    @property
    def minutes(self) -> int:
        """How long it takes to watch."""
        return self.credits * 25


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingClass:
    """One run of a class, registered by its organiser from `registered` on."""

    id: str
    zh: str
    en: str
    kind: str
    organiser: str
    teacher: str
    start: date
    days: int
    registered: datetime

    @property
    def end(self) -> date:
        """The last day."""
        return last_day(self.start, self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that comes to be known at `stored`."""

    id: str
    stored: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogued(Act):
    """A course enters the catalogue."""

    course: Course
    in_force: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Act):
    """A cadre enters a unit; `first`: he enters the register with it."""

    person: Person
    unit: Unit
    since: date
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat(Act):
    """A cadre sat the test of a course; a score of 60 passes."""

    person: Person
    course: Course
    at: datetime
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended(Act):
    """A cadre attended a class."""

    person: Person
    training_class: TrainingClass
    days: Decimal
    appraisal: str
    substitute_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Act):
    """An officer voids or reinstates the act with the id `target`."""

    fact: str
    target: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStatement(Act):
    """An office states a fact, in its short form without an id."""

    fact: Mapping[str, Any]


def last_day(start: date, days: int) -> date:
    """The last of so many days of training, five a week from a Monday on."""
    return start + timedelta(days=days - 1 + (days - 1) // 5 * 2)


def statement_of(act: Act, *, salt: str) -> dict[str, Any]:
    """The statement of an act, without `stored`; ids of cities with different salts are apart."""
    statement = to_statement({"id": act.id, **_fact(act)}, salt=salt)
    context = statement["context"]
    context["language"] = "zh-CN"
    match act:
        case Sat():
            statement["actor"]["name"] = act.person.name
            statement["result"] |= {
                "completion": True,
                "duration": _duration(minutes=int(act.course.minutes), seconds=act.at.second),
                "score": {"raw": act.score, "min": 0, "max": 100},
            }
            context["platform"] = _PLATFORM
            context["instructor"] = _teacher(act.course.teacher)
        case Attended():
            statement["actor"]["name"] = act.person.name
            context["instructor"] = _teacher(act.training_class.teacher)
        case Joined():
            statement["actor"]["name"] = act.person.name
        case Catalogued():
            context["platform"] = _PLATFORM
            context["instructor"] = _teacher(act.course.teacher)
    return statement


def _fact(act: Act) -> dict[str, Any]:
    match act:
        case Sat():
            return {
                "fact": "course.passed",
                "cadre": act.person.id,
                "course": act.course.id,
                "name": _name(act.course),
                "by": "exam",
                "success": act.score >= 60,
                "score": act.score,
                "hours": str(Decimal(act.course.minutes) / 50),
                "occurred_at": act.at,
            }
        case Attended():
            return _attended(act)
        case Joined():
            return {
                "fact": "cadre.enrolled" if act.first else "unit.assigned",
                "cadre": act.person.id,
                "unit": act.unit.id,
                "name": _name(act.unit),
                "level": act.person.level,
                "managed_by": "city" if act.person.level == "county_and_above" else "unit",
                "occurred": act.since,
            }
        case Catalogued():
            return {
                "fact": "course.catalogued",
                "course": act.course.id,
                "name": _name(act.course),
                "credits": act.course.credits,
                "minutes": act.course.minutes,
                "category": act.course.category,
                "occurred": act.in_force,
            }
        case OfficeStatement():
            return dict(act.fact)
        case Decided():
            return {
                "fact": act.fact,
                "target": act.target,
                "reason": act.reason,
                "occurred_at": act.at,
            }
    raise TypeError(f"no statement is made of {act}")


def _attended(act: Attended) -> dict[str, Any]:
    run = act.training_class
    return {
        "fact": "class.completed",
        "cadre": act.person.id,
        "class": run.id,
        "name": _name(run),
        "start": run.start,
        "end": run.end,
        "scheduled_days": run.days,
        "attended_days": act.days,
        "hours": act.days * 8,
        "appraisal": act.appraisal,
        "kind": run.kind,
        "organiser": run.organiser,
        "certificate": f"{run.id.upper()}-{act.person.id.upper()}",
        **({"substitute_for": act.substitute_for} if act.substitute_for else {}),
    }


def _name(thing: Course | Unit | TrainingClass) -> dict[str, str]:
    return {"zh-CN": thing.zh, "en": thing.en}


def _teacher(name: str) -> dict[str, Any]:
    account = {"homePage": TEACHERS, "name": name}
    return {"objectType": "Agent", "name": name, "account": account}


def _duration(*, minutes: int, seconds: int) -> str:
    """An ISO 8601 duration as common clients write it, so that a resend through one is the same."""
    hours, minutes = divmod(minutes, 60)
    return (
        f"PT{hours:02d}H{minutes:02d}M{seconds:02d}S"
        if hours
        else f"PT{minutes:02d}M{seconds:02d}S"
    )
