"""Reads what a cadre applies with for credit: degrees, works, awards, other activities.

Levels and certificates are read by the names that the rules know. A role or grade is kept as it
stands: what it is worth, if anything, is the policy's matter.
"""

from collections.abc import Mapping
from typing import Any, Final

from projections.exact import amount
from projections.facts.credit_facts import (
    ArticlePublished,
    AwardWon,
    BookPublished,
    DegreeAdmitted,
    DegreeConferred,
    DegreeWithdrawn,
    HandbookIssued,
    OtherActivityDone,
)
from projections.facts.fact import Fact
from projections.facts.possible import possible_hours
from projections.facts.statement_data import (
    PERSON,
    Base,
    Fields,
    Reader,
    Reading,
    choice,
    flag,
    is_activity,
    text,
)
from projections.words import vocabulary as v
from projections.words.closed_lists import CERTIFICATE, HELD, RANK, STUDIED
from projections.words.ranks import UNKNOWN_DEGREE
from projections.words.statement import Statement

_EVIDENCE: Final = ("evidence",)
_STUDY: Final[Mapping[str, Reading]] = {
    "level": choice(*STUDIED.names),
    "holds_degree": choice(*HELD.names),
}
_ADMITTED = Fields({**_STUDY, "years": amount}, documents=_EVIDENCE)
_CONFERRED = Fields({**_STUDY, "certificate": choice(*CERTIFICATE.names)}, documents=_EVIDENCE)
_WORK: Final[Mapping[str, Reading]] = {"merit": text, "authors": amount, "work_related": flag}
_RANKED: Final[Mapping[str, Reading]] = {**_WORK, "level": choice(*RANK.names)}
_BOOK = Fields(_WORK, documents=_EVIDENCE, stands={"merit": "role"})
_ARTICLE = Fields(_RANKED, documents=_EVIDENCE, stands={"merit": "role", "level": "outlet_level"})
_AWARD = Fields(_RANKED, documents=_EVIDENCE, stands={"merit": "grade"})
_DONE = Fields({"days": amount, "hours": amount, "appraisal": text}, documents=_EVIDENCE)


def _degree_admitted(statement: Statement, base: Base) -> Fact | None:
    if not _is_degree(statement, base):
        return None
    return DegreeAdmitted(*base, **_studied(statement, _ADMITTED))


def _degree_conferred(statement: Statement, base: Base) -> Fact | None:
    if not _is_degree(statement, base):
        return None
    return DegreeConferred(*base, **_studied(statement, _CONFERRED))


def _degree_withdrawn(statement: Statement, base: Base) -> Fact | None:
    if not _is_degree(statement, base):
        return None
    return DegreeWithdrawn(*base, programme=v.degree_id(statement.object.id))


def _is_degree(statement: Statement, base: Base) -> bool:
    return base[PERSON] is not None and is_activity(statement, v.CREDENTIAL, v.DEGREES)


def _studied(statement: Statement, fields: Fields) -> dict[str, Any]:
    said = fields.of(statement)
    said["programme"] = v.degree_id(statement.object.id)
    if said["holds_degree"] == UNKNOWN_DEGREE:
        said["holds_degree"] = None
    return said


def _published(statement: Statement, base: Base) -> Fact | None:
    """A book or an article; which of them, only the activity's type can say."""
    if base[PERSON] is None or statement.object.object_type != "Activity":
        return None
    subject = v.work_id(statement.object.id)
    kind = statement.object.definition.type
    if kind == v.BOOK:
        return BookPublished(*base, subject=subject, level=None, **_BOOK.of(statement))
    if kind in v.ARTICLES:
        return ArticlePublished(*base, subject=subject, **_ARTICLE.of(statement))
    return None


def _award_won(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None or not is_activity(statement, v.AWARD, v.ACHIEVEMENTS):
        return None
    subject = v.achievement_id(statement.object.id)
    return AwardWon(*base, subject=subject, **_AWARD.of(statement))


def _other_activity(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None or not is_activity(statement, v.OTHER_ACTIVITY, v.ACTIVITIES):
        return None
    kind = v.activity_kind(statement.object.id)
    said = _DONE.of(statement)
    return OtherActivityDone(*base, kind=kind, **possible_hours(said, said["days"]))


def _handbook_issued(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None or not is_activity(statement, v.HANDBOOK, v.HANDBOOKS):
        return None
    return HandbookIssued(*base, number=v.handbook_number(statement.object.id))


READERS: Final[Mapping[str, Reader]] = {
    v.ADMITTED: _degree_admitted,
    v.CONFERRED: _degree_conferred,
    v.WITHDREW: _degree_withdrawn,
    v.PUBLISHED: _published,
    v.EARNED: _award_won,
    v.DID_ACTIVITY: _other_activity,
    v.ISSUED_HANDBOOK: _handbook_issued,
}
