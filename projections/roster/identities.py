"""Who a name means: identifiers linked to cadres over time, by what was known (A2-4, 实名制)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from projections.facts.decisions import AsOf
from projections.facts.order import in_order
from projections.facts.persons import same_mailbox
from projections.facts.roster_facts import CadreIdentified

Stands = Callable[[CadreIdentified, AsOf], bool]


class Identities:
    """The links from identifiers to cadres; grows with the log and forgets nothing.

    A link holds from its day on until a later one gives the identifier to somebody else; the first
    holds for what came before as well, so that a new mailbox joins the old history. A link that is
    void links nothing, so that a wrong one, once undone, parts the two again.
    """

    def __init__(self, stands: Stands) -> None:
        self._stands = stands
        self._links: dict[str, dict[UUID, CadreIdentified]] = {}
        self._named: dict[str, set[str]] = {}

    def learn(self, link: CadreIdentified) -> None:
        """Takes a link in; the same one twice changes nothing."""
        if link.person is None or link.person == link.identifier:
            return
        for name in same_mailbox(link.identifier):
            self._links.setdefault(name, {}).setdefault(link.statement_id, link)
            self._named.setdefault(link.person, set()).add(name)

    def person(self, name: str, at: datetime, as_of: AsOf) -> str:
        """Whom a name meant at an instant: the cadre at the end of its links, else the name itself.

        Where links run in a circle it is the least of the names in it, whichever is asked for.
        """
        if name not in self._links:
            return name  # as nearly all are: no list of their links is made
        path = [name]
        while (link := self._holding(path[-1], at, as_of)) and link.person is not None:
            if link.person in path:
                return min(path[path.index(link.person) :])
            path.append(link.person)
        return path[-1]

    def names(self, person: str) -> frozenset[str]:
        """Every name that some link, standing or not, ever led to the person; his own included.

        What is found under them still has to be asked for whom it means.
        """
        found, fresh = {person}, [person]
        while fresh:
            further = self._named.get(fresh.pop(), set()) - found
            found |= further
            fresh += further
        return frozenset(found)

    def known(self) -> frozenset[str]:
        """Every name that some link, standing or not, ever had to do with."""
        return frozenset({*self._links, *self._named})

    def related(self, name: str) -> frozenset[str]:
        """The names whose acts a link may give to another of them; mostly the name alone."""
        found: set[str] = set()
        fresh = {name}
        while fresh:
            name = fresh.pop()
            found.add(name)
            leading = (one.person for one in self._links.get(name, {}).values())
            fresh |= {one for one in leading if one} | self._named.get(name, set())
            fresh -= found
        return frozenset(found)

    def links(self, person: str, as_of: AsOf) -> tuple[CadreIdentified, ...]:
        """The standing links that lead to the person, by timestamp and position."""
        found = [link for name in self.names(person) for link in self._standing(name, as_of)]
        links = {link.statement_id: link for link in found}.values()
        return tuple(in_order(links))

    def _holding(self, name: str, at: datetime, as_of: AsOf) -> CadreIdentified | None:
        links = self._standing(name, as_of)
        begun = [link for link in links if link.occurred <= at]
        return begun[-1] if begun else next(iter(links), None)

    def _standing(self, name: str, as_of: AsOf) -> list[CadreIdentified]:
        return in_order(
            link
            for link in list(self._links.get(name, {}).values())
            if as_of.sees(link) and self._stands(link, as_of)
        )
