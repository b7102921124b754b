"""Opens subjects from the log: what is known about classes, surveys, teachers and agreements."""

from collections.abc import Collection, Iterable, Mapping

from lrs.event.log import Log
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.moves import moves_in_register
from projections.case.reference import Reference
from projections.case.subject import Memberships, Subject, SubjectKind, open_subject
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.words import things

CLASSES = SubjectKind(
    name="class",
    iri=things.CLASS.iri,
    key_of=lambda fact: getattr(fact, "training_class", None),
)
"""Runs of training classes, by short id."""


def subjects(
    kind: SubjectKind, keys: Collection[str], reader: Log, basis: Basis
) -> dict[str, Subject]:
    """The subjects of these keys, in their order; one that the log never names has no facts."""
    found = facts_about(kind, keys, reader, until=basis.position)
    return _opened(kind, found, basis)


def subjects_stated(
    kind: SubjectKind, verbs: Collection[str], reader: Log, basis: Basis
) -> dict[str, Subject]:
    """Every subject of a kind about which one of these verbs states something, by key, with what
    they state: for kinds of which there are few, such as teachers of the pool."""
    until = basis.position
    found = [read_fact(one) for one in reader.with_verb(*verbs, until=until)]
    return _opened(kind, dict(sorted(_by_key(kind, found, reader, until).items())), basis)


def _opened(kind: SubjectKind, found: Mapping[str, list[Fact]], basis: Basis) -> dict[str, Subject]:
    reference, as_of = basis.reference, basis.as_of
    memberships = memberships_for(
        (fact for facts in found.values() for fact in facts), reference, as_of
    )
    return {
        key: open_subject(
            kind,
            key,
            facts,
            reference=reference,
            policies=basis.policies,
            as_of=as_of,
            memberships=memberships,
        )
        for key, facts in found.items()
    }


def facts_about(
    kind: SubjectKind, keys: Collection[str], reader: Log, *, until: int
) -> dict[str, list[Fact]]:
    """For each key the facts about it up to a position, and every decision on one of these."""
    found = [read_fact(one) for one in reader.around_activity(*map(kind.iri, keys), until=until)]
    by_key = _by_key(kind, found, reader, until)
    return {key: by_key.get(key, []) for key in keys}


def _by_key(
    kind: SubjectKind, found: Iterable[Fact], reader: Log, until: int
) -> dict[str, list[Fact]]:
    """Facts by the key that they, or what they decide on in the end, are about."""
    about: dict[str, list[Fact]] = {}
    facts = list(found)
    known = {fact.statement_id: fact for fact in facts}
    load_targets(known, reader, until)
    for fact in facts:
        subject = subject_of(fact, known)
        key = kind.key_of(subject) if subject is not None else None
        if key is not None:
            about.setdefault(key, []).append(fact)
    return about


def memberships_for(facts: Iterable[Fact], reference: Reference, as_of: AsOf) -> Memberships:
    """Where the cadres belonged on whose unit it depends whether a fact or a decision on it counts.

    Most credentials state and void for all units: then nobody is looked up.
    """
    known = {fact.statement_id: fact for fact in facts}
    bound = [fact for fact in known.values() if not reference.authorises(fact, None)]
    about = [subject_of(fact, known) for fact in bound]
    names = [fact for fact in about if fact is not None and fact.of_cadre and fact.person]
    cadres = {
        reference.identities.person(fact.person, fact.occurred, as_of)
        for fact in names
        if fact.person is not None
    }
    return {
        cadre: moves_in_register(reference, cadre, as_of).memberships(as_of) for cadre in cadres
    }
