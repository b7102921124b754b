"""What training is needed, as of a basis: key classes and their surveys, and recorded needs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lrs.event.log import Log
from projections.answers.acts import by_person, each_with_acts
from projections.answers.basis import Basis
from projections.answers.people import people
from projections.answers.subjects import CLASSES, subjects
from projections.case.dossier import open_dossier
from projections.case.membership import unit_on
from projections.case.subject import Subject
from projections.case.training_class import trainees
from projections.case.windows import Half, half_of
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassOutline
from projections.facts.learning_act import facts_with_verb, verbs_of
from projections.facts.needs_facts import NeedRecorded
from projections.needs.key_classes import KeyClass, key_class
from projections.needs.needs_file import Need, needs_file
from projections.needs.surveys import surveys
from projections.words.closed_lists import KEY

BUCKET: Final = 20
"""Classes whose facts are held at a time."""

_OF_CLASSES: Final = verbs_of(ClassCompleted, ClassOutline)
_OF_NEEDS: Final = verbs_of(NeedRecorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedOfCadre:
    """A recorded need with whose it is and the unit that he belonged to on that day."""

    cadre: str
    unit: str | None
    need: Need


def key_classes(
    log: Log, year: int, basis: Basis, *, units: Collection[str] | None = None
) -> list[KeyClass]:
    """The key classes that ended in a credit year by `today`, by id, each with its survey (R62):
    those that somebody of some units attended, None: all."""
    asked = surveys(basis.reference, basis.as_of)
    rest = iter(_perhaps_key(log, basis))
    found = []
    while bucket := list(islice(rest, BUCKET)):
        for subject in subjects(CLASSES, bucket, log, basis).values():
            one = key_class(subject, asked)
            if one is None or basis.policies.year_of(one.ends) != year:
                continue
            if units is None or _is_of(subject, units, basis):
                found.append(one)
    return found


def _is_of(subject: Subject, units: Collection[str], basis: Basis) -> bool:
    """Whether a cadre of some units, by his unit on the day, attended a class."""
    came = people(trainees(subject), basis).values()
    return any(one.unit(basis.today) in units for one in came)


def _perhaps_key(log: Log, basis: Basis) -> list[str]:
    """The classes that any statement calls a key class, by id."""
    found: set[str] = set()
    for fact in facts_with_verb(log, *_OF_CLASSES, until=basis.position):
        if isinstance(fact, ClassCompleted | ClassOutline) and fact.class_tag == KEY:
            found.add(fact.training_class)
    return sorted(found)


def needs_of_half(
    log: Log, half: Half, basis: Basis, *, units: Collection[str] | None = None
) -> Iterator[NeedOfCadre]:
    """What was recorded in a half-year of the needs of cadres who then belonged to some units, or
    of all: by cadre (R65, R66)."""
    reference, as_of = basis.reference, basis.as_of
    stated = facts_with_verb(log, *_OF_NEEDS, until=basis.position)
    cadres = by_person((one for one in stated if isinstance(one, NeedRecorded)), reference, as_of)
    for cadre, acts in each_with_acts(cadres, log, reference, as_of):
        dossier = open_dossier(reference, cadre, acts, basis.policies, as_of)
        for need in needs_file(dossier):
            unit = unit_on(dossier.case.memberships, need.recorded_on)
            if half_of(need.recorded_on) == half and (units is None or unit in units):
                yield NeedOfCadre(cadre=cadre, unit=unit, need=need)
