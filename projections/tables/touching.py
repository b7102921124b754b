"""Whose answers may change: by what was recorded, and by a day that has come."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from psycopg import Connection

from lrs.event.log import Log
from projections.answers.acts import load_targets, subject_of
from projections.calendar import comes_round, day_before
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.course_facts import CourseCatalogued
from projections.facts.credit_facts import DegreeAdmitted
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.facts.roster_facts import CadreIdentified
from projections.policy.mechanisms import TARGETS
from projections.policy.succession import Succession
from projections.tables import writing
from projections.tables.ahead import ahead_of
from projections.words import vocabulary as v

PAGE: Final = 5000
"""Statements read at a time."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Whose answers change, from which position on; `everybody` is None where not all do."""

    persons: Mapping[str, int]
    everybody: int | None


def by_facts(
    facts: Sequence[Fact], reader: Log, reference: Reference, until: int, as_of: AsOf | None
) -> Touched:
    """Whose answers these facts may change, as of what the tables are folded to.

    `as_of` is None while there is no policy to fold by: then under every name that links have to do
    with.
    """
    known = {fact.statement_id: fact for fact in facts}
    load_targets(known, reader, until)
    stated = [(subject, fact.position) for fact in facts if (subject := subject_of(fact, known))]
    courses = _courses(stated, reference)
    if courses:
        first = min(courses.values())
        stated += [(read_fact(one), first) for one in reader.with_activity(*courses, until=until)]
    persons: dict[str, int] = {}
    for subject, position in stated:
        for one in _persons(subject, reference, as_of):
            persons[one] = min(position, persons.get(one, position))
    return Touched(persons=persons, everybody=None)


def _courses(stated: Sequence[tuple[Fact, int]], reference: Reference) -> dict[str, int]:
    """The IRIs of the courses whose value or subject some entries change, their runs included; for
    an entry that whoever stated it was not entitled to state, none."""
    courses: dict[str, int] = {}
    for subject, position in stated:
        if isinstance(subject, CourseCatalogued) and reference.authorises(subject, None):
            for course in reference.with_runs(subject.course):
                courses.setdefault(v.course_iri(course), position)
    return courses


def _persons(subject: Fact, reference: Reference, as_of: AsOf | None) -> Collection[str]:
    """Whose answers a fact may change: his whom it is about; for a link, which whoever stated it
    must have been entitled to state, all those to whom it gives acts or from whom it takes them."""
    if not subject.person or not subject.of_cadre:
        return ()
    if as_of is None:
        return reference.identities.related(subject.person)
    if isinstance(subject, CadreIdentified) and reference.authorises(subject, None):
        return reference.identities.moved_by(subject, as_of)
    return (reference.identities.person(subject.person, subject.occurred, as_of),)


def by_day(
    conn: Connection[Any],
    reader: Log,
    reference: Reference,
    policies: Succession,
    *,
    after: date | None,
    until: date,
    position: int,
) -> Touched:
    """Whose answers change because another day has come, as far as the log was scanned.

    `after` is the day before, None where there was none: then everybody's do. Who is marked waits
    from `position` on, so that the tables do not claim to answer before all are folded.
    """
    if after is None or until < after or _turns_all(policies, after, until):
        everybody = position
    else:
        everybody = None
    names: set[str] = set()
    if after is not None and after < until:
        for facts in _happened(conn, reader, policies, after, until, position):
            as_of = AsOf(known=position, today=until, zone=policies.zone)
            names |= by_facts(facts, reader, reference, position, as_of).persons.keys()
        names |= _studying(reader, reference, policies, after, until, position)
        names |= writing.persons_beyond_their_studies(conn)
        for months in _graces(policies):
            names |= writing.persons_raised(conn, months, after=after, until=until)
    return Touched(persons=dict.fromkeys(sorted(names), position), everybody=everybody)


def _turns_all(policies: Succession, after: date, until: date) -> bool:
    """Whether the day moves a credit year, what is in force, or the start of a policy."""
    starts = {day for one in policies.tenures for day in (one.since, one.policy.effective_from)}
    moves = any(after < day <= until for day in starts)
    return moves or policies.reached_on(after) != policies.reached_on(until)


def _graces(policies: Succession) -> set[int]:
    """How many months who rose has time for the targets of his new level, where that is so."""
    return {one.grace_months for one in policies.ever(TARGETS) if one.grace_months}


def _happened(
    conn: Connection[Any],
    reader: Log,
    policies: Succession,
    after: date,
    until: date,
    position: int,
) -> Iterator[list[Fact]]:
    """The facts that may have happened meanwhile: those recorded ahead, and those that were
    recorded since the day before ended."""
    ahead = ahead_of(conn, after=after, until=until)
    yield [read_fact(one) for one in reader.by_ids(ahead.statements, until=position)]
    at = reader.position_at(datetime.combine(after, time.max, policies.zone))
    while page := reader.read(after=at, until=position, limit=PAGE):
        yield [read_fact(one) for one in page]
        at = page[-1].position


def _studying(
    reader: Log,
    reference: Reference,
    policies: Succession,
    after: date,
    until: date,
    position: int,
) -> set[str]:
    """Who has studied for whole years on one of the days, or has just done so: he may be credited
    a year, or be found to study for too long."""
    found = (read_fact(one) for one in reader.with_verb(v.ADMITTED, until=position))
    since = day_before(after)
    return {
        name
        for fact in found
        if isinstance(fact, DegreeAdmitted) and fact.person
        if comes_round(fact.occurred.astimezone(policies.zone).date(), after=since, until=until)
        for name in reference.identities.related(fact.person)
    }
