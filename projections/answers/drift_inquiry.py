"""Finds the drift of a year in the log: folds then and now whom it may have moved, and why."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Final
from uuid import UUID

from lrs.event.log import Log
from projections.answers.acts import BUCKET, by_person, ever_in, everybody, in_buckets, subject_of
from projections.answers.basis import Basis
from projections.answers.between import Ahead, Between, between, recent
from projections.case.dossier import Dossier, open_dossier
from projections.case.publications import NoPolicyError
from projections.case.scope import place_in
from projections.credits.balances import Balance
from projections.credits.credit_ledger import Credits, credits_of
from projections.credits.without_one import WithoutOne
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.facts.roster_facts import CadreIdentified
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.words.persons import identifier_of
from projections.year_close.drift import Drift, because, changes, differing

NOTHING_AHEAD: Final = Ahead()

LOOKED_AT: Final = 2000
"""Persons that are looked at for a page at most, however few of them differ."""

Pairs = dict[str, tuple[Balance, Balance]]
"""The balances of a year then and now, by person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Whose year may differ between two bases, in order, and what lies between them: the same for
    all pages."""

    persons: Sequence[str]
    between: Between


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPage:
    """A page of the drift of a year, by person.

    `causes` are the facts behind it, by id. `touched` is how many may differ at all, on all pages;
    `next` is the person after whom the next page begins, None where none follows.
    """

    drift: Drift
    causes: Mapping[UUID, Fact]
    touched: int
    next: str | None


def touched_by(
    reader: Log,
    year: int,
    *,
    then: Basis,
    now: Basis,
    units: Collection[str] | None = None,
    ahead: Ahead = NOTHING_AHEAD,
) -> Touched:
    """Whose credit year may differ between two bases: of everybody, or of those who were ever said
    to be in some units.

    What lies before `then` is not read where `ahead` tells what of it happens later.
    """
    found = between(reader, year, then=then, now=now, ahead=ahead)
    persons: Collection[str] | None = found.persons
    if units is not None:
        members = ever_in(units, now.reference, now.as_of)
        persons = members if persons is None else {*members} & {*persons}
    if persons is None:
        persons = everybody(reader, now.reference, now.as_of)
    return Touched(persons=sorted(persons), between=found)


def drift_of(
    reader: Log,
    year: int,
    *,
    then: Basis,
    now: Basis,
    touched: Touched,
    units: Collection[str] | None = None,
    after: str = "",
    limit: int | None = None,
) -> DriftPage:
    """The drift of a credit year between two bases: of everybody, or of the members of some units.

    With a `limit` no more persons are folded than it takes to find so many that differ, and
    LOOKED_AT at most.
    """
    inquiry = _Inquiry(reader, year, then=then, now=now, found=touched.between, units=units)
    further = touched.persons[bisect_right(touched.persons, after) :]
    pairs: Pairs = {}
    reasons: dict[str, tuple[UUID, ...]] = {}
    most, last = len(further) if limit is None else limit, after
    looked_at = further if limit is None else further[:LOOKED_AT]
    for bucket in in_buckets(looked_at, size=min(BUCKET, max(most, 1))):
        some = _Bucket(inquiry, bucket)
        for person, pair in islice(some.pairs.items(), most - len(pairs)):
            pairs[person] = pair
            reasons[person] = some.because(person)
        last = max(pairs) if len(pairs) == most else bucket[-1]
        if len(pairs) == most:
            break
    article = now.policies.of_year(year).article_if_stated(Terms.assessment.close_at)
    return DriftPage(
        drift=changes(
            year, pairs, reasons, against=then.position, known=now.position, article=article
        ),
        causes=_facts({one for why in reasons.values() for one in why}, reader, now),
        touched=len(touched.persons),
        next=last if further and last < further[-1] else None,
    )


class _Inquiry:
    """What is asked of everybody in question, as of both bases."""

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
        self.reader, self.year, self.then, self.now = reader, year, then, now
        self.between, self.units = found, units

    def names(self, person: str) -> frozenset[str]:
        """Everything that a person was ever called."""
        return self.now.reference.identities.names(person)

    def facts(self, persons: Iterable[str]) -> list[Fact]:
        """What either basis knows of some persons, under all their names."""
        until = max(self.then.position, self.now.position)
        names = {name for person in persons for name in self.names(person)}
        found = self.reader.concerning([identifier_of(name) for name in names], until=until)
        return [read_fact(recorded) for recorded in found]

    def by_person(self, facts: Iterable[Fact], basis: Basis) -> dict[str, list[Fact]]:
        """What a basis knows of some facts, by whom they are about."""
        known = (fact for fact in facts if basis.as_of.knows(fact))
        return by_person(known, basis.reference, basis.as_of)

    def dossier(self, person: str, acts: Mapping[str, Iterable[Fact]], basis: Basis) -> Dossier:
        """The dossier of a person as of a basis."""
        facts = acts.get(person, ())
        return open_dossier(basis.reference, person, facts, basis.policies, basis.as_of)

    def credits(self, dossier: Dossier) -> Credits:
        """What a dossier earned, the year in question among its years."""
        return credits_of(dossier, years=[self.year])

    def counted(self, person: str, own: Collection[Fact], without: frozenset[UUID]) -> Decimal:
        """What the person counts as known now, looking away from some statements."""
        now = replace(self.now, without=without, policies=self._policies(without))
        dossier = self.dossier(person, self.by_person(own, now), now)
        return self.credits(dossier).balance(self.year).counted

    def candidates(self, own: Collection[Fact]) -> list[UUID]:
        """What was recorded in between that may have made the credits of a person differ, of whom
        these are the facts."""
        courses = {fact.course for fact in own if isinstance(fact, CoursePassed)}
        shared = [found for course, found in self.between.courses.items() if course in courses]
        return recent([*shared, self.between.policies], own, after=self.then.position)

    def _policies(self, without: frozenset[UUID]) -> Succession:
        """The policies that judge without some statements."""
        now = self.now
        if without.isdisjoint(self.between.policies.values()):
            return now.policies
        try:
            return now.reference.succession(known=now.position, without=without)
        except NoPolicyError:
            return self.then.policies


class _Bucket:
    """Some persons as of both bases: `pairs` are the balances of those who differ."""

    def __init__(self, inquiry: _Inquiry, persons: Sequence[str]) -> None:
        self._inquiry = inquiry
        facts = inquiry.facts(persons)
        self._own = _by_name(facts)
        now = inquiry.by_person(facts, inquiry.now)
        self._now = dict(self._asked(persons, now))
        then = inquiry.by_person(facts, inquiry.then)
        year = inquiry.year
        self.pairs: Pairs = differing(
            {
                person: inquiry.credits(inquiry.dossier(person, then, inquiry.then)).balance(year)
                for person in self._now
            },
            {person: earned.balance(year) for person, (_, earned) in self._now.items()},
        )

    def because(self, person: str) -> tuple[UUID, ...]:
        """The facts recorded in between that made the credits of a person differ."""
        then, now = self.pairs[person]
        if then.counted == now.counted:
            return ()
        names = self._inquiry.names(person)
        own = {fact.statement_id: fact for name in names for fact in self._own.get(name, ())}
        lines = WithoutOne(*self._now[person], year=self._inquiry.year)

        def differs(one: UUID) -> bool | None:
            return lines.differs(own[one]) if one in own else None

        facts = sorted(own.values(), key=lambda fact: fact.position)
        counted = partial(self._inquiry.counted, person, facts)
        return because(counted, self._inquiry.candidates(facts), now.counted, differs)

    def _asked(
        self, persons: Iterable[str], acts: Mapping[str, Iterable[Fact]]
    ) -> Iterator[tuple[str, tuple[Dossier, Credits]]]:
        """Those of some persons who are in one of the units asked about in the year, as known now,
        each with what he earned."""
        inquiry = self._inquiry
        for person in persons:
            if person not in acts:
                continue
            dossier = inquiry.dossier(person, acts, inquiry.now)
            if inquiry.units is None or place_in(dossier, inquiry.year).unit in inquiry.units:
                yield person, (dossier, inquiry.credits(dossier))


def _facts(ids: Collection[UUID], reader: Log, basis: Basis) -> Mapping[UUID, Fact]:
    """The facts of some statements, by id in the order of the log."""
    found = reader.by_ids(ids, until=basis.position) if ids else ()
    return {one.statement_id: read_fact(one) for one in found}


def _by_name(facts: Collection[Fact]) -> dict[str, list[Fact]]:
    """Facts by the names of cadres that they are about; a link is about both of its names, and a
    decision about what its target is."""
    known = {fact.statement_id: fact for fact in facts}
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        subject = subject_of(fact, known)
        if subject is None or not subject.of_cadre:
            continue
        linked = subject.identifier if isinstance(subject, CadreIdentified) else None
        for name in {subject.person, linked}:
            if name is not None:
                found.setdefault(name, []).append(fact)
    return found
