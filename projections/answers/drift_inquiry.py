"""Finds the drift of a year in the log: folds then and now whom it may have moved, and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from lrs.event.log import Log
from projections.answers.acts import by_person, ever_in, everybody, in_buckets, subject_of
from projections.answers.basis import Basis
from projections.answers.between import Ahead, Between, between, recent
from projections.case.dossier import Dossier, open_dossier
from projections.case.publications import NoPolicyError
from projections.case.scope import place_in
from projections.credits.balances import Balance
from projections.credits.credit_ledger import credits_of
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.facts.roster_facts import CadreIdentified
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.words.persons import identifier_of
from projections.year_close.drift import Drift, because, changes, differing

NOTHING: Final = Ahead()


def drift_of(
    reader: Log,
    year: int,
    *,
    then: Basis,
    now: Basis,
    units: Collection[str] | None = None,
    ahead: Ahead = NOTHING,
) -> Drift:
    """The drift of a credit year between two bases: of everybody, or of the members of some units.

    What lies before `then` is not read where `ahead` tells what of it happens later.
    """
    found = between(reader, year, then=then, now=now, ahead=ahead)
    inquiry = _Inquiry(reader, year, then=then, now=now, found=found, units=units)
    pairs: dict[str, tuple[Balance, Balance]] = {}
    reasons: dict[str, tuple[UUID, ...]] = {}
    for some, why in inquiry.buckets():
        pairs |= some
        reasons |= why
    article = now.policies.of_year(year).article_if_stated(Terms.assessment.close_at)
    return changes(year, pairs, reasons, against=then.position, known=now.position, article=article)


class _Inquiry:
    """Looks at the persons in question as of both bases, some at a time."""

    def __init__(
        self,
        reader: Log,
        year: int,
        *,
        then: Basis,
        now: Basis,
        found: Between,
        units: Collection[str] | None,
    ) -> None:
        self._reader, self._year, self._then, self._now = reader, year, then, now
        self._between, self._units = found, units

    def buckets(
        self,
    ) -> Iterator[tuple[dict[str, tuple[Balance, Balance]], dict[str, tuple[UUID, ...]]]]:
        """The balances that differ, then and now, and the facts behind each, by person."""
        for bucket in in_buckets(self._persons()):
            facts = self._facts(bucket)
            acts = self._by_person(facts, self._now)
            asked = [person for person in bucket if person in acts and self._asked(person, acts)]
            earlier = self._by_person(facts, self._then)
            pairs = differing(
                {person: self._balance(person, earlier, self._then) for person in asked},
                {person: self._balance(person, acts, self._now) for person in asked},
            )
            yield (
                pairs,
                {
                    person: self._because(person, facts) if then.counted != now.counted else ()
                    for person, (then, now) in pairs.items()
                },
            )

    def _persons(self) -> Collection[str]:
        """Those whose year may differ; where it may for everybody, all whom the log knows."""
        if self._between.persons is not None:
            return self._between.persons
        if self._units is not None:
            return ever_in(self._units, self._now.reference, self._now.as_of)
        return everybody(self._reader, self._now.reference, self._now.as_of)

    def _facts(self, persons: Iterable[str]) -> list[Fact]:
        """What either basis knows of some persons, under all their names."""
        until = max(self._then.position, self._now.position)
        names = {name for person in persons for name in self._names(person)}
        found = self._reader.concerning([identifier_of(name) for name in names], until=until)
        return [read_fact(recorded) for recorded in found]

    def _names(self, person: str) -> frozenset[str]:
        return self._now.reference.identities.names(person)

    def _by_person(self, facts: Iterable[Fact], basis: Basis) -> dict[str, list[Fact]]:
        known = (fact for fact in facts if basis.as_of.knows(fact))
        return by_person(known, basis.reference, basis.as_of)

    def _asked(self, person: str, acts: Mapping[str, Iterable[Fact]]) -> bool:
        """Whether the person is in one of the units asked about in the year, as known now."""
        if self._units is None:
            return True
        dossier = self._dossier(person, acts, self._now)
        return place_in(dossier, self._year).unit in self._units

    def _because(self, person: str, facts: Collection[Fact]) -> tuple[UUID, ...]:
        """The facts recorded in between that made the person's balance differ."""
        own = self._own(person, facts)
        courses = {fact.course for fact in own if isinstance(fact, CoursePassed)}
        shared = [found for course, found in self._between.courses.items() if course in courses]
        candidates = recent([*shared, self._between.policies], own, after=self._then.position)
        return because(partial(self._counted, person, own), candidates)

    def _own(self, person: str, facts: Collection[Fact]) -> list[Fact]:
        """The facts about a person under all his names, and the links that lead these elsewhere."""
        known, names = {fact.statement_id: fact for fact in facts}, self._names(person)
        subjects = ((fact, subject_of(fact, known)) for fact in facts)
        return [
            fact
            for fact, subject in subjects
            if subject
            and subject.of_cadre
            and (
                subject.person in names
                or (isinstance(subject, CadreIdentified) and subject.identifier in names)
            )
        ]

    def _counted(self, person: str, own: Collection[Fact], without: frozenset[UUID]) -> Decimal:
        """What the person counts as known now, looking away from some statements."""
        now = replace(self._now, without=without, policies=self._policies(without))
        return self._balance(person, self._by_person(own, now), now).counted

    def _policies(self, without: frozenset[UUID]) -> Succession:
        """The policies that judge without some statements."""
        now = self._now
        if without.isdisjoint(self._between.policies.values()):
            return now.policies
        try:
            return now.reference.succession(known=now.position, without=without)
        except NoPolicyError:
            return self._then.policies

    def _balance(self, person: str, acts: Mapping[str, Iterable[Fact]], basis: Basis) -> Balance:
        dossier = self._dossier(person, acts, basis)
        return credits_of(dossier, years=[self._year]).balance(self._year)

    def _dossier(self, person: str, acts: Mapping[str, Iterable[Fact]], basis: Basis) -> Dossier:
        facts = acts.get(person, ())
        return open_dossier(basis.reference, person, facts, basis.policies, basis.as_of)
