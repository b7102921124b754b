"""Whose answers may be others for what was recorded since: who is not named here is folded to the
same as before."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from lrs.event.log import Log
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.course_facts import CourseCatalogued
from projections.facts.fact import Fact, SetAside
from projections.facts.learning_act import read_fact
from projections.facts.policy_facts import PolicyPublished
from projections.facts.roster_facts import CadreIdentified, UnitRegistered
from projections.facts.selection_facts import SubstitutionApproved
from projections.facts.year_facts import YearFact
from projections.words.things import COURSE

MOST: Final = 20_000
"""Statements that are looked through; behind more of them everybody is folded anew."""

_OF_ALL: Final = (PolicyPublished, SetAside, UnitRegistered, YearFact)
"""What may be about anybody."""


def moved_since(reader: Log, position: int, basis: Basis) -> frozenset[str] | None:
    """The cadres whom something moved that was recorded after a position, as of a basis of the same
    day and policies; None: it may be everybody."""
    facts = [
        read_fact(one) for one in reader.read(after=position, until=basis.position, limit=MOST)
    ]
    if len(facts) == MOST or reader.grants(after=position, until=basis.position):
        return None
    known: dict[UUID, Fact] = {fact.statement_id: fact for fact in facts}
    load_targets(known, reader, basis.position)
    subjects = [(one, 0) for fact in facts if (one := subject_of(fact, known))]
    if any(isinstance(one, _OF_ALL) for one, _ in subjects):
        return None
    courses = courses_of(subjects, basis.reference)
    passes = reader.with_activity(*courses, until=basis.position) if courses else ()
    touching = [*(one for one, _ in subjects), *map(read_fact, passes)]
    return frozenset(
        person for one in touching for person in persons_of(one, basis.reference, basis.as_of)
    )


def courses_of(stated: Collection[tuple[Fact, int]], reference: Reference) -> dict[str, int]:
    """The IRIs of the courses whose value or subject some entries change, their runs included; for
    an entry that whoever stated it was not entitled to state, none."""
    courses: dict[str, int] = {}
    for subject, position in stated:
        if isinstance(subject, CourseCatalogued) and reference.authorises(subject, None):
            for course in reference.with_runs(subject.course):
                courses.setdefault(COURSE.iri(course), position)
    return courses


def persons_of(subject: Fact, reference: Reference, as_of: AsOf | None) -> Collection[str]:
    """Whose answers a fact may change: his whom it is about; for a link, which whoever stated it
    must have been entitled to state, all those to whom it gives acts or from whom it takes them;
    for a substitute who is approved, his (Q48)."""
    who = _whom(subject)
    if not who:
        return ()
    if as_of is None:
        return reference.identities.related(who)
    if isinstance(subject, CadreIdentified) and reference.authorises(subject, None):
        return reference.identities.moved_by(subject, as_of)
    return (reference.identities.person(who, subject.occurred, as_of),)


def _whom(subject: Fact) -> str | None:
    """The name under which a fact changes somebody's answers."""
    if isinstance(subject, SubstitutionApproved):
        return subject.substitute
    return subject.person if subject.of_cadre else None
