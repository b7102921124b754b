"""What the codes of answers are called, in English and in Chinese, by what each is a code of: in
explanations, on the command line, on pages and on paper alike.

A policy names its own categories, targets and levels; those of the packaged policies stand here,
and a policy of one's own can give them Chinese names to begin with.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from projections.words.languages import Language


class CodeOf(StrEnum):
    """What a code is one of: the same code may mean something else of another."""

    GRADE = "grade"
    """The grade of a year or a cycle."""
    VERDICT = "verdict"
    """The verdict on a unit."""
    YEAR = "year"
    """How far a year or a cycle is on the day."""
    ITEM = "item"
    """What a follow-up consists of."""
    ITEM_STATE = "item_state"
    """Where an item of a follow-up stands."""
    MEASURE = "measure"
    """What credit is counted in."""
    MAY = "may"
    """Whether somebody may become something."""
    LEVEL = "level"
    """A level of cadres that a policy names."""
    CATEGORY = "category"
    """A category of credits, or a group of them."""
    TARGET = "target"
    """What a policy asks for."""
    CAP = "cap"
    """What cuts credits."""
    RULE = "rule"
    """A rule that has no number; the rules of a policy's own items are called as it calls them."""
    CARRY = "carry"
    """Why nothing goes over into the next year."""
    OFFICE = "office"
    """The office that assesses or registers."""


_CAP_OF: Final = "category_cap."
"""A cap of a category is called so, with the category behind it."""

