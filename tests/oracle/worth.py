"""What an act is worth by the policy of its day, whatever else there is."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from tests.oracle.facts import Fact
from tests.oracle.policies import Policy

LEVELS: Final = ("township", "county", "municipal", "provincial", "national")

Worth = tuple[str, Fraction] | str
"""The category and the credits, or the reason why nothing."""


def _days(fact: Fact) -> Fraction:
    return Fraction(fact.get("attended_days", fact["scheduled_days"]))


def _baoji_class(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    scheduled, attended = Fraction(fact["scheduled_days"]), _days(fact)
    if scheduled < Fraction(policy["basic.off_job.min_days"]):
        return "below_min_days"
    leave = policy["basic.off_job.max_leave_ratio"]
    if leave is not None and (scheduled - attended) * leave[1] > scheduled * leave[0]:
        return "leave_exceeded"
    if fact.get("appraisal") == "fail":
        return "appraisal_failed"
    halves = attended * 2 // 1
    return "basic.off_job", Fraction(halves, 2) * Fraction(policy["basic.off_job.credits_per_day"])


def _baoji_course(fact: Fact, policy: Policy, entry: Fact | None) -> Worth:
    if entry is None:
        return "not_catalogued"
    value = Fraction(entry["credits"])
    if not Fraction(policy["basic.online.min"]) <= value <= Fraction(policy["basic.online.max"]):
        return "catalogue_credits_out_of_range"
    if fact.get("success") is False or fact.get("by", "exam") not in policy["basic.online.pass_by"]:
        return "not_passed"
    return "basic.online", value


def _baoji_degree(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    name = f"additional.conferral.{fact['level']}"
    if name in policy.values:
        return "additional.conferral", Fraction(policy[name])
    return "not_valued" if fact["level"] == "associate" else "unknown_value"


def _baoji_book(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    name = f"reward.book.{fact['role']}"
    return ("reward.book", Fraction(policy[name])) if name in policy.values else "unknown_value"


def _baoji_article(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    name = f"reward.article.{fact['role']}"
    if name not in policy.values or fact["outlet_level"] not in LEVELS:
        return "unknown_value"
    if LEVELS.index(fact["outlet_level"]) < LEVELS.index(policy["reward.article.min_outlet"]):
        return "level_too_low"
    return "reward.article", Fraction(policy[name])


def _baoji_award(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    name = f"reward.award.{fact['grade']}"
    if name not in policy.values or fact["level"] not in LEVELS:
        return "unknown_value"
    if LEVELS.index(fact["level"]) < LEVELS.index(policy["reward.award.min_level"]):
        return "level_too_low"
    return "reward.award", Fraction(policy[name])


def _plan_class(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    if fact.get("appraisal") == "fail":
        return "appraisal_failed"
    item = policy["items.training"]
    return item["category"], _days(fact) * Fraction(item["worth"]["rate"])


def _plan_course(fact: Fact, policy: Policy, entry: Fact | None) -> Worth:
    if entry is None:
        return "not_catalogued"
    if fact.get("success") is False:
        return "not_passed"
    item = policy["items.course"]
    return item["category"], Fraction(entry["credits"]) * Fraction(item["worth"]["rate"])


def _plan_book(fact: Fact, policy: Policy, _: Fact | None) -> Worth:
    item = policy["items.book"]
    table: dict[str, Any] = item["worth"]["table"]
    if fact["role"] not in table:
        return "not_valued"
    return item["category"], Fraction(table[fact["role"]])


Rules = dict[str, Callable[[Fact, Policy, Fact | None], Worth]]
BAOJI_RULES: Final[Rules] = {
    "class.completed": _baoji_class,
    "course.passed": _baoji_course,
    "degree.conferred": _baoji_degree,
    "book.published": _baoji_book,
    "article.published": _baoji_article,
    "award.won": _baoji_award,
}
PLAN_RULES: Final[Rules] = {
    "class.completed": _plan_class,
    "course.passed": _plan_course,
    "book.published": _plan_book,
}
