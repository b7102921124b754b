"""What a statement of the log means: each is read into one typed fact, or into Unknown.

Reading is liberal about the form (a foreign platform may leave things out) and strict about values:
an amount or day that cannot be read is named in `unreadable` and never guessed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from projections.exact import amount
from projections.facts import credit_reading, decision_reading, roster_reading, year_reading
from projections.facts.fact import (
    CadreEnrolled,
    ClassCompleted,
    CourseCatalogued,
    CoursePassed,
    Fact,
    InPostTrainingCompleted,
    PolicyPublished,
    SetAside,
    UnitAssigned,
    Unknown,
)
from projections.facts.possible import possible_class
from projections.facts.roster_facts import CadreIdentified
from projections.facts.roster_reading import IN_POST
from projections.facts.statement_data import (
    OCCURRED,
    PERSON,
    POSITION,
    Base,
    Fields,
    Reader,
    choice,
    day,
    flag,
    instant_of,
    is_activity,
    minutes,
    text,
)
from projections.facts.trouble import OF_THE_MACHINE
from projections.policy.parameter import Policy, PolicyError
from projections.policy.reading import policy_of
from projections.reasons import Aside
from projections.words import vocabulary as v
from projections.words.closed_lists import MANAGED_BY, PASSED_BY, SCHEME
from projections.words.persons import is_too_long, person_of
from projections.words.statement import Statement, decode


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
    """The fact that a statement of the log states; Unknown where it states none of ours, SetAside
    where it cannot be read. Whatever the statement says, it raises nothing."""
    return fact_of(recorded, statement_of(recorded))


def statement_of(recorded: Recorded) -> Statement | None:
    """What the log holds, None where that is no statement."""
    try:
        return decode(recorded.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def fact_of(recorded: Recorded, statement: Statement | None) -> Fact:
    """As `read_fact`, for a statement that was decoded before."""
    if statement is None:
        return _aside(recorded, None, Aside.CANNOT_BE_READ)
    person = None
    try:
        person = _person(statement.actor)
        if person is not None and is_too_long(person):
            return _aside(recorded, None, Aside.NAME_TOO_LONG)
        return _read(recorded, statement, person)
    except OF_THE_MACHINE:
        raise
    except Exception:
        return _aside(recorded, person, Aside.CANNOT_BE_READ)


def _read(recorded: Recorded, statement: Statement, person: str | None) -> Fact:
    at, verb, occurred = statement.timestamp, statement.verb.id, recorded.stored
    if at is not None:
        try:
            occurred = instant_of(at)
        except ValueError:
            # One with a time that is none of any history still says that a record is wrong or
            # right: that happened when it was stored.
            if verb not in (v.VOIDED, v.REINSTATED):
                raise
    base = (
        recorded.position,
        recorded.stored,
        recorded.statement_id,
        recorded.credential,
        occurred,
        person,
    )
    reader = _READERS.get(verb)
    fact = reader(statement, base) if reader else None
    if fact is None:
        return Unknown(*base, verb=verb)
    named = fact.identifier if isinstance(fact, CadreIdentified) else fact.person
    if named is not person and named is not None and is_too_long(named):
        return _aside(recorded, person, Aside.NAME_TOO_LONG)
    return fact


def _aside(recorded: Recorded, person: str | None, code: Aside) -> SetAside:
    where = recorded.position, recorded.stored, recorded.statement_id
    return SetAside(*where, recorded.credential, recorded.stored, person, verb="", code=code)


def _person(actor: dict[str, Any]) -> str | None:
    """Whom an actor names; None for a group."""
    return person_of(actor) if actor.get("objectType", "Agent") == "Agent" else None


_course_id: Final = lru_cache(maxsize=4096)(v.course_id)
"""One text for all passes of a course: their facts are smaller, and it is hashed once."""

_CATALOGUED = Fields(
    {
        "credits": amount,
        "minutes": amount,
        "hours": amount,
        "category": text,
        "new_subject": flag,
        "same_as": text,
    }
)
_PASSED = Fields({"by": choice(*PASSED_BY.names), "hours": amount})
_ATTENDED = Fields(
    {
        "start": day,
        "end": day,
        "scheduled_days": amount,
        "attended_days": amount,
        "days_before_new_year": amount,
        "appraisal": text,
        "organiser": text,
        "certificate": text,
        "hours": amount,
        "kind": text,
    },
    documents=("certificate", "evidence"),
)
_MEMBERSHIP = Fields(
    {"managed_by": choice(*MANAGED_BY.names), "level": text, "scheme": choice(*SCHEME.names)}
)
_PUBLISHED = Fields({"effective": day, "digest": text, "stand_in": flag})
_CONTENT: Final = v.extension("content")

_FORMER_DEFAULT: Final = "99a42c54b3849b31e22cc86bf3f9274f914d25dcf1931dcfd1f4c08c4abb8175"
"""Digest of the policy that empty stores published by themselves before they said that they did."""


def _course_catalogued(statement: Statement, base: Base) -> Fact | None:
    if not is_activity(statement, v.COURSE, v.COURSES):
        return None
    said = _CATALOGUED.of(statement)
    said["new_subject"] = said["new_subject"] is True
    said["same_as"] = v.course_id(said["same_as"]) if said["same_as"] else None
    return CourseCatalogued(*base, course=v.course_id(statement.object.id), **said)


def _course_passed(statement: Statement, base: Base) -> Fact | None:
    """A pass, or by the verb `failed` an attempt that did not; of an activity without a type, or of
    one that platforms give to what can be passed."""
    thing = statement.object
    stated = thing.definition.type
    is_course = thing.object_type == "Activity" and (not stated or stated in v.COURSE_TYPES)
    if base[PERSON] is None or not is_course:
        return None
    said = _PASSED.of(statement)
    said["by"] = said["by"] or "exam"
    return CoursePassed(
        *base,
        course=_course_id(thing.id),
        success=statement.verb.id == v.PASSED and statement.result.success is not False,
        score=amount(statement.result.score.raw),
        minutes=minutes(statement.result.duration),
        **said,
    )


def _class_completed(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None or not is_activity(statement, v.TRAINING_CLASS, v.CLASSES):
        return None
    said = possible_class(_ATTENDED.of(statement), base[OCCURRED].date())
    made = InPostTrainingCompleted if said["kind"] == IN_POST else ClassCompleted
    return made(*base, training_class=v.class_id(statement.object.id), **said)


def _unit_assigned(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None or not is_activity(statement, v.UNIT, v.UNITS):
        return None
    said = _MEMBERSHIP.of(statement)
    said["unit"] = v.unit_id(statement.object.id)
    if statement.verb.id == v.ASSIGNED_UNIT:
        return UnitAssigned(*base, **said)
    return CadreEnrolled(*base, real_name=text(statement.actor.get("name")), **said)


def _policy_published(statement: Statement, base: Base) -> Fact | None:
    if not is_activity(statement, v.POLICY, v.POLICIES):
        return None
    said = _PUBLISHED.of(statement)
    content, digest = statement.context.extensions.get(_CONTENT), said.pop("digest")
    policy: Policy | None = None
    fault: str | None = None
    try:
        if said["unreadable"]:
            raise PolicyError(f"{', '.join(said['unreadable'])}: cannot be read, state a day")
        policy = _stated_policy(v.policy_id(statement.object.id), content, digest)
    except PolicyError as error:
        fault = str(error)
    from_policy = policy.effective_from if policy else date.max
    said["effective"] = said["effective"] or from_policy
    if said["stand_in"] is None:
        said["stand_in"] = base[POSITION] == 1 and digest == _FORMER_DEFAULT
    return PolicyPublished(*base, policy=policy, fault=fault, **said)


def _stated_policy(policy_id: str, content: object, digest: str | None) -> Policy:
    """The policy that a publication carries. Raises PolicyError where it is not what it says."""
    policy = policy_of(content, place=f"policy {policy_id}")
    if policy.id != policy_id:
        raise PolicyError(f"policy {policy_id}: its content calls itself {policy.id}")
    if digest is not None and digest != policy.digest:
        raise PolicyError(f"policy {policy_id}: digest {digest} stated, {policy.digest} found")
    return policy


_READERS: Final[Mapping[str, Reader]] = {
    v.CATALOGUED: _course_catalogued,
    v.PASSED: _course_passed,
    v.FAILED: _course_passed,
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
