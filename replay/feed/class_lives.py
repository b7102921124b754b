"""What moments did to the states of classes and of their follow-up."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from projections.case.decisions import AsOf
from projections.case.membership import Membership, unit_on
from projections.case.moves import moves_in_register
from projections.case.subject import Subject
from projections.case.training_class import last_day, name_of, said_of
from projections.facts.class_facts import ClassFact
from projections.follow_up.follow_up import FollowUp
from replay.feed.asked import Asked, FeedChange
from replay.feed.sight import Sight
from replay.feed.steps import Step
from replay.feed.whom import Of, Whom
from replay.history.causes import with_causes
from replay.history.change import Kind, Moved, Parts, moved_between
from replay.history.judges import Judges
from replay.history.moments import Moment
from replay.history.training_class import ClassFold, fold_of_class

_Sees = Callable[[str], bool]
"""Whether who asks sees a cadre in a class."""


class ClassLives:
    """The classes of a page, each read from the log once, and folded once for each moment between
    which something may have moved it."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._judges, self._sight = asked, Judges(asked.basis), Sight(asked)
        self._folds: dict[str, tuple[ClassFold, list[int]]] = {}
        self._seen: dict[tuple[str, int, date], Parts] = {}

    @property
    def folded(self) -> int:
        """How often a class was folded."""
        return len(self._seen)

    def change(self, name: str, step: Step) -> FeedChange | None:
        """What a moment did to a class; None where nothing, or nothing that who asks sees."""
        moment = step.moment
        moved = moved_between(self._at(name, step.before), self._at(name, moment))
        if not moved:
            return None
        fold, _ = self._fold(name)
        called, institution = fold.judged(moment, _called) or (None, None)
        sees = self._sees(fold, moment, institution)
        moved = moved if sees is None else self._seen_of(fold, moment, moved, sees)
        if not moved:
            return None
        facts = [*fold.known(moment), *self._judges.facts]
        (change,) = with_causes(self._asked.log, [(moment, moved)], self._judges, facts)
        if sees is not None:
            change = self._sight.told(change, facts, step, seen=sees)
        return FeedChange(
            whom=Whom(Of.CLASS, name),
            name=called,
            unit=institution,
            known=moment.known,
            change=change,
        )

    def _at(self, name: str, moment: Moment) -> Parts:
        fold, positions = self._fold(name)
        place = bisect_right(positions, moment.known)
        key = name, positions[place - 1] if place else 0, moment.today
        if key not in self._seen:
            found = fold.at(moment)
            self._seen[key] = {} if found is None else found.state
        return self._seen[key]

    def _fold(self, name: str) -> tuple[ClassFold, list[int]]:
        if name not in self._folds:
            fold = fold_of_class(self._asked.log, name, self._asked.basis, self._judges)
            positions = sorted(
                {*(one.position for one in fold.life.facts), *self._judges.positions}
            )
            self._folds[name] = fold, positions
        return self._folds[name]

    def _sees(self, fold: ClassFold, moment: Moment, institution: str | None) -> _Sees | None:
        """Which cadres in a class who asks sees, by their units on its last day; None where he
        reads the institution that held the class, and so sees all of it."""
        visible, as_of = self._asked.visible, self._judges.as_of(moment)
        if visible(None, as_of) or (institution is not None and visible(institution, as_of)):
            return None
        last = fold.judged(moment, lambda subject, _: last_day(subject)) or moment.today
        return cache(lambda cadre: visible(unit_on(self._memberships(cadre, as_of), last), as_of))

    def _seen_of(
        self, fold: ClassFold, moment: Moment, moved: tuple[Moved, ...], sees: _Sees
    ) -> tuple[Moved, ...]:
        """Of what moved what who does not see all of a class sees: where a cadre of his is in it,
        what is of the whole class or of cadres of his. What is amiss with the whole class is, as in
        the list of findings, for the institution's alone; a statement that is set aside for those
        of whom it is."""
        as_of = self._judges.as_of(moment)
        if not any(map(sees, self._persons(fold, moment, as_of))):
            return ()
        aside = {one.of for one in moved if one.kind is Kind.SET_ASIDE}
        own = {
            id_
            for one in fold.own
            if (id_ := str(one.statement_id)) in aside and self._sight.is_seen(one, as_of, sees)
        }

        def is_seen(one: Moved) -> bool:
            if one.kind is Kind.SET_ASIDE:
                return one.of in own
            return one.kind is not Kind.FINDING if one.cadre is None else sees(one.cadre)

        return tuple(filter(is_seen, moved))

    def _persons(self, fold: ClassFold, moment: Moment, as_of: AsOf) -> set[str]:
        """The cadres of whom something was stated about a class by a moment."""
        reference = self._judges.reference
        found = (
            reference.identities.person(one.person, one.occurred, as_of)
            for one in fold.own
            if isinstance(one, ClassFact) and one.of_cadre and one.person is not None
            if one.position <= moment.known
        )
        return {one for one in found if one is not None}

    def _memberships(self, cadre: str, as_of: AsOf) -> Sequence[Membership]:
        return moves_in_register(self._judges.reference, cadre, as_of).memberships(as_of)


def _called(subject: Subject, _: FollowUp | None) -> tuple[str | None, str | None]:
    """The name of a class, and the institution that held it."""
    return name_of(subject), said_of(subject, "institution")
