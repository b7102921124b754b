"""What credits decide for a cadre: bars, promotion, training in post (Annex 3, main text 4-5)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Choice, Flag, Whole


class Bars(Group):
    """What an unqualified cadre is barred from, A3-18."""

    prefix = "bars"
    on_cycle_failure = Parameter(
        Flag(), "R23", "Whether an unqualified cycle bars in its last year, as a year does."
    )


class Promotion(Group):
    """Who may be a candidate, M4-5."""

    prefix = "promotion"
    consecutive_years = Parameter(
        Whole(minimum=1, maximum=100),
        "R55",
        "Qualified years in a row that a candidate needs.",
        counted_in="years",
    )
    basis = Parameter(Choice(("latest_closed",)), "R55", "The year up to which they are counted.")
    any_two_in_cycle = Parameter(
        Flag(), "R55", "Whether two qualified years in a row anywhere in the cycle serve."
    )


class InPost(Group):
    """Training of who was newly appointed, M4-5."""

    prefix = "in_post"
    within_months = Parameter(
        Whole(minimum=1, maximum=1_200),
        "R56",
        "Months from the appointment that there are for it.",
        counted_in="months",
    )
    pre_appointment_counts = Parameter(
        Flag(), "R56", "Whether such training before the appointment serves."
    )
