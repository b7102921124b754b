"""Surveys of training needs (Annex 1)."""

from projections.policy.declaration import Group, Parameter
from projections.policy.kinds import Choice, Pair, Whole


class NeedsSurvey(Group):
    """How often needs are surveyed and programmes renewed, A1-5 and A1-8."""

    prefix = "needs_survey"
    census_per_cycle = Parameter(
        Pair(), "R61", "Fewest and most censuses in a cycle.", counted_in="times"
    )
    renewal_ratio = Parameter(
        Pair(), "R64", "The share of the programmes that is renewed in a year.", counted_in="ratio"
    )
    renewal_base = Parameter(
        Choice(("offered_this_year", "offered_last_year")),
        "R64",
        "Of which programmes the renewed ones are a share; not stated: of those of this year.",
    )
    renewal_counts = Parameter(
        Choice(("new_or_revised", "new")),
        "R64",
        "Which programmes count as renewed; not stated: those that are new or were revised.",
    )
    report_every_months = Parameter(
        Whole(minimum=1, maximum=1_200),
        "R63",
        "Months within which a report of needs is due; 6: one for each half-year.",
        counted_in="months",
    )


class NeedsPublication(Group):
    """What may be published of answers, A1-5."""

    prefix = "needs_publication"
    min_cell = Parameter(
        Whole(), "R61", "A figure about fewer persons is not published.", counted_in="persons"
    )
