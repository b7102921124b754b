"""Whom training reaches: who is trained again too soon, who not for long, who at all (A5-1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.calendar import months_after
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.selection.learners import Learner
from projections.verdicts import Verdict

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedAgain:
    """A cadre attended a class less than some years after the end of an earlier one of its theme
    (A5-1, 避免重复培训)."""

    cadre: str
    training_class: str
    """the class that repeats the theme"""
    theme: str
    """the theme of both"""
    start: date
    """its first day"""
    earlier_class: str
    """the latest class of the theme before it"""
    earlier_end: date
    """the last day of that one"""
    reason: Amiss
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def trained_again(learner: Learner, year: int, policies: Succession) -> Iterator[TrainedAgain]:
    """The classes of a cadre that began in a credit year and repeat an earlier one.

    On the anniversary of the earlier one's end it is no longer a repetition. The policy of the day
    on which a class begins says how many years it takes; one that says nothing finds nothing.
    """
    for one in learner.attended:
        terms = policies.of_day(one.began)
        years = terms.get(Terms.selection.repeat_same_theme_years)
        if years is None or one.theme is None or policies.year_of(one.began) != year:
            continue
        earlier = [
            other
            for other in learner.attended
            if (other.theme, other.training_class != one.training_class) == (one.theme, True)
            and other.end <= one.began < months_after(other.end, _MONTHS * years)
        ]
        if earlier:
            yield TrainedAgain(
                cadre=learner.cadre,
                training_class=one.training_class,
                theme=one.theme,
                start=one.began,
                earlier_class=earlier[-1].training_class,
                earlier_end=earlier[-1].end,
                reason=Amiss.TRAINED_AGAIN,
                rule="R51",
                article=terms.article(Terms.selection.repeat_same_theme_years),
                evidence=(one.statement_id, earlier[-1].statement_id),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrained:
    """A cadre with a unit has attended no class for long (A5-1, 重要岗位长期得不到培训)."""

    cadre: str
    unit: str
    since: date
    """the last day of his last class or, where he attended none, the day of his first unit"""
    last_class: str | None
    """the last class that he attended; null where he attended none"""
    reason: Verdict
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def untrained(learner: Learner, today: date, policies: Succession) -> Untrained | None:
    """Whether a cadre has not been trained for the years that the policy of `today` alerts after,
    the anniversary included; None where he has, and for one without a unit."""
    terms = policies.of_day(today)
    unit, years = learner.unit(today), terms.get(Terms.selection.untrained_alert_years)
    if unit is None or years is None:
        return None
    last = learner.attended[-1] if learner.attended else None
    first = next(one for one in learner.memberships if one.unit is not None)
    since = last.end if last else first.day
    if months_after(since, _MONTHS * years) > today:
        return None
    return Untrained(
        cadre=learner.cadre,
        unit=unit,
        since=since,
        last_class=last.training_class if last else None,
        reason=Verdict.LONG_UNTRAINED,
        rule="R51",
        article=terms.article(Terms.selection.untrained_alert_years),
        evidence=(last.statement_id if last else first.statement_id,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of the cadres with a unit on the day, how many training has reached (A5-2, 全员培训)."""

    members: int
    """how many cadres have a unit on the day"""
    trained: int
    """of how many a class has ended in the cycle of the day, and by it"""
    share: Fraction | None
    """the part that was trained, exactly; null of nobody"""


def coverage(some: Iterable[Learner], today: date, policies: Succession) -> Coverage:
    """The coverage of those of some cadres who have a unit on `today`."""
    members = [one for one in some if one.unit(today) is not None]
    trained = sum(one.is_trained(begin_of_cycle(one, today, policies), today) for one in members)
    share = Fraction(trained, len(members)) if members else None
    return Coverage(members=len(members), trained=trained, share=share)


def begin_of_cycle(learner: Learner, today: date, policies: Succession) -> date:
    """The first day of the cycle of `today`: of the cadre's own, where cycles are."""
    own = policies.anchored(learner.memberships[0].day) if learner.memberships else policies
    return own.first_day(own.cycle_of(own.year_of(today)).first)
