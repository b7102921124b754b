"""The calendar of all follow-ups: what is to be done in each class by which day, and is not."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.follow_up import follow_ups, held
from projections.answers.people import people
from projections.case.training_class import name_of
from projections.case.windows import State
from projections.follow_up.tally import Row, rows_of
from projections.policy.terms import Terms
from projections.reports.answer import OfPart, Page, basis_of, part_of
from projections.reports.paging import page

Due = Literal["overdue", "open", "not_yet_open"]
UNDONE: Final[tuple[Due, ...]] = ("overdue", "open", "not_yet_open")
"""How far something is that is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOfClass:
    """Items of one sort of the follow-up of a class that are due on one day and not done."""

    due: date
    """The last day on which they are in time."""
    training_class: str
    class_name: str | None
    institution: str | None
    """The training institution that held it; null where nobody said."""
    item: str
    """Which items: self_evaluation, learning_summary, visit, seminar, unit_feedback, digest or
    preset."""
    state: Due
    """How far they are: not_yet_open, open or overdue."""
    count: int
    """How many are not done; more than one where trainees owe them."""


@dataclass(frozen=True, kw_only=True)
class DueAnswer(OfPart, Page):
    """What is to be done in the follow-ups that are open, and is not done, by day and class."""

    overdue: int
    """How many items are overdue, on all pages."""
    open: int
    """How many may be done now, on all pages."""
    items: tuple[DueOfClass, ...]
    """The items of the page."""

    def rows(self) -> Iterable[DueOfClass]:
        """The items."""
        return self.items


def due_answer(
    found: Iterable[DueOfClass], counts: Counter[str], basis: Basis, *, after: str, limit: int
) -> DueAnswer:
    """A page of what is due; `next` goes into `after` of the next page."""
    some, following = page(found, place, after=after, limit=limit)
    return DueAnswer(
        **basis_of(basis),
        part=part_of(basis, Terms.follow_up),
        overdue=counts["overdue"],
        open=counts["open"],
        items=tuple(some),
        next=following,
    )


def place(one: DueOfClass) -> str:
    """The place of something due in the list, as a text that sorts as the list does."""
    return f"{one.due} {one.training_class} {one.item} {one.state}"


def due_in_log(
    log: Log, basis: Basis, *, units: Collection[str] | None, states: Collection[str]
) -> list[DueOfClass]:
    """What is due as of any basis, folded from the log: of some units what one of them owes as the
    institution of a class, and what is owed by who belongs to one; None: all."""
    found: Counter[tuple[str, str, date, str]] = Counter()
    classes: dict[str, tuple[str | None, str | None]] = {}
    for subject, told in follow_ups(log, held(log, basis), basis):
        if told.state != "open":
            continue
        classes[subject.key] = name_of(subject), told.run.institution
        for row in _of_units(rows_of(told), told.run.institution, units, basis):
            if row.item.state in states:
                found[subject.key, row.name, row.item.due, row.item.state.value] += 1
    listed = [
        DueOfClass(
            due=due,
            training_class=name,
            class_name=classes[name][0],
            institution=classes[name][1],
            item=item,
            state=_undone(state),
            count=count,
        )
        for (name, item, due, state), count in found.items()
    ]
    return sorted(listed, key=place)


def _undone(state: str) -> Due:
    return next(one for one in UNDONE if one == State(state))


def _of_units(
    rows: Iterator[Row], institution: str | None, units: Collection[str] | None, basis: Basis
) -> Iterable[Row]:
    """The rows that are owed by some units: all of a class that one of them held."""
    if units is None or institution in units:
        return rows
    found = [row for row in rows if row.cadre is not None]
    persons = people(sorted({row.cadre for row in found if row.cadre}), basis)
    return [row for row in found if row.cadre and persons[row.cadre].unit(basis.today) in units]
