"""What a statement of the log means: each is read into one typed fact, or into Unknown.

Reading is liberal about the form (a foreign platform may leave things out) and strict about values:
an amount or day that cannot be read is named in `unreadable` and never guessed. Amounts are read
exactly; no float is ever made.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import msgspec

from projections import exact
from projections.facts import (
    ActVoided,
    CadreEnrolled,
    ClassCompleted,
    CourseCatalogued,
    CoursePassed,
    CreditApproved,
    CreditRejected,
    Decision,
    Fact,
    PolicyPublished,
    UnitAssigned,
    Unknown,
    VoidWithdrawn,
)
from projections.persons import person_of
from projections.policy.parameter import Policy, PolicyError, policy_of
from projections.profile import vocabulary as v


class Recorded(Protocol):
    """A statement as the log holds it; `position` counts from 1 without gaps."""

    @property
    def position(self) -> int: ...
    @property
    def stored(self) -> datetime: ...
    @property
    def statement_id(self) -> UUID: ...
    @property
    def credential(self) -> str: ...
    @property
    def body(self) -> bytes: ...


class _Verb(msgspec.Struct):
    id: str


class _Definition(msgspec.Struct):
    type: str | None = None


class _Object(msgspec.Struct, rename="camel"):
    id: str = ""
    object_type: str = "Activity"
    definition: _Definition = msgspec.field(default_factory=_Definition)


class _Result(msgspec.Struct):
    success: bool | None = None


class _Context(msgspec.Struct):
    extensions: dict[str, Any] = msgspec.field(default_factory=dict)


class _Statement(msgspec.Struct):
    actor: dict[str, Any]
    verb: _Verb
    object: _Object
    result: _Result = msgspec.field(default_factory=_Result)
    context: _Context = msgspec.field(default_factory=_Context)
    timestamp: str | None = None


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECODER: Final = msgspec.json.Decoder(_Statement, float_hook=Decimal)


_T = TypeVar("_T")
_Base = dict[str, Any]
"""What every fact has: position, stored, statement_id, credential, occurred, person."""


class _Data:
    """The extensions of one statement; remembers which of those asked for cannot be read."""

    def __init__(self, extensions: Mapping[str, Any]) -> None:
        self._extensions = extensions
        self._unreadable: list[str] = []

    @property
    def unreadable(self) -> tuple[str, ...]:
        return tuple(self._unreadable)

    def raw(self, name: str) -> Any:
        return self._extensions.get(v.extension(name))

    def amount(self, name: str) -> Decimal | None:
        return self._read(name, exact.amount)

    def day(self, name: str) -> date | None:
        return self._read(name, _day)

    def text(self, name: str) -> str | None:
        return self._read(name, lambda raw: raw if isinstance(raw, str) else None)

    def choice(self, name: str, names: tuple[str, ...]) -> str | None:
        return self._read(name, lambda raw: raw if raw in names else None)

    def _read(self, name: str, read: Callable[[Any], _T | None]) -> _T | None:
        raw = self.raw(name)
        if raw is None:
            return None
        value = read(raw)
        if value is None:
            self._unreadable.append(name)
        return value


_Reader = Callable[[_Statement, _Data, _Base], Fact | None]


def read_fact(recorded: Recorded) -> Fact:
    """The fact that a statement of the log states; Unknown where it states none of ours."""
    base: _Base = {
        "position": recorded.position,
        "stored": recorded.stored,
        "statement_id": recorded.statement_id,
        "credential": recorded.credential,
        "occurred": recorded.stored,
    }
    try:
        statement = _DECODER.decode(recorded.body)
        base["person"] = _person(statement.actor)
        if statement.timestamp is not None:
            base["occurred"] = _instant(statement.timestamp)
    except (msgspec.DecodeError, ValueError):
        return Unknown(verb="", **base)
    reader = _READERS.get(statement.verb.id)
    fact = reader(statement, _Data(statement.context.extensions), base) if reader else None
    return fact or Unknown(verb=statement.verb.id, **base)


def _person(actor: dict[str, Any]) -> str | None:
    """Whom an actor names; None for a group."""
    return person_of(actor) if actor.get("objectType", "Agent") == "Agent" else None


def _course_catalogued(statement: _Statement, data: _Data, base: _Base) -> Fact | None:
    if not _is_activity(statement, v.COURSE, v.COURSES):
        return None
    credits_, minutes = data.amount("credits"), data.amount("minutes")
    return CourseCatalogued(
        course=v.course_id(statement.object.id),
        credits=credits_,
        minutes=minutes,
        unreadable=data.unreadable,
        **base,
    )


def _course_passed(statement: _Statement, data: _Data, base: _Base) -> Fact | None:
    typed = _is_activity(statement, v.COURSE, v.COURSES)
    untyped = statement.object.object_type == "Activity" and not statement.object.definition.type
    if base["person"] is None or not (typed or untyped):
        return None
    by = data.choice("by", ("exam", "paper"))
    return CoursePassed(
        course=v.course_id(statement.object.id),
        typed=typed,
        success=statement.result.success is not False,
        by=by or "exam",
        unreadable=data.unreadable,
        **base,
    )


def _class_completed(statement: _Statement, data: _Data, base: _Base) -> Fact | None:
    if base["person"] is None or not _is_activity(statement, v.TRAINING_CLASS, v.CLASSES):
        return None
    values: dict[str, Any] = {
        "start": data.day("start"),
        "end": data.day("end"),
        "scheduled_days": data.amount("scheduled_days"),
        "attended_days": data.amount("attended_days"),
        "days_before_new_year": data.amount("days_before_new_year"),
        "appraisal": data.text("appraisal"),
        "organiser": data.text("organiser"),
    }
    return ClassCompleted(
        training_class=v.class_id(statement.object.id),
        unreadable=data.unreadable,
        **values,
        **base,
    )


def _unit_assigned(statement: _Statement, data: _Data, base: _Base) -> Fact | None:
    if base["person"] is None or not _is_activity(statement, v.UNIT, v.UNITS):
        return None
    entered = statement.verb.id == v.ENROLLED
    kind = CadreEnrolled if entered else UnitAssigned
    return kind(unit=v.unit_id(statement.object.id), unreadable=data.unreadable, **base)


def _decision(kind: type[Decision]) -> _Reader:
    def read(statement: _Statement, data: _Data, base: _Base) -> Fact | None:
        if statement.object.object_type != "StatementRef":
            return None
        try:
            target = UUID(statement.object.id)
        except ValueError:
            return None
        return kind(target=target, unreadable=data.unreadable, **base)

    return read


def _policy_published(statement: _Statement, data: _Data, base: _Base) -> Fact | None:
    if not _is_activity(statement, v.POLICY, v.POLICIES):
        return None
    policy: Policy | None = None
    fault: str | None = None
    try:
        policy = _stated_policy(v.policy_id(statement.object.id), data)
    except PolicyError as error:
        fault = str(error)
    effective = data.day("effective") or (policy.effective_from if policy else date.max)
    return PolicyPublished(
        effective=effective, policy=policy, fault=fault, unreadable=data.unreadable, **base
    )


def _stated_policy(policy_id: str, data: _Data) -> Policy:
    """The policy that a publication carries. Raises PolicyError where it is not what it says."""
    policy = policy_of(data.raw("content"), place=f"policy {policy_id}")
    if policy.id != policy_id:
        raise PolicyError(f"policy {policy_id}: its content calls itself {policy.id}")
    stated = data.text("digest")
    if stated is not None and stated != policy.digest:
        raise PolicyError(f"policy {policy_id}: digest {stated} stated, {policy.digest} found")
    return policy


_READERS: Final[Mapping[str, _Reader]] = {
    v.CATALOGUED: _course_catalogued,
    v.PASSED: _course_passed,
    v.ATTENDED: _class_completed,
    v.ASSIGNED_UNIT: _unit_assigned,
    v.ENROLLED: _unit_assigned,
    v.VOIDED: _decision(ActVoided),
    v.REINSTATED: _decision(VoidWithdrawn),
    v.APPROVED: _decision(CreditApproved),
    v.REJECTED: _decision(CreditRejected),
    v.PUBLISHED_POLICY: _policy_published,
}

REFERENCE_VERBS: Final = (v.CATALOGUED, v.PUBLISHED_POLICY, v.VOIDED, v.REINSTATED)
"""The verbs of the statements from which a Reference learns."""


def _is_activity(statement: _Statement, activity_type: str, base: str) -> bool:
    """Whether the object is an activity of the type, or of no stated type below our own base."""
    if statement.object.object_type != "Activity":
        return False
    stated = statement.object.definition.type
    return stated == activity_type or (not stated and statement.object.id.startswith(base))


def _instant(text: str) -> datetime:
    """An xAPI timestamp; one without a zone is read as UTC. Raises ValueError."""
    instant = datetime.fromisoformat(text.upper())
    if not date.min.year < instant.year < date.max.year:
        raise ValueError(f"{text} is no instant of any history")  # its local day might not exist
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _day(raw: Any) -> date | None:
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None
