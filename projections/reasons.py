"""Why a fact earns nothing: a closed list of codes, each with its sentences."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """A reason code. The order is that of judgement: the first that applies is given."""

    SET_ASIDE = "set_aside"
    UNKNOWN_STATEMENT = "unknown_statement"
    NOT_AUTHORISED = "not_authorised"
    VOIDED = "voided"
    NOT_YET_HAPPENED = "not_yet_happened"
    BEFORE_EFFECTIVE_FROM = "before_effective_from"
    PENDING_OR_REJECTED = "pending_or_rejected"
    SUBSTITUTE_NOT_APPROVED = "substitute_not_approved"
    UNKNOWN_VALUE = "unknown_value"
    NOT_CATALOGUED = "not_catalogued"
    CATALOGUE_CREDITS_OUT_OF_RANGE = "catalogue_credits_out_of_range"
    NOT_PASSED = "not_passed"
    DUPLICATE_CLASS = "duplicate_class"
    BELOW_MIN_DAYS = "below_min_days"
    LEAVE_EXCEEDED = "leave_exceeded"
    APPRAISAL_FAILED = "appraisal_failed"
    DUPLICATE_COURSE = "duplicate_course"
    DUPLICATE_WORK = "duplicate_work"
    NOT_ABOVE_EXISTING_DEGREE = "not_above_existing_degree"
    SECOND_CERTIFICATE_SAME_PROGRAMME = "second_certificate_same_programme"
    LEVEL_TOO_LOW = "level_too_low"
    NOT_VALUED = "not_valued"


SENTENCES: Final[Mapping[Reason, Mapping[str, str]]] = {
    Reason.SET_ASIDE: {
        "zh": "该记录使计算无法完成，已搁置；其余记录照常计算，结果不完整。",
        "en": "The statement cannot be judged and was set aside; the rest counts without it, and "
        "the answer is incomplete.",
    },
    Reason.UNKNOWN_STATEMENT: {
        "zh": "该记录不是本办法所列的学习事实，予以保存，不计学分。",
        "en": "The statement names no fact of the regulation; it is kept and earns nothing.",
    },
    Reason.NOT_AUTHORISED: {
        "zh": "提交该记录的凭据无权陈述此类事实。",
        "en": "The credential that stated this fact was not entitled to state it.",
    },
    Reason.VOIDED: {
        "zh": "该记录已作废。",
        "en": "The fact has been voided.",
    },
    Reason.NOT_YET_HAPPENED: {
        "zh": "该记录的日期尚未到来，届时再计学分。",
        "en": "The fact is dated ahead of the day asked about; it counts once its day has come.",
    },
    Reason.BEFORE_EFFECTIVE_FROM: {
        "zh": "发生在本办法施行之前，不计学分。",
        "en": "It happened before the regulation took effect.",
    },
    Reason.PENDING_OR_REJECTED: {
        "zh": "尚未审批，或审批未通过。",
        "en": "The credit has not been approved, or has been rejected.",
    },
    Reason.SUBSTITUTE_NOT_APPROVED: {
        "zh": "未经批准顶替他人参加培训，不计学分。",
        "en": "The cadre attended the class for another without approval, and the policy withholds "
        "the credit.",
    },
    Reason.UNKNOWN_VALUE: {
        "zh": "缺少计分所需的数值，或数值无法识别。",
        "en": "A value that the credit depends on is missing or cannot be read.",
    },
    Reason.NOT_CATALOGUED: {
        "zh": "学习当时课程目录中没有该课程。",
        "en": "The catalogue held no value for the course when it was passed.",
    },
    Reason.CATALOGUE_CREDITS_OUT_OF_RANGE: {
        "zh": "课程目录所列学分超出规定范围。",
        "en": "The catalogue's credits for the course lie outside the permitted range.",
    },
    Reason.NOT_PASSED: {
        "zh": "考试或论文未合格，或该考核方式不被认可。",
        "en": "The exam or paper was not passed, or its kind is not accepted.",
    },
    Reason.DUPLICATE_CLASS: {
        "zh": "同一班次已计学分，不重复计算。",
        "en": "The same class has already been credited.",
    },
    Reason.BELOW_MIN_DAYS: {
        "zh": "培训天数未达到规定的最低天数。",
        "en": "The class is shorter than the minimum number of days.",
    },
    Reason.LEAVE_EXCEEDED: {
        "zh": "请假时间超过规定比例。",
        "en": "The absence exceeds the permitted share of the class.",
    },
    Reason.APPRAISAL_FAILED: {
        "zh": "培训考核鉴定不合格。",
        "en": "The appraisal of the training was a fail.",
    },
    Reason.DUPLICATE_COURSE: {
        "zh": "同一课程已计学分，不重复计算。",
        "en": "The same course has already been credited.",
    },
    Reason.DUPLICATE_WORK: {
        "zh": "同一成果已计学分，不重复计算。",
        "en": "The same work or achievement has already been credited.",
    },
    Reason.NOT_ABOVE_EXISTING_DEGREE: {
        "zh": "所获学历学位不高于现有学历学位。",
        "en": "The degree is not above the one already held.",
    },
    Reason.SECOND_CERTIFICATE_SAME_PROGRAMME: {
        "zh": "同一学习项目的证书已计学分。",
        "en": "Another certificate of the same programme has already been credited.",
    },
    Reason.LEVEL_TOO_LOW: {
        "zh": "刊物或表彰的级别低于规定级别。",
        "en": "The outlet or the award ranks below the required level.",
    },
    Reason.NOT_VALUED: {
        "zh": "本办法未对该项目规定学分。",
        "en": "The regulation gives this item no value.",
    },
}
