"""What is found amiss with a statement: a closed list of codes, each with its sentences."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Amiss(StrEnum):
    """What is found amiss in an act or in how its credit was handled; it takes no credit away."""

    NOT_AUTHORISED = "not_authorised"
    WRONG_REGISTRAR = "wrong_registrar"
    MISSING_CERTIFICATE = "missing_certificate"
    SELF_APPROVED = "self_approved"
    LATE_REGISTRATION = "late_registration"
    BEYOND_NOMINAL_LENGTH = "beyond_nominal_length"
    OPPOSITE_RULINGS = "opposite_rulings"
    NOTHING_WITHDRAWN = "nothing_withdrawn"
    TWO_UNITS = "two_units"
    MOVED_BY_RECEIVING_UNIT = "moved_by_receiving_unit"
    OVERLAPPING_CLASSES = "overlapping_classes"
    TOO_MANY_HOURS_A_DAY = "too_many_hours_a_day"
    FASTER_THAN_THE_COURSE = "faster_than_the_course"
    UNKNOWN_LEVEL = "unknown_level"
    UNREGISTERED_UNIT = "unregistered_unit"
    UNKNOWN_TARGET = "unknown_target"
    TWO_CADRES_ONE_ACCOUNT = "two_cadres_one_account"
    TWO_CADRES_ONE_PERSON = "two_cadres_one_person"
    CUT_OFF_BEFORE_THE_LOG = "cut_off_before_the_log"
    ANSWERED_LATE = "answered_late"
    ANSWERS_TOLD_APART = "answers_told_apart"
    ANSWERS_NOT_SORTED = "answers_not_sorted"
    NAMES_A_PERSON = "names_a_person"
    SURVEY_NOT_OPENED = "survey_not_opened"
    STANDING_BEYOND_ITS_HALF = "standing_beyond_its_half"
    UNKNOWN_VALUE = "unknown_value"
    SAMPLE_NOT_SOUND = "sample_not_sound"
    SAMPLE_REDRAWN = "sample_redrawn"
    SEMINAR_BEFORE_CLASS = "seminar_before_class"
    YEARS_OUT_OF_RANGE = "years_out_of_range"
    LONGER_THAN_A_CLASS_OF_ITS_KIND = "longer_than_a_class_of_its_kind"
    HALF_WITHOUT_FOLLOW_UP = "half_without_follow_up"
    METHOD_NOT_ACCEPTED = "method_not_accepted"
    NOBODY_FOLLOWS_UP = "nobody_follows_up"
    STEP_BEFORE_PROBLEM = "step_before_problem"
    NOT_A_TRAINEE = "not_a_trainee"
    ELECTIVE_NOT_OFFERED = "elective_not_offered"
    BOOK_NOT_LISTED = "book_not_listed"
    SPEED_READING_SIZE = "speed_reading_size"
    NOT_IN_POOL = "not_in_pool"
    TOO_MANY_DAYS = "too_many_days"
    SPENT_MORE_THAN_SET_ASIDE = "spent_more_than_set_aside"
    LENT_BEFORE_LETTER = "lent_before_letter"
    UNDECLARED = "undeclared"
    DECLARED_LATE = "declared_late"
    NOT_APPROVED = "not_approved"
    CLOSED_WITHOUT_PAPERS = "closed_without_papers"
    CANCELLED_AFTER_COMPLETION = "cancelled_after_completion"
    HELD_THOUGH_CANCELLED = "held_though_cancelled"
    OBSERVER_NOT_A_PERSON = "observer_not_a_person"
    VALUE_NOT_READ = "value_not_read"
    SUBSTITUTED_UNAPPROVED = "substituted_unapproved"
    NOMINEE_ABSENT = "nominee_absent"
    NOMINEE_OUTSIDE_GROUPS = "nominee_outside_groups"
    TRAINED_AGAIN = "trained_again"
    LATE_ENTRY = "late_entry"
    BACK_DATED = "back_dated"
    EVIDENCE_USED_TWICE = "evidence_used_twice"
    CERTIFICATE_OF_TWO_CADRES = "certificate_of_two_cadres"
    TABLES_DIFFERED = "tables_differed"


AMISS: Final[Mapping[Amiss, Mapping[str, str]]] = {
    Amiss.NOT_AUTHORISED: {
        "zh": "提交该记录的凭据无权提交此类记录，该记录不予采用。",
        "en": "The credential behind this statement was not entitled to it, so it is not heeded.",
    },
    Amiss.WRONG_REGISTRAR: {
        "zh": "评定或登记学分的部门不是规定的部门。",
        "en": "The office that assessed or registered the credit is not the one in charge.",
    },
    Amiss.MISSING_CERTIFICATE: {
        "zh": "省级以上调训的学分登记缺少结业证书。",
        "en": "A class of the province or above was registered without its certificate.",
    },
    Amiss.SELF_APPROVED: {
        "zh": "学分由本人审批。",
        "en": "The cadre approved his own credit.",
    },
    Amiss.LATE_REGISTRATION: {
        "zh": "学分未在规定期限内登记。",
        "en": "The credit was registered later than the regulation allows.",
    },
    Amiss.BEYOND_NOMINAL_LENGTH: {
        "zh": "在读时间已超过该学历学位的规定学制。",
        "en": "The study has lasted longer than the programme is meant to.",
    },
    Amiss.OPPOSITE_RULINGS: {
        "zh": "同一日既批准又不予批准，以时间在后的决定为准；时间相同的，以日志中在后的为准。",
        "en": "Approved and rejected on one day: the decision with the later timestamp counts, of "
        "one timestamp the one later in the log.",
    },
    Amiss.NOTHING_WITHDRAWN: {
        "zh": "该撤回之前没有尚未撤回的作废，撤回不起作用。",
        "en": "No void stood before this withdrawal, so it undoes nothing.",
    },
    Amiss.TWO_UNITS: {
        "zh": "同一日编入两个单位，以时间在后的为准；时间相同的，以日志中在后的为准。",
        "en": "The cadre was assigned to two units on one day; the one with the later timestamp "
        "holds, of one timestamp the one later in the log.",
    },
    Amiss.MOVED_BY_RECEIVING_UNIT: {
        "zh": "该干部由调入单位登记调入，原单位及其上级未予登记；登记有效，请核对。",
        "en": "The receiving unit registered the move, without the unit before or one above it; it "
        "takes effect and wants a look.",
    },
    Amiss.OVERLAPPING_CLASSES: {
        "zh": "两个班次的培训时间重叠，天数之和超过日历天数。",
        "en": "Two classes overlap: their days together are more than the calendar has.",
    },
    Amiss.TOO_MANY_HOURS_A_DAY: {
        "zh": "一天的学时超过可信的上限。",
        "en": "More hours were stated for a day than the policy holds to be believable.",
    },
    Amiss.FASTER_THAN_THE_COURSE: {
        "zh": "通过课程所用时间短于课程时长。",
        "en": "The course was passed in less time than it lasts.",
    },
    Amiss.UNKNOWN_LEVEL: {
        "zh": "没有任何已发布的政策规定该职务层次，按“其他”层次考核。",
        "en": "No published policy names this level: the cadre is judged as of the level other.",
    },
    Amiss.UNREGISTERED_UNIT: {
        "zh": "该单位未登记。",
        "en": "Nobody registered this unit.",
    },
    Amiss.UNKNOWN_TARGET: {
        "zh": "该决定所指的记录不存在。",
        "en": "The statement that this decides on is not in the log.",
    },
    Amiss.TWO_CADRES_ONE_ACCOUNT: {
        "zh": "同一账号在同一时刻关联两名干部，以日志中在后的为准。",
        "en": "One account was linked to two cadres at one instant; the link later in the log "
        "holds.",
    },
    Amiss.TWO_CADRES_ONE_PERSON: {
        "zh": "该关联把名册中的另一名干部并入本人，两人按一人计算，请核对。",
        "en": "By this link another cadre of the register is one person with this one; it takes "
        "effect and wants a look.",
    },
    Amiss.CUT_OFF_BEFORE_THE_LOG: {
        "zh": "所述截止时点早于系统首次有记录之时，不予采用。",
        "en": "At the cut-off that this states the log knew no policy or nobody in a unit; the "
        "reports on the year pass it over.",
    },
    Amiss.UNKNOWN_VALUE: {
        "zh": "该记录中有数值无法识别，按未填写处理。",
        "en": "A value of the statement cannot be read and counts as not said.",
    },
    Amiss.SAMPLE_NOT_SOUND: {
        "zh": "抽样不符合规则，见复核结论。",
        "en": "The sample is not as the rule has it; its verdict says why.",
    },
    Amiss.SAMPLE_REDRAWN: {
        "zh": "该班次不止一次抽样，以第一次有效抽样为准。",
        "en": "The sample was drawn more than once; the first draw that stands counts.",
    },
    Amiss.SEMINAR_BEFORE_CLASS: {
        "zh": "座谈会的日期早于培训结束。",
        "en": "The seminar is dated before the class had ended.",
    },
    Amiss.YEARS_OUT_OF_RANGE: {
        "zh": "所报跟踪年限超出规定范围，视同未报。",
        "en": "The years declared lie outside of what may be declared, and count as not said.",
    },
    Amiss.LONGER_THAN_A_CLASS_OF_ITS_KIND: {
        "zh": "该班次不是试点或重点班次，跟踪年限却超过规定。",
        "en": "Neither a pilot nor a key class, it declares more years than other classes have.",
    },
    Amiss.HALF_WITHOUT_FOLLOW_UP: {
        "zh": "报告所属半年内该班次不在跟踪期。",
        "en": "The report is on a half-year in which the class is not followed up.",
    },
    Amiss.METHOD_NOT_ACCEPTED: {
        "zh": "该考察方式不被认可，不计入走访。",
        "en": "The policy does not accept visits by this method, so it serves no year.",
    },
    Amiss.NOBODY_FOLLOWS_UP: {
        "zh": "该班次没有确定跟踪问效的小组（举办单位）。",
        "en": "No group (or organiser) is appointed to follow the class up.",
    },
    Amiss.STEP_BEFORE_PROBLEM: {
        "zh": "该处理的日期早于问题的提交。",
        "en": "This is dated before the problem that it is about was handed in.",
    },
    Amiss.NOT_A_TRAINEE: {
        "zh": "该干部没有参加该班次的记录。",
        "en": "The cadre is not among those who attended the class.",
    },
    Amiss.ELECTIVE_NOT_OFFERED: {
        "zh": "所选课程不在规定的自选课程之列。",
        "en": "The choice is none of the electives that the policy names.",
    },
    Amiss.BOOK_NOT_LISTED: {
        "zh": "所选书目不在该班的参考书目之列，不计入。",
        "en": "The book stands on no list of the class, so it does not count.",
    },
    Amiss.SPEED_READING_SIZE: {
        "zh": "速读会人数不在规定范围之内，不计入。",
        "en": "The speed reading had fewer or more persons than it should, so it does not count.",
    },
    Amiss.NOT_IN_POOL: {
        "zh": "该教师当时不在师资库中。",
        "en": "The teacher was not in the pool when he was removed from it.",
    },
    Amiss.TOO_MANY_DAYS: {
        "zh": "全年培训天数之和超过当年的天数。",
        "en": "With this the days of a year are more than the year has.",
    },
    Amiss.SPENT_MORE_THAN_SET_ASIDE: {
        "zh": "支出之和超过当年安排的培训经费。",
        "en": "With this more was spent than the unit has set aside for the year.",
    },
    Amiss.LENT_BEFORE_LETTER: {
        "zh": "责任书签订之前已有师资互借。",
        "en": "A teacher was lent before the letter of responsibility was signed.",
    },
    Amiss.ANSWERED_LATE: {
        "zh": "调查结束后又提交了答卷；予以保存，不予计入。",
        "en": "Answers came after the survey was closed; they are kept and never counted.",
    },
    Amiss.ANSWERS_TOLD_APART: {
        "zh": "同一调查的答卷时间或登记号不一，可据以区分；应在收集结束后以同一时间提交。",
        "en": "Answers to one survey bear different timestamps or registrations, which tell them "
        "apart: state all with one, after the collection has ended.",
    },
    Amiss.ANSWERS_NOT_SORTED: {
        "zh": "答卷未按字节排序提交，先后次序可能泄露填写次序。",
        "en": "Answers did not come sorted by their bytes: their order may be that in which they "
        "were given.",
    },
    Amiss.NAMES_A_PERSON: {
        "zh": "无记名的答卷或测评写明了人员；所写人员按未填处理。",
        "en": "An answer or a rating, which is anonymous, names a person; that counts as not said.",
    },
    Amiss.SURVEY_NOT_OPENED: {
        "zh": "该调查未登记开始。",
        "en": "Nobody stated that this survey was opened.",
    },
    Amiss.STANDING_BEYOND_ITS_HALF: {
        "zh": "长期网上调查跨越半年；每半年应使用一个调查编号。",
        "en": "The answers to a standing survey lie in another half-year than its opening: it has "
        "one id for each half-year.",
    },
    Amiss.UNDECLARED: {
        "zh": "办班人数达到规定，办班前未申报。",
        "en": "The class is of a size that has to be declared, and nobody declared it.",
    },
    Amiss.DECLARED_LATE: {
        "zh": "班次未在办班前规定天数内申报。",
        "en": "The class was declared later than so many days before its first day.",
    },
    Amiss.NOT_APPROVED: {
        "zh": "班次已申报，开班时尚未获得批准。",
        "en": "The class was declared, and on its first day it had not been approved.",
    },
    Amiss.CLOSED_WITHOUT_PAPERS: {
        "zh": "结班时缺少签到表或课程表。",
        "en": "The class was closed without its sign-in sheet or its timetable.",
    },
    Amiss.CANCELLED_AFTER_COMPLETION: {
        "zh": "班次已有学员结业，之后才登记取消。",
        "en": "The class was cancelled when somebody had completed it already.",
    },
    Amiss.HELD_THOUGH_CANCELLED: {
        "zh": "班次已取消，仍有学员结业。",
        "en": "Somebody completed the class though it had been cancelled.",
    },
    Amiss.OBSERVER_NOT_A_PERSON: {
        "zh": "跟班指导人员不是个人，不予采用。",
        "en": "The observer is no person, so nobody is assigned.",
    },
    Amiss.VALUE_NOT_READ: {
        "zh": "有的数据无法读取，视同未填。",
        "en": "Some data of the statement cannot be read, and count as not said.",
    },
    Amiss.SUBSTITUTED_UNAPPROVED: {
        "zh": "未经批准由他人顶替参加培训。",
        "en": "Somebody else attended for the cadre, and that had not been approved.",
    },
    Amiss.NOMINEE_ABSENT: {
        "zh": "点名调训未参加，也未获准免训。",
        "en": "The nominee did not attend, and nobody excused him.",
    },
    Amiss.NOMINEE_OUTSIDE_GROUPS: {
        "zh": "该干部不属于点名调训的对象。",
        "en": "The nominee is of none of the groups that are called by name.",
    },
    Amiss.TRAINED_AGAIN: {
        "zh": "规定年限内重复参加同一主题的培训。",
        "en": "The cadre attended a class of a theme again that he was trained in not long before.",
    },
    Amiss.LATE_ENTRY: {
        "zh": "所属年度的结果公布之后才补录。",
        "en": "It was recorded when the results of its year had been published.",
    },
    Amiss.BACK_DATED: {
        "zh": "记录晚于所注明的日期，超过规定天数。",
        "en": "It was recorded more days after the day that it bears than the policy lets pass.",
    },
    Amiss.EVIDENCE_USED_TWICE: {
        "zh": "同一证明材料编号用于多项学习事实。",
        "en": "The number of one paper stands for several acts.",
    },
    Amiss.CERTIFICATE_OF_TWO_CADRES: {
        "zh": "同一结业证书编号用于多名干部。",
        "en": "The number of one certificate stands for several cadres.",
    },
    Amiss.TABLES_DIFFERED: {
        "zh": "重建时发现数据表与日志不符，已按日志更正。",
        "en": "A rebuild found rows in the tables that the log does not make, and put them right.",
    },
}
