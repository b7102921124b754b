"""The learning part of a cadre's duty report, ready to be printed (R58, M4-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.credits.carry import UNQUALIFIED, Balance
from projections.credits.case import Entry
from projections.credits.credit_ledger import Credits
from projections.exact import ZERO, plain
from projections.policy.succession import Succession
from projections.roster.hours import Hours
from projections.years import ENDED

_GRADES: Final = {"qualified": "合格", "unqualified": "不合格", "excellent": "优秀"}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfLearning:
    """What a cadre learned in a year; `zh` and `en` are the lines to print, which tell the grade
    once the year has ended."""

    year: int
    state: str
    classes: int
    courses: int
    other: int
    hours: Decimal
    credits: Decimal
    grade: str
    zh: str
    en: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningReport:
    """The years asked for, in order."""

    person: str
    years: tuple[YearOfLearning, ...]
    rule: str
    article: str


def learning_report(
    ledger: Credits, hours: Hours, years: Iterable[int], policies: Succession
) -> LearningReport:
    """The report on some credit years, which the ledger has to show."""
    return LearningReport(
        person=ledger.person,
        years=tuple(_year(ledger, hours, year, policies) for year in sorted(years)),
        rule="R58",
        article="M4-5",
    )


def _year(ledger: Credits, hours: Hours, year: int, policies: Succession) -> YearOfLearning:
    balance = ledger.balance(year)
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
        grade=balance.grade,
        zh=_zh(balance, classes, courses, other, spent),
        en=_en(balance, classes, courses, other, spent),
        evidence=tuple(line.statement_id for line in lines),
    )


def _count(lines: Iterable[Entry], category: str) -> int:
    return len({line.statement_id for line in lines if line.category == category})


def _zh(balance: Balance, classes: int, courses: int, other: int, hours: Decimal) -> str:
    grade = _GRADES.get(balance.grade, balance.grade)
    verdict = f"学分考核{grade}" if balance.state == ENDED else "年度尚未结束，未作学分考核"
    return (
        f"{balance.year}年度：参加脱产培训{classes}次，在线课程合格{courses}门，其他学习{other}项，"
        f"共{plain(hours)}学时；计学分{plain(balance.counted)}分"
        f"（其中上年结转{plain(balance.carried_in)}分），{verdict}。"
    )


def _en(balance: Balance, classes: int, courses: int, other: int, hours: Decimal) -> str:
    verdict = "not qualified" if balance.grade == UNQUALIFIED else balance.grade
    if balance.state != ENDED:
        verdict = "not assessed before the year has ended"
    return (
        f"{balance.year}: {classes} off-the-job classes, {courses} online courses passed, "
        f"{other} other items, {plain(hours)} hours; {plain(balance.counted)} credits "
        f"({plain(balance.carried_in)} carried in), {verdict}."
    )
