"""How far the items of many follow-ups are, counted by institution and by unit."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from projections.case.subject import Subject
from projections.case.windows import State, Window
from projections.follow_up.follow_up import FollowUp
from projections.follow_up.items import feedback_of
from projections.follow_up.schedule import REPORTS, FollowUpItem

BY_INSTITUTION: Final = "institution"
BY_UNIT: Final = "unit"

SELF_EVALUATION: Final = "self_evaluation"
LEARNING_SUMMARY: Final = "learning_summary"
VISIT: Final = "visit"
SEMINAR: Final = "seminar"
UNIT_FEEDBACK: Final = "unit_feedback"

UnitOf = Callable[[str, date], str | None]
"""The unit of a cadre on a day."""


class Tallied(NamedTuple):
    """What is counted together: `by` which sort of owner, whose `name` that is (None: nobody said),
    which item, and its state."""

    by: str
    name: str | None
    item: str
    state: str


class Row(NamedTuple):
    """An item of a follow-up with what it is called, about which cadre (None: the class) and, of a
    visit or a report, in which year of the follow-up or half-year."""

    name: str
    cadre: str | None
    place: str | None
    item: FollowUpItem


def rows_of(found: FollowUp) -> Iterator[Row]:
    """All items of a class."""
    for cadre, items in found.trainees.items():
        yield Row(SELF_EVALUATION, cadre, None, items.self_evaluation)
        yield Row(LEARNING_SUMMARY, cadre, None, items.learning_summary)
    for cadre, visits in found.visits.items():
        for year, visit in enumerate(visits, start=1):
            yield Row(VISIT, cadre, str(year), visit)
    yield Row(SEMINAR, None, None, found.seminar)
    yield Row(UNIT_FEEDBACK, None, None, found.feedback.item)
    for half, reports in found.reports.items():
        for kind in REPORTS:
            yield Row(kind, None, str(half), getattr(reports, kind))


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts the items that are due by `until`, class by class.

    Items of trainees count for the units that they belong to on `today`, feedback for those they
    belonged to on the last day of the class. The reports of a half-year count once for all classes
    of an institution, and for each class of which nobody says who held it.
    """

    until: date
    today: date
    unit_of: UnitOf
    _counts: Counter[Tallied] = field(default_factory=Counter)
    _reports: dict[tuple[str | None, str, str, str], list[FollowUpItem]] = field(
        default_factory=dict
    )

    def add(self, subject: Subject, found: FollowUp) -> None:
        """Takes the follow-up of a class in."""
        institution = found.run.institution
        for row in rows_of(found):
            if row.item.due > self.until:
                continue
            if row.name in REPORTS:
                own = subject.key if institution is None else ""
                key = institution, own, row.name, row.place or ""
                self._reports.setdefault(key, []).append(row.item)
                continue
            self._count(BY_INSTITUTION, institution, row.name, row.item.state)
            if row.cadre is not None:
                unit = self.unit_of(row.cadre, self.today)
                self._count(BY_UNIT, unit, row.name, row.item.state)
        self._add_feedback(subject, found)

    def result(self) -> Counter[Tallied]:
        """What was counted."""
        counts = self._counts.copy()
        for (institution, _, kind, _), items in self._reports.items():
            done = [one.done_on for one in items if one.done_on is not None]
            window = Window(opens=min(one.opens for one in items), due=items[0].due)
            state = window.state(max(done) if len(done) == len(items) else None, self.today)
            counts[Tallied(BY_INSTITUTION, institution, kind, state.value)] += 1
        return counts

    def _add_feedback(self, subject: Subject, found: FollowUp) -> None:
        last = found.run.last
        if found.schedule.feedback.due > self.until:
            return
        for unit in {self.unit_of(cadre, last) for cadre in found.trainees} - {None}:
            told = feedback_of(subject, found.run, found.schedule, unit)
            self._count(BY_UNIT, unit, UNIT_FEEDBACK, told.item.state)

    def _count(self, by: str, name: str | None, item: str, state: State) -> None:
        self._counts[Tallied(by, name, item, state.value)] += 1
