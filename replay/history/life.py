"""Whatever may ever have touched some numbers, and the walk through it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.facts.fact import Fact
from replay.history.causes import ahead
from replay.history.judges import Judges
from replay.history.moments import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The facts that may ever have touched somebody's numbers, by position, and who judges."""

    basis: Basis
    judges: Judges
    facts: Sequence[Fact]
    ahead: Mapping[date, Sequence[Fact]]
    """The days on which some of them happen that were recorded before, each with these."""

    def span(self, log: Log, *, since: int, until: int | None) -> Span:
        """The moments in (since, until] that may have changed something; without `until` all up to
        the day of the basis."""
        end = self.basis.position if until is None else min(until, self.basis.position)
        first = None
        begun = log.stored_at(since) if since else None
        if begun is not None and self.judges.at(since) is not None:
            first = self.judges.day(begun, since)
        ended = None if until is None else log.stored_at(end)
        last = self.basis.today if ended is None else self.judges.day(ended, end)
        stored = {one.position: one.stored for one in self.facts}
        for position in self.judges.positions:
            if position not in stored and (at := log.stored_at(position)) is not None:
                stored[position] = at
        touching = {
            position: self.judges.day(at, position)
            for position, at in stored.items()
            if since < position <= end
        }
        begin = min(touching.values(), default=last) if first is None else first
        return Span(
            after=since,
            first=first,
            last=last,
            touching=touching,
            days=[*self.ahead, *self.judges.turns(begin, last)],
        )


def life_of(facts: Sequence[Fact], basis: Basis, judges: Judges) -> Life:
    """The life that some facts make up, with what was recorded about policies."""
    known = {one.position: one for one in (*facts, *judges.facts) if one.position <= basis.position}
    found = [known[at] for at in sorted(known)]
    return Life(basis=basis, judges=judges, facts=found, ahead=ahead(found, judges))
