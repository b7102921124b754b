"""The parameters of Baoji's sheet: of each its name, type, meaning and the rule that reads it.

`docs/how-to/parameter.md` shows how one is added. A parameter without a rule is stated and carried
but read by none yet; a what-if on it is refused, for it would answer as if nothing had been asked.
"""

from collections.abc import Mapping
from typing import Any, Final

from projections.policy.declaration import Group, Parameter, Part, declared
from projections.policy.kinds import Amount, Choice, Day, Flag, MapOf, OrNull, Whole, Zone
from projections.policy.sheet.careers import Bars, InPost, Promotion
from projections.policy.sheet.classes import ClassDeclaration, Selection
from projections.policy.sheet.credits import Additional, OffJob, Online, Plausibility, Rewards
from projections.policy.sheet.follow_up import FollowUp, FollowUpDetail
from projections.policy.sheet.in_class import InClass
from projections.policy.sheet.needs import NeedsPublication, NeedsSurvey
from projections.policy.sheet.resources import Funding, Sharing, Teacher
from projections.policy.sheet.years import (
    Assessment,
    Calendar,
    Carry,
    Circular,
    Hours,
    Scope,
    Thresholds,
    UnitAssessment,
)


class Sheet(Group):
    """The groups of parameters, and those that belong to none."""

    additional = Part(Additional)
    assessment = Part(Assessment)
    bars = Part(Bars)
    calendar = Part(Calendar)
    carry = Part(Carry)
    circular = Part(Circular)
    class_declaration = Part(ClassDeclaration)
    follow_up = Part(FollowUp)
    follow_up_detail = Part(FollowUpDetail)
    funding = Part(Funding)
    hours = Part(Hours)
    in_class = Part(InClass)
    in_post = Part(InPost)
    needs_publication = Part(NeedsPublication)
    needs_survey = Part(NeedsSurvey)
    off_job = Part(OffJob)
    online = Part(Online)
    plausibility = Part(Plausibility)
    promotion = Part(Promotion)
    reward = Part(Rewards)
    scope = Part(Scope)
    selection = Part(Selection)
    sharing = Part(Sharing)
    teacher = Part(Teacher)
    thresholds = Part(Thresholds)
    unit_assessment = Part(UnitAssessment)

    apply_first = Parameter(
        Flag(), "R15", "Whether a class of a county or a unit needs an application."
    )
    category_cap = Parameter(
        MapOf(Amount()),
        "R3",
        "The most credits of a category or a group of them in a year.",
        counted_in="credits",
    )
    category_min_share = Parameter(
        MapOf(Amount(maximum=1)),
        "R3",
        "The least share of a year's task from a category.",
        counted_in="share",
    )
    classified_training = Parameter(
        MapOf(Whole()),
        "R60",
        "How many classes of each kind are to be held in a year.",
        counted_in="classes",
    )
    effective_from = Parameter(Day(), "R1", "Acts of earlier days earn nothing.", fixed=True)
    follow_up_months = Parameter(
        OrNull(Whole(minimum=1, maximum=1_200)),
        "R35",
        "Months of follow-up, in place of years.",
        counted_in="months",
    )
    late_registration = Parameter(
        Choice(("act_year", "registration_year")),
        "R16",
        "Whether an act that is registered after its year counts in its own year or in that of "
        "its registration.",
    )
    membership_basis = Parameter(
        Choice(("year_end", "year_start", "longest")), "R24", "The unit that a year is counted to."
    )
    other_activities = Parameter(
        MapOf(Amount()), "R25", "Credits of other activities by kind.", counted_in="credits"
    )
    time_zone = Parameter(Zone(), "R2", "The zone that decides days.", fixed=True)


SCHEMA: Final[Mapping[str, Parameter[Any]]] = {
    parameter.name: parameter for parameter in sorted(declared(Sheet), key=lambda one: one.name)
}
"""Every parameter of the sheet by its dotted name, in the order of the names."""

ALSO_CALLED: Final[Mapping[str, str]] = {
    "appraisal_factor": OffJob.appraisal_factor.name,
    "online.value_from": Online.value_from.name,
}
"""Shorter names under which the rule table speaks of parameters that the sheet does not place."""