CODES: Final[Mapping[CodeOf, Mapping[str, tuple[str, str]]]] = {
    CodeOf.GRADE: {
        "qualified": ("qualified", "合格"),
        "unqualified": ("unqualified", "不合格"),
        "excellent": ("excellent", "优秀"),
        "ungraded": ("not graded", "不评等次"),
        "not_assessed": ("not assessed", "不参加考核"),
        "cut_short": ("cut short", "提前截止"),
    },
    CodeOf.VERDICT: {
        "clear": ("clear", "可评先进"),
        "barred_from_advanced": ("barred from honours", "不得评先进"),
        "undecided": ("undecided", "未定"),
        "not_applicable": ("not applicable", "不适用"),
    },
    CodeOf.YEAR: {
        "not_begun": ("not begun", "未开始"),
        "open": ("not ended", "未结束"),
        "ended": ("ended", "已结束"),
    },
    CodeOf.ITEM: {
        "self_evaluation": ("self-evaluation", "自我评价"),
        "learning_summary": ("learning summary", "学习总结"),
        "visit": ("visit", "走访"),
        "seminar": ("seminar", "座谈会"),
        "unit_feedback": ("feedback to the units", "向单位反馈"),
        "digest": ("feedback digest", "反馈信息整理报告"),
        "preset": ("preset feedback report", "预设反馈报告"),
    },
    CodeOf.ITEM_STATE: {
        "not_yet_open": ("not yet open", "未到期"),
        "open": ("open", "待完成"),
        "done": ("done in time", "按时完成"),
        "done_early": ("done early", "提前完成"),
        "done_late": ("done late", "逾期完成"),
        "overdue": ("overdue", "逾期未完成"),
    },
    CodeOf.MEASURE: {
        "credits": ("credits", "学分"),
        "hours": ("hours", "学时"),
    },
    CodeOf.MAY: {
        "True": ("yes", "可以"),
        "False": ("no", "不可以"),
        "undecided": ("undecided", "未定"),
    },
    CodeOf.LEVEL: {
        "bureau": ("bureau level", "厅局级"),
        "clerk": ("clerk", "办事员"),
        "county": ("county level", "县处级"),
        "county_and_above": ("county level and above", "县处级以上"),
        "county_chief": ("chief of county level", "县处级正职"),
        "county_deputy": ("deputy of county level", "县处级副职"),
        "other": ("all other cadres", "其他干部"),
        "principal_staff_1_and_below": (
            "principal staff member of first class and below",
            "一级主任科员以下",
        ),
        "provincial_ministerial": ("provincial and ministerial level", "省部级"),
        "researcher_4_and_above": ("researcher of fourth class and above", "四级调研员以上"),
        "section": ("section level", "科级"),
        "section_chief": ("chief of section level", "科级正职"),
        "section_deputy": ("deputy of section level", "科级副职"),
        "section_member": ("section member", "科员"),
        "township": ("township level", "乡科级"),
    },
    CodeOf.CATEGORY: {
        "additional": ("additional", "附加学分"),
        "additional.annual": ("degree study, by year", "学历进修年度"),
        "additional.conferral": ("degree conferred", "学历学位授予"),
        "basic": ("basic", "基本学分"),
        "basic.off_job": ("off-job training", "脱产培训"),
        "basic.online": ("online learning", "在线学习"),
        "carried": ("carried over", "结转"),
        "certificate": ("certificates", "证书"),
        "class": ("classes", "培训班"),
        "concentrated": ("concentrated training", "集中培训"),
        "concentrated.basic": ("basic training", "集中培训：基本培训"),
        "concentrated.other": ("other concentrated training", "集中培训：其他"),
        "degree": ("degrees", "学历学位"),
        "elective": ("elective", "选修"),
        "elective.carried": ("elective, carried over", "选修：上年结转"),
        "elective.degree": ("elective, degree study", "选修：学历学位"),
        "elective.internal": ("elective, training of the unit", "选修：单位内部培训"),
        "elective.online": ("elective, online", "选修：在线学习"),
        "online": ("online learning", "在线学习"),
        "opening": ("opening balance", "期初学分"),
        "other": ("other activities", "其他活动"),
        "required": ("required", "必修"),
        "required.class": ("required, classes", "必修：培训班"),
        "required.online": ("required, online", "必修：在线学习"),
        "required.paper": ("required, papers", "必修：论文"),
        "required.study_group": ("required, study group", "必修：中心组学习"),
        "required.teaching": ("required, teaching", "必修：授课"),
        "research": ("research", "调研文章"),
        "reward": ("reward", "奖励学分"),
        "reward.article": ("articles", "文章"),
        "reward.award": ("awards", "表彰奖励"),
        "reward.book": ("books", "著作"),
        "self_study": ("self-study", "自学"),
    },
    CodeOf.TARGET: {
        "annual_credits": ("credits of the year", "年度学分"),
        "basic_cycle": ("basic training of the cycle", "周期基本培训"),
        "concentrated_cycle": ("concentrated training of the cycle", "周期集中培训"),
        "concentrated_year": ("concentrated training of the year", "年度集中培训"),
        "cycle_credits": ("credits of the cycle", "周期学分"),
        "online": ("online learning", "在线学习"),
        "online_required": ("required online learning", "在线必修"),
        "required": ("required credits", "必修学分"),
        "total": ("the total", "总学分"),
    },
    CodeOf.CAP: {
        "year_cap": ("of the whole year", "全年上限"),
    },
    CodeOf.RULE: {
        "opening_balance": ("opening balance", "期初学分"),
    },
    CodeOf.CARRY: {
        "other_measure": (
            "the next year counts in another unit",
            "下年度的计量单位不同",
        ),
    },
    CodeOf.OFFICE: {
        "training_institution": ("training institution", "培训机构"),
        "dispatching_department": ("dispatching department", "选派部门"),
        "organization_department": ("organisation department", "组织部"),
        "unit_hr": ("personnel office of the unit", "单位组织人事部门"),
    },
}


def called(of: CodeOf, code: str, language: Language) -> str:
    """What a code is called in a language; the code itself where a policy's author named it."""
    found = CODES[of].get(code)
    if found is not None:
        return found[0 if language == "en" else 1]
    if of is CodeOf.CAP and code.startswith(_CAP_OF):
        return called(CodeOf.CATEGORY, code.removeprefix(_CAP_OF), language)
    return code
