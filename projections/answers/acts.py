"""Loads from the log what ledgers are folded from: the reference, and the acts of persons."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from lrs.event.log import Log, pages
from lrs.event.references import LONGEST_CHAIN
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import REFERENCE_VERBS, facts_with_verb, read_fact
from projections.words.persons import identifier_of

BUCKET: Final = 200
"""Persons whose acts are held at a time."""

ENDS: Final = 1000
"""Places up to which a reference was read that are remembered."""


class GrowingReference:
    """A reference that is read on from where it ends, and from the beginning where something was
    erased since, or where the log is another than it was: a standby that takes the place of the
    log's own server may lack its last events, and has others at their positions. Not for two
    threads at once."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.reference = Reference()
        self.position = 0
        self._enacted = 0
        """Up to where it is known which values had been enacted."""
        self._ends: deque[tuple[int, datetime | None]] = deque(maxlen=ENDS)
        """The last positions up to which it was read, and when their events were stored."""

    def up_to(self, position: int, reader: Log) -> Reference:
        """The reference, holding at least what the log says up to a position. Where the reading is
        stopped, what it holds stays whole."""
        if not self._is_of(reader, position):
            self._begin()
        if position > self.position:
            self._learn(position, reader)
        if self.position > self._enacted:
            self._enact(reader)
        return self.reference

    def _learn(self, position: int, reader: Log) -> None:
        erased = reader.last_erased(after=self.position, until=position)
        after = 0 if erased else self.position
        grants = reader.grants(after=after, until=position)
        stated = list(facts_with_verb(reader, *REFERENCE_VERBS, after=after, until=position))
        reference = Reference(erased=erased) if erased else self.reference
        for grant in grants:
            reference.grant(
                position=grant.position,
                credential=grant.change.key,
                asserts=grant.change.asserts,
            )
        for fact in stated:
            reference.learn(fact)
        self._ends.append((position, reader.stored_at(position)))
        self.reference, self.position = reference, position
        if erased:
            self._enacted = 0

    def _is_of(self, reader: Log, position: int) -> bool:
        """Whether what was read is of this log, as far as both go: the last event of it up to a
        position that was looked at stands there, stored at the same time."""
        for end, stored in reversed(self._ends):
            if end <= position:
                return reader.stored_at(end) == stored
        return True

    def _enact(self, reader: Log) -> None:
        publications = self.reference.publications
        for instant in publications.awaited():
            first = reader.position_at(instant - timedelta(microseconds=1)) + 1
            if first <= self.position:
                publications.reach(instant, first)
        self._enacted = self.position


def acts_of(
    persons: Collection[str], reader: Log, reference: Reference, as_of: AsOf
) -> dict[str, list[Fact]]:
    """For each person what is stated about him, under whatever name, and every decision on it."""
    names = {name for person in persons for name in reference.identities.names(person)}
    found = reader.concerning([identifier_of(name) for name in names], until=as_of.known)
    acts = by_person((read_fact(recorded) for recorded in found), reference, as_of)
    return {person: acts.get(person, []) for person in persons}


def ever_in(units: Collection[str] | None, reference: Reference, as_of: AsOf) -> Collection[str]:
    """Who was ever said to belong to one of these units; None: to any. In the order of the log."""
    found = reference.register.to_units(units, known=as_of.known)
    named = (whom(move, reference, as_of) for move in found)
    return dict.fromkeys(person for person in named if person is not None)


def in_buckets(persons: Iterable[str], *, size: int = BUCKET) -> Iterator[list[str]]:
    """Persons in order, some at a time: their acts take no more memory, however many they are."""
    rest = iter(sorted(persons))
    while bucket := list(islice(rest, size)):
        yield bucket


