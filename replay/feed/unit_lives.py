"""What moments did to the standing of units, by the years of their members."""

from collections.abc import Callable, Collection, Hashable, Iterable

from projections.compliance.members import ResultOfMember
from replay.feed.asked import Asked, FeedChange
from replay.feed.member_years import MemberYears
from replay.feed.sight import Sight, without_decisions
from replay.feed.steps import Step
from replay.feed.whom import Of, Whom
from replay.history.causes import with_causes
from replay.history.change import NO_STATE, Parts, State, moved_between
from replay.history.judges import Judges
from replay.history.moments import Moment
from replay.history.unit import Years, ever_in_unit, standing_in

_YearsOf = Callable[[str], Years]
"""The years of a cadre at a moment."""


class UnitLives:
    """The units of a page, of which a moment is judged where it made others of a member's years in
    the unit, or where other policies judge since or how far the years are is another."""

    def __init__(self, asked: Asked, members: MemberYears) -> None:
        self._asked, self._judges, self._members = asked, Judges(asked.basis), members
        self._sight = Sight(asked)
        self._ever: dict[str, set[str]] = {}

    def change(self, unit: str, step: Step) -> FeedChange | None:
        """What a moment did to a unit; None where nothing, or where who asks does not see it."""
        moment = step.moment
        if not self._asked.visible(unit, self._judges.as_of(moment)):
            return None
        ever = self._ever_in(unit)
        self._members.compare(ever & step.cadres, step)
        moved_in = {one: self._moved_in(unit, one, step) for one in ever}
        years = self._years_to_judge(unit, step, moved_in.values())
        before, after = (
            self._standing(unit, years, one, at)
            for one, at in ((self._before(step), step.before), (self._after(step), moment))
        )
        moved = moved_between(before, after)
        if not moved:
            return None
        movers = [one for one, years in moved_in.items() if years]
        found = (fact for one in movers for fact in self._members.moved[one].facts)
        facts = {fact.position: fact for fact in (*found, *self._judges.facts)}
        (change,) = with_causes(
            self._asked.log, [(moment, moved)], self._judges, [facts[at] for at in sorted(facts)]
        )
        return FeedChange(
            whom=Whom(Of.UNIT, unit),
            name=None,
            unit=unit,
            known=moment.known,
            change=self._sight.told(change, without_decisions(facts.values()), step, own=movers),
        )

    def _moved_in(self, unit: str, cadre: str, step: Step) -> set[int]:
        """The years in which a moment made another of what a cadre is in a unit."""
        if cadre not in self._members.moved:
            return set()
        before, after = (
            {year: one for year, one in years.items() if one.place.unit == unit}
            for years in (self._members.before(cadre, step), self._members.after(cadre, step))
        )
        return {year for year in {**before, **after} if before.get(year) != after.get(year)}

    def _years_to_judge(
        self, unit: str, step: Step, moved: Iterable[Collection[int]]
    ) -> Collection[int]:
        """The years that a moment may have judged otherwise: those that moved in a member, or all
        where it is judged by something else."""
        if self._judging(step.before) == self._judging(step.moment):
            return {year for years in moved for year in years}
        return {
            year
            for cadre in self._ever_in(unit)
            for years in (self._members.before(cadre, step), self._members.after(cadre, step))
            for year, one in years.items()
            if one.place.unit == unit
        }

    def _judging(self, moment: Moment) -> object:
        """By which policies, and by how far they say that the years are, a moment is judged."""
        policies = self._judges.at(moment.known)
        return policies and (policies.digest, policies.reached_on(moment.today))

    def _standing(
        self, unit: str, years: Collection[int], years_of: _YearsOf, moment: Moment
    ) -> Parts:
        policies = self._judges.at(moment.known)
        if policies is None or not years:
            return {}
        every = [found for cadre in sorted(self._ever_in(unit)) if (found := years_of(cadre))]
        reached = policies.reached_on(moment.today)
        standing: dict[Hashable, State] = {}
        for year in years:
            results = [one for found in every if (one := _in_unit(unit, year, found))]
            state = reached.of_year(year)
            standing[year] = (
                standing_in(unit, year, results, policies, state=state) if results else NO_STATE
            )
        return standing

    def _before(self, step: Step) -> _YearsOf:
        return lambda cadre: self._members.before(cadre, step)

    def _after(self, step: Step) -> _YearsOf:
        return lambda cadre: self._members.after(cadre, step)

    def _ever_in(self, unit: str) -> set[str]:
        if unit not in self._ever:
            self._ever[unit] = ever_in_unit(unit, self._asked.basis)
        return self._ever[unit]


def _in_unit(unit: str, year: int, years: Years) -> ResultOfMember | None:
    """The result of a cadre in a year in which he belongs to a unit."""
    one = years.get(year)
    return one if one is not None and one.place.unit == unit else None
