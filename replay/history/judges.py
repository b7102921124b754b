"""By which policies the numbers of each moment are judged, and on which days these turn."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from functools import cached_property

from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.publications import NoPolicyError
from projections.case.reference import Reference
from projections.facts.fact import Fact
from projections.policy.succession import Succession
from replay.history.moments import Moment


class Judges:
    """The policies as they were known at each position; those of a what-if at every one.

    They are looked up once for each position that may have changed them.
    """

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._found: dict[int, Succession | None] = {}

    @property
    def reference(self) -> Reference:
        """What all cases share."""
        return self._basis.reference

    def at(self, position: int) -> Succession | None:
        """The policies as known at a position; None while none is."""
        if self.tried:
            return self._basis.policies
        place = bisect_right(self.positions, position)
        since = self.positions[place - 1] if place else 0
        if since not in self._found:
            self._found[since] = self._known(since)
        return self._found[since]

    def day(self, instant: datetime, position: int) -> date:
        """The day of an instant as the policies known at a position count it, at most the last one
        that is asked about."""
        return min(instant.astimezone(self.zone(position)).date(), self._basis.today)

    def zone(self, position: int) -> tzinfo:
        """The zone of the policies known at a position; that of the basis while none is."""
        return (self.at(position) or self._basis.policies).zone

    def as_of(self, moment: Moment) -> AsOf:
        """What is known at a moment, its days in the zone of the policies known then."""
        return AsOf(known=moment.known, today=moment.today, zone=self.zone(moment.known))

    @cached_property
    def facts(self) -> list[Fact]:
        """What was recorded about policies up to the basis: publications, and decisions on them."""
        ever = self.reference.ever_published()
        return [one for one in ever if one.position <= self._basis.position]

    @cached_property
    def enactments(self) -> dict[int, list[Fact]]:
        """The positions at which values came to count that had been published before, each with
        those publications."""
        found = self.reference.publications.enactments()
        until = self._basis.position
        return {at: list(some) for at, some in found.items() if at <= until}

    @cached_property
    def positions(self) -> list[int]:
        """The positions that may have changed the policies, in order."""
        if self.tried:
            return []
        return sorted({*(one.position for one in self.facts), *self.enactments})

    @cached_property
    def tried(self) -> bool:
        """Whether the basis is a what-if: other policies judge than those that are in force."""
        known = self._known(self._basis.position)
        return known is None or known.digest != self._basis.policies.digest

    def turns(self, after: date, until: date) -> Iterator[date]:
        """The days on which some of the policies turn a number by themselves: a credit year begins
        or has ended, a policy or one of its values begins."""
        every = {id(one): one for one in (self.at(at) for at in (*self.positions, 0)) if one}
        every[id(self._basis.policies)] = self._basis.policies
        for policies in every.values():
            yield from _ends_of_years(policies, after, until)
            for tenure in policies.tenures:
                yield from (tenure.since, tenure.policy.effective_from, *tenure.policy.days)

    def _known(self, position: int) -> Succession | None:
        try:
            return self.reference.succession(known=position, without=self._basis.without)
        except NoPolicyError:
            return None


def _ends_of_years(policies: Succession, after: date, until: date) -> Iterator[date]:
    for year in range(policies.year_of(after), policies.year_of(until) + 1):
        yield policies.first_day(year)
        yield policies.last_day(year)
