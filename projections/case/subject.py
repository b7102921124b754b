"""What is known about one subject that is not a cadre: a class, a survey, a teacher, an agreement.

A subject is to such a thing what a dossier is to a cadre. It is opened once for each question; the
rules that read it are pure and independent of each other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from projections.case.decisions import AsOf, Decisions
from projections.case.membership import Membership, unit_on
from projections.case.reference import Reference
from projections.case.sifting import sifted, trial_of
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.decision_facts import ActVoided, Decision, VoidWithdrawn
from projections.facts.fact import Fact, Kinds, SetAside
from projections.facts.order import in_order
from projections.policy.succession import Succession
from projections.policy.terms import Terms

_F = TypeVar("_F", bound=Fact)

Memberships = Mapping[str, Sequence[Membership]]
"""Of cadres, where they belonged over time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectKind:
    """A kind of subject.

    `iri` gives the activity by which the index finds the facts about one of its keys, `key_of` the
    key that a fact is about, None where it is about none of this kind.
    """

    name: str
    iri: Callable[[str], str]
    key_of: Callable[[Fact], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The facts about one subject that are known, whatever the day, and what they are judged by.

    `kinds` are the facts by their types, `decisions` those on them. `memberships` has the cadres
    whose unit decides whether a fact about them may be stated or voided: a grant for a unit covers
    the cadres who belong to it on the day of the fact, and what names that unit itself.
    """

    kind: SubjectKind
    key: str
    reference: Reference
    policies: Succession
    as_of: AsOf
    facts: tuple[Fact, ...]
    kinds: Kinds
    decisions: Decisions
    memberships: Memberships
    _stand: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def standing(self, *kinds: type[_F]) -> list[_F]:
        """The facts of these kinds that stand and have happened by `today`, by timestamp and
        position."""
        today = self.as_of.today
        return [fact for fact in self.recorded(*kinds) if self.day(fact) <= today]

    def recorded(self, *kinds: type[_F]) -> list[_F]:
        """The facts of these kinds that stand, those that are yet to happen among them, in the same
        order."""
        return in_order(fact for fact in self.kinds.of(*kinds) if self.stands(fact))

    def stands(self, fact: Fact) -> bool:
        """Whether who stated the fact was entitled to, and it is not void; whatever its day."""
        found = self._stand.get(fact.position)
        if found is None:
            found = self._stand[fact.position] = (
                self.reference.authorises(fact, self.unit(fact, self.day(fact)))
                and self.void_of(fact) is None
            )
        return found

    def void_of(self, fact: Fact) -> Decision | None:
        """The void of a fact that counts, None where there is none."""
        if fact not in self.decisions:
            return None
        void = self.decisions.void_of(fact, self.as_of, self.allows)
        found = self.kinds.of(ActVoided)
        return next((one for one in found if one.statement_id == void), None)

    def allows(self, decision: Decision, target: Fact) -> bool:
        """Whether who decided on a fact was entitled to, as `Case.allows` has it: a void or its
        withdrawal by the unit of the day of its target."""
        about_record = isinstance(decision, ActVoided | VoidWithdrawn)
        unit = self.unit(target, self.day(target if about_record else decision))
        return self.reference.allows(decision, target, unit)

    def unit(self, fact: Fact, day: date) -> str | None:
        """The unit that a fact concerns: the one that it names, else that of its cadre on a day."""
        named = getattr(fact, "unit", None)
        if named is not None or not fact.of_cadre:
            return named
        cadre = self.cadre(fact)
        return None if cadre is None else unit_on(self.memberships.get(cadre, ()), day)

    def cadre(self, fact: Fact) -> str | None:
        """The cadre that a fact is about, under the name of the register; None for a group."""
        return self.cadre_of(fact.person, fact)

    def cadre_of(self, name: str | None, fact: Fact) -> str | None:
        """Whom a name in a fact meant when the fact happened."""
        if name is None:
            return None
        return self.reference.identities.person(name, fact.occurred, self.as_of)

    def day(self, fact: Fact) -> date:
        """The day on which a fact happened, in the policy's zone; a class happens on its end."""
        ended = fact.end if isinstance(fact, ClassCompleted) else None
        return ended or self.as_of.day(fact.occurred)

    def terms(self, day: date) -> Terms:
        """What the policies say on a day."""
        return self.policies.of_day(day)


def open_subject(
    kind: SubjectKind,
    key: str,
    facts: Iterable[Fact],
    *,
    reference: Reference,
    policies: Succession,
    as_of: AsOf,
    memberships: Memberships,
) -> Subject:
    """The subject of a key.

    `facts` are those about it and the decisions on them, in any order, repeats included. What was
    set aside among them is noted; where the question wants it, they are sifted first.
    """

    def opened(some: Sequence[Fact], as_of: AsOf) -> Subject:
        kinds = Kinds(some)
        return Subject(
            kind=kind,
            key=key,
            reference=reference,
            policies=policies,
            as_of=as_of,
            facts=tuple(some),
            kinds=kinds,
            decisions=Decisions(kinds.of(Decision)),
            memberships=memberships,
        )

    found = in_order({fact.position: fact for fact in as_of.known_of(facts)}.values())
    watch = as_of.watch
    if watch is None:
        return opened(found, as_of)
    if watch.trial is not None:
        judge, plain = watch.trial, replace(as_of, watch=None)
        found = sifted(found, trial_of(lambda some: judge(opened(some, plain))))
    subject = opened(found, as_of)
    watch.note(None, subject.kinds.of(SetAside))
    return subject
