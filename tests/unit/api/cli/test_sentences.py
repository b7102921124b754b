"""What comparisons and trials would change, as sentences in the language of the command line."""

from datetime import date
from decimal import Decimal

import pytest

from api.cli import comparison_lines, trial_lines
from api.cli.tongue import spoken
from replay.policy_comparison import Change, Judged
from replay.table_differences import TableDifference
from replay.trial_comparison import CadreChange, Compared, Counted
from replay.trial_verdicts import VerdictChange
from replay.what_if import Side, Totals, UnitChange
from replay.year_under import UnitJudged


def judged(grade: str, counted: str, missing: str) -> Judged:
    return Judged(
        policy="baoji-2009",
        grade=grade,
        counted=Decimal(counted),
        missing=Decimal(missing),
        short={},
        article="A3-17",
    )


def unit_judged(verdict: str, *, unqualified: int) -> UnitJudged:
    return UnitJudged(verdict=verdict, unqualified=unqualified, assessed=3, limit=1)


BARRED = unit_judged("barred_from_advanced", unqualified=1)
CLEAR = unit_judged("clear", unqualified=0)
CHANGE = Change(
    cadre="c1",
    unit="u1",
    year=2025,
    first=judged("unqualified", "50", "10"),
    second=judged("qualified", "60", "0"),
    because=(),
)
UNIT = UnitChange(unit="u1", unit_name=None, year=2025, first=BARRED, second=CLEAR)
TOTALS = Totals(
    year=2025,
    cadres=3,
    grades_changed=1,
    amounts_changed=1,
    units=1,
    verdicts_changed=1,
    first=Side(grades={"qualified": 2, "unqualified": 1}, counted=Decimal(170), verdicts={}),
    second=Side(grades={"qualified": 3}, counted=Decimal(180), verdicts={}),
)
CADRE = CadreChange(
    cadre="c1",
    year=2025,
    stood=Counted(counted=Decimal(50), earned=Decimal(50), grade="unqualified"),
    made=None,
    carried=False,
    because=(),
)
VERDICT = VerdictChange(unit="u1", unit_name=None, year=2025, stood=BARRED, made=CLEAR)
TABLE = TableDifference(
    projection="ledgers", table="ledger_entry", keys=2, another_form=True, listed=()
)
COMPARED = Compared(position=9, today=date(2026, 1, 1), cadres=1, grades=1, units=1, tables=1)

SENTENCES = [
    (
        comparison_lines.sentence_of,
        CHANGE,
        "2025, u1: c1 would be qualified instead of unqualified (50 → 60 credits, missing 10 → 0).",
        "2025 年，单位 u1：干部 c1 将由不合格变为合格（学分 50 → 60，尚缺 10 → 0）。",
    ),
    (
        comparison_lines.sentence_of,
        UNIT,
        "2025, u1: the unit would be clear instead of barred from honours "
        "(1 of 3 unqualified → 0 of 3 unqualified).",
        "2025 年，单位 u1：结论将由“不得评先进”变为“可评先进”"
        "（考核 3 人中 1 人不合格 → 考核 3 人中 0 人不合格）。",
    ),
    (
        comparison_lines.sentence_of,
        TOTALS,
        "2025 in all: of 3 cadres 1 another grade (2 → 3 qualified, 1 → 0 unqualified), "
        "1 another amount (170 → 180 credits); of 1 units 1 another verdict.",
        "2025 年合计：3 名干部中 1 人等次不同（2 → 3 合格, 1 → 0 不合格），"
        "1 人学分不同（合计 170 → 180）；1 个单位中 1 个结论不同。",
    ),
    (
        trial_lines.sentence_of,
        CADRE,
        "2025: c1 would be without a year with - credits instead of unqualified with 50.",
        "2025 年：干部 c1 将由不合格（50 学分）变为无该年度（- 学分）。",
    ),
    (
        trial_lines.sentence_of,
        VERDICT,
        "2025: the unit u1 would be clear (0 of 3 unqualified) instead of barred from honours "
        "(1 of 3).",
        "2025 年：单位 u1 的结论将由“不得评先进”（考核 3 人，不合格 1 人）"
        "变为“可评先进”（考核 3 人，不合格 0 人）。",
    ),
    (
        trial_lines.sentence_of,
        TABLE,
        "ledgers: ledger_entry differs of 2 keys, and it has another form.",
        "ledgers：表 ledger_entry 有 2 个键不同，表的形式也不同。",
    ),
    (
        trial_lines.sentence_of,
        COMPARED,
        "Up to position 9, as of 2026-01-01: 1 cadres differ, 1 of their grades, "
        "1 verdicts of units, 1 tables.",
        "至位置 9，以 2026-01-01 为今日：1 名干部不同，其中 1 个等次不同；"
        "1 个单位结论不同；1 张表不同。",
    ),
]


@pytest.mark.parametrize(("sentence", "found", "en", "zh"), SENTENCES)
def test_a_change_is_told_in_the_language_of_the_command_line(
    sentence: object, found: object, en: str, zh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(sentence)
    monkeypatch.setenv("LRS_LANG", "en")
    assert spoken(sentence(found)) == en
    monkeypatch.setenv("LRS_LANG", "zh")
    assert spoken(sentence(found)) == zh
