"""What follows a class (Annex 4)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Amount, Choice, ListOf, Pair, Whole


class FollowUp(Group):
    """Periods and dates of follow-up, A4-5 to A4-8."""

    prefix = "follow_up"
    default_years = Parameter(
        Whole(minimum=1, maximum=100),
        "R35",
        "Years of follow-up of a class that sets none itself.",
        counted_in="years",
    )
    key_years = Parameter(
        Pair(), "R35", "Fewest and most years of a key or pilot class.", counted_in="years"
    )
    seminar_open_months = Parameter(
        Whole(maximum=1_200),
        "R38",
        "Months after the class from which its seminar may be held.",
        counted_in="months",
    )
    seminar_due_months = Parameter(
        Whole(maximum=1_200),
        "R38",
        "Months after the class up to which its seminar is due.",
        counted_in="months",
    )
    unit_feedback_days = Parameter(
        Whole(maximum=36_600),
        "R41",
        "Days within which the result is fed back to the unit.",
        counted_in="days",
    )
    followed_up_by = Parameter(
        Choice(("working_group", "organiser")), "R43", "Who follows a class up."
    )
    reports_of = Parameter(
        Choice(("institution", "class")),
        "R39",
        "What a half-year's report is on: an institution's classes together, or each of them.",
    )


class FollowUpDetail(Group):
    """Samples and self-evaluations, A4-6."""

    prefix = "follow_up_detail"
    sample_rate = Parameter(
        Amount(maximum=1), "R37", "The share of the trainees that is visited.", counted_in="share"
    )
    sample_min = Parameter(
        Whole(), "R37", "The fewest trainees that are visited.", counted_in="persons"
    )
    self_evaluation_grace_days = Parameter(
        Whole(maximum=36_600),
        "R36",
        "Days after the class up to which a self-evaluation is due.",
        counted_in="days",
    )
    visit_methods = Parameter(
        ListOf(Choice(("meeting", "interview"))), "R37", "How trainees may be visited."
    )
