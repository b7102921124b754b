"""What moments did to the standing of units, by the years of their members."""

from collections.abc import Mapping

from projections.case.decisions import AsOf
from replay.feed.asked import Asked, FeedChange
from replay.feed.cadre_lives import CadreLives
from replay.feed.steps import Step
from replay.feed.whom import Of, Whom
from replay.history.causes import with_causes
from replay.history.change import Parts, moved_between
from replay.history.judges import Judges
from replay.history.moments import Moment
from replay.history.unit import Years, ever_in_unit, standing_in

_Members = Mapping[str, Years]
"""The years of each member in which he belongs to the unit."""


class UnitLives:
    """The units of a page: the members of each are folded once, as of the first moment that may
    have moved one of them, and from then on those whom a moment may have moved.

    Every step of a page that may have moved a member has to be asked about, in order.
    """

    def __init__(self, asked: Asked, cadres: CadreLives) -> None:
        self._asked, self._judges, self._cadres = asked, Judges(asked.basis), cadres
        self._members: dict[str, _Members] = {}
        self._ever: dict[str, set[str]] = {}

    def change(self, unit: str, step: Step) -> FeedChange | None:
        """What a moment did to a unit; None where nothing, or where who asks does not see it."""
        moment, as_of = step.moment, self._as_of(step.moment)
        if not self._asked.visible(unit, as_of):
            return None
        ever, touched = self._ever_in(unit), self._ever_in(unit) & step.cadres
        before = self._members.get(unit)
        if before is None:
            before = {one: self._years(unit, one, step.before) for one in sorted(ever)}
        moving = {one: self._years(unit, one, moment) for one in sorted(touched)}
        after = self._members[unit] = {**before, **moving}
        moved = moved_between(
            self._standing(unit, before, step.before), self._standing(unit, after, moment)
        )
        if not moved:
            return None
        facts = {
            fact.position: fact
            for one in touched
            for fact in self._cadres.known_of_cadre(one, moment)
        } | {fact.position: fact for fact in self._judges.facts if fact.position <= moment.known}
        (change,) = with_causes(
            self._asked.log, [(moment, moved)], self._judges, [facts[at] for at in sorted(facts)]
        )
        return FeedChange(
            whom=Whom(Of.UNIT, unit), name=None, unit=unit, known=moment.known, change=change
        )

    def _years(self, unit: str, cadre: str, moment: Moment) -> Years:
        years = self._cadres.years(cadre, moment)
        return {year: one for year, one in years.items() if one.place.unit == unit}

    def _standing(self, unit: str, members: _Members, moment: Moment) -> Parts:
        policies = self._judges.at(moment.known)
        if policies is None:
            return {}
        reached = policies.reached_on(moment.today)
        found = {}
        for year in {year for one in members.values() for year in one}:
            results = [one[year] for one in members.values() if year in one]
            state = reached.of_year(year)
            found[year] = standing_in(unit, year, results, policies, state=state)
        return found

    def _ever_in(self, unit: str) -> set[str]:
        if unit not in self._ever:
            self._ever[unit] = ever_in_unit(unit, self._asked.basis)
        return self._ever[unit]

    def _as_of(self, moment: Moment) -> AsOf:
        policies = self._judges.at(moment.known) or self._judges.last
        return AsOf(known=moment.known, today=moment.today, zone=policies.zone)
