"""The biography of a unit's verdicts: those of its members, year by year, put together (A3-18)."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from heapq import merge
from itertools import groupby
from typing import Final

from lrs.event.log import Log
from lrs.message import message
from projections.answers.basis import Basis, UnknownSubjectError
from projections.compliance.members import ResultOfMember
from projections.compliance.unit_compliance import compliance
from projections.policy.succession import Succession
from projections.policy.years import Reached
from projections.words.things import UNIT
from replay.history.cadre import CadreFold, life_of_cadre
from replay.history.causes import with_causes
from replay.history.change import Change, Key, Kind, State, moved_between
from replay.history.judges import Judges
from replay.history.moments import Changed, Folded, Moment, Walk

MEMBERS: Final = ("state", "verdict", "assessed", "unqualified", "until_barred", "to_clear")


Years = Mapping[int, ResultOfMember]
"""The years of a cadre in which he belongs to the unit."""

_NO_YEARS: Final[Years] = {}


def biography_of_unit(
    log: Log, unit: str, *, basis: Basis, since: int = 0, until: int | None = None
) -> list[Change]:
    """Every change of a unit's standing in each credit year that it has members in: its verdict,
    how many are assessed and how many of them unqualified; what `biography` says of positions, days
    and spans holds here, too.

    It costs the biographies of all who ever belonged to the unit, and each moment that changes one
    of them the figures of the years that it changes. Raises UnknownSubjectError where the log never
    names the unit.
    """
    if not log.has_activity(UNIT.iri(unit)):
        raise UnknownSubjectError(message("no statement is about the unit {unit!r}", unit=unit))
    judges = Judges(basis)
    every = (life_of_cadre(log, one, basis, judges) for one in sorted(ever_in_unit(unit, basis)))
    lives = [life for life in every if life.own]
    walks = {
        life.person: Walk(
            life.span(log, since=since, until=until),
            partial(_years_in, unit, CadreFold(life)),
            nothing=_NO_YEARS,
        )
        for life in lives
    }
    standing = _Standing(unit, walks)
    begun, policies = log.stored_at(since), judges.at(since)
    if begun is not None and policies is not None:
        standing.begin(policies, judges.day(begun, since))
    found = list(standing.steps(judges))
    facts = {one.position: one for life in lives for one in life.stated}
    return with_causes(log, found, judges, [facts[at] for at in sorted(facts)])


def ever_in_unit(unit: str, basis: Basis) -> set[str]:
    """Whoever may ever have belonged to a unit, under every name that links relate to his."""
    reference = basis.reference
    moves = reference.register.to_units([unit], known=basis.position)
    named = {move.person for move in moves if move.person is not None}
    return {one for name in named for one in reference.identities.related(name)}


def _years_in(unit: str, fold: CadreFold, moment: Moment) -> Folded[Years] | None:
    """The years of a cadre in which he belongs to a unit, with their results."""
    found = fold.balances(moment)
    if found is None:
        return None
    years = {
        balance.year: ResultOfMember(person=fold.person, place=place, balance=balance)
        for balance, place in found.state
        if place.unit == unit
    }
    return Folded(state=years, wakes_on=found.wakes_on)


class _Standing:
    """The standing of a unit while its members walk through their moments, side by side."""

    def __init__(self, unit: str, walks: Mapping[str, Walk[Years]]) -> None:
        self._unit, self._walks = unit, walks
        self._members = {person: walk.begun for person, walk in walks.items()}
        self._judged: tuple[str, Reached] | None = None
        self._state: dict[Hashable, State] = {}

    def begin(self, policies: Succession, today: date) -> None:
        """Judges the unit as of the beginning of the walks."""
        self._judge(policies, today, ())

    def steps(self, judges: Judges) -> Iterator[Changed]:
        """The moments at which the standing changed, with what did."""
        merged = merge(
            *(self._of_member(person) for person in self._walks), key=lambda one: _place(one[0])
        )
        for _, together in groupby(merged, key=lambda one: _place(one[0])):
            found = list(together)
            position, known = found[0][0].position, max(one.known for one, _, _ in found)
            moment = Moment(position=position, known=known, today=found[0][0].today)
            years = {year for _, person, after in found for year in self._take(person, after)}
            policies = judges.at(known)
            before = dict(self._state)
            if policies is not None:
                self._judge(policies, moment.today, years)
            if moved := moved_between(before, self._state):
                yield moment, moved

    def _of_member(self, person: str) -> Iterator[tuple[Moment, str, Years]]:
        return ((moment, person, after) for moment, after in self._walks[person].steps())

    def _take(self, person: str, after: Years) -> Iterator[int]:
        """Takes in a member's years; those that are others than before."""
        before, self._members[person] = self._members[person], after
        yield from (year for year in {**before, **after} if before.get(year) != after.get(year))

    def _judge(self, policies: Succession, today: date, years: Iterable[int]) -> None:
        """Judges some years anew; all of them where other policies judge, or another day has come
        that begins or ends one."""
        reached = policies.reached_on(today)
        if self._judged != (policies.digest, reached):
            years = {year for one in self._members.values() for year in one}
            self._state = {}
        self._judged = policies.digest, reached
        for year in years:
            members = [one[year] for one in self._members.values() if year in one]
            self._state[year] = {}
            if members:
                state = reached.of_year(year)
                self._state[year] = standing_in(self._unit, year, members, policies, state=state)


def standing_in(
    unit: str, year: int, members: Iterable[ResultOfMember], policies: Succession, *, state: str
) -> State:
    """The standing of a unit in a year by the results of its members; `state` is how far the year
    is."""
    found = compliance(unit, year, members, policies, state=state)
    return {Key(Kind.UNIT, str(year), year, name): getattr(found, name) for name in MEMBERS}


def _place(moment: Moment) -> tuple[date, int]:
    """Where a moment lies among those of all members: a day before what was stored on it."""
    return moment.today, moment.position or 0
