"""Whom who asks for the feed sees at a moment, and what he is told of the statements behind it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from projections.case.decisions import AsOf
from projections.case.membership import unit_on
from projections.case.moves import moves_in_register
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact, SetAside
from replay.feed.asked import Asked
from replay.feed.steps import Step
from replay.history.change import Change
from replay.history.judges import Judges


class Sight:
    """What who asks sees of others than those whom a change is about: a statement may have made it
    that is about a cadre of another unit, and then he is told of it and not of whom it names."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._judges = asked, Judges(asked.basis)

    def sees(self, cadre: str, step: Step) -> bool:
        """Whether who asks sees a cadre: by his unit on the day, or where he is in the register no
        more, by that of before."""
        as_of, before = self._judges.as_of(step.moment), self._judges.as_of(step.before)
        return self._asked.visible(self._unit(cadre, as_of) or self._unit(cadre, before), as_of)

    def is_seen(self, fact: Fact, as_of: AsOf, seen: Callable[[str], bool]) -> bool:
        """Whether a fact is of nobody, or of somebody who is `seen`. Of whom one is whose name is
        too long to be read, nobody can tell."""
        if isinstance(fact, SetAside) and fact.person is None:
            return False
        if not fact.of_cadre or fact.person is None:
            return True
        person = self._judges.reference.identities.person(fact.person, fact.occurred, as_of)
        return seen(person or fact.person)

    def told(
        self,
        change: Change,
        facts: Iterable[Fact],
        step: Step,
        *,
        own: Collection[str] = (),
        seen: Callable[[str], bool] | None = None,
    ) -> Change:
        """A change as who asks is told of it: its causes that are among some facts, of cadres who
        are not its `own` and whom he does not see, name nobody. `seen` is who he sees, where that
        is not as `sees` has it."""
        as_of = self._judges.as_of(step.moment)
        if self._asked.visible(None, as_of):
            return change

        def is_shown(cadre: str) -> bool:
            return cadre in own or (seen(cadre) if seen else self.sees(cadre, step))

        at = {one.position for one in change.causes}
        hidden = {
            one.position
            for one in facts
            if one.position in at and not self.is_seen(one, as_of, is_shown)
        }
        causes = (
            replace(one, actor=None) if one.position in hidden else one for one in change.causes
        )
        return replace(change, causes=tuple(causes))

    def _unit(self, cadre: str, as_of: AsOf) -> str | None:
        moves = moves_in_register(self._judges.reference, cadre, as_of)
        return unit_on(moves.memberships(as_of), as_of.today)


def without_decisions(facts: Iterable[Fact]) -> list[Fact]:
    """Some facts but decisions, which name who decided and not of whom they are."""
    return [one for one in facts if not isinstance(one, Decision)]
