"""What moments did to the numbers of cadres."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from projections.answers.acts import by_person
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on
from projections.case.scope import place_in
from projections.case.sifting import folded_or_sifted
from projections.credits.credit_ledger import credits_of
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from replay.feed.asked import Asked, FeedChange
from replay.feed.steps import Step
from replay.feed.whom import Of, Whom
from replay.history.cadre import LifeOfCadre, life_of_cadre
from replay.history.causes import with_causes
from replay.history.change import Parts, moved_between
from replay.history.judges import Judges
from replay.history.moments import Moment
from replay.history.state import state_of
from replay.history.unit import ResultOfMember, Years

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A cadre at a moment."""

    numbers: Parts
    name: str | None
    unit: str | None


class CadreLives:
    """The cadres of a page, each read from the log once, and folded once for each moment between
    which something may have moved him."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._judges = asked, Judges(asked.basis)
        self._lives: dict[str, tuple[LifeOfCadre, list[int]]] = {}
        self._seen: dict[tuple[str, int, date], _Seen | None] = {}
        self._years: dict[tuple[str, int, date], Years] = {}

    @property
    def folded(self) -> int:
        """How often somebody was folded."""
        return len(self._seen) + len(self._years)

    def change(self, name: str, step: Step) -> FeedChange | None:
        """What a moment did to a cadre; None where nothing, or where who asks does not see him."""
        before, after = self._at(name, step.before), self._at(name, step.moment)
        seen = after or before
        if seen is None or not self._sees(seen.unit, step.moment):
            return None
        moved = moved_between(before.numbers if before else {}, after.numbers if after else {})
        if not moved:
            return None
        moment = step.moment
        by_day = moment.position is None
        facts = self.known_of_cadre(name, moment) if by_day else self._life(name)[0].facts
        (change,) = with_causes(self._asked.log, [(moment, moved)], self._judges, facts)
        return FeedChange(
            whom=Whom(Of.CADRE, name),
            name=seen.name,
            unit=seen.unit,
            known=moment.known,
            change=change,
        )

    def _at(self, name: str, moment: Moment) -> _Seen | None:
        """A cadre at a moment, who changes at no positions but those of what touches him."""
        life, key = self._keyed(name, moment)
        if key not in self._seen:
            self._seen[key] = self._fold(life, moment, _seen)
        return self._seen[key]

    def years(self, name: str, moment: Moment) -> Years:
        """The credit years of a cadre at a moment, each with where he belongs in it."""
        life, key = self._keyed(name, moment)
        if key not in self._years:
            self._years[key] = self._fold(life, moment, _years) or {}
        return self._years[key]

    def _keyed(self, name: str, moment: Moment) -> tuple[LifeOfCadre, tuple[str, int, date]]:
        life, positions = self._life(name)
        place = bisect_right(positions, moment.known)
        return life, (name, positions[place - 1] if place else 0, moment.today)

    def _fold(self, life: LifeOfCadre, moment: Moment, judge: Callable[[Dossier], _T]) -> _T | None:
        """A cadre judged by all that is known of him at a moment; None while no policy is known, or
        nothing of him."""
        policies = self._judges.at(moment.known)
        as_of, reference = self._as_of(moment), self._judges.reference
        acts = by_person(as_of.known_of(life.own), reference, as_of).get(life.person)
        if policies is None or not acts:
            return None
        return folded_or_sifted(
            lambda some: judge(open_dossier(reference, life.person, some, policies, as_of)), acts
        )

    def _life(self, name: str) -> tuple[LifeOfCadre, list[int]]:
        if name not in self._lives:
            life = life_of_cadre(self._asked.log, name, self._asked.basis, self._judges)
            of_facts = (one.position for one in life.facts)
            self._lives[name] = life, sorted({*of_facts, *self._judges.positions})
        return self._lives[name]

    def known_of_cadre(self, name: str, moment: Moment) -> list[Fact]:
        """What is known of a cadre at a moment, with what that rests on."""
        as_of, reference = self._as_of(moment), self._asked.basis.reference
        life, _ = self._life(name)
        acts = by_person(as_of.known_of(life.own), reference, as_of).get(name, [])
        courses = {one.course for one in acts if isinstance(one, CoursePassed)}
        classes = {one.training_class for one in acts if isinstance(one, ClassCompleted)}
        return [*acts, *reference.ever_catalogued(courses), *reference.ever_substituted(classes)]

    def _sees(self, unit: str | None, moment: Moment) -> bool:
        return self._asked.visible(unit, self._as_of(moment))

    def _as_of(self, moment: Moment) -> AsOf:
        policies = self._judges.at(moment.known) or self._judges.last
        return AsOf(known=moment.known, today=moment.today, zone=policies.zone)


def _seen(dossier: Dossier) -> _Seen:
    today = dossier.case.as_of.today
    return _Seen(
        numbers=state_of(dossier).state,
        name=dossier.roster.name(today),
        unit=unit_on(dossier.case.memberships, today),
    )


def _years(dossier: Dossier) -> Years:
    return {
        one.year: ResultOfMember(
            person=dossier.person, place=place_in(dossier, one.year), balance=one
        )
        for one in credits_of(dossier).balances
    }
