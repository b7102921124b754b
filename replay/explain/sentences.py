"""The sentences of explanations: every template in Chinese and English, in this one place.

A template is filled with the values of a point. A code is handed over in words (a `Worded`, such as
a grade, a fact or a reason); a text is what somebody called something, and stays as it is.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from projections.words.languages import Language
from replay.explain.worded import Value, Worded


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
    HOURS_UNASKED = "hours_unasked"
    HOURS_OF_FACT = "hours_of_fact"
    HOURS_SHORT = "hours_short"
    ELIGIBLE = "eligible"
    DECIDING_YEAR = "deciding_year"
    YEAR_LACKS = "year_lacks"
    VERDICT = "verdict"
    LIMIT = "limit"
    TO_CLEAR = "to_clear"
    MEMBER = "member"
    MEMBER_OF_TARGETS = "member_of_targets"
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
        "zh": "{day} {fact}{subject}：{credits}学分（{category}，规则{rule}，{article}）。",
        "en": "{day}, {fact}{subject}: {credits} credits ({category}, rule {rule}, {article}).",
    },
    Says.CREDITED_NOTHING: {
        "zh": "{day} {fact}{subject}：不计学分。{reason}",
        "en": "{day}, {fact}{subject}: no credits. {reason}",
    },
    Says.CUT: {
        "zh": "其中上限“{cap}”扣除{credits}学分（{article}）。",
        "en": "Of these the cap {cap} took {credits} ({article}).",
    },
    Says.RECORDED: {
        "zh": "由{authority}记录于日志第{position}位，{stored}获知{late}。",
        "en": "Recorded by {authority} at position {position}, known on {stored}{late}.",
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
    Says.HOURS_UNASKED: {
        "zh": "周期{cycle}共{hours}学时；对{level}没有学时要求。",
        "en": "{hours} hours in the cycle {cycle}; of the level {level} none are asked for.",
    },
    Says.HOURS_OF_FACT: {
        "zh": "{day} {fact}{subject}：{hours}学时（{article}）。",
        "en": "{day}, {fact}{subject}: {hours} hours ({article}).",
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
    Says.MEMBER_OF_TARGETS: {
        "zh": "{name}：计入{counted}学分，{grade}，按各项指标判定。",
        "en": "{name}: {counted} credits, {grade}, judged by several targets.",
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


def sentence(says: Says, values: Mapping[str, Value], language: Language) -> str:
    """A point as a sentence."""
    told = {name: _told(value, language) for name, value in values.items()}
    return SENTENCES[says][language].format_map(told).strip()


def _told(value: Value, language: Language) -> str:
    if value is None:
        return "—"
    return getattr(value, language) if isinstance(value, Worded) else str(value)
