"""The biography of a cadre's numbers, from his own statements and what they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lrs.event.log import Log
from projections.answers.acts import by_person
from projections.answers.basis import Basis, UnknownSubjectError
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.case.sifting import folded_or_sifted
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.words.persons import identifier_of
from replay.history.causes import ahead, with_causes
from replay.history.change import Change
from replay.history.judges import Judges
from replay.history.moments import Folded, Moment, Span, changed
from replay.history.state import state_of


def biography(
    log: Log, cadre: str, *, basis: Basis, since: int = 0, until: int | None = None
) -> list[Change]:
    """Every change that a cadre's numbers went through, in the order in which it became known.

    The numbers at a position are those that an answer as of it gives: known is the log up to that
    position, `today` is the day on which it was stored, and the policies are those known then (of a
    what-if, those of the basis throughout). Between positions days pass; what one of them brings
    alone (a year ended, something recorded ahead happened, a time was up) is a change without a
    position, before all that was stored on that day. What members there are says `Kind`.

    `since` and `until` are positions: what is told became known in (since, until], the days that
    passed between these two included. Without `until` it ends with the basis, on its `today`. So
    biographies of adjoining spans, put together, are the biography of the whole; and what is told
    of positions up to the basis never changes, whatever is recorded later.

    It costs one fold as of `since` (none for 0) and one for each moment that touches the cadre: a
    statement about him under any of his names, a decision on one, an entry of the catalogue on a
    course of his, an approved substitute in a class of his, a policy, and the days above. What
    cannot be judged is set aside as in every answer, and is told as a change. Raises
    UnknownSubjectError where the log never names the cadre.
    """
    end = basis.position if until is None else min(until, basis.position)
    life = _life(log, basis.person(cadre), basis, Judges(basis))
    found = list(changed(life.span(log, since, end, until), life.fold))
    return with_causes(log, found, life.judges, life.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """All that may ever have touched a cadre: `own` are the facts stated under his names and the
    decisions on them, `facts` those and what they rest on."""

    person: str
    basis: Basis
    judges: Judges
    own: Sequence[Fact]
    facts: Sequence[Fact]

    def span(self, log: Log, since: int, end: int, until: int | None) -> Span:
        """The moments after a position that may have changed something."""
        begins = log.stored_at(since) if since else None
        first = None
        if begins is not None and self.judges.at(since) is not None:
            first = self.judges.day(begins, since)
        last = self.basis.today if until is None else self._day(log, end)
        touching = {one.position: one.stored for one in self.facts}
        for position in self.judges.positions:
            stored = log.stored_at(position)
            if stored is not None:
                touching[position] = stored
        days = {
            at: self.judges.day(stored, at) for at, stored in touching.items() if since < at <= end
        }
        begin = min(days.values(), default=last) if first is None else first
        return Span(
            after=since,
            first=first,
            last=last,
            touching=days,
            days=[*ahead(self.facts, self.judges), *self.judges.turns(begin, last)],
        )

    def fold(self, moment: Moment) -> Folded:
        """His numbers at a moment; none while no policy is known."""
        policies = self.judges.at(moment.known)
        if policies is None:
            return Folded(state={})
        reference = self.judges.reference
        as_of = AsOf(
            known=moment.known,
            today=moment.today,
            zone=policies.zone,
            without=self.basis.without,
        )
        acts = by_person(as_of.known_of(self.own), reference, as_of).get(self.person, [])
        if not acts:
            return Folded(state={})
        found = folded_or_sifted(
            lambda some: state_of(open_dossier(reference, self.person, some, policies, as_of)),
            acts,
        )
        return found or Folded(state={})

    def _day(self, log: Log, position: int) -> date:
        stored = log.stored_at(position)
        return self.basis.today if stored is None else self.judges.day(stored, position)


def _life(log: Log, person: str, basis: Basis, judges: Judges) -> _Life:
    reference, until = basis.reference, basis.position
    names = reference.identities.related(person)
    found = log.concerning([identifier_of(name) for name in names], until=until)
    own = [read_fact(recorded) for recorded in found]
    if not own:
        raise UnknownSubjectError(f"no statement is about the cadre {person!r}")
    courses = {one.course for one in own if isinstance(one, CoursePassed)}
    classes = {one.training_class for one in own if isinstance(one, ClassCompleted)}
    facts = {
        one.position: one
        for one in (
            *own,
            *reference.ever_catalogued(courses),
            *reference.ever_substituted(classes),
            *judges.facts,
        )
        if one.position <= until
    }
    return _Life(
        person=person,
        basis=basis,
        judges=judges,
        own=own,
        facts=[facts[position] for position in sorted(facts)],
    )
