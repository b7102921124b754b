"""Training for a new post, and the probation that waits for it (R56, R57, M4-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.calendar import months_after
from projections.case.case import Case
from projections.case.dossier import Dossier
from projections.facts.attendance_facts import ClassCompleted, InPostTrainingCompleted
from projections.facts.exemption_facts import ExemptionGranted, ProbationExtended
from projections.facts.roster_facts import AppointmentMade
from projections.policy.terms import Terms
from projections.verdicts import Verdict

PENDING: Final = "pending"
COMPLETED: Final = "completed"
COMPLETED_LATE: Final = "completed_late"
EXCUSED: Final = "excused"
OVERDUE: Final = "overdue"

DEVELOPMENTAL: Final = "developmental"
"""The kind of class that M3-4(3) and M4-5 call 成长性培训."""

_REASONS: Final = {OVERDUE: Verdict.IN_POST_OVERDUE, COMPLETED_LATE: Verdict.IN_POST_LATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation:
    """Whether the probation was extended."""

    extended: bool
    """Whether it was."""
    until: date | None
    """Until when, that day included; null where nobody says."""
    reason: Verdict | None
    """Why it should have been, where it was not; else null."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Developmental training after a promotion, which the regulation wants in principle only."""

    attended: bool
    """Whether he attended one."""
    reason: Verdict | None
    """That it is advised, where he attended none; else null."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InPostTraining:
    """The in-post training that an appointment asks for.

    `evidence` are the appointment, the training, the exemption.
    """

    post: str
    """The post."""
    appointed: date
    """The day of the appointment."""
    due: date
    """The last day on which it is in time: the same day after the months that the policy gives."""
    state: str
    """Where it stands: pending, completed, completed_late, excused or overdue."""
    completed_on: date | None
    """The day of the training that counts; null where there is none."""
    reason: Verdict | None
    probation: Probation
    """What became of the probation."""
    development: Advice
    """The developmental training that is advised."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def in_post_trainings(dossier: Dossier) -> tuple[InPostTraining, ...]:
    """One for each appointment that stands, the latest first, where the policy asks for it."""
    policies = dossier.case.policies
    appointments = [
        made
        for made in dossier.standing(AppointmentMade)
        if Terms.in_post.within_months in policies.of_day(dossier.case.day(made))
    ]
    return tuple(_of_appointment(dossier, made) for made in reversed(appointments))


def _of_appointment(dossier: Dossier, made: AppointmentMade) -> InPostTraining:
    case = dossier.case
    appointed = case.day(made)
    terms = case.policies.of_day(appointed)
    due = months_after(appointed, terms.in_post.within_months)
    training = _training(dossier, appointed)
    completed = case.day(training) if training else None
    decided = case.look(made).decided
    exempted = [one for one in decided if isinstance(one, ExemptionGranted)]
    state = _state(due, completed, excused=bool(exempted), today=case.as_of.today)
    extensions = [one for one in decided if isinstance(one, ProbationExtended)]
    return InPostTraining(
        post=made.post,
        appointed=appointed,
        due=due,
        state=state,
        completed_on=completed,
        reason=_REASONS.get(state),
        probation=_probation(extensions, state, terms.article(Terms.in_post.within_months)),
        development=_advice(dossier, appointed),
        rule="R56",
        article=terms.article(Terms.in_post.within_months),
        evidence=tuple(
            one.statement_id for one in (made, training, *exempted, *extensions) if one is not None
        ),
    )


def _training(dossier: Dossier, appointed: date) -> InPostTrainingCompleted | None:
    """The earliest in-post training that counts and was not failed (Q52)."""
    case = dossier.case
    before = case.policies.of_day(appointed).get(Terms.in_post.pre_appointment_counts)
    counted = [
        one
        for one in dossier.standing(InPostTrainingCompleted)
        if (before or case.day(one) >= appointed) and not _failed(case, one)
    ]
    return min(counted, key=case.turn, default=None)


def _failed(case: Case, fact: ClassCompleted) -> bool:
    """Whether the appraisal says that the training was not accomplished."""
    factors = case.look(fact).terms.get(Terms.off_job.appraisal_factor) or {}
    return fact.appraisal is not None and not factors.get(fact.appraisal, 1)


def _state(due: date, completed: date | None, *, excused: bool, today: date) -> str:
    """An exemption excuses even when it comes late; training in time needs none."""
    if completed is not None and completed <= due:
        return COMPLETED
    if excused:
        return EXCUSED
    if completed is not None:
        return COMPLETED_LATE
    return OVERDUE if today > due else PENDING


def _probation(extensions: Sequence[ProbationExtended], state: str, article: str) -> Probation:
    wanted = state == OVERDUE and not extensions
    return Probation(
        extended=bool(extensions),
        until=extensions[-1].until if extensions else None,
        reason=Verdict.PROBATION_NOT_EXTENDED if wanted else None,
        rule="R56",
        article=article,
        evidence=tuple(one.statement_id for one in extensions),
    )


def _advice(dossier: Dossier, appointed: date) -> Advice:
    """Whether a developmental class was attended since the appointment."""
    case = dossier.case
    attended = [
        one.statement_id
        for one in dossier.standing(ClassCompleted)
        if one.kind == DEVELOPMENTAL and case.day(one) >= appointed and not _failed(case, one)
    ]
    return Advice(
        attended=bool(attended),
        reason=None if attended else Verdict.DEVELOPMENT_ADVISED,
        rule="R57",
        article="M4-5",
        evidence=tuple(attended),
    )
