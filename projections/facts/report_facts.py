"""The fact that a report was issued, with all that it takes to make the same answer again."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from projections.facts.data import Count, Number, Text
from projections.facts.declaration import Declaration, Key, own
from projections.facts.fact import Fact
from projections.words.kinds import DAY, DOCUMENT
from projections.words.things import REPORT, Words


class ReportIssued(Fact, frozen=True, kw_only=True):
    """A report was issued: an answer of this product, as it was given at the fact's own time.

    `request` is what was asked. `known` is the last position of the log then and `today` the day,
    `policies` what judged and `versions` the rules of the program. `answer` is the digest of the
    whole answer, `parts` has those of its members by name. `checkpoint` is the last signed head of
    the log, where there was one.
    """

    name: ClassVar[str] = "report.issued"
    of_cadre: ClassVar[bool] = False
    declaration = Declaration(
        verb=own("issued-report", en="issued the report", zh="出具报告"),
        reserved=True,
        object=REPORT,
        needs=("request", "position", "today", "policies", "answer"),
        en="A report was issued, with what it takes to make the same answer again.",
        zh="出具报告，并记载据以重新生成同一结果的全部依据。",
    )

    report: str
    request: Annotated[
        Text,
        Words(
            "What was asked: the path and the query of an endpoint of reports.",
            "所询问的内容：报告接口的路径与查询参数。",
        ),
    ]
    known: Annotated[
        Count,
        Key("position"),
        Words(
            "The last position of the log when the report was made.",
            "生成报告时日志的最后位置。",
        ),
    ]
    today: Annotated[
        date | None,
        DAY,
        Words("The day up to which facts had happened.", "报告所依据的事实截止日期。"),
    ]
    policies: Annotated[
        Text,
        Words(
            "The SHA-256 that names all policies that judged, in hexadecimal.",
            "据以评定的全部政策的 SHA-256，十六进制。",
        ),
    ]
    versions: Annotated[
        Mapping[str, Any] | None,
        DOCUMENT,
        Words(
            "The version of the program and of the rules of each projection, by name.",
            "程序版本及各投影规则的版本，按名称记录。",
        ),
    ]
    checkpoint: Annotated[
        Text,
        Words(
            "The last signed head of the log, a note of c2sp.org/tlog-checkpoint.",
            "日志最近一次签名的检查点（c2sp.org/tlog-checkpoint 格式）。",
        ),
    ]
    answer: Annotated[
        Text,
        Words(
            "The SHA-256 of the answer as canonical JSON, in hexadecimal.",
            "答复的规范化 JSON 的 SHA-256，十六进制。",
        ),
    ]
    parts: Annotated[
        Mapping[str, Any] | None,
        DOCUMENT,
        Words(
            "The SHA-256 of each member of the answer, by name.",
            "答复各组成部分的 SHA-256，按名称记录。",
        ),
    ]
    number: Number
