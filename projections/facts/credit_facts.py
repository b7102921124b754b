"""The facts that a cadre applies with for credit: degrees, works, awards, other activities."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from projections.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeFact(Fact):
    """A step of a degree in service (A3-8); `programme` is one course of study of one cadre."""

    programme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeAdmitted(DegreeFact):
    """The letter of admission. `holds_degree` is the degree held before, None where unknown, and
    `years` how long the programme is meant to last."""

    name: ClassVar[str] = "degree.admitted"
    beside: ClassVar[frozenset[str]] = frozenset({"years"})

    level: str | None
    holds_degree: str | None
    years: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeConferred(DegreeFact):
    """A certificate of the programme: `certificate` is graduation or degree."""

    name: ClassVar[str] = "degree.conferred"

    level: str | None
    holds_degree: str | None
    certificate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DegreeWithdrawn(DegreeFact):
    """The cadre left the programme."""

    name: ClassVar[str] = "degree.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward(Fact):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPublished(Reward):
    """An academic book; a book has no level."""

    name: ClassVar[str] = "book.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePublished(Reward):
    """An article in a newspaper or journal."""

    name: ClassVar[str] = "article.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardWon(Reward):
    """An award for an achievement; a team's award is stated for each member."""

    name: ClassVar[str] = "award.won"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherActivityDone(Fact):
    """A secondment, field research, a forum, a lecture: what the regulation encourages (A3-3)."""

    name: ClassVar[str] = "other_activity.done"

    kind: str
    days: Decimal | None
    hours: Decimal | None
    appraisal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookIssued(Fact):
    """A cadre is issued the credit handbook of this number (A3-13)."""

    name: ClassVar[str] = "handbook.issued"

    number: str
