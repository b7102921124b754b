"""The answer that is a page of the feed of results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.reports.answer import Answer, basis_of, members
from replay.feed.asked import FeedChange
from replay.feed.feed import FeedPage
from replay.feed.whom import Of
from replay.history.change import Cause, Kind, Moved, Value


# These two are records of their own since those whom they name are told as of the moment, not as of
# now (`projections.reports.naming`).
@dataclass(frozen=True, slots=True, kw_only=True)
class CauseOfChange(Cause):
    """A statement that made a change: what it says, who recorded it, how late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedInFeed(Moved):
    """A member that has another value since a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """What a position of the log, or a day that came, did to a cadre's numbers, to a class, to a
    paper that is used twice or to the standing of a unit."""

    position: int | None
    """The position that did it; null where the day alone did."""
    day: date
    """The day on which it became so, in the zone of the policy."""
    stored: datetime | None
    """When it became known; null where the day alone brought it."""
    cadre: str | None
    """The cadre's id in the register, else the identifier under which he is known; null where it is
    about a class, a paper or a unit."""
    training_class: str | None
    """The class; null where it is about a cadre, a paper or a unit."""
    class_name: str | None
    """What the class was called at that moment; null where nobody had said it."""
    paper: str | None
    """The number of the paper; null where it is about a cadre, a class or a unit."""
    name: str | None
    """His name in the register at that moment; null where none was stated by then."""
    unit: str | None
    """The unit that he belonged to at that moment, or the institution that held the class; null
    where there was none, and of a paper. Where `cadre`, `training_class` and `paper` are all null,
    the unit whose standing moved."""
    unit_name: str | None
    """The unit's name as it was registered at that moment; null where nobody registered one."""
    causes: tuple[CauseOfChange, ...]
    """The statements that did it: what was recorded, or what was known ahead and has come; none
    where a year ended or a time was up."""
    moved: tuple[MovedInFeed, ...]
    """The numbers that are others since, in the order of kind, number and member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A member of a cadre's numbers, of a class, of a paper or of a unit's standing that has
    another value since; of an item of a class, and of a paper, `cadre` is whom it is about."""

    position: int | None
    day: date
    stored: datetime | None
    cadre: str | None
    training_class: str | None
    class_name: str | None
    paper: str | None
    name: str | None
    unit: str | None
    unit_name: str | None
    kind: Kind
    of: str
    year: int | None
    member: str
    before: Value
    after: Value
    statements: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ChangesAnswer(Answer):
    """A page of the feed: what became known after a place, in the order in which it did. What is
    told of a place never changes, whenever it is asked for, but for what was erased."""

    changes: tuple[FeedItem, ...]
    """What was done, moment by moment and within each by cadre, then by class, then
    by paper, then by unit."""
    next: str
    """What goes into `after` of the next page, and what to keep for going on from there: never
    null, since there is always more to come."""
    more: bool
    """Whether there is more to tell already: then ask again at once, else with `wait`."""
    erased: int
    """The position of the last erasure; 0 where nothing was erased. Where it is another than
    before, a follower forgets what he kept and begins again at 0: what was erased is told no
    more."""

    def rows(self) -> Iterator[ChangeRow]:
        """Each member that moved."""
        for one in self.changes:
            for moved in one.moved:
                yield ChangeRow(
                    position=one.position,
                    day=one.day,
                    stored=one.stored,
                    cadre=one.cadre or moved.cadre,
                    training_class=one.training_class,
                    class_name=one.class_name,
                    paper=one.paper,
                    name=one.name,
                    unit=one.unit,
                    unit_name=one.unit_name,
                    kind=moved.kind,
                    of=moved.of,
                    year=moved.year,
                    member=moved.member,
                    before=moved.before,
                    after=moved.after,
                    statements=tuple(cause.statement_id for cause in one.causes),
                )


def changes_answer(page: FeedPage, basis: Basis) -> ChangesAnswer:
    """A page of the feed as an answer."""
    return ChangesAnswer(
        **basis_of(basis),
        changes=tuple(_change(one, basis) for one in page.changes),
        next=str(page.next),
        more=page.more,
        erased=basis.reference.erased,
    )


def _change(one: FeedChange, basis: Basis) -> FeedItem:
    change, units, of = one.change, basis.reference.units, one.whom.of
    as_of = AsOf(known=one.known, today=change.day, zone=basis.policies.zone)
    return FeedItem(
        position=change.position,
        day=change.day,
        stored=change.stored,
        cadre=one.whom.key if of is Of.CADRE else None,
        training_class=one.whom.key if of is Of.CLASS else None,
        class_name=one.name if of is Of.CLASS else None,
        paper=one.name if of is Of.PAPER else None,
        name=one.name if of is Of.CADRE else None,
        unit=one.unit,
        unit_name=None if one.unit is None else units.name(one.unit, as_of),
        causes=tuple(CauseOfChange(**members(cause)) for cause in change.causes),
        moved=tuple(MovedInFeed(**members(moved)) for moved in change.moved),
    )
