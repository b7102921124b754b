"""Claims for credit, by whatever rule values them, and the lines that they become."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.case.case import Case, Entry, Refusal, Rule
from projections.case.once import Once, Subject, Use
from projections.exact import ZERO
from projections.facts.credit_facts import Reward
from projections.facts.fact import Fact
from projections.reasons import Reason

_REPEATED: Final = {
    "class": Reason.DUPLICATE_CLASS,
    "course": Reason.DUPLICATE_COURSE,
    "degree": Reason.SECOND_CERTIFICATE_SAME_PROGRAMME,
}
_ORDER: Final = {reason: number for number, reason in enumerate(Reason)}


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """An act with what it is worth, or why nothing, by the rule of its own day.

    `sort` and `subject` say what it is about, `scope` within what that counts once. `evidence` is
    what the worth rests on; `parts` divide it over credit years where it falls into several.
    """

    fact: Fact
    year: int
    rule: Rule | None
    sort: str
    subject: str
    scope: str | None
    worth: Decimal
    refusal: Refusal | None
    evidence: tuple[UUID, ...] = ()
    parts: tuple[tuple[int, Decimal], ...] = ()


def settle(case: Case, claims: Iterable[Claim]) -> Iterator[Entry]:
    """The lines of claims: what counts once counts for the first that earns something.

    One that is refused does not use up its class, course or work. Of several reasons the first on
    the list is given.
    """
    turns = [(_above(claim), case.turn(claim.fact), claim) for claim in claims]
    once = Once(case.policies, [(claim.sort, claim.subject) for _, _, claim in turns])
    for _, moment, claim in sorted(turns, key=itemgetter(0, 1)):
        refusal = claim.refusal
        if once.repeated and (subject := (claim.sort, claim.subject)) in once.repeated:
            refusal = _once(once, claim, subject, moment)
        if refusal is not None:
            yield case.refused(claim.fact, refusal, claim.rule, year=claim.year)
            continue
        rule = claim.rule
        if rule is None:
            raise AssertionError(f"{claim.fact.statement_id} has a worth and no rule")
        for year, worth in claim.parts or ((claim.year, claim.worth),):
            yield case.credited(claim.fact, worth, rule, year=year, evidence=claim.evidence)


def _once(
    once: Once, claim: Claim, subject: Subject, moment: tuple[date, datetime, int]
) -> Refusal | None:
    """Why a claim earns nothing; else it uses up its thing."""
    use = Use(
        subject=subject,
        scope=claim.scope,
        year=claim.year,
        moment=moment,
        statement_id=claim.fact.statement_id,
    )
    other = once.other(use)
    refusal = claim.refusal if other is None else _repeated(claim, other)
    if refusal is None:
        once.count(use)
    return refusal


def _above(claim: Claim) -> Decimal:
    """Of the claims for one work the highest comes first; of all others the earliest."""
    return -claim.worth if claim.refusal is None and isinstance(claim.fact, Reward) else ZERO


def _repeated(claim: Claim, other: UUID) -> Refusal:
    """Why a claim earns nothing whose thing another used up, unless a reason comes first."""
    reason = _REPEATED.get(claim.sort, Reason.DUPLICATE_WORK)
    own = claim.refusal
    if own is not None and _ORDER[own.reason] < _ORDER[reason]:
        return own
    return Refusal(reason=reason, evidence=(other,))
