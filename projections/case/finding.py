"""What is amiss about a statement: whoever looks into it sees it, and nobody loses by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.facts.fact import Fact
from projections.facts.order import in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something amiss about a statement; it takes nothing away from anybody."""

    reason: Amiss
    """What is amiss, with its sentence in Chinese and in English."""
    statement_id: UUID
    fact: str
    day: date
    cadre: str | None
    """Whom the statement is about; null where that is no cadre."""
    subject: str
    """What it is about: a class, a teacher, an agreement, a unit."""
    members: tuple[str, ...]
    """The data of the statement that cannot be read and count as not said."""
    rule: str


def found(reason: Amiss, fact: Fact, subject: Subject, *, rule: str) -> Found:
    """Something amiss about a fact of a subject."""
    return Found(
        reason=reason,
        statement_id=fact.statement_id,
        fact=fact.name,
        day=subject.day(fact),
        cadre=subject.cadre(fact) if fact.of_cadre else None,
        subject=subject.key,
        members=fact.unreadable if reason is Amiss.UNKNOWN_VALUE else (),
        rule=rule,
    )


def unread(facts: Iterable[Fact], subject: Subject, *, rule: str) -> list[Found]:
    """Of some facts those of which a value cannot be read: it counts as not said."""
    return [found(Amiss.UNKNOWN_VALUE, one, subject, rule=rule) for one in facts if one.unreadable]


def unheeded(subject: Subject, *kinds: type[Fact], rule: str) -> list[Found]:
    """The facts of these kinds that would stand, had whoever stated them been entitled to."""
    return [
        found(Amiss.NOT_AUTHORISED, one, subject, rule=rule)
        for one in in_order(subject.kinds.of(*kinds))
        if subject.day(one) <= subject.as_of.today
        and not subject.reference.authorises(one, subject.unit(one, subject.day(one)))
        and subject.void_of(one) is None
    ]
