"""Who assessed, approved and registered each credit, and whether that was his to do (R12 to R16).

A finding is a flag: it takes no credit away and refuses nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from projections.amiss import Amiss
from projections.case.case import Case, Look
from projections.case.membership import manager_on, unit_on
from projections.credits.steps import Finding
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.decision_facts import (
    CreditApproved,
    CreditRegistered,
    Decision,
    HandledByOffice,
)
from projections.facts.fact import Fact
from projections.policy.terms import Terms
from projections.words.closed_lists import (
    CITY,
    DISPATCHING_DEPARTMENT,
    ORGANIZATION_DEPARTMENT,
    TRAINING_INSTITUTION,
    UNIT_HR,
)

_ASSESSMENT: Final = Terms.assessment
_REGISTRATION_DAYS: Final = Terms.assessment.registration_days
_PROVINCE_AND_UP: Final = frozenset({"province", "provincial", "ministerial", "national", "state"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """Who is in charge of an act: the role, and of which unit where that matters and is known."""

    role: str
    unit: str | None
    rule: str
    article: str


def findings(
    case: Case, acts: Iterable[tuple[Fact, Look]], *, credited: Collection[int]
) -> tuple[Finding, ...]:
    """What is amiss about acts that stand, each with its look, by day and position.

    `credited` are the positions of the acts that earned something: nothing else is registered late.
    Who is in charge is Baoji's order (A3-11, A3-12); a policy without it is not measured by it.
    """
    if not case.policies.states(_ASSESSMENT):
        return ()
    found: list[Finding] = []
    for act, look in acts:
        if not look.terms.states(_ASSESSMENT):
            continue
        if look.decided or look.ignored:
            found += _of_decisions(case, act, look)
        late = _late(case, act, look) if act.position in credited else None
        if late is not None:
            found.append(late)
    return tuple(sorted(found, key=lambda one: (one.day, one.position, one.code)))


def _of_decisions(case: Case, act: Fact, look: Look) -> Iterator[Finding]:
    for decision in look.ignored:
        yield _finding(case, act, decision, Amiss.NOT_AUTHORISED, "R12", "A3-11")
    for decision in look.decided:
        yield from _misplaced(case, act, decision)


def _misplaced(case: Case, act: Fact, decision: Decision) -> Iterator[Finding]:
    """The first fault of a decision by who was not in charge."""
    if isinstance(decision, CreditApproved) and case.person(decision) == case.person(act):
        yield _finding(case, act, decision, Amiss.SELF_APPROVED, "R15", "A3-12")
    elif isinstance(decision, HandledByOffice):
        office = _in_charge(case, act, case.day(decision))
        if decision.role != office.role or office.unit not in (None, decision.unit):
            code = Amiss.WRONG_REGISTRAR
        elif office.role == DISPATCHING_DEPARTMENT and not _certificate(act):
            code = Amiss.MISSING_CERTIFICATE
        else:
            return
        yield _finding(case, act, decision, code, office.rule, office.article)


def _in_charge(case: Case, act: Fact, day: date) -> _Office:
    """Who assesses and registers: by the class's organiser (A3-12), else by who manages the cadre
    on the day of registration (A3-11)."""
    organiser = act.organiser if isinstance(act, ClassCompleted) else None
    if organiser == CITY:
        return _Office(role=TRAINING_INSTITUTION, unit=None, rule="R13", article="A3-12")
    if organiser in _PROVINCE_AND_UP:
        return _Office(role=DISPATCHING_DEPARTMENT, unit=None, rule="R14", article="A3-12")
    if manager_on(case.memberships, day) == CITY:
        return _Office(role=ORGANIZATION_DEPARTMENT, unit=None, rule="R12", article="A3-11")
    own = unit_on(case.memberships, day)
    return _Office(role=UNIT_HR, unit=own, rule="R12", article="A3-11")


def _certificate(act: Fact) -> str | None:
    return act.certificate if isinstance(act, ClassCompleted) else None


def _late(case: Case, act: Fact, look: Look) -> Finding | None:
    """The first registration, if it came too late after the act or its approval (A3-13, Q23).

    An act that counts without approval and was never registered is entered by being recorded.
    """
    if not look.decided and not look.needs_approval and _soon(act, look):
        return None
    registered = next((one for one in look.decided if isinstance(one, CreditRegistered)), None)
    ready = look.day
    if look.needs_approval:
        if registered is None:
            return None
        approved = (case.day(one) for one in look.decided if isinstance(one, CreditApproved))
        ready = max([ready, *approved])
    entered = case.day(registered) if registered else case.as_of.day(act.stored)
    days = (entered - ready).days
    if days <= look.terms.assessment.registration_days:
        return None
    code = Amiss.LATE_REGISTRATION
    article = look.terms.article(_REGISTRATION_DAYS)
    return _finding(case, act, registered or act, code, "R16", article, days=days)


def _soon(act: Fact, look: Look) -> bool:
    """Whether an act was recorded so soon that it is not late in any zone, which need not be asked:
    the days of two zones differ by two at most."""
    limit = look.terms.assessment.registration_days
    return (act.stored.date() - look.day).days + 2 <= limit


def _finding(
    case: Case,
    act: Fact,
    about: Fact | Decision,
    code: Amiss,
    rule: str,
    article: str,
    *,
    days: int | None = None,
) -> Finding:
    return Finding(
        statement_id=about.statement_id,
        target=act.statement_id,
        position=about.position,
        day=case.day(about),
        code=code,
        days=days,
        rule=rule,
        article=article,
        evidence=tuple(dict.fromkeys((act.statement_id, about.statement_id))),
    )
