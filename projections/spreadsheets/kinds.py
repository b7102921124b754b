"""The kinds of spreadsheets that offices hand in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from projections.spreadsheets.kind import CellType, Column, SheetKind

_LEVELS: Final = {
    "国家级": "national",
    "省级": "provincial",
    "市级": "municipal",
    "市级部门": "municipal_department",
    "县区级": "county",
    "乡镇级": "township",
}
_DEGREES: Final = {"大专": "associate", "本科": "bachelor", "硕士": "master", "博士": "doctor"}

_CADRE: Final = Column(
    key="cadre", zh="干部编号", en="Cadre id", type=CellType.ID, needed=True, example="610302000123"
)
_NAME: Final = Column(key="real_name", zh="姓名", en="Name", type=CellType.TEXT, example="王建国")
_UNIT: Final = Column(
    key="unit", zh="单位编号", en="Unit id", type=CellType.ID, needed=True, example="0301"
)
_CLASS: Final = Column(
    key="class", zh="班次编号", en="Class id", type=CellType.ID, needed=True, example="2025-01"
)
_START: Final = Column(
    key="start", zh="开始日期", en="First day", type=CellType.DAY, needed=True, example="2025-03-01"
)
_END: Final = Column(
    key="end", zh="结束日期", en="Last day", type=CellType.DAY, needed=True, example="2025-03-05"
)
_EVIDENCE: Final = Column(key="evidence", zh="证明材料编号", en="Evidence", type=CellType.ID)
_YEAR: Final = Column(
    key="year", zh="年度", en="Year", type=CellType.YEAR, needed=True, example="2025"
)
_LEVEL: Final = Column(
    key="level",
    zh="职务层次",
    en="Level",
    type=CellType.CHOICE,
    choices={"县处级": "county", "科级": "section"},
    is_open=True,
    example="科级",
)
_MANAGED_BY: Final = Column(
    key="managed_by",
    zh="管理权限",
    en="Managed by",
    type=CellType.CHOICE,
    choices={"市管": "city", "县管": "county", "单位管理": "unit"},
)
_SCHEME: Final = Column(
    key="scheme",
    zh="适用方式",
    en="Scheme",
    type=CellType.CHOICE,
    choices={"直接适用": "direct", "参照适用": "by_reference"},
)
_KIND_OF_CLASS: Final = Column(key="kind", zh="班次类别", en="Kind of class", type=CellType.TEXT)
_ORGANISER: Final = Column(
    key="organiser",
    zh="办班级别",
    en="Organiser",
    type=CellType.CHOICE,
    choices={"单位": "unit", "县区": "county", "市": "city", "省": "province", "国家": "national"},
    is_open=True,
)
_INSTITUTION: Final = Column(
    key="institution", zh="培训机构编号", en="Institution", type=CellType.ID
)
_SCHEDULED: Final = Column(
    key="scheduled_days",
    zh="培训天数",
    en="Days scheduled",
    type=CellType.AMOUNT,
    needed=True,
    example="5",
)


def _day(zh: str, en: str) -> Column:
    """The day on which what a row states happened or begins to hold."""
    return Column(
        key="occurred", zh=zh, en=en, type=CellType.DAY, needed=True, example="2025-03-01"
    )


def _attended(*, needed: bool) -> Column:
    return Column(
        key="attended_days",
        zh="出勤天数",
        en="Days attended",
        type=CellType.AMOUNT,
        needed=needed,
        example="4.5",
    )


def _fact(zh: str, en: str, choices: Mapping[str, str]) -> Column:
    """Which fact a row states."""
    return Column(
        key="fact",
        zh=zh,
        en=en,
        type=CellType.CHOICE,
        needed=True,
        choices=choices,
        example=next(iter(choices)),
    )


_ALL: Final = (
    SheetKind(
        name="roster",
        zh="干部花名册",
        en="Roster",
        fact="cadre.enrolled",
        columns=(
            _CADRE,
            replace(_NAME, needed=True),
            _UNIT,
            _day("入册日期", "Enrolled on"),
            _LEVEL,
            _MANAGED_BY,
            _SCHEME,
        ),
        row_key=("cadre",),
    ),
    SheetKind(
        name="transfers",
        zh="干部调动",
        en="Transfers",
        fact="unit.assigned",
        columns=(
            _CADRE,
            _NAME,
            _UNIT,
            _day("到任日期", "In the unit from"),
            _LEVEL,
            _MANAGED_BY,
            _SCHEME,
        ),
        row_key=("cadre", "occurred"),
        rests_on=("cadre",),
    ),
    SheetKind(
        name="class_plan",
        zh="办班计划",
        en="Class plan",
        fact="class.planned",
        columns=(
            _CLASS,
            Column(key="name", zh="班次名称", en="Name of class", type=CellType.TEXT, needed=True),
            _day("填报日期", "Planned on"),
            Column(
                key="persons",
                zh="计划人数",
                en="Persons",
                type=CellType.WHOLE,
                needed=True,
                example="40",
            ),
            _START,
            Column(key="end", zh="结束日期", en="Last day", type=CellType.DAY),
            _KIND_OF_CLASS,
            Column(key="theme", zh="主题", en="Theme", type=CellType.TEXT),
            _ORGANISER,
            _INSTITUTION,
        ),
        row_key=("class", "occurred"),
    ),
    SheetKind(
        name="sign_in",
        zh="签到表",
        en="Sign-in sheet",
        fact="class.completed",
        columns=(_CADRE, _NAME, _CLASS, _START, _END, _SCHEDULED, _attended(needed=True)),
        row_key=("cadre", "class"),
    ),
    SheetKind(
        name="results",
        zh="培训结果",
        en="Results",
        fact="class.completed",
        columns=(
            _CADRE,
            _NAME,
            _CLASS,
            _START,
            _END,
            _SCHEDULED,
            _attended(needed=False),
            Column(
                key="appraisal",
                zh="鉴定",
                en="Appraisal",
                type=CellType.CHOICE,
                needed=True,
                choices={"优秀": "excellent", "合格": "pass", "不合格": "fail"},
                is_open=True,
                example="合格",
            ),
            Column(key="certificate", zh="结业证书编号", en="Certificate no.", type=CellType.ID),
            Column(key="hours", zh="学时", en="Study hours", type=CellType.AMOUNT),
            _KIND_OF_CLASS,
            _ORGANISER,
            _INSTITUTION,
        ),
        row_key=("cadre", "class"),
    ),
    SheetKind(
        name="applications",
        zh="奖励学分申请",
        en="Applications for reward credits",
        applies=True,
        columns=(
            _CADRE,
            _NAME,
            _fact(
                "申请项目",
                "What for",
                {"文章": "article.published", "著作": "book.published", "表彰奖励": "award.won"},
            ),
            Column(key="work", zh="著作或文章编号", en="Work id", type=CellType.ID),
            Column(key="achievement", zh="获奖成果编号", en="Achievement id", type=CellType.ID),
            Column(key="name", zh="题目", en="Title", type=CellType.TEXT),
            _day("发表或获奖日期", "Published or won on"),
            Column(
                key="role",
                zh="署名角色",
                en="Role",
                type=CellType.CHOICE,
                choices={"独立": "sole", "合作": "co", "参与编写": "contributor"},
                is_open=True,
            ),
            Column(
                key="outlet_level",
                zh="报刊级别",
                en="Level of outlet",
                type=CellType.CHOICE,
                choices=_LEVELS,
            ),
            Column(
                key="grade",
                zh="奖励等次",
                en="Grade",
                type=CellType.CHOICE,
                choices={
                    "一等奖": "first",
                    "二等奖": "second",
                    "三等奖": "third",
                    "优秀奖": "excellence",
                },
                is_open=True,
            ),
            Column(
                key="level",
                zh="表彰级别",
                en="Level of award",
                type=CellType.CHOICE,
                choices=_LEVELS,
            ),
            Column(key="work_related", zh="与本职工作相关", en="Work-related", type=CellType.FLAG),
            _EVIDENCE,
        ),
        row_key=("cadre", "work", "achievement"),
    ),
    SheetKind(
        name="degrees",
        zh="学历学位",
        en="Degrees",
        columns=(
            _CADRE,
            _NAME,
            _fact(
                "事项",
                "Step",
                {
                    "入学": "degree.admitted",
                    "取得证书": "degree.conferred",
                    "退学": "degree.withdrawn",
                },
            ),
            Column(
                key="programme", zh="学业编号", en="Programme id", type=CellType.ID, needed=True
            ),
            _day("通知书或证书日期", "Day of letter or certificate"),
            Column(
                key="level",
                zh="攻读学历学位",
                en="Degree studied for",
                type=CellType.CHOICE,
                choices=_DEGREES,
            ),
            Column(
                key="holds_degree",
                zh="已有学历学位",
                en="Degree held",
                type=CellType.CHOICE,
                choices={"无": "none", **_DEGREES, "不详": "unknown"},
            ),
            Column(
                key="certificate",
                zh="证书种类",
                en="Certificate",
                type=CellType.CHOICE,
                choices={"毕业证书": "graduation", "学位证书": "degree"},
            ),
            _EVIDENCE,
        ),
        row_key=("cadre", "programme", "occurred", "certificate"),
    ),
    SheetKind(
        name="history",
        zh="五年受训情况",
        en="Five-year history",
        fact="history.imported",
        columns=(
            _CADRE,
            _NAME,
            Column(key="subject", zh="培训内容", en="What it was", type=CellType.TEXT, needed=True),
            _START,
            _END,
            Column(
                key="hours",
                zh="学时",
                en="Study hours",
                type=CellType.AMOUNT,
                needed=True,
                example="40",
            ),
            Column(key="source", zh="来源", en="Source", type=CellType.TEXT),
        ),
        row_key=("cadre", "subject", "start", "end"),
    ),
    SheetKind(
        name="budgets",
        zh="培训经费",
        en="Budgets",
        fact="budget.recorded",
        columns=(
            _UNIT,
            _YEAR,
            _day("登记日期", "Recorded on"),
            Column(
                key="amount", zh="培训经费（元）", en="Funds", type=CellType.AMOUNT, needed=True
            ),
            Column(
                key="payroll", zh="工资总额（元）", en="Payroll", type=CellType.AMOUNT, needed=True
            ),
        ),
        row_key=("unit", "year"),
    ),
)

KINDS: Final[Mapping[str, SheetKind]] = {kind.name: kind for kind in _ALL}
"""The kinds of spreadsheets, by the name that `--as` takes."""
