"""The biography of a cadre, a unit or a class as an answer, page by page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lrs.event.log import Log
from projections.answers.basis import Basis, UnknownSubjectError
from projections.facts.attendance_facts import ClassCompleted
from projections.reports.answer import Page, basis_of
from projections.reports.paging import page
from replay.history.cadre import biography, life_of_cadre
from replay.history.change import Cause, Change, Kind, Moved, Value, narrowed
from replay.history.judges import Judges
from replay.history.training_class import biography_of_class
from replay.history.unit import biography_of_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose biography is asked for, one of `cadre`, `unit` and `training_class`; with `year` only
    what belongs to that credit year; `kinds` are the numbers wanted, none: all but the lines of the
    ledger and how they were handled."""

    cadre: str | None = None
    unit: str | None = None
    training_class: str | None = None
    year: int | None = None
    kinds: tuple[Kind, ...] = ()
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """A moment at which something changed."""

    position: int | None
    """The position of the log that brought it; null where the day alone did: a year ended, a time
    was up, something that was recorded ahead happened."""
    day: date
    """The day on which it became so."""
    stored: datetime | None
    """When it became known; null where the day alone brought it."""
    causes: tuple[Cause, ...]
    """The statements that made it."""
    moved: tuple[Moved, ...]
    """What changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A number that changed at a moment, with the first statement that made it."""

    position: int | None
    day: date
    kind: Kind
    """What kind of number it is."""
    of: str
    """Which number of its kind: a year, a cycle, the id of a statement, an item."""
    year: int | None
    """The credit year of the number; null where it has none."""
    cadre: str | None
    member: str
    """Which member of the number."""
    before: Value
    """What it was; null where there was no such number."""
    after: Value
    """What it has been since; null where there is no such number any more."""
    statement_id: UUID | None
    """The statement that made it; null where the day alone did."""
    fact: str | None
    """What that states."""
    authority: str | None
    """Who recorded it: the name of the credential's agent."""
    occurred: datetime | None
    """When it happened, as it says."""
    stored: datetime | None
    """When it became known."""
    late_days: int | None
    """The days between these two."""


@dataclass(frozen=True, kw_only=True)
class BiographyAnswer(Page):
    """A page of the biography of a cadre, a unit or a class: every change of its numbers, in the
    order in which it became known."""

    cadre: str | None
    """The cadre; null where a unit or a class is asked about."""
    unit: str | None
    """The unit; null where a cadre or a class is asked about."""
    training_class: str | None
    """The class' short id; null where a cadre or a unit is asked about."""
    changes: tuple[HistoryStep, ...]
    """The moments of the page, each with what changed and why."""

    def rows(self) -> Iterable[HistoryRow]:
        """The numbers that changed, a row each."""
        return (row for step in self.changes for row in _rows(step))


def steps_of(log: Log, asked: Asked, basis: Basis) -> tuple[HistoryStep, ...]:
    """A whole biography, as far as it is asked about. Raises UnknownSubjectError where the log
    names nobody of the kind."""
    cadre = None if asked.cadre is None else basis.person(asked.cadre)
    return tuple(
        HistoryStep(
            position=one.position,
            day=one.day,
            stored=one.stored,
            causes=one.causes,
            moved=one.moved,
        )
        for one in narrowed(_found(log, asked, cadre, basis), lambda one: _wanted(one, asked))
    )


def biography_answer(
    steps: Sequence[HistoryStep],
    asked: Asked,
    basis: Basis,
    *,
    after: str = "",
    limit: int | None = None,
) -> BiographyAnswer:
    """A page of a biography."""
    some, following = page(steps, _place, after=after, limit=limit)
    return BiographyAnswer(
        **basis_of(basis),
        cadre=None if asked.cadre is None else basis.person(asked.cadre),
        unit=asked.unit,
        training_class=asked.training_class,
        changes=tuple(some),
        next=following,
    )


def _found(log: Log, asked: Asked, cadre: str | None, basis: Basis) -> list[Change]:
    if asked.unit is not None:
        return biography_of_unit(log, asked.unit, basis=basis, since=asked.since)
    if asked.training_class is not None:
        return biography_of_class(log, asked.training_class, basis=basis, since=asked.since)
    if cadre is None:
        raise UnknownSubjectError("nobody is asked about: name a cadre, a unit or a class")
    own = biography(log, cadre, basis=basis, since=asked.since)
    if asked.kinds and Kind.ITEM not in asked.kinds:
        return own
    return _together([*own, *_of_follow_ups(log, cadre, basis, since=asked.since)])


def _of_follow_ups(log: Log, cadre: str, basis: Basis, *, since: int) -> Iterator[Change]:
    """What changed of a cadre's items in the follow-ups of his classes."""
    own = life_of_cadre(log, cadre, basis, Judges(basis)).own
    classes = sorted({one.training_class for one in own if isinstance(one, ClassCompleted)})
    for name in classes:
        found = biography_of_class(log, name, basis=basis, since=since)
        for one in narrowed(found, lambda one: one.cadre == cadre):
            yield Change(
                position=one.position,
                day=one.day,
                stored=one.stored,
                causes=one.causes,
                moved=tuple(_of_class(each, name) for each in one.moved),
            )


def _of_class(moved: Moved, training_class: str) -> Moved:
    """An item with the class that it belongs to."""
    return Moved(
        kind=moved.kind,
        of=f"{training_class} {moved.of}",
        year=None,
        cadre=moved.cadre,
        member=moved.member,
        before=moved.before,
        after=moved.after,
    )


def _together(changes: Iterable[Change]) -> list[Change]:
    """Changes of several numbers in one order; those of one moment are one."""
    found: dict[tuple[date, int], Change] = {}
    for one in changes:
        key = one.day, one.position or 0
        before = found.get(key)
        found[key] = one if before is None else _joined(before, one)
    return [found[key] for key in sorted(found)]


def _joined(one: Change, other: Change) -> Change:
    causes = {cause.position: cause for cause in (*one.causes, *other.causes)}
    return Change(
        position=one.position,
        day=one.day,
        stored=one.stored,
        causes=tuple(causes.values()),
        moved=(*one.moved, *other.moved),
    )


_LINES = (Kind.LINE, Kind.APPLICATION, Kind.FINDING)
"""What is told of a cadre only where somebody asks for it."""


def _wanted(moved: Moved, asked: Asked) -> bool:
    wanted = moved.kind in asked.kinds if asked.kinds else moved.kind not in _LINES
    return wanted and asked.year in (None, moved.year)


def _place(step: HistoryStep) -> str:
    """Where a moment stands, as a text that sorts as they do."""
    return f"{step.day} {step.position or 0:019d}"


def _rows(step: HistoryStep) -> Iterator[HistoryRow]:
    cause = step.causes[0] if step.causes else None
    for one in step.moved:
        yield HistoryRow(
            position=step.position,
            day=step.day,
            kind=one.kind,
            of=one.of,
            year=one.year,
            cadre=one.cadre,
            member=one.member,
            before=one.before,
            after=one.after,
            statement_id=cause.statement_id if cause else None,
            fact=cause.fact if cause else None,
            authority=cause.authority if cause else None,
            occurred=cause.occurred if cause else None,
            stored=step.stored,
            late_days=cause.late_days if cause else None,
        )
