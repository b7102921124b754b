"""Which rule of the regulation is judged where: the index of docs/rules.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationRule:
    """A rule: its article, the modules below `projections` that judge it, where it is asked, and
    worked examples beside those that bear its own name."""

    id: str
    article: str
    modules: tuple[str, ...]
    endpoint: str
    examples: tuple[str, ...] = ()


def _rule(
    rule: str, article: str, modules: str, endpoint: str, examples: str = ""
) -> RegulationRule:
    return RegulationRule(
        id=rule,
        article=article,
        modules=tuple(modules.split()),
        endpoint=endpoint,
        examples=tuple(examples.split()),
    )


_CADRE: Final = "/cadres/{cadre}"
_UNIT: Final = "/units/{unit}"
_CLASS: Final = "/classes/{class_id}"

RULES: Final = (
    _rule("R1", "A3-4, A3-20", "case.scope case.moves compliance.members", f"{_UNIT}/compliance"),
    _rule("R2", "A3-5", "policy.years credits.balances", f"{_CADRE}/balances", "G07 G24"),
    _rule("R3", "A3-6", "credits.balances credits.caps", f"{_CADRE}/balances"),
    _rule("R4", "A3-7(1)", "credits.off_job", f"{_CADRE}/ledger", "G01 G02 G03 G04 G05"),
    _rule("R5", "A3-7(2)", "credits.online", f"{_CADRE}/ledger", "G01 G02 G06"),
    _rule("R6", "A2-3", "credits.online", f"{_CADRE}/ledger", "G23-course"),
    _rule("R7", "A3-8", "credits.degrees", f"{_CADRE}/ledger", "G09"),
    _rule("R8", "A3-8", "credits.degrees words.ranks", f"{_CADRE}/ledger", "G09"),
    _rule("R9", "A3-9", "credits.rewards", f"{_CADRE}/ledger", "G10 G13"),
    _rule("R10", "A3-9", "credits.rewards words.ranks", f"{_CADRE}/ledger", "G10 G11"),
    _rule("R11", "A3-9", "credits.rewards words.ranks", f"{_CADRE}/ledger", "G10"),
    _rule(
        "R12",
        "A3-10, A3-11",
        "credits.registration credits.contradictions",
        f"{_CADRE}/ledger",
        "G26 contradictions ties voids",
    ),
    _rule("R13", "A3-12", "credits.registration", f"{_CADRE}/ledger", "G26"),
    _rule("R14", "A3-12", "credits.registration", f"{_CADRE}/ledger", "G26"),
    _rule("R15", "A3-12", "case.approval credits.applications", f"{_UNIT}/applications", "G11"),
    _rule("R16", "A3-13", "credits.registration credits.handbook", f"{_CADRE}/handbook"),
    _rule("R17", "A3-14", "compliance.duties year_close.year_state", f"{_UNIT}/deadlines", "G28"),
    _rule("R18", "A3-14, M4-2", "compliance.duties", f"{_UNIT}/deadlines"),
    _rule("R19", "A3-15", "credits.balances", f"{_CADRE}/balances", "G07 G07-next_year_only G13"),
    _rule("R20", "A3-16", "year_close.circular year_close.drift", "/reports/circular", "G28"),
    _rule("R21", "A3-16", "year_close.cycle_report", "/reports/cycle"),
    _rule("R22", "A3-17", "credits.balances compliance.pace", f"{_CADRE}/balances", "G01 G02"),
    _rule("R23", "A3-18", "careers.bars", f"{_CADRE}/bars", "G28"),
    _rule("R24", "A3-18", "compliance.unit_compliance", f"{_UNIT}/compliance", "G14 G15"),
    _rule("R25", "A3-3(1), A3-12", "credits.other_activities", f"{_CADRE}/ledger"),
    _rule(
        "R26",
        "A3-3(4), A2-5(1), M4-3",
        "reports.learning_report",
        f"{_CADRE}/duty-report",
        "R58",
    ),
    _rule("R27", "A2 part 1", "credits.hours", f"{_CADRE}/hours", "G03 G16"),
    _rule("R28", "A2-4", "careers.register case.identities", _CADRE),
    _rule("R29", "A2-5(1)", "careers.register", _CADRE),
    _rule("R30", "A2-3", "tables.learning", "/reports/learning"),
    _rule("R31", "A2-5(3)", "compliance.scorecard", f"{_UNIT}/members"),
    _rule("R32", "A2-6(2)", "case.units", _UNIT),
    _rule("R33", "A2-3", "case.catalogue reports.catalogue", "/catalogue", "G02 G06"),
    _rule("R34", "A4-4", "follow_up.run follow_up.items", f"{_CLASS}/follow-up", "G25"),
    _rule("R35", "A4-5", "follow_up.numbers follow_up.schedule", f"{_CLASS}/follow-up", "G19 G32"),
    _rule("R36", "A4-6(1)", "follow_up.items", f"{_CLASS}/follow-up", "G25"),
    _rule(
        "R37",
        "A4-6(2), A4-7(2)",
        "follow_up.sample follow_up.visits",
        f"{_CLASS}/sample",
        "G31",
    ),
    _rule("R38", "A4-7(1)", "follow_up.items", f"{_CLASS}/follow-up", "G19 G19-done G25"),
    _rule(
        "R39",
        "A4-7(3)",
        "follow_up.items follow_up.half_year",
        "/institutions/{institution}/follow-up",
        "G19 G25",
    ),
    _rule("R40", "A4-7(4)", "follow_up.follow_up", f"{_CADRE}/follow-up", "G32"),
    _rule("R41", "A4-8(1)", "follow_up.items", f"{_CLASS}/follow-up", "G25"),
    _rule("R42", "A4-8(2)", "follow_up.follow_up", f"{_CADRE}/follow-up", "G32"),
    _rule("R43", "A4-2, A4-5", "follow_up.groups", f"{_CLASS}/follow-up"),
    _rule("R44", "A4-3, M3-6(1)", "follow_up.visits", f"{_CLASS}/follow-up"),
    _rule("R45", "M3-6(2)", "follow_up.visits", f"{_CLASS}/follow-up", "G31"),
    _rule("R46", "M4-2", "classes.state classes.declaration", _CLASS, "G20-1 G20-2 G20-3 G30"),
    _rule("R47", "M4-2", "compliance.duties", f"{_UNIT}/deadlines", "R18 R18-no_grace"),
    _rule("R48", "M4-2", "classes.life", _CLASS, "G30"),
    _rule("R49", "M4-1", "selection.nominations selection.groups", _CLASS, "G27"),
    _rule("R50", "M4-1", "selection.substitutions case.substitutes", _CLASS, "G27"),
    _rule(
        "R51",
        "M4-1, A5-1, A5-2",
        "selection.quotas selection.reach selection.rotation",
        "/reports/selection",
        "G27 G37",
    ),
    _rule("R52", "M4-3", "compliance.assessment", "/reports/assessment", "G35"),
    _rule("R53", "M4-3", "compliance.assessment", "/reports/assessment", "G35"),
    _rule("R54", "M4-4", "resources.funds", "/reports/funds", "G29"),
    _rule("R55", "M4-5", "careers.eligibility", f"{_CADRE}/eligibility", "G17"),
    _rule(
        "R56",
        "M4-5",
        "careers.in_post",
        f"{_CADRE}/eligibility",
        "G18-done G18-excused G18-overdue",
    ),
    _rule("R57", "M4-5, M3-4(3)", "careers.in_post", f"{_CADRE}/eligibility", "R56-late"),
    _rule("R58", "M4-5", "reports.learning_report", f"{_CADRE}/duty-report"),
    _rule("R59", "M4-6", "resources.teachers", "/reports/teachers", "G29"),
    _rule("R60", "M3-4", "classes.classified", "/reports/classes", "G30"),
    _rule("R61", "A1-5", "needs.surveys needs.tally needs.census", "/surveys/{survey}", "G33"),
    _rule("R62", "A1-5(2), M3-1", "needs.key_classes", "/reports/needs", "G33"),
    _rule("R63", "A1-8", "needs.half_years", "/reports/needs", "G33"),
    _rule("R64", "A1-8, M3-1", "needs.renewal", "/reports/renewal", "G21-1 G21-2"),
    _rule("R65", "A1-9", "needs.needs_file", f"{_CADRE}/needs", "G33"),
    _rule("R66", "A1-3, A1-4, A1-6, A1-7", "needs.needs_file answers.needs", "/reports/needs"),
    _rule("R67", "M2-2", "in_class.problems", f"{_CLASS}/problems", "G29"),
    _rule("R68", "M2-3", "in_class.learning", f"{_CLASS}/learning", "G34"),
    _rule("R69", "M3-2", "in_class.blocks", f"{_CLASS}/learning"),
    _rule("R70", "M3-3(2)", "in_class.learning", f"{_CLASS}/learning", "G34"),
    _rule("R71", "M3-3(3)", "in_class.learning", f"{_CLASS}/learning", "G34"),
    _rule("R72", "M3-3(3), A2-1", "in_class.forums credits.other_activities", f"{_CLASS}/learning"),
    _rule("R73", "M3-5", "resources.sharing resources.counties", "/reports/sharing", "G36"),
)
"""The rules of the regulation, by number."""

_EXAMPLES: Final = {
    "additional.annual_basis": "R07 R07-annual_basis-anniversary",
    "additional.conferral_year_keeps_annual": "G09 R08-conferral_year_keeps_annual-false",
    "additional.max_years": "R07 R07-max_years",
    "additional.require_higher_level": "R08-not-above R08-require_higher_level-false",
    "apply_first": "R13 R15-apply_first",
    "assessment.close_at": "R20-close_at-default R20-close_at",
    "assessment.plan_due": "R18 R18-year_start",
    "assessment.plan_grace": "R18 R18-no_grace",
    "assessment.registration_days": "R16 R16-registration_days-10",
    "bars.on_cycle_failure": "R23-year_only R23-cycle",
    "basic.off_job.appraisal_factor": "R04 R04-appraisal_factor",
    "basic.off_job.day_step": "R04 R04-day_step-1",
    "basic.off_job.max_leave_ratio": "R04 R04-max_leave_ratio",
    "basic.off_job.min_days_basis": "R04 R04-min_days_basis-attended",
    "basic.off_job.year_of": "G05 G05-start_date R04-year_of-split_by_day",
    "basic.online.dedupe": "G06 R05-dedupe-cycle R05-dedupe-year",
    "basic.online.duration_bands": "G02 R05-value_from-duration_bands",
    "basic.online.pass_by": "R06 R06-pass_by-exam",
    "basic.online.value_from": "G02 R05-value_from-duration_bands",
    "calendar.cycle_anchor": (
        "G07 R02-cycle_anchor R02-cycle_anchor-rolling R02-cycle_anchor-individual"
    ),
    "calendar.year_start": "G24 R02-year_start",
    "carry.cap": "G07 R19-carry-cap",
    "carry.cross_cycle": "G13 R19-cross_cycle-false",
    "carry.mode": "G07 G07-next_year_only R19-carry-none",
    "category_cap": "R03 R03-category_cap",
    "category_min_share": "R03 R03-category_min_share",
    "class_declaration.count": "R46-count-planned R46-count-at_start",
    "class_declaration.days_before": "G20-1 R46-days_before-15",
    "class_declaration.min_persons": "G20-1 R46-min_persons-50",
    "effective_from": "R07-effective_from R28",
    "follow_up.default_years": "G19 R35-default_years-2",
    "follow_up.followed_up_by": "R43 R43-followed_up_by-organiser",
    "follow_up.key_years": "R35-key R35-key_years",
    "follow_up.reports_of": "R39 R39-reports_of-class",
    "follow_up.seminar_due_months": "G19 R38-seminar_due_months-6",
    "follow_up.seminar_open_months": "G19 R38-seminar_open_months-0",
    "follow_up.unit_feedback_days": "G25 R41-unit_feedback_days-14",
    "follow_up_detail.sample_min": "G31 R37-sample_min-2",
    "follow_up_detail.sample_rate": "G31 R37-sample_rate-0.5",
    "follow_up_detail.self_evaluation_grace_days": "G25 R36-self_evaluation_grace_days-7",
    "follow_up_detail.visit_methods": "R37-yearly R37-visit_methods-interview",
    "follow_up_months": "G19 R35-follow_up_months-6 R35-follow_up_months-18",
    "funding.agency": "R54 R54-rates",
    "funding.enterprise_institution": "R54 R54-rates",
    "hours.by_reference": "R27-by_reference R27-bound_by_reference",
    "hours.counts_online": "G16 R27-offline",
    "hours.fallback_per_day": "G16 R27-fallback",
    "hours.level_basis": "G16 R27-pro_rata R27-cycle_start",
    "in_class.electives": "R70 R70-electives",
    "in_class.problems": "R67 R67-problems",
    "in_class.speed_reading_size": "R71 R71-speed_reading_size",
    "in_post.pre_appointment_counts": "R56-before R56-after_only",
    "in_post.within_months": "G18-done R56-late",
    "late_registration": "R16 R16-late_registration-registration_year",
    "membership_basis": "G15 R24-year_start R24-longest",
    "needs_publication.min_cell": "R61 R61-min_cell",
    "needs_survey.census_per_cycle": "R61-census R61-census_range",
    "needs_survey.renewal_base": "R64 R64-renewal_base",
    "needs_survey.renewal_counts": "R64 R64-renewal_counts",
    "needs_survey.renewal_ratio": "R64 R64-renewal_ratio",
    "other_activities": "R25 R25-other_activities",
    "promotion.any_two_in_cycle": "R55-latest_two R55-any_two",
    "promotion.consecutive_years": "R55-latest_two R55-three",
    "reward.article.min_outlet": "R10-levels R10-min_outlet-municipal",
    "reward.award.min_level": "R11 R11-min_level-county",
    "reward.split": "R09 R09-split-divide",
    "reward.work_dedupe": "R10-work_dedupe R10-work_dedupe-cycle R10-work_dedupe-year",
    "scope.by_reference": "R01-separate R01-merge R01-exclude",
    "scope.exemption": "R01-nobody_exempt R01-exempt",
    "selection.repeat_same_theme_years": "G27 R51-repeat_same_theme_years-1",
    "selection.substitute_credit": "R50-substitute_credit-keep R50-substitute_credit-withhold",
    "selection.untrained_alert_years": "G27 R51-untrained_alert_years-2",
    "sharing.mid_year_from": "R73 R73-days",
    "sharing.mid_year_until": "R73 R73-days",
    "sharing.year_end_from": "R73 R73-days",
    "sharing.year_end_until": "R73 R73-days",
    "targets.concentrated_cycle.days_a_month": (
        "national-or_months national-or_months-training_days"
    ),
    "teacher.days_per_year": "R59 R59-days_per_year",
    "thresholds.annual_excellent": "R20-nobody_commended R20-excellent",
    "unit_assessment.steps": "R52 R52-steps",
}

ALTERNATIVES: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(examples.split()) for name, examples in _EXAMPLES.items()
}
"""What a regulation leaves open, by parameter or a member of its value: a worked example of the
default, then one of each alternative."""
