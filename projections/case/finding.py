"""What is amiss about a statement: whoever looks into it sees it, and nobody loses by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.case.subject import Subject
from projections.facts.fact import Fact
from projections.reasons import Amiss


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something amiss about the statement `statement_id`, which happened on `day`.

    `cadre` is whom it is about, where it is about one. `members` are the data that cannot be read
    and count as not said.
    """

    code: Amiss
    statement_id: UUID
    day: date
    cadre: str | None
    rule: str
    members: tuple[str, ...] = ()


def found(code: Amiss, fact: Fact, subject: Subject, *, rule: str) -> Found:
    """Something amiss about a fact of a subject."""
    return Found(
        code=code,
        statement_id=fact.statement_id,
        day=subject.day(fact),
        cadre=subject.cadre(fact) if fact.of_cadre else None,
        rule=rule,
        members=fact.unreadable if code is Amiss.UNKNOWN_VALUE else (),
    )


def unread(facts: Iterable[Fact], subject: Subject, *, rule: str) -> list[Found]:
    """Of some facts those of which a value cannot be read: it counts as not said."""
    return [found(Amiss.UNKNOWN_VALUE, one, subject, rule=rule) for one in facts if one.unreadable]
