"""How many censuses of needs a cycle has had (A1-5, R61, Q54)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.needs.surveys import CENSUS, Survey
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import Cycle
from projections.verdicts import Verdict

RULE: Final = "R61"
OPEN: Final = "open"
BELOW: Final = "below"
MET: Final = "met"
ABOVE: Final = "above"
NOT_APPLICABLE: Final = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """The censuses of a cycle, each by the day on which it was opened."""

    cycle: str
    held: int
    """How many were opened by the day."""
    least: int | None
    """How many a cycle wants at least; null where the policy asks for none."""
    most: int | None
    """How many it wants at most; null where the policy asks for none."""
    verdict: str
    """below, met or above what is asked; open while too few were held in a cycle that has not
    ended; not_applicable where the policy asks for none."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str
    article: str


def census(cycle: Cycle, surveys: Iterable[Survey], policies: Succession, today: date) -> Census:
    """The censuses that were opened in a cycle by `today`."""
    first, last = policies.first_day(cycle.first), policies.last_day(cycle.last)
    held = [
        one
        for one in surveys
        if one.kind == CENSUS and one.opened_on is not None and first <= one.opened_on <= last
    ]
    terms = policies.of_cycle(cycle)
    asked = terms.get(Terms.needs_survey.census_per_cycle)
    least, most = asked or (None, None)
    verdict = _verdict(len(held), asked, ended=today > last)
    return Census(
        cycle=str(cycle),
        held=len(held),
        least=least,
        most=most,
        verdict=verdict,
        reason=_REASONS.get(verdict),
        evidence=tuple(one.evidence[0] for one in held),
        rule=RULE,
        article=terms.article_if_stated(Terms.needs_survey.census_per_cycle),
    )


_REASONS: Final = {BELOW: Verdict.CENSUSES_LACKING, ABOVE: Verdict.MORE_CENSUSES}


def _verdict(held: int, asked: tuple[int, int] | None, *, ended: bool) -> str:
    if asked is None:
        return NOT_APPLICABLE
    least, most = asked
    if held < least:
        return BELOW if ended else OPEN
    return MET if held <= most else ABOVE
