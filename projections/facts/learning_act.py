"""What a statement of the log means: each is read into one typed fact, or into Unknown.

Reading is liberal about the form (a foreign platform may leave things out) and strict about values:
an amount or day that cannot be read is named in `unreadable` and never guessed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from projections import exact
from projections.facts import credit_reading, decision_reading, roster_reading, year_reading
from projections.facts.fact import (
    MANAGERS,
    CadreEnrolled,
    ClassCompleted,
    CourseCatalogued,
    CoursePassed,
    Fact,
    InPostTrainingCompleted,
    PolicyPublished,
    UnitAssigned,
    Unknown,
)
from projections.facts.persons import person_of
from projections.facts.roster_reading import IN_POST, SCHEMES
from projections.facts.statement_data import Base, Data, Reader, instant_of, is_activity
from projections.policy.parameter import Policy, PolicyError
from projections.policy.reading import policy_of
from projections.profile import vocabulary as v
from projections.profile.statement import Statement, decode


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


def read_fact(recorded: Recorded) -> Fact:
    """The fact that a statement of the log states; Unknown where it states none of ours."""
    return fact_of(recorded, statement_of(recorded))


def statement_of(recorded: Recorded) -> Statement | None:
    """What the log holds, None where that is no statement."""
    try:
        return decode(recorded.body)
    except (msgspec.DecodeError, ValueError):
        return None


def fact_of(recorded: Recorded, statement: Statement | None) -> Fact:
    """As `read_fact`, for a statement that was decoded before."""
    base: Base = {
        "position": recorded.position,
        "stored": recorded.stored,
        "statement_id": recorded.statement_id,
        "credential": recorded.credential,
        "occurred": recorded.stored,
    }
    if statement is None:
        return Unknown(verb="", **base)
    base["person"] = _person(statement.actor)
    if statement.timestamp is not None:
        try:
            base["occurred"] = instant_of(statement.timestamp)
        except ValueError:
            return Unknown(verb="", **base)
    reader = _READERS.get(statement.verb.id)
    fact = reader(statement, Data(statement.context.extensions), base) if reader else None
    return fact or Unknown(verb=statement.verb.id, **base)


def _person(actor: dict[str, Any]) -> str | None:
    """Whom an actor names; None for a group."""
    return person_of(actor) if actor.get("objectType", "Agent") == "Agent" else None


def _course_catalogued(statement: Statement, data: Data, base: Base) -> Fact | None:
    if not is_activity(statement, v.COURSE, v.COURSES):
        return None
    credits_, minutes, hours = (data.amount(name) for name in ("credits", "minutes", "hours"))
    return CourseCatalogued(
        course=v.course_id(statement.object.id),
        credits=credits_,
        minutes=minutes,
        hours=hours,
        category=data.text("category"),
        new_subject=data.flag("new_subject") or False,
        unreadable=data.unreadable,
        **base,
    )


def _course_passed(statement: Statement, data: Data, base: Base) -> Fact | None:
    typed = is_activity(statement, v.COURSE, v.COURSES)
    untyped = statement.object.object_type == "Activity" and not statement.object.definition.type
    if base["person"] is None or not (typed or untyped):
        return None
    by, hours = data.choice("by", ("exam", "paper")), data.amount("hours")
    return CoursePassed(
        course=v.course_id(statement.object.id),
        typed=typed,
        success=statement.result.success is not False,
        by=by or "exam",
        hours=hours,
        score=exact.amount(statement.result.score.raw),
        unreadable=data.unreadable,
        **base,
    )


def _class_completed(statement: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None or not is_activity(statement, v.TRAINING_CLASS, v.CLASSES):
        return None
    values: dict[str, Any] = {
        "start": data.day("start"),
        "end": data.day("end"),
        "scheduled_days": data.amount("scheduled_days"),
        "attended_days": data.amount("attended_days"),
        "days_before_new_year": data.amount("days_before_new_year"),
        "appraisal": data.text("appraisal"),
        "organiser": data.text("organiser"),
        "certificate": data.text("certificate"),
        "documents": data.documents("certificate", "evidence"),
        "hours": data.amount("hours"),
        "kind": data.text("kind"),
    }
    made = InPostTrainingCompleted if values["kind"] == IN_POST else ClassCompleted
    return made(
        training_class=v.class_id(statement.object.id),
        unreadable=data.unreadable,
        **values,
        **base,
    )


def _unit_assigned(statement: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None or not is_activity(statement, v.UNIT, v.UNITS):
        return None
    values: dict[str, Any] = {
        "unit": v.unit_id(statement.object.id),
        "managed_by": data.choice("managed_by", MANAGERS),
        "level": data.text("level"),
        "scheme": data.choice("scheme", SCHEMES),
    }
    if statement.verb.id == v.ASSIGNED_UNIT:
        return UnitAssigned(unreadable=data.unreadable, **values, **base)
    name = statement.actor.get("name")
    values["real_name"] = name if isinstance(name, str) else None
    return CadreEnrolled(unreadable=data.unreadable, **values, **base)


def _policy_published(statement: Statement, data: Data, base: Base) -> Fact | None:
    if not is_activity(statement, v.POLICY, v.POLICIES):
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


def _stated_policy(policy_id: str, data: Data) -> Policy:
    """The policy that a publication carries. Raises PolicyError where it is not what it says."""
    policy = policy_of(data.raw("content"), place=f"policy {policy_id}")
    if policy.id != policy_id:
        raise PolicyError(f"policy {policy_id}: its content calls itself {policy.id}")
    stated = data.text("digest")
    if stated is not None and stated != policy.digest:
        raise PolicyError(f"policy {policy_id}: digest {stated} stated, {policy.digest} found")
    return policy


_READERS: Final[Mapping[str, Reader]] = {
    v.CATALOGUED: _course_catalogued,
    v.PASSED: _course_passed,
    v.ATTENDED: _class_completed,
    v.ASSIGNED_UNIT: _unit_assigned,
    v.ENROLLED: _unit_assigned,
    v.PUBLISHED_POLICY: _policy_published,
    **decision_reading.READERS,
    **credit_reading.READERS,
    **roster_reading.READERS,
    **year_reading.READERS,
}

REFERENCE_VERBS: Final = (
    *(v.CATALOGUED, v.PUBLISHED_POLICY, v.VOIDED, v.REINSTATED),
    *(v.IDENTIFIED, v.REGISTERED_UNIT, *year_reading.READERS),
)
"""The verbs of the statements from which a Reference learns."""
