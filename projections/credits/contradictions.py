"""What is said of a cadre two ways, by the wrong hand or to no effect: findings, which deduct
nothing (R1, R15)."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from projections.amiss import Amiss
from projections.case.case import Case, Look
from projections.case.moves import Move, Moves
from projections.credits.steps import Finding
from projections.facts.decision_facts import CreditApproved, CreditRejected, Decision
from projections.facts.fact import Fact
from projections.policy.terms import Terms
from projections.reasons import Reason

_ARTICLE_OF: Final = {"R1": Terms.membership_basis, "R15": Terms.apply_first}
"""The parameter whose article a finding under a rule names."""


def contradictions(
    case: Case,
    acts: Iterable[tuple[Fact, Look]],
    facts: Iterable[Fact],
    *,
    moves: Moves,
    quiet: Iterable[Fact],
) -> tuple[Finding, ...]:
    """What contradicts itself in the decisions on acts that stand, each with its look, in the
    withdrawals about any of the facts, and in the moves; and which of the `quiet` facts, of which
    no line of the ledger tells, nobody heeds. By day and position."""
    found = [one for act, look in acts if look.decided for one in _opposite(case, act, look)]
    found += _idle(case, facts)
    found += _two_units(case, moves.made)
    found += [_of_move(case, one, Amiss.MOVED_BY_RECEIVING_UNIT) for one in moves.foreign]
    found += [_finding(case, one, one, Amiss.NOT_AUTHORISED) for one in moves.refused]
    found += [
        _finding(case, one, one, Amiss.NOT_AUTHORISED) for one in quiet if _unheeded(case, one)
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.position, one.code)))


def _unheeded(case: Case, fact: Fact) -> bool:
    """Whether a fact that is not void was stated by who was not entitled to it."""
    look = case.look(fact)
    if look.fallen is None or look.fallen.reason is not Reason.NOT_AUTHORISED:
        return False
    voided = fact in case.decisions and case.decisions.void_of(fact, case.as_of, case.allows)
    return not voided


def _opposite(case: Case, act: Fact, look: Look) -> Iterator[Finding]:
    """An approval and a rejection of one act on one day; the last of them counts, by timestamp and
    position."""
    rulings = [one for one in look.decided if isinstance(one, CreditApproved | CreditRejected)]
    for _, some in groupby(rulings, key=case.day):
        *earlier, last = some
        against = [one for one in earlier if type(one) is not type(last)]
        if against:
            yield _finding(case, act, last, Amiss.OPPOSITE_RULINGS, *against, rule="R15")


def _idle(case: Case, facts: Iterable[Fact]) -> Iterator[Finding]:
    """The withdrawals that undo no void."""
    for fact in facts:
        if fact in case.decisions:
            for one in case.decisions.idle(fact, case.as_of, case.allows):
                yield _finding(case, fact, one, Amiss.NOTHING_WITHDRAWN, rule="R15")


def _two_units(case: Case, moves: Iterable[Move]) -> Iterator[Finding]:
    """Two units of which a cadre becomes a member on one day; the last of them holds, by timestamp
    and position."""
    arrivals = [one for one in moves if one.unit]
    for _, some in groupby(arrivals, key=lambda one: case.day(one.fact)):
        *earlier, last = some
        against = [one for one in earlier if one.unit != last.unit]
        if against:
            units = (against[-1].unit or "", last.unit or "")
            other = against[-1].fact
            yield _finding(case, other, last.fact, Amiss.TWO_UNITS, units=units)


def _of_move(case: Case, move: Move, code: Amiss) -> Finding:
    units = (move.before or "", move.unit or "")
    return _finding(case, move.fact, move.fact, code, units=units)


def _finding(
    case: Case,
    target: Fact,
    about: Fact | Decision,
    code: Amiss,
    *against: Fact,
    rule: str = "R1",
    units: tuple[str, ...] = (),
) -> Finding:
    evidence, day = (target, *against, about), case.day(about)
    return Finding(
        statement_id=about.statement_id,
        target=target.statement_id,
        position=about.position,
        day=day,
        code=code,
        days=None,
        units=units,
        rule=rule,
        article=case.policies.of_day(day).article_if_stated(_ARTICLE_OF[rule]),
        evidence=tuple(dict.fromkeys(one.statement_id for one in evidence)),
    )
