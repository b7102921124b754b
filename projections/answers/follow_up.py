"""The follow-up of classes, of cadres and of institutions, folded from the log as of any basis."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final

from lrs.event.log import Log
from lrs.message import message
from projections.amiss import Amiss
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.people import Person, people
from projections.answers.subjects import CLASSES, subjects
from projections.case.dossier import Dossier
from projections.case.membership import Membership, unit_on
from projections.case.subject import Subject, SubjectKind
from projections.case.training_class import said_of
from projections.case.windows import Half
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassDeclared, ClassPlanned
from projections.facts.follow_up_facts import InstitutionFact
from projections.facts.learning_act import facts_with_verb
from projections.follow_up.effect import Learning, LearningAround, effect_of
from projections.follow_up.follow_up import FollowUp, follow_up_of
from projections.follow_up.half_year import InstitutionHalf, half_year_of
from projections.follow_up.history import LEARNING, FollowUpHistory, history_of
from projections.follow_up.items import UnitFeedback, feedback_of
from projections.follow_up.tally import Tallied, Tally
from projections.words.things import CLASS, INSTITUTION

INSTITUTIONS: Final = SubjectKind(
    name="institution",
    iri=INSTITUTION.iri,
    key_of=lambda fact: fact.institution if isinstance(fact, InstitutionFact) else None,
)
"""Training institutions, by short id: what each does for all of its classes."""

BUCKET: Final = 200
"""Classes whose facts are held at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfClass:
    """A class in question: what is known of it, its follow-up (None: it was not held, or the policy
    has none), and who the cadres are whom that names."""

    subject: Subject
    follow_up: FollowUp | None
    persons: Mapping[str, Person]

    @property
    def institution(self) -> str | None:
        """The institution that held the class; None where nobody says."""
        name: str | None = said_of(self.subject, "institution")
        return name

    def unit(self, cadre: str) -> str | None:
        """The unit of a trainee on the last day of the class."""
        person = self.persons.get(cadre)
        if person is None or self.follow_up is None:
            return None
        return person.unit(self.follow_up.run.last)

    def feedback_by_unit(self) -> dict[str, UnitFeedback]:
        """Telling the result to each unit that a trainee belonged to on that day (R41)."""
        found = self.follow_up
        if found is None:
            return {}
        units = {self.unit(cadre) for cadre in found.trainees}
        return {
            unit: feedback_of(self.subject, found.run, found.schedule, unit)
            for unit in sorted(unit for unit in units if unit is not None)
        }

    def name(self, cadre: str) -> str | None:
        """The name of somebody whom the follow-up names, None where it is not known."""
        person = self.persons.get(cadre)
        return None if person is None else person.name


def class_follow_up(log: Log, training_class: str, basis: Basis) -> OfClass:
    """The follow-up of a class. Raises UnknownSubjectError where the log never names the class."""
    if not log.has_activity(CLASS.iri(training_class)):
        raise UnknownSubjectError(
            message(
                "no statement is about the class {training_class!r}", training_class=training_class
            )
        )
    subject = subjects(CLASSES, [training_class], log, basis)[training_class]
    institution = institution_of(log, subject, basis)
    found = follow_up_of(subject, institution)
    persons = people(sorted(_named(found)), basis) if found else {}
    if found is not None and basis.reference.erased:
        found = _without_erased(found, persons)
    return OfClass(subject=subject, follow_up=found, persons=persons)


def _without_erased(found: FollowUp, persons: Mapping[str, Person]) -> FollowUp:
    """A follow-up in a log of which something was erased: who belonged to no unit may be one of
    whom nothing is left, so that he is no stranger to the class."""
    findings = tuple(
        one
        for one in found.findings
        if one.code is not Amiss.NOT_A_TRAINEE
        or one.cadre is None
        or persons[one.cadre].memberships
    )
    return replace(found, findings=findings)


def institution_of(log: Log, subject: Subject, basis: Basis) -> Subject | None:
    """What is stated of all classes of the institution that held a class."""
    name = said_of(subject, "institution")
    return None if name is None else subjects(INSTITUTIONS, [name], log, basis)[name]


def _named(found: FollowUp) -> set[str]:
    """Whom the follow-up of a class names."""
    members = {member for group in found.groups for member in group.members}
    visited = {visit.cadre for visit in found.all_visits}
    served = {service.cadre for service in found.services}
    came = {cadre for batch in found.batches for cadre in batch.attendees}
    amiss = {one.cadre for one in found.findings if one.cadre is not None}
    return {*found.trainees, *found.visits, *visited, *served, *came, *amiss, *members}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCadre:
    """The years of a cadre after one class, and what he learned around it."""

    follow_up: FollowUp
    subject: Subject
    history: FollowUpHistory
    around: LearningAround


