"""What is amiss with a person's or unit's standing: the codes, each with a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

UNDECIDED: Final = "undecided"
"""In the place of what is decided, before the year or cycle that it rests on has ended."""


class Verdict(StrEnum):
    """Why a judgement is not as the regulation wants it."""

    YEAR_NOT_ENDED = "year_not_ended"
    CREDITS_SHORT = "credits_short"
    CYCLE_SHORT = "cycle_short"
    HOURS_SHORT = "hours_short"
    UNIT_BARRED = "unit_barred"
    RESULT_LATE = "result_late"
    RESULT_MISSING = "result_missing"
    PLAN_IN_GRACE = "plan_in_grace"
    PLAN_LATE = "plan_late"
    PLAN_MISSING = "plan_missing"
    PERSONAL_PLAN_MISSING = "personal_plan_missing"
    NOT_PUBLISHED = "not_published"
    IN_POST_OVERDUE = "in_post_overdue"
    IN_POST_LATE = "in_post_late"
    PROBATION_NOT_EXTENDED = "probation_not_extended"
    YEARS_NOT_QUALIFIED = "years_not_qualified"
    YEARS_UNQUALIFIED = "years_unqualified"
    DEVELOPMENT_ADVISED = "development_advised"
    NO_REAL_NAME = "no_real_name"
    NO_ACCOUNT = "no_account"
    SECOND_ACCOUNT = "second_account"
    NO_CARD = "no_card"
    CARD_LOST = "card_lost"
    SECOND_CARD = "second_card"
    NO_HISTORY = "no_history"
    BELOW_ANNUAL_PACE = "below_annual_pace"
    BELOW_CYCLE_PACE = "below_cycle_pace"
    TEACHER_DAYS_SHORT = "teacher_days_short"
    BUDGET_MISSING = "budget_missing"
    UNIT_KIND_UNKNOWN = "unit_kind_unknown"
    FUNDS_SHORT = "funds_short"
    LETTER_MISSING = "letter_missing"
    MID_YEAR_OVERDUE = "mid_year_overdue"
    YEAR_END_OVERDUE = "year_end_overdue"
    COUNTY_PLAN_MISSING = "county_plan_missing"
    FOLLOW_UP_EARLY = "follow_up_early"
    FOLLOW_UP_LATE = "follow_up_late"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"
    FRAME_DIFFERS = "frame_differs"
    TOO_SMALL = "too_small"
    NOT_AS_SEEDED = "not_as_seeded"
    SOUND = "sound"
    CENSUSES_LACKING = "censuses_lacking"
    MORE_CENSUSES = "more_censuses"
    RENEWAL_SHORT = "renewal_short"
    STEPS_OUT_OF_ORDER = "steps_out_of_order"
    KEY_CLASS_WITHOUT_SURVEY = "key_class_without_survey"
    NEEDS_REPORT_LATE = "needs_report_late"
    NEEDS_REPORT_MISSING = "needs_report_missing"
    KIND_NOT_HELD = "kind_not_held"
    QUOTA_NOT_FILLED = "quota_not_filled"
    QUOTA_EXCEEDED = "quota_exceeded"
    LONG_UNTRAINED = "long_untrained"
    NOT_ROTATED = "not_rotated"


SENTENCES: Final[Mapping[Verdict, Mapping[str, str]]] = {
    Verdict.YEAR_NOT_ENDED: {
        "zh": "年度（周期）尚未结束，暂不作结论。",
        "en": "The year or cycle has not ended, so nothing is decided yet.",
    },
    Verdict.CREDITS_SHORT: {
        "zh": "年度学分未达到规定，考核不合格，当年不得评为优秀等次，不得参加评优表彰。",
        "en": "The year's credits fall short: unqualified, and barred from honours of that year.",
    },
    Verdict.CYCLE_SHORT: {
        "zh": "周期学分未达到规定，周期考核不合格。",
        "en": "The credits of the cycle fall short: unqualified for the cycle.",
    },
    Verdict.HOURS_SHORT: {
        "zh": "周期内累计学时未达到规定。",
        "en": "The study hours of the cycle fall short of the target.",
    },
    Verdict.UNIT_BARRED: {
        "zh": "不合格人数达到规定比例，单位班子年度考核不得评为先进。",
        "en": "So many are unqualified that the leading body may not be called advanced.",
    },
    Verdict.RESULT_LATE: {
        "zh": "考核结果逾期上报。",
        "en": "The annual result was reported after it was due.",
    },
    Verdict.RESULT_MISSING: {
        "zh": "考核结果尚未上报。",
        "en": "The annual result has not been reported.",
    },
    Verdict.PLAN_IN_GRACE: {
        "zh": "培训计划在宽限期内上报。",
        "en": "The plan was reported after it was due, within the grace.",
    },
    Verdict.PLAN_LATE: {
        "zh": "培训计划逾期上报。",
        "en": "The plan was reported after the grace had ended.",
    },
    Verdict.PLAN_MISSING: {
        "zh": "培训计划尚未上报。",
        "en": "The plan has not been reported.",
    },
    Verdict.PERSONAL_PLAN_MISSING: {
        "zh": "个人学习培训计划尚未制定。",
        "en": "The cadre has set no personal plan.",
    },
    Verdict.NOT_PUBLISHED: {
        "zh": "年度结果尚未公布，重新核定无效。",
        "en": "A year that is not published cannot be reopened.",
    },
    Verdict.IN_POST_OVERDUE: {
        "zh": "任职一年内未完成任职培训，应当延长试用期。",
        "en": "The in-post training is overdue: the probation is to be extended.",
    },
    Verdict.IN_POST_LATE: {
        "zh": "任职培训逾期完成。",
        "en": "The in-post training was completed after it was due.",
    },
    Verdict.PROBATION_NOT_EXTENDED: {
        "zh": "任职培训逾期，试用期尚未延长。",
        "en": "The in-post training is overdue and the probation has not been extended.",
    },
    Verdict.YEARS_NOT_QUALIFIED: {
        "zh": "未达到连续年度学分考核合格的要求，不得列为考察对象。",
        "en": "The qualified years in a row are lacking: no candidate for inspection.",
    },
    Verdict.YEARS_UNQUALIFIED: {
        "zh": "连续多个年度学分考核不合格，不得提拔。",
        "en": "Unqualified in several years in a row: no promotion.",
    },
    Verdict.DEVELOPMENT_ADVISED: {
        "zh": "新提拔干部原则上应当参加成长性培训。",
        "en": "A newly promoted cadre should in principle attend developmental training.",
    },
    Verdict.NO_REAL_NAME: {
        "zh": "登记造册缺少真实姓名。",
        "en": "The register lacks the real name.",
    },
    Verdict.NO_ACCOUNT: {
        "zh": "尚未开立账户。",
        "en": "No account has been opened.",
    },
    Verdict.SECOND_ACCOUNT: {
        "zh": "一名学员开立了一个以上账户。",
        "en": "More than one account has been opened.",
    },
    Verdict.NO_CARD: {
        "zh": "尚未发放学习卡。",
        "en": "No study card has been issued.",
    },
    Verdict.CARD_LOST: {
        "zh": "学习卡已挂失，尚未补发。",
        "en": "The study card is lost and has not been reissued.",
    },
    Verdict.SECOND_CARD: {
        "zh": "未经挂失发放了另一张学习卡。",
        "en": "Another study card was issued though none was reported lost.",
    },
    Verdict.NO_HISTORY: {
        "zh": "尚未录入近五年受训情况。",
        "en": "The training of the last five years has not been entered.",
    },
    Verdict.BELOW_ANNUAL_PACE: {
        "zh": "年度学分低于时间进度。",
        "en": "The year's credits lag behind the part of the year that has passed.",
    },
    Verdict.BELOW_CYCLE_PACE: {
        "zh": "周期学分低于时间进度。",
        "en": "The credits of the cycle lag behind the part of it that has passed.",
    },
    Verdict.TEACHER_DAYS_SHORT: {
        "zh": "专职教师全年参加培训的天数未达到规定。",
        "en": "The full-time teacher was trained for fewer days in the year than he has to be.",
    },
    Verdict.BUDGET_MISSING: {
        "zh": "尚无该单位当年的培训经费安排。",
        "en": "No budget of the unit is known for the year.",
    },
    Verdict.UNIT_KIND_UNKNOWN: {
        "zh": "单位类别不明，无法确定培训经费比例。",
        "en": "The kind of the unit is not known, so neither is the share of its payroll.",
    },
    Verdict.FUNDS_SHORT: {
        "zh": "培训经费未达到工资总额的规定比例。",
        "en": "The unit sets aside less for training than the share of its payroll.",
    },
    Verdict.LETTER_MISSING: {
        "zh": "当年尚未签订目标责任书。",
        "en": "No letter of responsibility was signed for the year.",
    },
    Verdict.MID_YEAR_OVERDUE: {
        "zh": "年中跟踪调查逾期未进行。",
        "en": "The review in the middle of the year is overdue.",
    },
    Verdict.YEAR_END_OVERDUE: {
        "zh": "年末监督检查逾期未进行。",
        "en": "The inspection at the end of the year is overdue.",
    },
    Verdict.COUNTY_PLAN_MISSING: {
        "zh": "县区教学计划未经审批。",
        "en": "The plan of the county has not been approved.",
    },
    Verdict.FOLLOW_UP_EARLY: {
        "zh": "跟踪问效事项提前完成，予以认可并提示。",
        "en": "It was done before its time: accepted, and flagged.",
    },
    Verdict.FOLLOW_UP_LATE: {
        "zh": "跟踪问效事项逾期完成。",
        "en": "It was done after it was due.",
    },
    Verdict.FOLLOW_UP_OVERDUE: {
        "zh": "跟踪问效事项逾期未完成。",
        "en": "It is overdue.",
    },
    Verdict.FRAME_DIFFERS: {
        "zh": "抽样范围与抽样时登记的参训干部不一致。",
        "en": "The frame of the draw is not the trainees who were recorded by then.",
    },
    Verdict.TOO_SMALL: {
        "zh": "抽样人数少于规定的最低人数。",
        "en": "Fewer were drawn than the policy wants at least.",
    },
    Verdict.NOT_AS_SEEDED: {
        "zh": "抽中人员不是按种子和规则抽出的人员。",
        "en": "Those drawn are not those whom the seed draws by the rule.",
    },
    Verdict.SOUND: {
        "zh": "抽样符合规则，可以复核。",
        "en": "The draw is as the rule has it; whoever draws again gets the same.",
    },
    Verdict.CENSUSES_LACKING: {
        "zh": "周期内需求普查次数不足。",
        "en": "The cycle has ended with fewer censuses of needs than the policy asks for.",
    },
    Verdict.MORE_CENSUSES: {
        "zh": "周期内需求普查次数多于规定，仅作提示。",
        "en": "More censuses of needs were held in the cycle than the policy asks for: a note.",
    },
    Verdict.RENEWAL_SHORT: {
        "zh": "年度培训项目更新率未达到规定。",
        "en": "Fewer of the year's programmes were renewed than the policy asks for.",
    },
    Verdict.KEY_CLASS_WITHOUT_SURVEY: {
        "zh": "重点班次开班前未开展需求调查。",
        "en": "No survey of needs was opened for this key class before its first day.",
    },
    Verdict.NEEDS_REPORT_LATE: {
        "zh": "半年需求汇总报告逾期上报。",
        "en": "The report on the needs of the half-year was filed after it was due.",
    },
    Verdict.NEEDS_REPORT_MISSING: {
        "zh": "半年需求汇总报告尚未上报。",
        "en": "The report on the needs of the half-year is overdue.",
    },
    Verdict.STEPS_OUT_OF_ORDER: {
        "zh": "单位自查、组织考核、综合评价未按顺序进行。",
        "en": "A step of the unit's assessment was taken before the one that comes first.",
    },
    Verdict.KIND_NOT_HELD: {
        "zh": "该类培训当年未达到规定的期数。",
        "en": "Fewer classes of this kind were held in the year than the regulation wants.",
    },
    Verdict.QUOTA_NOT_FILLED: {
        "zh": "单位未按分配名额足额选派。",
        "en": "The unit named fewer cadres than it had places.",
    },
    Verdict.QUOTA_EXCEEDED: {
        "zh": "单位选派人数超过分配名额。",
        "en": "The unit named more cadres than it had places.",
    },
    Verdict.LONG_UNTRAINED: {
        "zh": "长期未参加脱产培训。",
        "en": "The cadre has attended no class for longer than the regulation wants.",
    },
    Verdict.NOT_ROTATED: {
        "zh": "轮训计划未全部完成。",
        "en": "Not everybody in the rotation plan was trained in its year.",
    },
}
