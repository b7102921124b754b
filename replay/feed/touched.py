"""Whose numbers a position may have moved: his whom its statement is about or reaches."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from lrs.event.log import Log, Recorded
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.facts.roster_facts import CadreIdentified
from projections.facts.selection_facts import SubstitutionApproved
from projections.words.things import CLASS, COURSE
from replay.feed.classes import ClassIndex
from replay.feed.shared_facts import is_shared
from replay.feed.whom import Of, Whom


class Touch(NamedTuple):
    """Whom a statement may have moved; `shared` is what it is about where, beside these, it may
    have moved findings of others (`replay.feed.shared_facts`), else None."""

    whom: frozenset[Whom] = frozenset()
    shared: Fact | None = None


def touched_by(
    log: Log, basis: Basis, classes: ClassIndex, page: Sequence[Recorded]
) -> dict[int, Touch]:
    """The cadres and classes whose numbers each of some statements may have moved, by position; who
    knows a name knows all that links ever had to do with it.

    A decision touches whom its target is about, an entry of the catalogue whoever passed the
    course, an approved substitute whoever was in the class. Policies touch all: they are none of
    these.
    """
    facts = [read_fact(one) for one in page]
    known: dict[UUID, Fact] = {fact.statement_id: fact for fact in facts}
    load_targets(known, log, basis.position)
    found: dict[int, Touch] = {}
    for fact in facts:
        subject = subject_of(fact, known)
        names = [] if subject is None else _names(log, basis, subject, until=fact.position)
        runs = () if subject is None else classes.of(subject)
        found[fact.position] = Touch(
            whom=related(basis, names) | of_classes(runs),
            shared=subject if is_shared(fact, subject, is_recorded=True) else None,
        )
    return found


def related(basis: Basis, names: Iterable[str]) -> frozenset[Whom]:
    """The cadres of some names, with all that links ever had to do with them."""
    identities = basis.reference.identities
    return frozenset(Whom(Of.CADRE, one) for name in names for one in identities.related(name))


def of_classes(names: Iterable[str]) -> frozenset[Whom]:
    """The classes of some ids."""
    return frozenset(Whom(Of.CLASS, one) for one in names)


def _names(log: Log, basis: Basis, subject: Fact, *, until: int) -> Iterable[str]:
    if isinstance(subject, CourseCatalogued):
        courses = basis.reference.with_runs(subject.course)
        return _who(log, map(COURSE.iri, sorted(courses)), CoursePassed, until)
    if isinstance(subject, SubstitutionApproved):
        return _who(log, [CLASS.iri(subject.training_class)], ClassCompleted, until)
    if not subject.of_cadre or subject.person is None:
        return ()
    linked = [subject.identifier] if isinstance(subject, CadreIdentified) else []
    return [one for one in (subject.person, *linked) if one is not None]


def _who(log: Log, iris: Iterable[str], kind: type[Fact], until: int) -> Iterable[str]:
    """The names of those of whom a fact of a kind is known about some things."""
    found = (read_fact(one) for one in log.with_activity(*iris, until=until))
    return [fact.person for fact in found if isinstance(fact, kind) and fact.person is not None]
