"""How many of a year's programmes are renewed (A1-8, M3-1, R64, Q55)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.needs_facts import ProgrammeOffered
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED
from projections.verdicts import Verdict
from projections.words.names import name_in

RULE: Final = "R64"
OFFERED_THIS_YEAR: Final = "offered_this_year"
OFFERED_LAST_YEAR: Final = "offered_last_year"
NEW: Final = "new"
NOT_APPLICABLE: Final = "not_applicable"
MET: Final = "met"
BELOW: Final = "below"
OPEN: Final = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme as it is offered in a year, by the last statement about it."""

    programme: str
    """The programme's short id."""
    programme_name: str | None
    """What it is called; null where nobody said."""
    block: str | None
    """The part of the curriculum that it belongs to; null where nobody said."""
    renewed: bool
    """Whether it was stated to be new or revised."""
    new: bool
    """Whether it was offered in no year before."""
    counted: bool
    """Whether it counts as renewed by the policy."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """How many of the programmes of a year are renewed."""

    year: int
    programmes: tuple[Programme, ...]
    """The programmes that are offered in the year, by id."""
    renewed: int
    """How many of them count as renewed."""
    base: int
    """Of how many: those of the year or, where the policy says so, of the year before."""
    base_of: str
    """Which those are: offered_this_year or offered_last_year."""
    share: tuple[int, int] | None
    """The share that is asked for, as two whole numbers; null where none is."""
    verdict: str
    """met or below; open while it is not met and the year has not ended; not_applicable where the
    policy asks for no share or the base is empty."""
    reason: Verdict | None
    rule: str
    article: str


def renewal(year: int, reference: Reference, as_of: AsOf, policies: Succession) -> Renewal:
    """The renewal of a year; fractions are compared in whole numbers: 100 r >= 35 t."""
    terms = policies.of_year(year)
    asked, share = Terms.needs_survey, terms.get(Terms.needs_survey.renewal_ratio)
    offered = _offered(reference, as_of)
    counts_new = terms.get(asked.renewal_counts) == NEW
    programmes = tuple(
        _programme(fact, offered, counts_new=counts_new)
        for _, fact in sorted(offered.get(year, {}).items())
    )
    base_of = terms.get(asked.renewal_base) or OFFERED_THIS_YEAR
    base = len(offered.get(year - 1 if base_of == OFFERED_LAST_YEAR else year, {}))
    renewed = sum(one.counted for one in programmes)
    ended = policies.reached_on(as_of.today).of_year(year) == ENDED
    verdict = _verdict(renewed, base, share, ended=ended)
    return Renewal(
        year=year,
        programmes=programmes,
        renewed=renewed,
        base=base,
        base_of=base_of,
        share=share,
        verdict=verdict,
        reason=Verdict.RENEWAL_SHORT if verdict == BELOW else None,
        rule=RULE,
        article=terms.article_if_stated(asked.renewal_ratio),
    )


def _offered(reference: Reference, as_of: AsOf) -> dict[int, dict[str, ProgrammeOffered]]:
    """For each year the last statement about each programme that is offered in it."""
    found: dict[int, dict[str, ProgrammeOffered]] = {}
    for fact in reference.of_needs(ProgrammeOffered, as_of):
        if fact.year is not None and as_of.day(fact.occurred) <= as_of.today:
            found.setdefault(fact.year, {})[fact.programme] = fact
    return found


def _programme(
    fact: ProgrammeOffered, offered: dict[int, dict[str, ProgrammeOffered]], *, counts_new: bool
) -> Programme:
    year = fact.year or 0
    new = not any(fact.programme in of_year for at, of_year in offered.items() if at < year)
    renewed = fact.renewed is True
    return Programme(
        programme=fact.programme,
        programme_name=name_in(fact.label),
        block=fact.block,
        renewed=renewed,
        new=new,
        counted=renewed and (new or not counts_new),
        evidence=(fact.statement_id,),
    )


def _verdict(renewed: int, base: int, share: tuple[int, int] | None, *, ended: bool) -> str:
    if share is None or base == 0:
        return NOT_APPLICABLE
    if renewed * share[1] >= share[0] * base:
        return MET
    return BELOW if ended else OPEN
