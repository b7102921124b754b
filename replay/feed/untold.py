"""Which findings of the list the feed does not tell, and why; docs/findings.md is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from projections.amiss import Amiss


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What one query of the list finds and the feed does not tell."""

    codes: tuple[Amiss, ...]
    about: str
    """What the findings are about."""
    why: str
    """Why the feed does not tell them."""


_NOBODY: Final = (
    "The list has them of no cadre, class, paper or unit, of whom alone the feed tells."
)

UNTOLD: Final[Mapping[str, Untold]] = {
    "targets": Untold(
        codes=(Amiss.UNKNOWN_TARGET,),
        about="decisions on what is not there",
        why=_NOBODY,
    ),
    "unauthorised": Untold(
        codes=(Amiss.NOT_AUTHORISED,),
        about="links of names, units, courses of the catalogue, years and needs, stated by who was "
        "not entitled to",
        why=_NOBODY,
    ),
    "surveys": Untold(
        codes=(
            *(Amiss.NAMES_A_PERSON, Amiss.ANSWERS_TOLD_APART, Amiss.ANSWERED_LATE),
            *(Amiss.ANSWERS_NOT_SORTED, Amiss.SURVEY_NOT_OPENED, Amiss.STANDING_BEYOND_ITS_HALF),
            Amiss.UNKNOWN_VALUE,
        ),
        about="surveys and their answers",
        why="The feed tells of no surveys; to count the answers of one at each answer would cost "
        "their square.",
    ),
    "resources": Untold(
        codes=(
            *(Amiss.NOT_IN_POOL, Amiss.TOO_MANY_DAYS, Amiss.LENT_BEFORE_LETTER),
            *(Amiss.SPENT_MORE_THAN_SET_ASIDE, Amiss.NOT_AUTHORISED, Amiss.UNKNOWN_VALUE),
        ),
        about="teachers, training funds, agreements and counties",
        why="The feed tells of no teachers and agreements, and of a unit its standing alone.",
    ),
    "tables": Untold(
        codes=(Amiss.TABLES_DIFFERED,),
        about="what a rebuild found in the tables",
        why="It is no fact of the log: it says nothing of a position.",
    ),
    "doubts": Untold(
        codes=(
            *(Amiss.TWO_CADRES_ONE_ACCOUNT, Amiss.TWO_CADRES_ONE_PERSON),
            Amiss.CUT_OFF_BEFORE_THE_LOG,
        ),
        about="links of names that contradict each other, and years published as of when nobody "
        "was known",
        why="They are about what all share: each would have to be looked for among all links and "
        "years at every position.",
    ),
}
"""By the name of the query of the list (`projections/tables/sql/findings.sql`)."""

TOLD: Final[Mapping[str, str]] = {
    "acts": "of a cadre's ledger",
    "values": "of a cadre's lines",
    "late": "of a cadre's lines, by decisions on years and by the tree of units",
    "papers": "of a paper, by the acts that name its number",
    "levels": "of a cadre's levels",
    "units": "of a cadre's units",
    "follow_ups": "of the follow-up of a class",
    "classes": "of the life of a class",
    "substitutes": "of a class, by whom it names",
    "nominees": "of a class, by whom it names",
    "in_class": "of the learning within a class",
    "aside": "of a cadre or a class, as the kind `set_aside`",
}
"""The queries of the list whose findings the feed tells, with where it does."""
