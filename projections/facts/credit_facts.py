"""The facts that a cadre applies with for credit: degrees, works, awards, other activities."""

from decimal import Decimal
from typing import ClassVar

from projections.facts.fact import Fact


class DegreeFact(Fact, frozen=True, kw_only=True):
    """A step of a degree in service (A3-8); `programme` is one course of study of one cadre."""

    programme: str


class DegreeAdmitted(DegreeFact, frozen=True, kw_only=True):
    """The letter of admission. `holds_degree` is the degree held before, None where unknown, and
    `years` how long the programme is meant to last."""

    name: ClassVar[str] = "degree.admitted"
    beside: ClassVar[frozenset[str]] = frozenset({"years"})

    level: str | None
    holds_degree: str | None
    years: Decimal | None


class DegreeConferred(DegreeFact, frozen=True, kw_only=True):
    """A certificate of the programme: `certificate` is graduation or degree."""

    name: ClassVar[str] = "degree.conferred"

    level: str | None
    holds_degree: str | None
    certificate: str | None


class DegreeWithdrawn(DegreeFact, frozen=True, kw_only=True):
    """The cadre left the programme."""

    name: ClassVar[str] = "degree.withdrawn"


class Reward(Fact, frozen=True, kw_only=True):
    """Something that may be rewarded (A3-9).

    `subject` is the work or the achievement, which counts once; `merit` is the author's role or the
    grade of the award; `level` is that of the outlet or of who awards; `authors` is their number.
    `work_related` False: it has nothing to do with the cadre's work; None: nobody says so, and the
    approval vouches for it.
    """

    subject: str
    merit: str | None
    level: str | None
    authors: Decimal | None
    work_related: bool | None


class BookPublished(Reward, frozen=True, kw_only=True):
    """An academic book; a book has no level."""

    name: ClassVar[str] = "book.published"


class ArticlePublished(Reward, frozen=True, kw_only=True):
    """An article in a newspaper or journal."""

    name: ClassVar[str] = "article.published"


class AwardWon(Reward, frozen=True, kw_only=True):
    """An award for an achievement; a team's award is stated for each member."""

    name: ClassVar[str] = "award.won"


class OtherActivityDone(Fact, frozen=True, kw_only=True):
    """A secondment, field research, a forum, a lecture: what the regulation encourages (A3-3)."""

    name: ClassVar[str] = "other_activity.done"

    kind: str
    days: Decimal | None
    hours: Decimal | None
    appraisal: str | None


class HandbookIssued(Fact, frozen=True, kw_only=True):
    """A cadre is issued the credit handbook of this number (A3-13)."""

    name: ClassVar[str] = "handbook.issued"

    number: str
