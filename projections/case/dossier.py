"""A cadre's dossier, from which every judgement on him is folded: his case, his facts, his roster.

It is opened once for each person and question; the folds that read it are pure and independent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from projections.case.case import Case
from projections.case.decisions import AsOf, Decisions
from projections.case.moves import Moves, moves_of
from projections.case.reference import Reference
from projections.case.roster import Roster, roster_of
from projections.case.sifting import sifted, trial_of
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact, Kinds, SetAside
from projections.facts.order import in_order
from projections.facts.roster_facts import MOVES, LevelChanged, Tagged, UnitAssigned
from projections.policy.succession import Succession

_F = TypeVar("_F", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The facts that are known, and what they are judged by.

    `facts`, by their types `kinds`, are those that have happened; `known` holds those ahead, too.
    """

    person: str
    case: Case
    facts: tuple[Fact, ...]
    kinds: Kinds
    known: Kinds
    roster: Roster
    moves: Moves

    @property
    def is_known(self) -> bool:
        """Whether anything is known that is about the person. Of whom only others' statements
        speak, or none yet, there are no numbers."""
        return bool(self.known)

    def standing(self, *kinds: type[_F]) -> list[_F]:
        """The facts of these kinds that stand, by timestamp and position."""
        return in_order(one for one in self.kinds.of(*kinds) if self.case.stands(one))


def open_dossier(
    reference: Reference, person: str, acts: Iterable[Fact], policies: Succession, as_of: AsOf
) -> Dossier:
    """The dossier of one person.

    `acts` are the facts about the person and the decisions on them, in any order, repeats included.
    What was set aside among them is noted; where the question wants it, they are sifted first.
    """
    facts = list({act.statement_id.int: act for act in as_of.known_of(acts)}.values())
    watch = as_of.watch
    if watch is None:
        return _opened(reference, person, facts, policies, as_of)
    if watch.trial is not None:
        judge = watch.trial
        plain = replace(as_of, watch=None)
        trial = trial_of(lambda some: judge(_opened(reference, person, some, policies, plain)))
        facts = sifted(facts, trial)
    dossier = _opened(reference, person, facts, policies, as_of)
    watch.note(person, dossier.kinds.of(SetAside))
    return dossier


def _opened(
    reference: Reference, person: str, facts: Sequence[Fact], policies: Succession, as_of: AsOf
) -> Dossier:
    known = Kinds(facts)
    decisions = Decisions(known.of(Decision))
    moves = moves_of(reference, known.of(*MOVES), as_of, decisions)
    assigned = [one.fact for one in moves.made if isinstance(one.fact, UnitAssigned)]
    case = Case(
        reference=reference,
        catalogue=reference.catalogue(as_of),
        policies=policies.anchored(as_of.day(assigned[0].occurred)) if assigned else policies,
        as_of=as_of,
        decisions=decisions,
        memberships=moves.memberships(as_of),
    )
    happened = tuple(fact for fact in facts if case.day(fact) <= as_of.today)
    kinds = known if len(happened) == len(facts) else Kinds(happened)
    changed = [one for one in kinds.of(LevelChanged, Tagged) if case.stands(one)]
    roster = roster_of(in_order([*assigned, *changed]), as_of)
    return Dossier(
        person=person,
        case=case,
        facts=happened,
        kinds=kinds,
        known=known,
        roster=roster,
        moves=moves,
    )
