"""Surveys of training needs (Annex 1)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Pair, Whole


class NeedsSurvey(Group):
    """How often needs are surveyed and contents renewed, A1-5 and A1-8."""

    prefix = "needs_survey"
    census_per_cycle = Parameter(Pair(), None, "Fewest and most censuses in a cycle.")
    renewal_ratio = Parameter(Pair(), None, "The share of the contents that is renewed in a year.")
    report_every_months = Parameter(
        Whole(minimum=1, maximum=1_200), None, "Months within which a report of needs is due."
    )


class NeedsPublication(Group):
    """What may be published of answers, A1-5."""

    prefix = "needs_publication"
    min_cell = Parameter(Whole(), None, "A figure about fewer persons is not published.")
