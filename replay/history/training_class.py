"""The biography of a class: how its life and every item of its follow-up came along (A4)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lrs.event.log import Log
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.follow_up import INSTITUTIONS
from projections.answers.subjects import CLASSES, facts_about, memberships_for
from projections.calendar import day_after
from projections.case.sifting import folded_or_sifted
from projections.case.subject import Subject, SubjectKind, open_subject
from projections.case.training_class import first_day, planned_end, said_of
from projections.classes.state import state as life_of_class
from projections.facts.fact import Fact
from projections.follow_up.follow_up import FollowUp, follow_up_of
from projections.follow_up.tally import rows_of
from projections.words.things import CLASS
from replay.history.causes import with_causes
from replay.history.change import WHOLE, Change, Key, Kind, Parts, Value
from replay.history.judges import Judges
from replay.history.life import Life, life_of
from replay.history.moments import Folded, Moment, changed

_PERSONS: Final = ("attendees", "members", "frame", "drawn", "substitute_for")
"""The data of facts about classes that name persons beside whom a fact is about."""


def biography_of_class(
    log: Log, training_class: str, *, basis: Basis, since: int = 0, until: int | None = None
) -> list[Change]:
    """Every change of a class' state and of each item of its follow-up, in the order in which it
    became known; what `biography` says of positions, days and spans holds here, too.

    Items are told with their `state` and `done_on`, those of a trainee under his name. Raises
    UnknownSubjectError where the log never names the class.
    """
    if not log.has_activity(CLASS.iri(training_class)):
        raise UnknownSubjectError(f"no statement is about the class {training_class!r}")
    end = basis.position
    own = facts_about(CLASSES, [training_class], log, until=end)[training_class]
    named = {name for one in own if (name := getattr(one, "institution", None)) is not None}
    of_institutions = facts_about(INSTITUTIONS, sorted(named), log, until=end)
    facts = [*own, *(one for some in of_institutions.values() for one in some)]
    beside = basis.reference.ever_registered(_names(facts))
    life = life_of([*facts, *beside], basis, Judges(basis))
    fold = _Fold(key=training_class, own=own, institutions=of_institutions, life=life)
    found = list(changed(life.span(log, since=since, until=until), fold.at))
    return with_causes(log, found, life.judges, life.facts)


def _names(facts: Collection[Fact]) -> set[str]:
    """The names of all persons whom some facts name."""
    named = {one.person for one in facts if one.person is not None}
    for fact in facts:
        for member in _PERSONS:
            value = getattr(fact, member, None) or ()
            named |= {value} if isinstance(value, str) else set(value)
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fold:
    """Folds the numbers of a class from the facts about it and about its institution."""

    key: str
    own: Sequence[Fact]
    institutions: dict[str, list[Fact]]
    life: Life

    def at(self, moment: Moment) -> Folded[Parts] | None:
        """Its numbers at a moment; None while no policy is known."""
        policies = self.life.judges.at(moment.known)
        if policies is None:
            return None
        judging = replace(
            self.life.basis, position=moment.known, today=moment.today, policies=policies
        )

        def fold(some: Sequence[Fact]) -> Folded[Parts]:
            subject = _opened(CLASSES, self.key, some, judging)
            name = said_of(subject, "institution")
            stated = self.institutions.get(name or "", ())
            beside = None if name is None else _opened(INSTITUTIONS, name, stated, judging)
            return _state(subject, follow_up_of(subject, beside))

        return folded_or_sifted(fold, judging.as_of.known_of(self.own))


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
    begins, ends = first_day(subject), planned_end(subject)
    wakes = [*([begins] if begins else []), *([day_after(ends)] if ends else [])]
    if found is not None:
        state[Key(Kind.CLASS, "follow_up", None, "state")] = found.state
        state |= dict(_items(found))
        wakes.append(day_after(found.schedule.ends))
        for row in rows_of(found):
            wakes += [row.item.opens, day_after(row.item.due)]
    return Folded(
        state={WHOLE: state}, wakes_on=min((day for day in wakes if day > today), default=None)
    )


def _items(found: FollowUp) -> Iterator[tuple[Key, Value]]:
    for row in rows_of(found):
        of = row.name if row.place is None else f"{row.name} {row.place}"
        yield Key(Kind.ITEM, of, None, "state", row.cadre), row.item.state.value
        yield Key(Kind.ITEM, of, None, "done_on", row.cadre), row.item.done_on
