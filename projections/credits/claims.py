"""Claims for credit, by whatever rule values them, and the lines that they become."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.credits.case import Case, Entry, Refusal, Rule
from projections.credits.once import Once, Use
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
    once = Once(case.policies)
    for claim in sorted(claims, key=lambda claim: _turn(case, claim)):
        use = Use(
            subject=(claim.sort, claim.subject),
            scope=claim.scope,
            year=claim.year,
            moment=case.turn(claim.fact),
            statement_id=claim.fact.statement_id,
        )
        refusal = _first_of(claim.refusal, _repeated(claim, once.other(use)))
        if refusal is not None:
            yield case.refused(claim.fact, refusal, claim.rule, year=claim.year)
            continue
        once.count(use)
        yield from _credited(case, claim)


def _turn(case: Case, claim: Claim) -> tuple[Decimal, date, datetime, int]:
    """Of the claims for one work the highest comes first; of all others the earliest."""
    above = -claim.worth if isinstance(claim.fact, Reward) and claim.refusal is None else ZERO
    return above, *case.turn(claim.fact)


def _repeated(claim: Claim, other: UUID | None) -> Refusal | None:
    if other is None:
        return None
    reason = _REPEATED.get(claim.sort, Reason.DUPLICATE_WORK)
    return Refusal(reason=reason, evidence=(other,))


def _first_of(one: Refusal | None, other: Refusal | None) -> Refusal | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda refusal: _ORDER[refusal.reason])


def _credited(case: Case, claim: Claim) -> Iterator[Entry]:
    if claim.rule is None:
        raise AssertionError(f"{claim.fact.statement_id} has a worth and no rule")
    for year, worth in claim.parts or ((claim.year, claim.worth),):
        yield case.credited(claim.fact, worth, claim.rule, year=year, evidence=claim.evidence)
