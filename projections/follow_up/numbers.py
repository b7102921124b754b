"""The numbers that a policy states for the follow-up of classes."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projections.policy.terms import Terms

MEETING: Final = "meeting"
INTERVIEW: Final = "interview"
METHODS: Final = (MEETING, INTERVIEW)
"""How a former trainee may be visited (A4-7(2)); M3-6(3) knows interviews alone (Q46)."""

WORKING_GROUP: Final = "working_group"
ORGANISER: Final = "organiser"
"""Who follows a class up: the institution's working group (A4-5), or who held it (M3-6(3), Q46)."""

BY_INSTITUTION: Final = "institution"
"""Where a half-year's report is due on all classes of an institution at once, not on each (Q44)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What a policy states on a day.

    `default_years`, and in their place `months` where a policy counts in months; `key_years` are
    the fewest and the most that a class may declare.
    """

    default_years: int
    key_years: tuple[int, int]
    months: int | None
    seminar_opens: int
    seminar_due: int
    feedback_days: int
    evaluation_days: int
    sample_rate: Decimal
    sample_min: int
    visit_methods: tuple[str, ...]
    followed_up_by: str
    reports_of: str

    def length(self, years: int | None, *, tagged: bool) -> int:
        """How many months a class is followed up that declares so many years, or None (A4-5).

        What lies outside of `key_years` is not said. Who says nothing is followed up for `months`,
        else as long as a class of its kind at least: a pilot or key class (`tagged`), or any other.
        """
        least, most = self.key_years
        if years is not None and least <= years <= most:
            return 12 * years
        if self.months is not None:
            return self.months
        return 12 * (least if tagged else self.default_years)


def numbers(terms: Terms) -> Numbers | None:
    """The numbers of a day; None under a policy that has no follow-up."""
    if Terms.follow_up.default_years not in terms:
        return None
    stated, detail = terms.follow_up, terms.follow_up_detail
    return Numbers(
        default_years=stated.default_years,
        key_years=stated.key_years,
        months=terms.get(Terms.follow_up_months),
        seminar_opens=stated.seminar_open_months,
        seminar_due=stated.seminar_due_months,
        feedback_days=stated.unit_feedback_days,
        evaluation_days=detail.self_evaluation_grace_days,
        sample_rate=detail.sample_rate,
        sample_min=detail.sample_min,
        visit_methods=terms.get(Terms.follow_up_detail.visit_methods) or METHODS,
        followed_up_by=terms.get(Terms.follow_up.followed_up_by) or WORKING_GROUP,
        reports_of=terms.get(Terms.follow_up.reports_of) or BY_INSTITUTION,
    )
