"""The learning part of a cadre's duty report, ready to be printed (R58, M4-5)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.case.case import Entry
from projections.credits.balances import NOT_ASSESSED, UNQUALIFIED, Balance
from projections.credits.credit_ledger import Credits
from projections.credits.hours import Hours
from projections.exact import ZERO, plain
from projections.policy.succession import Succession
from projections.policy.years import ENDED

_GRADES: Final = {"qualified": "合格", "unqualified": "不合格", "excellent": "优秀"}
_NOT_ASSESSED_ZH: Final = "该年度未纳入学分考核"
_NOT_ASSESSED_EN: Final = "not among those assessed in the year"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfLearning:
    """What a cadre learned in a year."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    classes: int
    """How many off-the-job classes he attended that earned credits."""
    courses: int
    """How many online courses he passed that earned credits."""
    other: int
    """How many other items earned credits."""
    hours: Decimal
    """The study hours of the year."""
    credits: Decimal
    """The credits that count in the year."""
    grade: str
    """The grade: qualified, unqualified or excellent; not_assessed of a year in which he was known
    not to be."""
    zh: str
    """The line to print, in Chinese; it tells the grade once the year has ended."""
    en: str
    """The line to print, in English."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningReport:
    """The years asked for, in order."""

    years: tuple[YearOfLearning, ...]
    rule: str
    article: str


def learning_report(
    ledger: Credits,
    hours: Hours,
    years: Iterable[int],
    policies: Succession,
    *,
    spared: Collection[int] = (),
) -> LearningReport:
    """The report on some credit years, which the ledger has to show; `spared` are those in which
    the cadre was not assessed."""
    return LearningReport(
        years=tuple(_year(ledger, hours, year, policies, spared) for year in sorted(years)),
        rule="R58",
        article="M4-5",
    )


def _year(
    ledger: Credits, hours: Hours, year: int, policies: Succession, spared: Collection[int]
) -> YearOfLearning:
    balance = ledger.balance(year)
    grade = NOT_ASSESSED if year in spared else balance.grade
    lines = [entry for entry in ledger.entries if entry.year == year and entry.credits]
    classes, courses = _count(lines, "basic.off_job"), _count(lines, "basic.online")
    learned = [one for one in hours.entries if policies.year_of(one.day) == year]
    spent = sum((one.hours for one in learned), ZERO)
    other = len({line.statement_id for line in lines}) - classes - courses
    return YearOfLearning(
        year=year,
        state=balance.state,
        classes=classes,
        courses=courses,
        other=other,
        hours=spent,
        credits=balance.counted,
        grade=grade,
        zh=_zh(balance, grade, classes, courses, other, spent),
        en=_en(balance, grade, classes, courses, other, spent),
        evidence=tuple(line.statement_id for line in lines),
    )


def _count(lines: Iterable[Entry], category: str) -> int:
    return len({line.statement_id for line in lines if line.category == category})


def _zh(
    balance: Balance, grade: str, classes: int, courses: int, other: int, hours: Decimal
) -> str:
    verdict = f"学分考核{_GRADES.get(grade, grade)}"
    if grade == NOT_ASSESSED:
        verdict = _NOT_ASSESSED_ZH
    elif balance.state != ENDED:
        verdict = "年度尚未结束，未作学分考核"
    return (
        f"{balance.year}年度：参加脱产培训{classes}次，在线课程合格{courses}门，其他学习{other}项，"
        f"共{plain(hours)}学时；计学分{plain(balance.counted)}分"
        f"（其中上年结转{plain(balance.carried_in)}分），{verdict}。"
    )


def _en(
    balance: Balance, grade: str, classes: int, courses: int, other: int, hours: Decimal
) -> str:
    verdict = "not qualified" if grade == UNQUALIFIED else grade
    if grade == NOT_ASSESSED:
        verdict = _NOT_ASSESSED_EN
    elif balance.state != ENDED:
        verdict = "not assessed before the year has ended"
    return (
        f"{balance.year}: {classes} off-the-job classes, {courses} online courses passed, "
        f"{other} other items, {plain(hours)} hours; {plain(balance.counted)} credits "
        f"({plain(balance.carried_in)} carried in), {verdict}."
    )
