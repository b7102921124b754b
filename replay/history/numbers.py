"""The numbers of a cadre from moment to moment: only what a moment touches is folded anew.

The lines, hours and findings of a thing follow from the facts about it and from what holds for the
whole cadre (`things`). So a statement folds its own thing alone; what holds for the whole cadre, a
link, a policy fold all. Balances, cycles and what he may become are then sums over lines that are
there. That all this is what a fold of everything comes to is held by a test.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from projections.answers.acts import by_person
from projections.case.case import Entry
from projections.case.decisions import AsOf, Decisions
from projections.case.dossier import Dossier, open_dossier
from projections.case.moves import Moves
from projections.case.reference import Reference
from projections.case.sifting import RowsError
from projections.credits.balances import by_year
from projections.credits.credit_ledger import earned_by, handling_of
from projections.credits.hours import hours_entries
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact, Kinds, SetAside
from projections.policy.succession import Succession
from replay.history import state
from replay.history.change import Parts, State
from replay.history.moments import Folded
from replay.history.state import Item
from replay.history.things import STUDIES, WHOLE_CADRE, Thing, Things
from replay.history.totals import Part, Totals, totals_of

T = TypeVar("T")

_NO_MOVES: Final = Moves(made=(), refused=())


class CadreNumbers:
    """The numbers of a cadre at one moment, and then at the next."""

    def __init__(self, person: str, things: Things, reference: Reference) -> None:
        self._person, self._things, self._reference = person, things, reference
        self.forget()

    def forget(self) -> None:
        """Forgets the last moment, so that the next one is folded whole."""
        self._digest, self._named = "", False
        self._whole: Dossier | None = None
        self._parts: dict[Thing, tuple[Part, State]] = {}
        self._kept: dict[Hashable, tuple[object, State]] = {}

    def at(
        self, as_of: AsOf, policies: Succession, touched: Collection[Thing | None]
    ) -> tuple[Dossier, Totals] | None:
        """What holds for the cadre as of a moment, and his totals; None where nothing is known of
        him. `touched` are the things that may be others than at the last moment, None: all."""
        whole = self._whole
        if whole is None or self._digest != policies.digest or {None, WHOLE_CADRE} & {*touched}:
            stated = self._stated(WHOLE_CADRE, as_of)
            self._named = bool(stated)
            whole = open_dossier(self._reference, self._person, stated, policies, as_of)
            self._digest, touched = policies.digest, list(self._things.facts)
        else:
            catalogue = self._reference.catalogue(as_of)
            whole = replace(whole, case=replace(whole.case, as_of=as_of, catalogue=catalogue))
        self._whole = whole
        for thing in touched:
            if thing is not None and thing != WHOLE_CADRE and thing in self._things.facts:
                self._fold(thing, whole)
        if not self._parts and not self._named:
            return None
        studies = self._parts.get(STUDIES)
        parts = [part for part, _ in self._parts.values()]
        return whole, totals_of(whole, parts, studies=studies[0] if studies else None)

    def told(self, whole: Dossier, totals: Totals) -> Folded[Parts]:
        """The state that totals come to with the parts behind them, and when it changes by itself:
        what is as it was at the last moment is the same object."""
        parts: dict[Hashable, State] = {thing: told for thing, (_, told) in self._parts.items()}
        parts |= dict(self._sums(totals))
        others = (
            *state.finding_items(totals.findings),
            *state.row_finding_items(whole, totals.credits.entries),
            *state.aside_items(whole.kinds.of(SetAside)),
            *state.promotion_items(totals.eligibility),
            *state.in_post_items(totals.trainings),
        )
        parts["others"] = dict(others)
        return Folded(state=parts, wakes_on=totals.wakes_on)

    def _stated(self, thing: Thing, as_of: AsOf) -> list[Fact]:
        """What is known about a thing of the cadre, each statement once."""
        known = as_of.known_of(self._things.facts[thing])
        acts = by_person(known, self._reference, as_of).get(self._person, [])
        return list({act.statement_id.int: act for act in acts}.values())

    def _fold(self, thing: Thing, whole: Dossier) -> None:
        """Folds the lines of a thing anew."""
        facts = self._stated(thing, whole.case.as_of)
        if not facts:
            self._parts.pop(thing, None)
            return
        known = Kinds(facts)
        case = replace(whole.case, decisions=Decisions(known.of(Decision)))
        happened = tuple(fact for fact in facts if case.day(fact) <= case.as_of.today)
        dossier = replace(
            whole, case=case, facts=happened, kinds=Kinds(happened), known=known, moves=_NO_MOVES
        )
        entries = earned_by(dossier)
        handled = handling_of(dossier, entries)
        findings = (*handled.of_offices, *handled.overlong, *handled.contradictory)
        told = _once(
            *state.application_items(handled.applications),
            *state.finding_items(findings),
            *state.aside_items(dossier.kinds.of(SetAside)),
        )
        part = Part(
            dossier=dossier,
            entries=entries,
            hours=hours_entries(dossier),
            standing=handled.standing,
        )
        self._parts[thing] = part, told

    def _sums(self, totals: Totals) -> Iterator[tuple[Hashable, State]]:
        """The members of balances, cycles and lines, by year."""
        found = totals.credits
        for balance in found.balances:
            if balance.year in totals.shown:
                yield self._keep(("balance", balance.year), balance, state.balance_items)
        policies = self._whole.case.policies if self._whole else None
        cycles = {str(policies.cycle_of(year)) for year in totals.shown} if policies else set()
        for cycle in found.cycles:
            if cycle.cycle in cycles:
                yield self._keep(("cycle", cycle.cycle), cycle, state.cycle_items)
        for hours in totals.hours:
            yield self._keep(("hours", hours.cycle), hours, state.hours_items)
        for year, lines in by_year(found.entries).items():
            yield self._keep(("lines", year), lines, _of_lines)

    def _keep(
        self, key: Hashable, found: T, items: Callable[[T], Iterable[Item]]
    ) -> tuple[Hashable, State]:
        """The members of what was found: those of the last moment where it was the same."""
        kept = self._kept.get(key)
        if kept is None or kept[0] != found:
            kept = self._kept[key] = found, _once(*items(found))
        return key, kept[1]


def _of_lines(lines: Iterable[Entry]) -> Iterator[Item]:
    return (item for line in lines for item in state.line_items(line))


def _once(*items: Item) -> State:
    """Members as a state. Raises RowsError where one is there twice, as a ledger does."""
    found = dict(items)
    if len(found) < len(items):
        raise RowsError("two rows of one ledger have the same key")
    return found
