"""What the log says of classes, folded on demand: one class, some, or all of them in turn."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import whom
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.subjects import CLASSES, subjects
from projections.case.membership import Membership
from projections.case.moves import moves_in_register
from projections.case.subject import Subject
from projections.classes.findings import OF_A_CLASS
from projections.classes.life import ClassRow, life, row_of
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.fact import Fact
from projections.facts.learning_act import facts_with_verb, verbs_of
from projections.selection.learners import Attendance, attendances
from projections.selection.nominations import Nomination, nominations
from projections.selection.quotas import QuotaFill, quotas
from projections.selection.substitutions import Substitution, substitutions

TOPICS: Final[tuple[type[Fact], ...]] = (ClassCompleted, *OF_A_CLASS)
"""The facts that the file of a class is made of."""

_VERBS: Final = verbs_of(*TOPICS)

BUCKET: Final = 50
"""Classes whose facts are held at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFile:
    """All that is judged of one class: its life, who attended it, and who was to."""

    row: ClassRow
    attended: Mapping[str, Attendance]
    nominations: tuple[Nomination, ...]
    substitutions: tuple[Substitution, ...]
    quotas: tuple[QuotaFill, ...]

    @property
    def concerned(self) -> frozenset[str]:
        """Every cadre who attended the class, was nominated for it or was named by his unit."""
        named = {cadre for one in self.quotas for cadre in one.cadres}
        return frozenset(named | self.attended.keys() | {one.cadre for one in self.nominations})


def file_of(subject: Subject) -> ClassFile:
    """The file of a class."""
    return ClassFile(
        row=row_of(life(subject)),
        attended=attendances(subject),
        nominations=nominations(subject),
        substitutions=substitutions(subject),
        quotas=quotas(subject),
    )


def class_of(log: Log, training_class: str, basis: Basis) -> Subject:
    """One class. Raises UnknownSubjectError where no statement is about it."""
    if not log.has_activity(CLASSES.iri(training_class)):
        raise UnknownSubjectError(
            message(
                "no statement is about the class {training_class!r}", training_class=training_class
            )
        )
    return subjects(CLASSES, [training_class], log, basis)[training_class]


def class_files(log: Log, ids: Iterable[str], basis: Basis) -> Iterator[ClassFile]:
    """The files of some classes, in their order; those of some at a time are held."""
    rest = iter(ids)
    while bucket := list(islice(rest, BUCKET)):
        for subject in subjects(CLASSES, bucket, log, basis).values():
            yield file_of(subject)


def known_classes(log: Log, basis: Basis) -> list[str]:
    """Every class that the log says anything of, whether or not it stands, by id."""
    found: set[str] = set()
    for fact in facts_with_verb(log, *_VERBS, until=basis.position):
        key = CLASSES.key_of(fact)
        if key is not None:
            found.add(key)
    return sorted(found)


def memberships(basis: Basis) -> dict[str, tuple[Membership, ...]]:
    """Everybody who ever belonged to a unit, with where he did over time."""
    reference, as_of = basis.reference, basis.as_of
    moves = as_of.known_of(reference.register.every_move())
    cadres = {whom(move, reference, as_of) for move in moves}
    found = {
        cadre: moves_in_register(reference, cadre, as_of).memberships(as_of)
        for cadre in sorted(one for one in cadres if one is not None)
    }
    return {cadre: made for cadre, made in found.items() if made}
