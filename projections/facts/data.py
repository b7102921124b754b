"""The data that several facts have: their types, kinds and what they mean, in English and Chinese.

A field is declared by one of these, `hours: Hours`, or by a type with words of its own,
`batch: Annotated[Text, Words("The batch.", "批次。")]`. What a name means is said once.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from projections.facts.declaration import PAPER, SUCCESS, InResult
from projections.words import closed_lists, kinds
from projections.words.things import Words

# The types, without words
Amount = Annotated[Decimal | None, kinds.AMOUNT]
Day = Annotated[date | None, kinds.DAY]
Year = Annotated[int | None, kinds.YEAR]
Half = Annotated[str | None, kinds.HALF]
Flag = Annotated[bool | None, kinds.FLAG]
Text = Annotated[str | None, kinds.TEXT]
Texts = Annotated[tuple[str, ...] | None, kinds.TEXTS]
Cadre = Annotated[str | None, kinds.CADRE]
Cadres = Annotated[tuple[str, ...] | None, kinds.CADRES]
Count = Annotated[int | None, kinds.whole()]
"""A whole number from 0 up."""
CountFromOne = Annotated[int | None, kinds.whole(1)]

# Words for data that differ in kind from fact to fact
KIND: Final = Words("Of what kind the object is.", "客体的种类。")
LEVEL: Final = Words("The level of a cadre, a degree or an award.", "干部、学历学位或奖励的级别。")
ROLE: Final = Words(
    "In which role: of an author, or of an office.", "角色：作者的署名角色或部门的职能。"
)
CERTIFICATE: Final = Words("The number or the kind of a certificate.", "证书编号或种类。")
REASON: Final = Words("Why, in the words of who decided.", "决定人所述理由。")
HOURS: Final = Words("Study hours.", "学时。")
DAYS: Final = Words("Days that an activity took.", "活动天数。")
METHOD: Final = Words(
    "How it was done or found out: a visit by meeting or interview; a need by form, analysis or "
    "seminar.",
    "方式：走访为 meeting 座谈会、interview 个别谈话；需求为 form 表式调查、analysis 点上剖析、"
    "seminar 座谈会。",
)
NUMBER: Final = Words("The number of an account, a card or a paper.", "账户、学习卡或文件的编号。")

PAYROLL: Final = Words(
    "The payroll of a unit: its scheme, or what it comes to in a year, in yuan.",
    "单位的经费形式，或其全年工资总额（元）。",
)

# Data with their words
Start = Annotated[Day, Words("The first day.", "开始日期。")]
End = Annotated[Day, Words("The last day.", "结束日期。")]
Hours = Annotated[Amount, HOURS]
Days = Annotated[Amount, DAYS]
Appraisal = Annotated[
    str | None,
    closed_lists.APPRAISAL,
    Words(
        "How the institution appraised the cadre: excellent, pass or fail.",
        "培训机构的鉴定：excellent 优秀、pass 合格、fail 不合格。",
    ),
]
Reason = Annotated[Text, REASON]
Evidence = Annotated[
    Text, PAPER, Words("The number of the paper that proves it.", "证明材料编号。")
]
Number = Annotated[Text, NUMBER]
OfUnit = Annotated[Text, Words("The unit that acted or that is concerned.", "办理或所涉及的单位。")]
OfYear = Annotated[Year, Words("The credit year.", "学分年度。")]
OfHalf = Annotated[Half, Words("The half-year that it is about.", "所属半年。")]
Block = Annotated[
    str | None,
    closed_lists.BLOCK,
    Words(
        "The block of the curriculum that a course or programme belongs to: broad_base or "
        "live_module.",
        "课程或专题所属板块：broad_base 宽基础、live_module 活模块。",
    ),
]
OfCadre = Annotated[Cadre, Words("The cadre whom a decision concerns.", "决定所涉及的干部。")]
Result = Annotated[Text, Words("What came out of it.", "结果。")]
Theme = Annotated[Text, Words("The theme of a class.", "班次主题。")]
ClassTag = Annotated[
    str | None,
    closed_lists.CLASS_TAG,
    Words("What a class is besides: pilot or key.", "班次标签：pilot 试点、key 重点。"),
]
FollowUpYears = Annotated[
    int | None,
    kinds.whole(1, 3),
    Words("For how many years a class is followed up.", "班次跟踪问效的年数。"),
]
Organiser = Annotated[
    Text,
    Words(
        "The level of who holds a class, such as city or province.",
        "办班单位的级别，如 city 市、province 省。",
    ),
]
Institution = Annotated[
    Text, Words("The training institution that holds a class.", "承办班次的培训机构。")
]
Lists = Annotated[
    Mapping[str, Any] | None,
    kinds.LISTS,
    Words("The lists that are part of a decision.", "决定所附的名单。"),
]

# What stands in the result of a statement
Success = Annotated[bool | None, kinds.FLAG, SUCCESS]
Score = Annotated[Decimal | None, kinds.SCORE, InResult("score")]
Minutes = Annotated[Decimal | None, kinds.DURATION, InResult("duration")]
