"""Reads what a cadre applies with for credit: degrees, works, awards, other activities.

Levels and certificates are read by the names that the rules know. A role or grade is kept as it
stands: what it is worth, if anything, is the policy's matter.
"""

from collections.abc import Mapping
from typing import Any, Final

from projections.credits.ranks import DEGREES, LEVELS, NO_DEGREE, UNKNOWN_DEGREE
from projections.facts.credit_facts import (
    ArticlePublished,
    AwardWon,
    BookPublished,
    DegreeAdmitted,
    DegreeConferred,
    DegreeWithdrawn,
    HandbookIssued,
    OtherActivityDone,
    Reward,
)
from projections.facts.fact import Fact
from projections.facts.statement_data import Base, Data, Reader, is_activity
from projections.profile import vocabulary as v
from projections.profile.statement import Statement

_HELD: Final = (*DEGREES, UNKNOWN_DEGREE)
_STUDIED: Final = tuple(degree for degree in DEGREES if degree != NO_DEGREE)
_CERTIFICATES: Final = ("graduation", "degree")
_LEVELS: Final = tuple(LEVELS)


def _degree_admitted(statement: Statement, data: Data, base: Base) -> Fact | None:
    if not _is_degree(statement, base):
        return None
    values = _degree(statement, data)
    years = data.amount("years")
    return DegreeAdmitted(**values, years=years, unreadable=data.unreadable, **base)


def _degree_conferred(statement: Statement, data: Data, base: Base) -> Fact | None:
    if not _is_degree(statement, base):
        return None
    values = _degree(statement, data)
    certificate = data.choice("certificate", _CERTIFICATES)
    return DegreeConferred(**values, certificate=certificate, unreadable=data.unreadable, **base)


def _degree_withdrawn(statement: Statement, data: Data, base: Base) -> Fact | None:
    if not _is_degree(statement, base):
        return None
    programme = v.degree_id(statement.object.id)
    return DegreeWithdrawn(programme=programme, unreadable=data.unreadable, **base)


def _is_degree(statement: Statement, base: Base) -> bool:
    return base["person"] is not None and is_activity(statement, v.CREDENTIAL, v.DEGREES)


def _degree(statement: Statement, data: Data) -> dict[str, Any]:
    held = data.choice("holds_degree", _HELD)
    return {
        "programme": v.degree_id(statement.object.id),
        "level": data.choice("level", _STUDIED),
        "holds_degree": None if held == UNKNOWN_DEGREE else held,
        "documents": data.documents("evidence"),
    }


def _published(statement: Statement, data: Data, base: Base) -> Fact | None:
    """A book or an article; which of them, only the activity's type can say."""
    if base["person"] is None or statement.object.object_type != "Activity":
        return None
    subject = v.work_id(statement.object.id)
    kind = statement.object.definition.type
    if kind == v.BOOK:
        return _reward(BookPublished, subject, data, base, merit="role")
    if kind in v.ARTICLES:
        return _reward(ArticlePublished, subject, data, base, merit="role", level="outlet_level")
    return None


def _award_won(statement: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None or not is_activity(statement, v.AWARD, v.ACHIEVEMENTS):
        return None
    subject = v.achievement_id(statement.object.id)
    return _reward(AwardWon, subject, data, base, merit="grade", level="level")


def _reward(
    kind: type[Reward], subject: str, data: Data, base: Base, *, merit: str, level: str = ""
) -> Reward:
    values: dict[str, Any] = {
        "merit": data.text(merit),
        "level": data.choice(level, _LEVELS) if level else None,
        "authors": data.amount("authors"),
        "work_related": data.flag("work_related"),
        "documents": data.documents("evidence"),
    }
    return kind(subject=subject, **values, unreadable=data.unreadable, **base)


def _other_activity(statement: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None or not is_activity(statement, v.OTHER_ACTIVITY, v.ACTIVITIES):
        return None
    values: dict[str, Any] = {
        "days": data.amount("days"),
        "hours": data.amount("hours"),
        "appraisal": data.text("appraisal"),
        "documents": data.documents("evidence"),
    }
    return OtherActivityDone(
        kind=v.activity_kind(statement.object.id),
        **values,
        unreadable=data.unreadable,
        **base,
    )


def _handbook_issued(statement: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None or not is_activity(statement, v.HANDBOOK, v.HANDBOOKS):
        return None
    number = v.handbook_number(statement.object.id)
    return HandbookIssued(number=number, unreadable=data.unreadable, **base)


READERS: Final[Mapping[str, Reader]] = {
    v.ADMITTED: _degree_admitted,
    v.CONFERRED: _degree_conferred,
    v.WITHDREW: _degree_withdrawn,
    v.PUBLISHED: _published,
    v.EARNED: _award_won,
    v.DID_ACTIVITY: _other_activity,
    v.ISSUED_HANDBOOK: _handbook_issued,
}
