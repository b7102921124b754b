"""The table of docs/findings.md: the kinds of findings, made from their register."""

from projections.reports.findings import ELSEWHERE, KINDS, SEVERITIES, FindingKind, Severity
from replay.feed.untold import UNTOLD, Untold

HEAD = """# What an auditor looks for

`GET /reports/findings` and `lrs findings` are one list of all that is amiss. No finding takes a
credit away from anybody. Each names its gravity, whom or what it is about with names, the
statements that show it, since which position and moment they are known, and its article; where a
parameter of a policy decides, the article is that of the parameter. A finding is gone when its
cause is voided or mended, and `known_at` still shows it as it was. Made from
`projections/reports/findings.py` by `make generated`.
"""

FEED = """
## Not in the feed of results

`GET /changes` and `lrs changes` tell all findings of cadres, classes and papers as they come and
go, but for these; `GET /reports/findings?since=POSITION` has those that
statements after the position show; what a void took away or its withdrawal brought back, only the
whole list tells. Of a paper whose number more than 1,000 names gave it tells no further. Made from
`replay/feed/untold.py`.

"""

ROWS = """
| code | 问题 | what is amiss | rule | article |
|---|---|---|---|---|
"""


def table() -> str:
    """The page: the kinds, the gravest first."""
    parts = [HEAD]
    for severity in Severity:
        said = SEVERITIES[severity]
        parts.append(f"\n## `{severity}`\n\n{said['zh']} {said['en']}\n{ROWS}")
        parts += [_row(one) for one in KINDS.values() if one.severity is severity]
    parts.append("\n## Told elsewhere alone\n\n")
    parts += [f"* `{code}`: `GET {path}`\n" for code, path in ELSEWHERE.items()]
    parts.append(FEED)
    parts += map(_untold, UNTOLD.values())
    return "".join(parts)


def _untold(one: Untold) -> str:
    codes = ", ".join(f"`{code}`" for code in one.codes)
    return f"* {codes}, of {one.about}. {one.why}\n"


def _row(kind: FindingKind) -> str:
    rule, article = kind.rule or "", kind.article or ""
    return f"| `{kind.code}` | {kind.zh} | {kind.en} | {rule} | {article} |\n"
