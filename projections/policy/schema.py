"""The parameters that a policy may state: name, type, and the rule that reads it.

The names are those of the parameter sheet, dotted. `rule` None marks a parameter that is stated and
carried but that no rule reads yet; a what-if on it is refused, for it would answer as if nothing
had been asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from projections.policy.bands import BandTable
from projections.policy.kinds import (
    Amount,
    Choice,
    CycleAnchor,
    Day,
    Flag,
    Kind,
    ListOf,
    MapOf,
    MonthDay,
    OrNull,
    Pair,
    PositiveAmount,
    Whole,
    YearMoment,
    Zone,
)
from projections.words.ranks import LEVELS


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter is. `fixed`: one value only, since it decides what a year or day is."""

    kind: Kind
    rule: str | None = None
    fixed: bool = False


_CREDITS: Final = Amount()
_TIMES: Final = Choice(("lifetime", "cycle", "year"))
_YEARS: Final = Whole(minimum=1, maximum=100)  # what is asked about stays within the calendar
_MONTHS: Final = Whole(minimum=1, maximum=1_200)
_DAYS: Final = Whole(maximum=36_600)

SCHEMA: Final[Mapping[str, Parameter]] = {
    "additional.annual": Parameter(_CREDITS, "R7"),
    "additional.annual_basis": Parameter(Choice(("calendar_year", "anniversary")), "R7"),
    "additional.conferral.bachelor": Parameter(_CREDITS, "R8"),
    "additional.conferral.doctor": Parameter(_CREDITS, "R8"),
    "additional.conferral.master": Parameter(_CREDITS, "R8"),
    "additional.conferral_year_keeps_annual": Parameter(Flag(), "R8"),
    "additional.max_years": Parameter(OrNull(_YEARS), "R7"),
    "additional.require_higher_level": Parameter(Flag(), "R7"),
    "apply_first": Parameter(Flag(), "R15"),
    "assessment.close_at": Parameter(YearMoment(), "R20"),
    "assessment.plan_due": Parameter(MonthDay(), "R18"),
    "assessment.plan_grace": Parameter(MonthDay(), "R18"),
    "assessment.registration_days": Parameter(_DAYS, "R16"),
    "bars.on_cycle_failure": Parameter(Flag(), "R23"),
    "basic.off_job.appraisal_factor": Parameter(MapOf(Amount(maximum=1)), "R4"),
    "basic.off_job.credits_per_day": Parameter(_CREDITS, "R4"),
    "basic.off_job.day_step": Parameter(PositiveAmount(), "R4"),
    "basic.off_job.max_leave_ratio": Parameter(OrNull(Pair()), "R4"),
    "basic.off_job.min_days": Parameter(_CREDITS, "R4"),
    "basic.off_job.min_days_basis": Parameter(Choice(("scheduled", "attended")), "R4"),
    "basic.off_job.year_of": Parameter(Choice(("end_date", "start_date", "split_by_day")), "R4"),
    "basic.online.dedupe": Parameter(_TIMES, "R5"),
    "basic.online.duration_bands": Parameter(OrNull(BandTable(_CREDITS)), "R5"),
    "basic.online.max": Parameter(_CREDITS, "R5"),
    "basic.online.min": Parameter(_CREDITS, "R5"),
    "basic.online.pass_by": Parameter(ListOf(Choice(("exam", "paper"))), "R6"),
    "basic.online.value_from": Parameter(Choice(("catalogue", "duration_bands")), "R5"),
    "calendar.cycle_anchor": Parameter(CycleAnchor(), "R2", fixed=True),
    "calendar.cycle_years": Parameter(_YEARS, "R2", fixed=True),
    "calendar.year_start": Parameter(MonthDay(), "R2", fixed=True),
    "carry.cap": Parameter(OrNull(_CREDITS), "R19"),
    "carry.cross_cycle": Parameter(Flag(), "R19"),
    "carry.mode": Parameter(Choice(("chained", "next_year_only", "none")), "R19"),
    "category_cap": Parameter(MapOf(_CREDITS), "R3"),
    "category_min_share": Parameter(MapOf(Amount(maximum=1)), "R3"),
    "circular.unit_rule": Parameter(Choice(("barred",)), "R20"),
    "class_declaration.days_before": Parameter(_DAYS),
    "class_declaration.min_persons": Parameter(Whole()),
    "effective_from": Parameter(Day(), "R1", fixed=True),
    "follow_up.default_years": Parameter(_YEARS),
    "follow_up.key_years": Parameter(Pair()),
    "follow_up.seminar_due_months": Parameter(Whole(maximum=1_200)),
    "follow_up.seminar_open_months": Parameter(Whole(maximum=1_200)),
    "follow_up.unit_feedback_days": Parameter(_DAYS),
    "follow_up_detail.sample_min": Parameter(Whole()),
    "follow_up_detail.sample_rate": Parameter(Amount(maximum=1)),
    "follow_up_detail.self_evaluation_grace_days": Parameter(_DAYS),
    "follow_up_months": Parameter(OrNull(_MONTHS)),
    "funding.agency": Parameter(Amount(maximum=1)),
    "funding.enterprise_institution": Parameter(Amount(maximum=1)),
    "hours.by_reference": Parameter(Flag(), "R27"),
    "hours.counts_online": Parameter(Flag(), "R27"),
    "hours.fallback_per_day": Parameter(Amount(maximum=24), "R27"),
    "hours.level_basis": Parameter(Choice(("cycle_end", "pro_rata", "cycle_start")), "R27"),
    "in_post.pre_appointment_counts": Parameter(Flag(), "R56"),
    "in_post.within_months": Parameter(_MONTHS, "R56"),
    "late_registration": Parameter(Choice(("act_year", "registration_year")), "R16"),
    "membership_basis": Parameter(Choice(("year_end", "year_start", "longest")), "R24"),
    "needs_publication.min_cell": Parameter(Whole()),
    "needs_survey.census_per_cycle": Parameter(Pair()),
    "needs_survey.renewal_ratio": Parameter(Pair()),
    "needs_survey.report_every_months": Parameter(_MONTHS),
    "other_activities": Parameter(MapOf(_CREDITS), "R25"),
    "plausibility.max_hours_per_day": Parameter(OrNull(Amount(maximum=24)), "R27"),
    "plausibility.min_share_of_course": Parameter(OrNull(Amount(maximum=1)), "R5"),
    "plausibility.overlapping_classes": Parameter(Flag(), "R4"),
    "promotion.any_two_in_cycle": Parameter(Flag(), "R55"),
    "promotion.basis": Parameter(Choice(("latest_closed",)), "R55"),
    "promotion.consecutive_years": Parameter(_YEARS, "R55"),
    "reward.article.co": Parameter(_CREDITS, "R10"),
    "reward.article.min_outlet": Parameter(Choice(tuple(LEVELS)), "R10"),
    "reward.article.sole": Parameter(_CREDITS, "R10"),
    "reward.award.excellence": Parameter(_CREDITS, "R11"),
    "reward.award.first": Parameter(_CREDITS, "R11"),
    "reward.award.min_level": Parameter(Choice(tuple(LEVELS)), "R11"),
    "reward.award.second": Parameter(_CREDITS, "R11"),
    "reward.award.third": Parameter(_CREDITS, "R11"),
    "reward.book.co": Parameter(_CREDITS, "R9"),
    "reward.book.contributor": Parameter(_CREDITS, "R9"),
    "reward.book.sole": Parameter(_CREDITS, "R9"),
    "reward.split": Parameter(Choice(("each", "divide")), "R9"),
    "reward.work_dedupe": Parameter(_TIMES, "R9"),
    "scope.by_reference": Parameter(Choice(("separate", "merge", "exclude")), "R1"),
    "scope.exemption": Parameter(Choice(("none", "by_approval")), "R1"),
    "selection.repeat_same_theme_years": Parameter(Whole(maximum=100)),
    "selection.substitute_credit": Parameter(Choice(("keep", "withhold"))),
    "selection.untrained_alert_years": Parameter(Whole(maximum=100)),
    "teacher.days_per_year": Parameter(_CREDITS),
    "thresholds.annual_credits": Parameter(_CREDITS, "R22"),
    "thresholds.annual_excellent": Parameter(OrNull(_CREDITS), "R22"),
    "thresholds.cycle_credits": Parameter(_CREDITS, "R22"),
    "thresholds.hours_per_cycle.county_and_above": Parameter(_CREDITS, "R27"),
    "thresholds.hours_per_cycle.other": Parameter(_CREDITS, "R27"),
    "thresholds.unit_unqualified_ratio": Parameter(Pair(), "R24"),
    "time_zone": Parameter(Zone(), "R2", fixed=True),
}

ALSO_CALLED: Final[Mapping[str, str]] = {
    "appraisal_factor": "basic.off_job.appraisal_factor",
    "online.value_from": "basic.online.value_from",
}
"""Shorter names under which the rule table speaks of parameters that the sheet does not place."""
