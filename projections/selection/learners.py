"""A cadre as selection looks at him: where he belonged, and which classes he attended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.case.membership import Membership, unit_on
from projections.case.subject import Memberships, Subject
from projections.case.training_class import trainees


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A cadre attended a class from `start`, where that was said, to `end`."""

    training_class: str
    theme: str | None
    start: date | None
    end: date
    statement_id: UUID

    @property
    def began(self) -> date:
        """The first day, as far as it is known."""
        return self.start or self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A cadre with his units over time and the classes that he attended, by their last day.

    A class trains whoever attended it, whatever credit it earned him.
    """

    cadre: str
    memberships: tuple[Membership, ...]
    attended: tuple[Attendance, ...]

    def unit(self, day: date) -> str | None:
        """The unit on a day."""
        return unit_on(self.memberships, day)

    def is_trained(self, first: date, last: date) -> bool:
        """Whether a class ended from one day to another."""
        return any(first <= one.end <= last for one in self.attended)


def attendances(subject: Subject) -> Mapping[str, Attendance]:
    """Who attended a class, by cadre: as `trainees`."""
    return {
        cadre: Attendance(
            training_class=subject.key,
            theme=fact.theme,
            start=fact.start,
            end=subject.day(fact),
            statement_id=fact.statement_id,
        )
        for cadre, fact in trainees(subject).items()
    }


def learners(
    memberships: Memberships, attended: Iterable[Mapping[str, Attendance]]
) -> dict[str, Learner]:
    """The cadres who belonged to a unit or attended one of some classes, by name."""
    of_cadre: dict[str, list[Attendance]] = {cadre: [] for cadre in memberships}
    for of_class in attended:
        for cadre, one in of_class.items():
            of_cadre.setdefault(cadre, []).append(one)
    return {
        cadre: Learner(
            cadre=cadre,
            memberships=tuple(memberships.get(cadre, ())),
            attended=tuple(sorted(of_cadre[cadre], key=lambda one: (one.end, one.training_class))),
        )
        for cadre in sorted(of_cadre)
    }
