"""The biography of a class: how its life and every item of its follow-up came along (A4), and what
was amiss with them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import subject_of
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.follow_up import INSTITUTIONS
from projections.answers.subjects import CLASSES, facts_about, memberships_for
from projections.calendar import day_after
from projections.case.reference import Reference
from projections.case.sifting import folded_or_sifted
from projections.case.subject import Subject, SubjectKind, open_subject
from projections.case.training_class import first_day, last_day, planned_end, said_of
from projections.classes.state import state as life_of_class
from projections.facts.fact import Fact, SetAside
from projections.follow_up.follow_up import FollowUp, follow_up_of
from projections.follow_up.tally import rows_of
from projections.words.things import CLASS
from replay.history.causes import with_causes
from replay.history.change import WHOLE, Change, Key, Kind, Parts, Value
from replay.history.class_findings import findings_of_class
from replay.history.judges import Judges
from replay.history.life import Life, life_of
from replay.history.moments import Folded, Moment, changed
from replay.history.state import aside_items

S = TypeVar("S")

_PERSONS: Final = ("attendees", "members", "frame", "drawn", "substitute_for")
"""The data of facts about classes that name persons beside whom a fact is about."""


def biography_of_class(
    log: Log, training_class: str, *, basis: Basis, since: int = 0, until: int | None = None
) -> list[Change]:
    """Every change of a class' state, of each item of its follow-up and of the findings on both, in
    the order in which it became known; what `biography` says of positions, days and spans holds
    here, too.

    Items are told with their `state` and `done_on`, those of a trainee under his name. Raises
    UnknownSubjectError where the log never names the class.
    """
    if not log.has_activity(CLASS.iri(training_class)):
        raise UnknownSubjectError(
            message(
                "no statement is about the class {training_class!r}", training_class=training_class
            )
        )
    fold = fold_of_class(log, training_class, basis, Judges(basis))
    found = list(changed(fold.life.span(log, since=since, until=until), fold.at))
    judges = fold.life.judges
    by_day = {
        moment: with_causes(log, [(moment, moved)], judges, [*fold.known(moment), *judges.facts])
        for moment, moved in found
        if moment.position is None
    }
    positions = [one for one in found if one[0] not in by_day]
    by_position = ([one] for one in with_causes(log, positions, judges, fold.life.facts))
    return [change for moment, _ in found for change in by_day.get(moment) or next(by_position)]


def fold_of_class(log: Log, training_class: str, basis: Basis, judges: Judges) -> "ClassFold":
    """All that may ever have touched a class, to be folded moment by moment."""
    end = basis.position
    own = facts_about(CLASSES, [training_class], log, until=end)[training_class]
    stated = facts_about(INSTITUTIONS, sorted(_institutions(own)), log, until=end)
    facts = _with_registered(own, stated, basis.reference)
    life = life_of(facts, basis, judges)
    return ClassFold(key=training_class, own=own, institutions=stated, life=life)


def _institutions(own: Iterable[Fact]) -> set[str]:
    """The institutions that some facts about a class name."""
    return {name for one in own if (name := getattr(one, "institution", None)) is not None}


def _with_registered(
    own: Sequence[Fact],
    stated: Mapping[str, Sequence[Fact]],
    reference: Reference,
    *,
    known: int | None = None,
) -> list[Fact]:
    """Facts about a class and about institutions, with what is registered of whom they name, by
    the links that are known at a position, or by all."""
    facts = [*own, *(one for some in stated.values() for one in some)]
    return [*facts, *reference.ever_registered(_names(facts), known=known)]


def _names(facts: Collection[Fact]) -> set[str]:
    """The names of all persons whom some facts name."""
    named = {one.person for one in facts if one.person is not None}
    for fact in facts:
        for member in _PERSONS:
            value = getattr(fact, member, None) or ()
            named |= {value} if isinstance(value, str) else set(value)
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFold:
    """Folds a class from the facts about it and about its institutions, in any order of moments."""

    key: str
    own: Sequence[Fact]
    institutions: Mapping[str, Sequence[Fact]]
    life: Life

    def at(self, moment: Moment) -> Folded[Parts] | None:
        """Its numbers at a moment; None while no policy is known, or nothing of the class."""
        return self.judged(moment, _state)

    def judged(self, moment: Moment, judge: Callable[[Subject, FollowUp | None], S]) -> S | None:
        """What is made of the class and of its follow-up at a moment; None as of `at`, and where
        nothing can be made of it."""
        judging, known = self._basis(moment), self._known(moment)
        if judging is None or not known:
            return None

        def fold(some: Sequence[Fact]) -> S:
            subject = _opened(CLASSES, self.key, some, judging)
            name = said_of(subject, "institution")
            stated = self.institutions.get(name or "", ())
            beside = None if name is None else _opened(INSTITUTIONS, name, stated, judging)
            return judge(subject, follow_up_of(subject, beside))

        return folded_or_sifted(fold, known)

    def known(self, moment: Moment) -> list[Fact]:
        """Whatever may have touched the class, by what is known at a moment."""
        known = self._known(moment)
        stated = {name: self.institutions.get(name, ()) for name in _institutions(known)}
        reference = self.life.judges.reference
        found = _with_registered(known, stated, reference, known=moment.known)
        return _known_of(found, moment)

    def _known(self, moment: Moment) -> list[Fact]:
        return _known_of(self.own, moment)

    def _basis(self, moment: Moment) -> Basis | None:
        policies = self.life.judges.at(moment.known)
        if policies is None:
            return None
        return replace(
            self.life.basis, position=moment.known, today=moment.today, policies=policies
        )


def _known_of(facts: Iterable[Fact], moment: Moment) -> list[Fact]:
    """What is known at a moment of some facts; a decision that was stored before what it decides on
    is about nothing until that is known."""
    known = {one.statement_id: one for one in facts if one.position <= moment.known}
    return [one for one in known.values() if subject_of(one, known) is not None]


def _opened(kind: SubjectKind, key: str, facts: Sequence[Fact], basis: Basis) -> Subject:
    as_of = replace(basis.as_of, watch=None)
    known = as_of.known_of(facts)
    return open_subject(
        kind,
        key,
        known,
        reference=basis.reference,
        policies=basis.policies,
        as_of=as_of,
        memberships=memberships_for(known, basis.reference, as_of),
    )


def _state(subject: Subject, found: FollowUp | None) -> Folded[Parts]:
    today = subject.as_of.today
    state: dict[Key, Value] = {Key(Kind.CLASS, "life", None, "state"): life_of_class(subject)}
    begins, ends = first_day(subject), (planned_end(subject), last_day(subject))
    wakes = [*([begins] if begins else []), *(day_after(day) for day in ends if day)]
    if found is not None:
        state[Key(Kind.CLASS, "follow_up", None, "state")] = found.state
        state |= dict(_items(found))
        wakes.append(day_after(found.schedule.ends))
        for row in rows_of(found):
            wakes += [row.item.opens, day_after(row.item.due)]
    state |= dict.fromkeys(findings_of_class(subject, found), True)
    state |= dict(aside_items(subject.kinds.of(SetAside)))
    return Folded(
        state={WHOLE: state}, wakes_on=min((day for day in wakes if day > today), default=None)
    )


def _items(found: FollowUp) -> Iterator[tuple[Key, Value]]:
    for row in rows_of(found):
        of = row.name if row.place is None else f"{row.name} {row.place}"
        yield Key(Kind.ITEM, of, None, "state", row.cadre), row.item.state.value
        yield Key(Kind.ITEM, of, None, "done_on", row.cadre), row.item.done_on
