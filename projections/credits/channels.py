"""By which channel each kind of fact is learned: for figures folded from the log, and for the view
`ledger` (R30)."""

from collections.abc import Mapping
from typing import Final

from projections.facts.attendance_facts import ClassCompleted, InPostTrainingCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import (
    ArticlePublished,
    AwardWon,
    BookPublished,
    DegreeAdmitted,
    DegreeConferred,
    DegreeWithdrawn,
)

OTHER: Final = "other"
"""All that is not named."""

_CHANNELS: Final[Mapping[str, str]] = {
    CoursePassed.name: "online",
    ClassCompleted.name: "off_job",
    InPostTrainingCompleted.name: "off_job",
    DegreeAdmitted.name: "degree",
    DegreeConferred.name: "degree",
    DegreeWithdrawn.name: "degree",
    BookPublished.name: "reward",
    ArticlePublished.name: "reward",
    AwardWon.name: "reward",
}
IMPORTED: Final = "imported"
"""That of training from before the register, which brings hours alone."""

CHANNELS: Final = tuple(sorted({*_CHANNELS.values(), IMPORTED, OTHER}))
"""All channels of figures."""


def channel_of(fact: str) -> str:
    """The channel of a kind of fact, by its name."""
    return _CHANNELS.get(fact, OTHER)


def sql_of(column: str) -> str:
    """The channel as SQL, of the kind of fact that a column names."""
    cases = " ".join(f"WHEN '{fact}' THEN '{channel}'" for fact, channel in _CHANNELS.items())
    return f"CASE {column} {cases} ELSE '{OTHER}' END"
