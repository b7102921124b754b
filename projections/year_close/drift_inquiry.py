"""Finds the drift of a year in the log: folds it then and now, and tells what made it differ."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import UUID

from lrs.log_reader import LogReader
from projections.acts import by_person, facts_up_to, subject_of
from projections.answers import Basis
from projections.credits.carry import Balance
from projections.credits.credit_ledger import credits_of
from projections.facts.fact import CourseCatalogued, CoursePassed, Fact, PolicyPublished
from projections.policy.parameter import Policy
from projections.reference import NoPolicyError
from projections.roster.dossier import open_dossier
from projections.year_close.drift import Drift, because, changes, differing
from projections.years import last_day


def drift_of(
    reader: LogReader,
    year: int,
    *,
    then: Basis,
    now: Basis,
    persons: Collection[str] | None = None,
) -> Drift:
    """The drift of a credit year between two bases: of everybody, or of some persons."""
    inquiry = _Inquiry(list(facts_up_to(reader, now.position)), year, then=then, now=now)
    asked = inquiry.acts.keys() if persons is None else inquiry.acts.keys() & set(persons)
    suspects = [person for person in sorted(asked) if inquiry.may_differ(person)]
    pairs = differing(
        {person: inquiry.balance_then(person) for person in suspects},
        {person: inquiry.balance_now(person) for person in suspects},
    )
    article = now.policy.on(last_day(year, now.policy)).article_if_stated("assessment.close_at")
    return changes(
        year,
        pairs,
        {
            person: inquiry.because(person) if one.counted != other.counted else ()
            for person, (one, other) in pairs.items()
        },
        against=then.position,
        known=now.position,
        article=article,
    )


class _Inquiry:
    """The facts that are known now, sorted for looking at them as of both bases."""

    def __init__(self, facts: list[Fact], year: int, *, then: Basis, now: Basis) -> None:
        self._then, self._now, self._year = then, now, year
        self._known = {fact.statement_id: fact for fact in facts}
        before = [fact for fact in facts if fact.position <= then.position]
        self._earlier = by_person(before, then.reference, then.as_of)
        self.acts = by_person(facts, now.reference, now.as_of)
        self._by_name: dict[str, list[Fact]] = {}
        self._catalogued: dict[str, list[Fact]] = {}
        self._policies: list[Fact] = []
        for fact in facts:
            self._sort(fact)

    def _sort(self, fact: Fact) -> None:
        """Puts a fact to what it is about in the end."""
        subject = subject_of(fact, self._known)
        if isinstance(subject, CourseCatalogued):
            self._catalogued.setdefault(subject.course, []).append(fact)
        elif isinstance(subject, PolicyPublished):
            self._policies.append(fact)
        elif subject is not None and subject.person is not None and subject.of_cadre:
            self._by_name.setdefault(subject.person, []).append(fact)

    def may_differ(self, person: str) -> bool:
        """Whether anything could have changed for a person: a look that spares most folds."""
        then, now = self._then, self._now
        if then.policy.digest != now.policy.digest or then.today < last_day(
            self._year, then.policy
        ):
            return True
        own = self.acts[person]
        earlier = {fact.statement_id for fact in self._earlier.get(person, ())}
        if earlier != {fact.statement_id for fact in own} or self._recent(self._shared(person)):
            return True
        return any(then.today < now.as_of.day(fact.occurred) <= now.today for fact in own)

    def balance_then(self, person: str) -> Balance:
        """The balance of the year as known then."""
        then = self._then
        return self._balance(person, self._earlier.get(person, ()), then, then.policy)

    def balance_now(self, person: str) -> Balance:
        """The balance of the year as known now."""
        return self._balance(person, self.acts[person], self._now, self._now.policy)

    def because(self, person: str) -> tuple[UUID, ...]:
        """The facts recorded in between that made the person's balance differ."""
        names = self._now.reference.identities.names(person)
        own = [fact for name in names for fact in self._by_name.get(name, ())]
        candidates = self._recent([*own, *self._shared(person)])
        return because(partial(self._counted, person, own), candidates)

    def _shared(self, person: str) -> list[Fact]:
        """What is not about the person alone: his courses' catalogue entries, and the policies."""
        courses = {one.course for one in self.acts[person] if isinstance(one, CoursePassed)}
        shared = [fact for course in courses for fact in self._catalogued.get(course, ())]
        return [*shared, *self._policies]

    def _recent(self, facts: Iterable[Fact]) -> list[UUID]:
        recent = {one.position: one for one in facts if one.position > self._then.position}
        return [recent[position].statement_id for position in sorted(recent)]

    def _counted(self, person: str, own: Collection[Fact], without: frozenset[UUID]) -> Decimal:
        """What the person counts as known now, looking away from some statements."""
        now = replace(self._now, without=without)
        acts = by_person(own, now.reference, now.as_of)
        return self._balance(person, acts.get(person, ()), now, self._policy(without)).counted

    def _policy(self, without: frozenset[UUID]) -> Policy:
        """The policy in force without some statements."""
        if without.isdisjoint(fact.statement_id for fact in self._policies):
            return self._now.policy
        now = self._now
        try:
            found = now.reference.publication(known=now.position, today=now.today, without=without)
        except NoPolicyError:
            return self._then.policy
        return found.policy or self._then.policy

    def _balance(self, person: str, acts: Iterable[Fact], basis: Basis, policy: Policy) -> Balance:
        dossier = open_dossier(basis.reference, person, acts, policy, basis.as_of)
        return credits_of(dossier, years=[self._year]).balance(self._year)
