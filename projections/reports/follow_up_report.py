"""The answers on all follow-ups: which classes are followed up, and what is due, late and done."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.follow_up import follow_ups, held
from projections.answers.people import people
from projections.case.subject import Subject
from projections.case.training_class import said_of
from projections.case.windows import State
from projections.follow_up.follow_up import FollowUp
from projections.follow_up.tally import BY_INSTITUTION, Tallied, rows_of
from projections.policy.terms import Terms
from projections.reports import answer
from projections.reports.answer import OfPart, Page, part_of
from projections.reports.paging import page

ITEMS: Final = (
    *("self_evaluation", "learning_summary", "visit", "seminar", "unit_feedback"),
    *("digest", "preset"),
)
"""The items of a follow-up, in the order of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassUnderFollowUp:
    """A class that was held, with its follow-up in short."""

    training_class: str
    class_name: str | None
    theme: str | None
    """Its theme; null where nobody said."""
    institution: str | None
    """The training institution that held it; null where nobody said."""
    institution_name: str | None
    class_tag: str | None
    """Whether it is a pilot or key class; null where it is neither."""
    first: date
    """The first day of the class."""
    last: date
    """The last day of the class."""
    ends: date
    """The last day of the follow-up."""
    state: str
    """Open through that day, then closed."""
    trainees: int
    """How many trainees it has."""
    drawn: int
    """How many were drawn to be visited."""
    verdict: str | None
    """What an auditor says of the draw: sound, frame_differs, too_small or not_as_seeded; null
    where none was made."""
    overdue: int
    """How many of its items are overdue."""


def in_short(subject: Subject, found: FollowUp, basis: Basis) -> ClassUnderFollowUp:
    """A class with its follow-up in short."""
    run = found.run
    return ClassUnderFollowUp(
        training_class=subject.key,
        class_name=run.name,
        theme=said_of(subject, "theme"),
        institution=run.institution,
        institution_name=answer.unit_name(run.institution, basis),
        class_tag=run.tag,
        first=run.first,
        last=run.last,
        ends=found.schedule.ends,
        state=found.state,
        trainees=len(found.trainees),
        drawn=len(found.visits),
        verdict=found.sample.verdict.value if found.sample else None,
        overdue=sum(row.item.state is State.OVERDUE for row in rows_of(found)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A class in short, with the units that its trainees belong to on the day."""

    told: ClassUnderFollowUp
    units: frozenset[str | None]

    def concerns(self, units: Collection[str]) -> bool:
        """Whether one of some units held the class, or has a trainee of it."""
        return self.told.institution in units or not self.units.isdisjoint(units)


def every_class(log: Log, basis: Basis) -> list[Listed]:
    """All classes that were held, by id, read from the log with all of their trainees."""
    units: dict[str, str | None] = {}
    listed = []
    for subject, found in follow_ups(log, held(log, basis), basis):
        unknown = found.trainees.keys() - units.keys()
        for cadre, person in people(sorted(unknown), basis).items():
            units[cadre] = person.unit(basis.today)
        its_units = frozenset(units[cadre] for cadre in found.trainees)
        listed.append(Listed(told=in_short(subject, found, basis), units=its_units))
    return listed


@dataclass(frozen=True, kw_only=True)
class FollowUpsAnswer(OfPart, Page):
    """The classes under follow-up, by id."""

    classes: tuple[ClassUnderFollowUp, ...]
    """The classes on this page."""

    def rows(self) -> tuple[ClassUnderFollowUp, ...]:
        """A row for each class."""
        return self.classes


def follow_ups_answer(
    found: Iterable[ClassUnderFollowUp], basis: Basis, *, limit: int
) -> FollowUpsAnswer:
    """A page of the classes under follow-up."""
    some, following = page(found, lambda one: one.training_class, limit=limit)
    return FollowUpsAnswer(
        **answer.basis_of(basis),
        part=part_of(basis, Terms.follow_up),
        classes=tuple(some),
        next=following,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsDue:
    """How far the items of one sort are that are due by the day, of an institution or a unit."""

    by: Literal["institution", "unit"]
    """Whether it is told of an institution or of a unit."""
    id: str | None
    """The institution or unit, by its short id; null for classes of which nobody says who held
    them, and for cadres who belong to no unit."""
    name: str | None
    """Its name as it was registered; null where nobody registered one."""
    item: str
    """Which items: self_evaluation, learning_summary, visit, seminar, unit_feedback, digest or
    preset."""
    due: int
    """How many are due by the day, done or not."""
    done: int
    """How many of these were done in time."""
    done_early: int
    """How many were done before their time, which is accepted."""
    done_late: int
    """How many were done after they were due."""
    open: int
    """How many can still be done in time, or are yet to open."""
    overdue: int
    """How many are overdue."""


@dataclass(frozen=True, kw_only=True)
class FollowUpReport(OfPart, Page):
    """What is due, late and done of all follow-ups: by institution, then by unit."""

    until: date
    """The day up to which items are due."""
    items: tuple[ItemsDue, ...]
    """The items on this page; a page has all of an institution or a unit."""

    def rows(self) -> tuple[ItemsDue, ...]:
        """A row for each sort of items of an institution or a unit."""
        return self.items


def report(
    counts: Mapping[Tallied, int],
    basis: Basis,
    *,
    until: date,
    visible: Collection[str] | None,
    after: str,
    limit: int,
) -> FollowUpReport:
    """A page of the report: so many institutions and units; of those visible, None: of all."""
    owners: dict[str, dict[str, Counter[str]]] = {}
    for (by, name, item, state), count in counts.items():
        if visible is None or name in visible:
            key = f"{by} {name}" if name is not None else by
            owners.setdefault(key, {}).setdefault(item, Counter())[state] += count
    some, following = page(sorted(owners), str, after=after, limit=limit)
    return FollowUpReport(
        **answer.basis_of(basis),
        part=part_of(basis, Terms.follow_up),
        until=until,
        items=tuple(
            _due(key, item, owners[key][item], basis)
            for key in some
            for item in ITEMS
            if item in owners[key]
        ),
        next=following,
    )


def _due(key: str, item: str, states: Mapping[str, int], basis: Basis) -> ItemsDue:
    by, _, name = key.partition(" ")
    return ItemsDue(
        by="institution" if by == BY_INSTITUTION else "unit",
        id=name or None,
        name=answer.unit_name(name or None, basis),
        item=item,
        due=sum(states.values()),
        done=states.get(State.DONE.value, 0),
        done_early=states.get(State.DONE_EARLY.value, 0),
        done_late=states.get(State.DONE_LATE.value, 0),
        open=states.get(State.OPEN.value, 0) + states.get(State.NOT_YET_OPEN.value, 0),
        overdue=states.get(State.OVERDUE.value, 0),
    )