def each_with_acts(
    persons: Iterable[str], reader: Log, reference: Reference, as_of: AsOf
) -> Iterator[tuple[str, list[Fact]]]:
    """Persons in order, each with his acts, which are read for some persons at a time. Whoever
    stops the reading stops this walk at the next person."""
    for bucket in in_buckets(persons):
        acts = acts_of(bucket, reader, reference, as_of)
        for person in bucket:
            reader.check()
            yield person, acts.pop(person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names of those of whom the log says anything but decisions up to position `until`, under
    which all others of theirs can be found. The default says nothing of any."""

    until: int = 0
    names: Collection[str] = ()


NOBODY: Final = Named()


def everybody(
    reader: Log, reference: Reference, as_of: AsOf, *, named: Named = NOBODY
) -> Collection[str]:
    """All whom the log says anything of but decisions, and maybe some of whom it does not yet. It
    is read from where `named` ends."""
    found = {one for name in named.names for one in reference.identities.related(name)}
    for page in pages(reader, after=named.until, until=as_of.known):
        facts = (fact for fact in map(read_fact, page) if not isinstance(fact, Decision))
        found.update(one for fact in facts if (one := whom(fact, reference, as_of)) is not None)
    return found


def by_person(
    facts: Iterable[Fact],
    reference: Reference,
    as_of: AsOf,
    *,
    wanted: Callable[[str], bool] = lambda _: True,
) -> dict[str, list[Fact]]:
    """Facts by the person they are about; a decision is about the person of its target.

    A name means whom it meant when the fact happened, by the links known as of the question. Only
    the facts of wanted persons are kept, and the decisions until it is known whom they are about.
    """
    acts: dict[str, list[Fact]] = {}
    decisions: list[Decision] = []
    for fact in facts:
        if isinstance(fact, Decision):
            decisions.append(fact)
        elif (person := whom(fact, reference, as_of)) is not None:
            if person in acts:
                acts[person].append(fact)
            elif wanted(person):
                acts[person] = [fact]
    known = _targeted(decisions, acts.values())
    for decision in decisions:
        subject = subject_of(decision, known)
        person = whom(subject, reference, as_of) if subject else None
        if person is not None:
            acts[person].append(decision)
    return acts


def _targeted(decisions: Iterable[Decision], facts: Iterable[Iterable[Fact]]) -> dict[UUID, Fact]:
    """The decisions, and those of the facts that they decide on, by id."""
    known: dict[UUID, Fact] = {decision.statement_id: decision for decision in decisions}
    targets = {decision.target.int for decision in decisions}  # a number hashes without a call
    if targets:
        found = (fact for some in facts for fact in some if fact.statement_id.int in targets)
        known |= {fact.statement_id: fact for fact in found}
    return known


def whom(fact: Fact, reference: Reference, as_of: AsOf) -> str | None:
    """The person that a fact is about; None where it is about something else."""
    if fact.person is None or not fact.of_cadre:
        return None
    return reference.identities.person(fact.person, fact.occurred, as_of)


def subject_of(fact: Fact, known: Mapping[UUID, Fact]) -> Fact | None:
    """What a fact is about in the end: itself, or for a decision what it decides on.

    None where that is not known, where decisions only decide on each other, and where the chain is
    longer than the index of the log follows it: so far every reader follows it, and no further.
    """
    at: Fact | None = fact
    for _ in range(LONGEST_CHAIN):
        if not isinstance(at, Decision):
            return at
        at = known.get(at.target)
    return None


def load_targets(known: dict[UUID, Fact], reader: Log, until: int) -> None:
    """Adds from the log what these facts decide on, as far as `subject_of` follows it."""
    wanted = _targets(known.values()) - known.keys()
    for _ in range(LONGEST_CHAIN):
        if not wanted:
            break
        found = [read_fact(recorded) for recorded in reader.by_ids(wanted, until=until)]
        known |= {fact.statement_id: fact for fact in found}
        wanted = _targets(found) - known.keys()


def _targets(facts: Iterable[Fact]) -> set[UUID]:
    return {fact.target for fact in facts if isinstance(fact, Decision)}
