"""Who a name means: identifiers linked to cadres over time, by what was known (A2-4, 实名制)."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import pairwise
from operator import attrgetter

from lrs.event.references import LONGEST_CHAIN
from projections.case.decisions import AsOf
from projections.facts.order import in_order, moment
from projections.facts.roster_facts import CadreIdentified
from projections.words.persons import is_of_register

Holds = Callable[[CadreIdentified, AsOf], bool]


class Identities:
    """The links from identifiers to cadres by who was entitled to them; grows and forgets nothing.

    A link holds from its day on until a later one gives the identifier to somebody else; the first
    holds for what came before as well, so that a new mailbox joins the old history. A link that is
    void (`holds` says whether one is not) links nothing, so that a wrong one, once undone, parts
    the two again. Links are followed as far as all references are.
    """

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._links: dict[str, tuple[CadreIdentified, ...]] = {}
        self._named: dict[str, set[str]] = {}
        self._last: tuple[AsOf, dict[str, tuple[CadreIdentified, ...]]] | None = None

    def learn(self, link: CadreIdentified) -> None:
        """Takes a link in, once."""
        if link.person is None or link.person == link.identifier:
            return
        # Another thread may look meanwhile: what it looks at never changes.
        for name in link.names:
            links = list(self._links.get(name, ()))
            insort(links, link, key=moment)
            self._links[name] = tuple(links)
            self._named.setdefault(link.person, set()).add(name)

    def forget(self) -> None:
        """Forgets what was looked up for the last question."""
        self._last = None

    def is_linked(self, name: str) -> bool:
        """Whether any link, standing or not, says that the name means a cadre."""
        return name in self._links

    def person(self, name: str, at: datetime, as_of: AsOf) -> str:
        """Whom a name meant at an instant: the cadre at the end of its links, else the name itself.

        Where links run in a circle it is the least of the names in it, whichever is asked for.
        """
        if name not in self._links:
            return name  # as nearly all are: no list of their links is made
        path = [name]
        while len(path) <= LONGEST_CHAIN:
            link = self._holding(path[-1], at, as_of)
            if link is None or link.person is None:
                break
            if link.person in path:
                return min(path[path.index(link.person) :])
            path.append(link.person)
        return path[-1]

    def names(self, person: str) -> frozenset[str]:
        """Every name that some link, standing or not, ever led to the person; his own included.

        What is found under them still has to be asked for whom it means.
        """
        found, level = {person}, {person}
        for _ in range(LONGEST_CHAIN):
            level = {one for name in level for one in self._named.get(name, ())} - found
            if not level:
                break
            found |= level
        return frozenset(found)

    def related(self, name: str, *, known: int | None = None) -> frozenset[str]:
        """The names whose acts a link may give to another of them, by those that are known at a
        position, or by all; mostly the name alone."""
        found: set[str] = set()
        fresh = {name}
        while fresh:
            name = fresh.pop()
            found.add(name)
            links = self._known(name, known)
            fresh |= {one.person for one in links if one.person}.union(self._led(name, known))
            fresh -= found
        return frozenset(found)

    def moved_by(self, link: CadreIdentified, as_of: AsOf) -> frozenset[str]:
        """Whose acts are others since a link, standing or not, is known or was undone: he whom it
        names, and those who have the identifier before and after it; and whom these names mean."""
        names = link.names
        beside = [link]
        for name in names:
            standing = self._standing(name, as_of)
            place = bisect_left(standing, moment(link), key=moment)
            beside += standing[max(place - 1, 0) : place + 2]
        level = {one.person for one in beside if one.person}
        found = {*names, *level}
        for _ in range(LONGEST_CHAIN):
            leading = (one.person for name in level for one in self._links.get(name, ()))
            level = {one for one in leading if one} - found
            if not level:
                break
            found |= level
        return frozenset(found)

    def ever(self, names: Collection[str], *, known: int | None = None) -> list[CadreIdentified]:
        """Every link, standing or not, of some names and of those that links relate them to: those
        that are known at a position, or all."""
        every = {one for name in names for one in self.related(name, known=known)}
        links = (link for name in every for link in self._known(name, known))
        return list({link.statement_id: link for link in links}.values())

    def _known(self, name: str, known: int | None) -> Collection[CadreIdentified]:
        """The links of a name that are known at a position, or all."""
        links = self._links.get(name, ())
        return links if known is None else [one for one in links if one.position <= known]

    def _led(self, person: str, known: int | None) -> Collection[str]:
        """The names of which a link that is known at a position, or any, leads to a person."""
        named = self._named.get(person, set())
        if known is None:
            return named
        return {
            name for name in named if any(one.person == person for one in self._known(name, known))
        }

    def links(self, person: str, as_of: AsOf) -> tuple[CadreIdentified, ...]:
        """The standing links that lead to the person, by timestamp and position."""
        found = [link for name in self.names(person) for link in self._standing(name, as_of)]
        links = {link.statement_id: link for link in found}.values()
        return tuple(in_order(links))

    def at_one_instant(self, as_of: AsOf) -> Iterator[tuple[CadreIdentified, CadreIdentified]]:
        """The standing links of one name and one instant to two cadres, the later of the log last.

        The digests of a mailbox are told by the mailbox itself.
        """
        for name, links in list(self._links.items()):
            if len(links) > 1:
                standing = [one for one in self._standing(name, as_of) if one.identifier == name]
                for earlier, later in pairwise(standing):
                    if earlier.occurred == later.occurred and earlier.person != later.person:
                        yield earlier, later

    def of_register(self, as_of: AsOf) -> Iterator[CadreIdentified]:
        """The standing links of names that are themselves ids of the register."""
        for name in list(self._links):
            if is_of_register(name):
                yield from self._standing(name, as_of)

    def _holding(self, name: str, at: datetime, as_of: AsOf) -> CadreIdentified | None:
        links = self._standing(name, as_of)
        begun = bisect_right(links, at, key=attrgetter("occurred"))
        return links[max(begun - 1, 0)] if links else None

    def _standing(self, name: str, as_of: AsOf) -> tuple[CadreIdentified, ...]:
        """The standing links of a name, in order; those of the last question are kept."""
        last = self._last
        if last is None or not (last[0] is as_of or last[0] == as_of):
            last = self._last = as_of, {}
        found = last[1].get(name)
        if found is None:
            found = last[1][name] = tuple(
                link
                for link in self._links.get(name, ())
                if as_of.sees(link) and self._holds(link, as_of)
            )
        return found