def attended_by(dossier: Dossier) -> dict[str, str]:
    """The classes that a cadre has attended, each under the text of its last day to him and its id,
    which sorts as they ended."""
    ends = {
        fact.training_class: dossier.case.day(fact) for fact in dossier.standing(ClassCompleted)
    }
    return {f"{day} {name}": name for name, day in ends.items()}


def cadre_follow_ups(
    log: Log, dossier: Dossier, classes: Collection[str], basis: Basis
) -> Iterator[OfCadre]:
    """What followed some classes of a cadre, class by class; of those without follow-up, or that
    he has not completed, nothing."""
    found = subjects(CLASSES, classes, log, basis)
    of = _institutions(log, found.values(), basis)
    followed: list[tuple[Subject, FollowUp]] = []
    for subject in found.values():
        told = follow_up_of(subject, of.get(said_of(subject, "institution") or ""))
        if told is not None and dossier.person in told.run.trainees:
            followed.append((subject, told))
    learning = Learning(dossier, [(told.run, told.schedule) for _, told in followed])
    acts = dossier.standing(*LEARNING)
    for subject, told in followed:
        run, schedule = told.run, told.schedule
        yield OfCadre(
            follow_up=told,
            subject=subject,
            history=history_of(subject, dossier, acts, run=run, schedule=schedule),
            around=effect_of(learning, run, schedule),
        )


def held(log: Log, basis: Basis) -> dict[str, frozenset[str]]:
    """The classes that somebody was stated to have attended, by id, each with all institutions that
    are named as having held it."""
    kinds = (ClassCompleted, ClassPlanned, ClassDeclared)
    verbs = {kind.declaration.verb.id for kind in kinds if kind.declaration is not None}
    named: dict[str, set[str]] = {}
    attended: set[str] = set()
    for fact in facts_with_verb(log, *verbs, until=basis.position):
        if isinstance(fact, kinds):
            if isinstance(fact, ClassCompleted):
                attended.add(fact.training_class)
            institutions = named.setdefault(fact.training_class, set())
            if fact.institution is not None:
                institutions.add(fact.institution)
    return {name: frozenset(named[name]) for name in sorted(attended)}


def follow_ups(
    log: Log, classes: Iterable[str], basis: Basis
) -> Iterator[tuple[Subject, FollowUp]]:
    """The follow-ups of some classes in their order, without names; some are read at a time."""
    rest = iter(classes)
    while bucket := list(islice(rest, BUCKET)):
        found = subjects(CLASSES, bucket, log, basis)
        of = _institutions(log, found.values(), basis)
        for subject in found.values():
            told = follow_up_of(subject, of.get(said_of(subject, "institution") or ""))
            if told is not None:
                yield subject, told


def _institutions(log: Log, classes: Iterable[Subject], basis: Basis) -> Mapping[str, Subject]:
    """What is stated of the institutions that held some classes, by id."""
    named = {said_of(one, "institution") for one in classes} - {None}
    return subjects(INSTITUTIONS, sorted(named), log, basis) if named else {}


def institution_half(
    log: Log, institution: str, half: Half, basis: Basis, *, classes: Iterable[str]
) -> InstitutionHalf:
    """The half-year of an institution, from some classes, of which those count that it held."""
    found = {
        subject.key: told
        for subject, told in follow_ups(log, classes, basis)
        if told.run.institution == institution
    }
    return half_year_of(half, found, basis.today)


def visited(found: InstitutionHalf, basis: Basis) -> Mapping[str, Person]:
    """The cadres who were visited in the half-year of an institution, by id."""
    return people(sorted({one.cadre for one in found.visits}), basis)


def tallied(log: Log, basis: Basis, *, until: date) -> Counter[Tallied]:
    """How far the items of all classes are that are due by a day, by institution and by unit: every
    class and every trainee is read from the log."""
    memberships: dict[str, Sequence[Membership]] = {}

    def unit_of(cadre: str, day: date) -> str | None:
        return unit_on(memberships[cadre], day)

    counts = Tally(until=until, today=basis.today, unit_of=unit_of)
    for subject, found in follow_ups(log, held(log, basis), basis):
        unknown = sorted({*found.trainees, *found.visits} - memberships.keys())
        for cadre, person in people(unknown, basis).items():
            memberships[cadre] = person.memberships
        counts.add(subject, found)
    return counts.result()
