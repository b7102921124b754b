"""The sentences of explanations: every template in Chinese and English, in this one place.

A template is filled with the values of a point. What is itself told in words (a grade, a fact, a
reason) is put into the language of the sentence first.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from projections import reasons, verdicts
from projections.profile.forms import FORMS
from projections.words.languages import Language


class Says(StrEnum):
    """What a point of an explanation says."""

    NOTHING_KNOWN = "nothing_known"
    COUNTED = "counted"
    TASK = "task"
    ENOUGH = "enough"
    UNGRADED = "ungraded"
    TARGET_SHORT = "target_short"
    SHARE_SHORT = "share_short"
    CARRY_LOST = "carry_lost"
    STILL_OPEN = "still_open"
    POLICY = "policy"
    CREDITED = "credited"
    CREDITED_NOTHING = "credited_nothing"
    CUT = "cut"
    RECORDED = "recorded"
    DECIDED = "decided"
    RESTS_ON = "rests_on"
    REPLACES = "replaces"
    PENDING = "pending"
    HOURS = "hours"
    HOURS_OF_FACT = "hours_of_fact"
    HOURS_SHORT = "hours_short"
    ELIGIBLE = "eligible"
    DECIDING_YEAR = "deciding_year"
    YEAR_LACKS = "year_lacks"
    VERDICT = "verdict"
    LIMIT = "limit"
    TO_CLEAR = "to_clear"
    MEMBER = "member"
    ITEM = "item"
    ITEM_DONE = "item_done"
    ITEM_WANTED = "item_wanted"


SENTENCES: Final[Mapping[Says, Mapping[Language, str]]] = {
    Says.NOTHING_KNOWN: {
        "zh": "没有关于此人学习、任职或所属单位的记录，因此没有可说明的数字。",
        "en": "Nothing is known that is about this person, so there is no number to explain.",
    },
    Says.COUNTED: {
        "zh": "{year}年计入{counted}学分：当年取得{earned}，上年结转{carried_in}。",
        "en": "{counted} credits count in {year}: {earned} earned, {carried_in} carried in.",
    },
    Says.TASK: {
        "zh": "当年应修{required}学分，尚缺{missing}学分，等次为{grade}。",
        "en": "The year wants {required} credits; {missing} are missing, so it is {grade}.",
    },
    Says.ENOUGH: {
        "zh": "当年应修{required}学分，已达到，等次为{grade}。",
        "en": "The year wants {required} credits, which there are: it is {grade}.",
    },
    Says.UNGRADED: {
        "zh": "当年等次为{grade}。",
        "en": "The year is {grade}.",
    },
    Says.TARGET_SHORT: {
        "zh": "要达到合格，指标“{target}”至少{least}{unit}，还缺{missing}{unit}。",
        "en": "To qualify: of the target {target}, at least {least} {unit}, {missing} {unit} are "
        "missing.",
    },
    Says.SHARE_SHORT: {
        "zh": "要达到合格，类别“{category}”的最低比例还缺{missing}学分。",
        "en": "To qualify: {missing} credits of {category} are missing to its least share.",
    },
    Says.CARRY_LOST: {
        "zh": "本年超额部分不能结转下年（{reason}）。",
        "en": "What is above the task does not go over into the next year ({reason}).",
    },
    Says.STILL_OPEN: {
        "zh": "该年度尚未结束，在{until}之前取得的学分仍可计入。",
        "en": "The year has not ended: credits earned until {until} still count.",
    },
    Says.POLICY: {
        "zh": "依据{policy}（自{since}起施行）{article}判定。",
        "en": "This is judged by {article} of {policy}, in force since {since}.",
    },
    Says.CREDITED: {
        "zh": "{day} {fact}“{subject}”：{credits}学分（{category}，规则{rule}，{article}）。",
        "en": "{day}, {fact} {subject}: {credits} credits ({category}, rule {rule}, {article}).",
    },
    Says.CREDITED_NOTHING: {
        "zh": "{day} {fact}“{subject}”：不计学分。{reason}",
        "en": "{day}, {fact} {subject}: no credits. {reason}",
    },
    Says.CUT: {
        "zh": "其中上限“{cap}”扣除{credits}学分（{article}）。",
        "en": "Of these the cap {cap} took {credits} ({article}).",
    },
    Says.RECORDED: {
        "zh": "由{authority}记录于日志第{position}位，{stored}获知，迟{late}天。",
        "en": "Recorded by {authority} at position {position}, known on {stored}, {late} days "
        "after.",
    },
    Says.DECIDED: {
        "zh": "{day} {fact}（{who}，日志第{position}位，由{authority}记录）。",
        "en": "{day}: {fact} ({who}; position {position}, recorded by {authority}).",
    },
    Says.RESTS_ON: {
        "zh": "依据{fact}（日志第{position}位，由{authority}记录，{stored}获知）。",
        "en": "It rests on {fact} (position {position}, recorded by {authority}, known on "
        "{stored}).",
    },
    Says.REPLACES: {
        "zh": "同一事项此前的记录（日志第{position}位）已作废。",
        "en": "An earlier record of the same (position {position}) was voided.",
    },
    Says.PENDING: {
        "zh": "该项学分尚待审批，批准后方可计入（{article}）。",
        "en": "Its credit waits for an approval, and would count with one ({article}).",
    },
    Says.HOURS: {
        "zh": "周期{cycle}共{hours}学时，按{level}应达到{target}学时。",
        "en": "{hours} hours in the cycle {cycle}; the level {level} asks for {target}.",
    },
    Says.HOURS_OF_FACT: {
        "zh": "{day} {fact}“{subject}”：{hours}学时（{article}）。",
        "en": "{day}, {fact} {subject}: {hours} hours ({article}).",
    },
    Says.HOURS_SHORT: {
        "zh": "还缺{missing}学时。",
        "en": "{missing} hours are missing.",
    },
    Says.ELIGIBLE: {
        "zh": "{reference}列为考察对象：{eligible}。{reason}",
        "en": "A candidate on {reference}: {eligible}. {reason}",
    },
    Says.DECIDING_YEAR: {
        "zh": "起决定作用的{year}年：{grade}，{state}。",
        "en": "A year that decides, {year}: {grade}, {state}.",
    },
    Says.YEAR_LACKS: {
        "zh": "要使{year}年合格，还需{missing}学分。",
        "en": "For {year} to qualify, {missing} more credits are wanted.",
    },
    Says.VERDICT: {
        "zh": "{year}年考核{assessed}人，不合格{unqualified}人：{verdict}。",
        "en": "{year}: {assessed} assessed, {unqualified} of them unqualified: {verdict}.",
    },
    Says.LIMIT: {
        "zh": "不合格达到{limit}人即不得评先进，尚余{until}人。",
        "en": "{limit} unqualified bar the unit; {until} more would.",
    },
    Says.TO_CLEAR: {
        "zh": "下列人员中还须有{to_clear}人达到合格，方可评先进。",
        "en": "{to_clear} of the following must still qualify to clear it.",
    },
    Says.MEMBER: {
        "zh": "{name}：计入{counted}学分，{grade}，缺{missing}学分。",
        "en": "{name}: {counted} credits, {grade}, {missing} missing.",
    },
    Says.ITEM: {
        "zh": "{item} {about}：{state}，应在{opens}至{due}期间完成。",
        "en": "{item} {about}: {state}; it is to be done from {opens} to {due}.",
    },
    Says.ITEM_DONE: {
        "zh": "完成于{day}。",
        "en": "It was done on {day}.",
    },
    Says.ITEM_WANTED: {
        "zh": "尚需：登记该事项（{rule}，{article}）。",
        "en": "What is wanted: that it is stated ({rule}, {article}).",
    },
}
"""What each point says, with places for its values."""

WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "qualified": {"zh": "合格", "en": "qualified"},
    "unqualified": {"zh": "不合格", "en": "unqualified"},
    "excellent": {"zh": "优秀", "en": "excellent"},
    "ungraded": {"zh": "不评等次", "en": "not graded"},
    "not_assessed": {"zh": "不参加考核", "en": "not assessed"},
    "cut_short": {"zh": "提前截止", "en": "cut short"},
    "clear": {"zh": "可评先进", "en": "clear"},
    "barred_from_advanced": {"zh": "不得评先进", "en": "barred from honours"},
    "undecided": {"zh": "未定", "en": "undecided"},
    "not_applicable": {"zh": "不适用", "en": "not applicable"},
    "not_begun": {"zh": "未开始", "en": "not begun"},
    "open": {"zh": "未结束", "en": "open"},
    "ended": {"zh": "已结束", "en": "ended"},
    "closed": {"zh": "已结束", "en": "closed"},
    "not_yet_open": {"zh": "未到时间", "en": "not yet open"},
    "done": {"zh": "按时完成", "en": "done in time"},
    "done_early": {"zh": "提前完成", "en": "done early"},
    "done_late": {"zh": "逾期完成", "en": "done late"},
    "overdue": {"zh": "逾期未完成", "en": "overdue"},
    "True": {"zh": "可以", "en": "yes"},
    "False": {"zh": "不可以", "en": "no"},
    "credits": {"zh": "学分", "en": "credits"},
    "hours": {"zh": "学时", "en": "hours"},
    "self_evaluation": {"zh": "自我评价", "en": "self-evaluation"},
    "learning_summary": {"zh": "学习总结", "en": "learning summary"},
    "visit": {"zh": "走访", "en": "visit"},
    "seminar": {"zh": "座谈会", "en": "seminar"},
    "unit_feedback": {"zh": "向单位反馈", "en": "feedback to the units"},
    "digest": {"zh": "反馈信息整理报告", "en": "feedback digest"},
    "preset": {"zh": "预设反馈报告", "en": "preset feedback report"},
}
"""Codes that stand within sentences, in words."""


def sentence(says: Says, values: Mapping[str, str | None], language: Language) -> str:
    """A point as a sentence."""
    worded = {name: in_words(value, language) for name, value in values.items()}
    return SENTENCES[says][language].format_map(worded).strip()


def in_words(value: str | None, language: Language) -> str:
    """A value in the words of a language: a code, a fact, a reason; else as it is."""
    if value is None:
        return "—"
    if value in WORDS:
        return WORDS[value][language]
    if value in FORMS:
        display = FORMS[value].display
        return display["zh-CN" if language == "zh" else "en"]
    return _REASONS.get(value, {}).get(language, value)


_REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    **{code.value: both for code, both in verdicts.SENTENCES.items()},
    **{code.value: both for code, both in reasons.SENTENCES.items()},
}
