"""What moments did to the numbers of cadres."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on
from projections.case.scope import place_in
from projections.case.sifting import folded_or_sifted
from projections.compliance.members import ResultOfMember
from projections.credits.balances import Balance
from projections.credits.credit_ledger import Ledger, credits_of, ledger_of
from projections.credits.papers import Paper
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.facts.trouble import OF_THE_MACHINE
from replay.feed.asked import Asked, FeedChange
from replay.feed.sight import Sight, without_decisions
from replay.feed.steps import Step
from replay.feed.whom import Of, Whom
from replay.history.cadre import LifeOfCadre, life_of_cadre
from replay.history.causes import days_of, with_causes
from replay.history.change import Parts, moved_between
from replay.history.judges import Judges
from replay.history.moments import Moment
from replay.history.state import state_by
from replay.history.unit import Years


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    """The numbers of a cadre at a moment, under which name, where he belonged, and the papers that
    his acts name."""

    parts: Parts
    name: str | None
    unit: str | None
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A cadre at a moment; no numbers where none can be made."""

    numbers: _Numbers | None
    years: Years


class CadreLives:
    """The cadres of a page, each read from the log once, and folded once for each moment between
    which something may have moved him."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._judges, self._sight = asked, Judges(asked.basis), Sight(asked)
        self._lives: dict[str, tuple[LifeOfCadre, list[int]]] = {}
        self._seen: dict[tuple[str, int, date], _Seen] = {}

    @property
    def folded(self) -> int:
        """How often somebody was folded."""
        return len(self._seen)

    def change(self, name: str, step: Step) -> FeedChange | None:
        """What a moment did to a cadre; None where nothing, or where who asks does not see him."""
        before, after = (self._at(name, one).numbers for one in (step.before, step.moment))
        seen = after or before
        if seen is None or not self._sees(seen.unit, step.moment):
            return None
        moved = moved_between(before.parts if before else {}, after.parts if after else {})
        if not moved:
            return None
        moment = step.moment
        life, _ = self._life(name)
        facts = (
            [*self._known_of(name, moment), *self._judges.facts]
            if moment.position is None
            else life.stated
        )
        (change,) = with_causes(
            self._asked.log, [(moment, moved)], self._judges, facts, shared=life.shared
        )
        return FeedChange(
            whom=Whom(Of.CADRE, name),
            name=seen.name,
            unit=seen.unit,
            known=moment.known,
            change=self._sight.told(change, without_decisions(facts), step, own=[name]),
        )

    def years(self, name: str, moment: Moment) -> Years:
        """The credit years of a cadre at a moment, each with where he belongs in it."""
        return self._at(name, moment).years

    def papers(self, name: str, moment: Moment) -> tuple[Paper, ...]:
        """The papers that the acts of a cadre name at a moment."""
        numbers = self._at(name, moment).numbers
        return () if numbers is None else numbers.papers

    def _at(self, name: str, moment: Moment) -> _Seen:
        """A cadre at a moment, who changes at no positions but those of what touches him."""
        life, positions = self._life(name)
        place = bisect_right(positions, moment.known)
        key = name, positions[place - 1] if place else 0, moment.today
        if key not in self._seen:
            self._seen[key] = self._fold(life, moment)
        return self._seen[key]

    def _fold(self, life: LifeOfCadre, moment: Moment) -> _Seen:
        """A cadre folded from all that is known of him at a moment; nothing while no policy is
        known, or nothing of him. Where something cannot be judged, his numbers and his years are
        each what is left of them when his facts are sifted, as in the biographies of both."""
        policies = self._judges.at(moment.known)
        as_of, reference = self._judges.as_of(moment), self._judges.reference
        acts = () if policies is None else life.acts(moment)
        if policies is None or not acts:
            return _NOTHING

        def opened(some: Sequence[Fact]) -> Dossier:
            return open_dossier(reference, life.person, some, policies, as_of)

        try:
            return _seen(opened(acts))
        except OF_THE_MACHINE:
            raise
        except Exception:
            return _Seen(
                numbers=folded_or_sifted(lambda some: _numbers(opened(some)), acts),
                years=folded_or_sifted(lambda some: _years(opened(some)), acts) or {},
            )

    def _life(self, name: str) -> tuple[LifeOfCadre, list[int]]:
        if name not in self._lives:
            life = life_of_cadre(self._asked.log, name, self._asked.basis, self._judges)
            of_facts = (one.position for one in life.facts)
            self._lives[name] = life, sorted({*of_facts, *self._judges.positions})
        return self._lives[name]

    def behind(self, name: str, moment: Moment) -> list[Fact]:
        """What is known of a cadre at a moment, with what that rests on, as far as it was recorded
        there, or may begin to count on the day where the day alone has come."""
        zone, known = self._judges.zone(moment.known), self._known_of(name, moment)
        if moment.position is not None:
            return [one for one in known if one.position == moment.position]
        return [one for one in known if moment.today in days_of(one, zone)]

    def _known_of(self, name: str, moment: Moment) -> list[Fact]:
        """What is known of a cadre at a moment, with what that rests on."""
        reference = self._asked.basis.reference
        life, _ = self._life(name)
        acts = life.acts(moment)
        courses = {one.course for one in acts if isinstance(one, CoursePassed)}
        classes = {one.training_class for one in acts if isinstance(one, ClassCompleted)}
        return [*acts, *reference.ever_catalogued(courses), *reference.ever_substituted(classes)]

    def _sees(self, unit: str | None, moment: Moment) -> bool:
        return self._asked.visible(unit, self._judges.as_of(moment))


_NOTHING: Final = _Seen(numbers=None, years={})


def _seen(dossier: Dossier) -> _Seen:
    """A cadre by one fold of his facts."""
    ledger = ledger_of(dossier)
    return _Seen(numbers=_numbers_by(dossier, ledger), years=_years_by(dossier, ledger.balances))


def _numbers(dossier: Dossier) -> _Numbers:
    return _numbers_by(dossier, ledger_of(dossier))


def _numbers_by(dossier: Dossier, ledger: Ledger) -> _Numbers:
    today = dossier.case.as_of.today
    return _Numbers(
        parts=state_by(dossier, ledger).state,
        name=dossier.roster.name(today),
        unit=unit_on(dossier.case.memberships, today),
        papers=ledger.papers,
    )


def _years(dossier: Dossier) -> Years:
    return _years_by(dossier, credits_of(dossier).balances)


def _years_by(dossier: Dossier, balances: Sequence[Balance]) -> Years:
    return {
        one.year: ResultOfMember(
            person=dossier.person, place=place_in(dossier, one.year), balance=one
        )
        for one in balances
    }
