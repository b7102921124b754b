"""The biography of a cadre's numbers, from his own statements and what they rest on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import by_person
from projections.answers.basis import Basis, UnknownSubjectError
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.case.scope import Place, place_in
from projections.case.sifting import folded_or_sifted
from projections.credits.balances import Balance
from projections.credits.credit_ledger import credits_of
from projections.credits.waking import wakes_on
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.facts.trouble import OF_THE_MACHINE
from projections.policy.succession import Succession
from projections.words.persons import identifier_of
from replay.history.cadre_findings import shared_by
from replay.history.causes import with_causes
from replay.history.change import Change, Parts
from replay.history.judges import Judges
from replay.history.life import Life, life_of
from replay.history.moments import Folded, Moment, S, changed
from replay.history.numbers import CadreNumbers
from replay.history.state import state_of
from replay.history.things import STUDIES, Thing, Things
from replay.history.totals import Totals


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
    life = life_of_cadre(log, basis.person(cadre), basis, Judges(basis))
    if not life.own:
        raise UnknownSubjectError(
            message("no statement is about the cadre {person!r}", person=life.person)
        )
    found = list(changed(life.span(log, since=since, until=until), CadreFold(life).numbers))
    return with_causes(log, found, life.judges, life.stated, shared=life.shared)


Placed = tuple[tuple[Balance, Place], ...]
"""The balances of a cadre, each with where he stands in its year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeOfCadre(Life):
    """The life of a cadre: `own` are the facts under his names, with the decisions on them;
    `stated` those and what they rest on. Beside these `facts` has what many share and his findings
    may hang on."""

    person: str
    own: Sequence[Fact]
    stated: Sequence[Fact]

    def acts(self, moment: Moment) -> Sequence[Fact]:
        """What is known of the cadre at a moment."""
        as_of, reference = self.judges.as_of(moment), self.judges.reference
        return by_person(as_of.known_of(self.own), reference, as_of).get(self.person, ())

    def shared(self, moment: Moment) -> list[Fact]:
        """What is known at a moment that many cadres share and his findings may hang on."""
        return shared_by(self.judges.reference, self.acts(moment), known=moment.known)


def life_of_cadre(log: Log, cadre: str, basis: Basis, judges: Judges) -> LifeOfCadre:
    """The life of a cadre; without facts of his own where the log never names him."""
    names = basis.reference.identities.related(cadre)
    found = log.concerning([identifier_of(name) for name in names], until=basis.position)
    own = [read_fact(recorded) for recorded in found]
    shared = shared_by(basis.reference, own, known=basis.position)
    life = life_of([*own, *_beside(own, basis), *shared], basis, judges)
    apart = {one.position for one in shared}
    return LifeOfCadre(
        basis=basis,
        judges=judges,
        facts=life.facts,
        ahead=life.ahead,
        person=cadre,
        own=own,
        stated=[one for one in life.facts if one.position not in apart],
    )


def _beside(own: Sequence[Fact], basis: Basis) -> list[Fact]:
    """What some facts of a cadre rest on: the catalogue's entries on his courses, the approved
    substitutes in his classes, with the decisions on these."""
    courses = {one.course for one in own if isinstance(one, CoursePassed)}
    classes = {one.training_class for one in own if isinstance(one, ClassCompleted)}
    reference = basis.reference
    return [*reference.ever_catalogued(courses), *reference.ever_substituted(classes)]


class CadreFold:
    """Folds a cadre from moment to moment; each moment has to be asked about once, in order."""

    def __init__(self, life: LifeOfCadre) -> None:
        self._life = life
        self._things = Things(life.own, life.facts)
        self._numbers = CadreNumbers(life.person, self._things, life.judges.reference)

    @property
    def person(self) -> str:
        """The cadre."""
        return self._life.person

    def numbers(self, moment: Moment) -> Folded[Parts] | None:
        """All numbers of the cadre; None while no policy is known, or nothing of him."""
        return self._fold(moment, self._numbers.told, state_of)

    def balances(self, moment: Moment) -> Folded[Placed] | None:
        """His balances with where he stands in their years; None as of `numbers`."""
        return self._fold(moment, _placed, _placed_whole)

    def _fold(
        self,
        moment: Moment,
        of_totals: Callable[[Dossier, Totals], Folded[S]],
        of_all: Callable[[Dossier], Folded[S]],
    ) -> Folded[S] | None:
        """What his totals come to; where something cannot be judged, what is left when his facts
        are sifted, folded whole."""
        policies = self._life.judges.at(moment.known)
        if policies is None:
            self._numbers.forget()
            return None
        without = self._life.basis.without
        as_of = AsOf(known=moment.known, today=moment.today, zone=policies.zone, without=without)
        try:
            found = self._numbers.at(as_of, policies, self._touched(moment))
            return None if found is None else of_totals(*found)
        except OF_THE_MACHINE:
            raise
        except Exception:
            self._numbers.forget()
        return self._sifted(as_of, policies, of_all)

    def _touched(self, moment: Moment) -> list[Thing | None]:
        """The things that a moment touches; days alone credit studies."""
        if moment.position is not None:
            return [self._things.touched(moment.position)]
        happening = self._life.ahead.get(moment.today, ())
        return [STUDIES, *(self._things.touched(one.position) for one in happening)]

    def _sifted(
        self, as_of: AsOf, policies: Succession, judge: Callable[[Dossier], Folded[S]]
    ) -> Folded[S] | None:
        reference, person = self._life.judges.reference, self._life.person
        acts = by_person(as_of.known_of(self._life.own), reference, as_of).get(person)
        if not acts:
            return None
        return folded_or_sifted(
            lambda some: judge(open_dossier(reference, person, some, policies, as_of)), acts
        )


def _placed(whole: Dossier, totals: Totals) -> Folded[Placed]:
    shown = (one for one in totals.credits.balances if one.year in totals.shown)
    return Folded(state=_with_places(whole, shown), wakes_on=totals.wakes_on)


def _placed_whole(dossier: Dossier) -> Folded[Placed]:
    found = _with_places(dossier, credits_of(dossier).balances)
    return Folded(state=found, wakes_on=wakes_on(dossier, ()))


def _with_places(dossier: Dossier, balances: Iterable[Balance]) -> Placed:
    return tuple((one, place_in(dossier, one.year)) for one in balances)
