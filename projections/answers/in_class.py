"""The learning within a class, folded from the log as of any basis."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lrs.event.log import Log
from lrs.message import message
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.people import Person, people
from projections.answers.subjects import CLASSES, subjects
from projections.case.subject import Subject
from projections.case.training_class import last_day
from projections.in_class.in_class import InClass, in_class
from projections.words.things import CLASS


@dataclass(frozen=True, slots=True, kw_only=True)
class OfClass:
    """A class in question: what is known of it, what was learned in it, and who did."""

    subject: Subject
    in_class: InClass
    persons: Mapping[str, Person]

    def name(self, cadre: str | None) -> str | None:
        """The name of somebody who learned in the class, None where it is not known."""
        person = self.persons.get(cadre or "")
        return None if person is None else person.name

    def unit(self, cadre: str) -> str | None:
        """The unit of a trainee on the last day of the class, or by now."""
        person, today = self.persons.get(cadre), self.subject.as_of.today
        return None if person is None else person.unit(last_day(self.subject) or today)

    def unit_name(self, unit: str | None) -> str | None:
        """What a unit is called; None where nobody registered it."""
        subject = self.subject
        return None if unit is None else subject.reference.units.name(unit, subject.as_of)

    def shown(self, units: Collection[str] | None) -> list[str]:
        """The trainees of some units, by id; None: all."""
        cadres = self.in_class.trainees
        return [one for one in cadres if units is None or self.unit(one) in units]


def class_learning(log: Log, training_class: str, basis: Basis) -> OfClass:
    """What was learned within a class. Raises UnknownSubjectError where the log never names it."""
    if not log.has_activity(CLASS.iri(training_class)):
        raise UnknownSubjectError(
            message(
                "no statement is about the class {training_class!r}", training_class=training_class
            )
        )
    subject = subjects(CLASSES, [training_class], log, basis)[training_class]
    found = in_class(subject)
    problems = found.problems.problems if found.problems else ()
    named = {*found.trainees, *(one.cadre for one in problems if one.cadre is not None)}
    return OfClass(subject=subject, in_class=found, persons=people(sorted(named), basis))
