"""Credits of off-the-job training: days attended times the rate (R4, A3-7(1))."""

from decimal import Decimal
from typing import Final

from projections.case.case import Case, Refusal, Rule
from projections.case.once import LIFETIME
from projections.credits.claims import Claim
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.policy.terms import Terms
from projections.reasons import Reason

CATEGORY: Final = "basic.off_job"


def claim(case: Case, fact: ClassCompleted) -> Claim:
    """What a class earns, divided over the credit years that it falls into; it counts once."""
    look = case.look(fact)
    terms = look.terms
    refusal = case.refusal(fact) or _refusal(case, fact, terms)
    rate = ZERO if refusal else terms.off_job.credits_per_day * _factor(fact, terms)
    days = () if refusal else _days_by_year(case, fact, terms)
    parts = tuple((year, part * rate) for year, part in days)
    return Claim(
        fact=fact,
        year=look.year,
        rule=Rule(
            id="R4",
            article=terms.article(Terms.off_job.credits_per_day),
            category=CATEGORY,
            subject=fact.training_class,
        ),
        sort="class",
        subject=fact.training_class,
        scope=LIFETIME,
        worth=sum((part for _, part in parts), ZERO),
        refusal=refusal,
        parts=parts,
    )


def _refusal(case: Case, fact: ClassCompleted, terms: Terms) -> Refusal | None:
    if not _readable(case, fact, terms):
        return Refusal(reason=Reason.UNKNOWN_VALUE)
    basis = terms.off_job.min_days_basis
    days = _scheduled(fact) if basis == "scheduled" else _attended(fact)
    if days < terms.off_job.min_days or not _stepped(_attended(fact), terms):
        return Refusal(reason=Reason.BELOW_MIN_DAYS)
    ratio = terms.off_job.max_leave_ratio
    if ratio is not None and fact.leave_exceeds(ratio):
        return Refusal(reason=Reason.LEAVE_EXCEEDED)
    if not _factor(fact, terms):
        return Refusal(reason=Reason.APPRAISAL_FAILED)
    if not terms.off_job.credits_per_day:
        return Refusal(reason=Reason.NOT_VALUED)
    return None


def _readable(case: Case, fact: ClassCompleted, terms: Terms) -> bool:
    """Whether the days, the appraisal and the dates can be valued and do not contradict."""
    if not fact.scheduled_days:
        return False
    if fact.start is not None and fact.start > case.day(fact):
        return False
    if fact.appraisal is not None and fact.appraisal not in _factors(terms):
        return False
    year_of = terms.off_job.year_of
    if year_of == "end_date":
        return True
    return fact.start is not None and (year_of == "start_date" or _splittable(case, fact))


def _splittable(case: Case, fact: ClassCompleted) -> bool:
    before = fact.days_before_new_year
    return not _spans_new_year(case, fact) or (before is not None and before <= _scheduled(fact))


def _spans_new_year(case: Case, fact: ClassCompleted) -> bool:
    start = fact.start or case.day(fact)
    return case.policies.year_of(start) != case.policies.year_of(case.day(fact))


def _days_by_year(case: Case, fact: ClassCompleted, terms: Terms) -> list[tuple[int, Decimal]]:
    """The days that count, by credit year.

    Split by day, the attended days before New Year are taken in proportion to the scheduled ones,
    rounded down to the day step; the rest falls into the later year, so nothing is lost.
    """
    end = case.day(fact)
    start = fact.start or end
    days = _stepped(_attended(fact), terms)
    year_of = terms.off_job.year_of
    last = case.year(fact, start if year_of == "start_date" else end)
    first = case.year(fact, start)
    if year_of != "split_by_day" or first == last:
        return [(last, days)]
    share = _attended(fact) * (fact.days_before_new_year or 0) / _scheduled(fact)
    before = min(_stepped(share, terms), days)
    return [(year, part) for year, part in ((first, before), (last, days - before)) if part]


def _stepped(days: Decimal, terms: Terms) -> Decimal:
    step = terms.off_job.day_step
    return days // step * step


def _scheduled(fact: ClassCompleted) -> Decimal:
    return fact.scheduled_days or Decimal(0)


def _attended(fact: ClassCompleted) -> Decimal:
    return fact.days or Decimal(0)


def _factors(terms: Terms) -> dict[str, Decimal]:
    return terms.off_job.appraisal_factor


def _factor(fact: ClassCompleted, terms: Terms) -> Decimal:
    """What the appraisal makes of the standard rate; a class without appraisal was passed."""
    return Decimal(1) if fact.appraisal is None else _factors(terms)[fact.appraisal]
