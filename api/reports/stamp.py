"""What an answer rests on, in a line: the same on JSON, on a table and on paper.

`stamp_of(answer)` gives it; `lrs report issue` states it as a fact, and `lrs reproduce` makes the
answer again from it (docs/decisions/0033).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

import orjson

from projections.reports.answer import Answer
from projections.reports.telling import told
from projections.tables.registry import PROJECTIONS

VERSIONS: Final[Mapping[str, str]] = {
    "program": version("cadre-lrs"),
    **{one.name: one.version for one in PROJECTIONS},
}
"""The version of this program, and that of the rules of each projection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an answer rests on, and the digest of the answer itself."""

    position: int
    today: date
    policy: str
    """The policy in force on the day."""
    policies: str
    """The digest of all policies that judged."""
    versions: str
    """The digest of VERSIONS."""
    answer: str
    """The SHA-256 of the answer as canonical JSON."""
    incomplete: bool

    def __str__(self) -> str:
        """As the header `Answer-Basis` has it; ASCII alone."""
        return (
            f"position={self.position}; today={self.today}; policy={quote(self.policy)}; "
            f"incomplete={str(self.incomplete).lower()}; policies={self.policies}; "
            f"versions={self.versions}; answer={self.answer}"
        )


def stamp_of(answer: Answer, data: Any = None) -> Stamp:
    """The stamp of an answer; `data` is the answer as it is told, where it was told already."""
    return Stamp(
        position=answer.position,
        today=answer.today,
        policy=answer.policy.id,
        policies=answer.policy.digest,
        versions=digest(VERSIONS),
        answer=digest(told(answer) if data is None else data),
        incomplete=answer.incomplete,
    )


def digest(*pages: Any) -> str:
    """The SHA-256 of JSON-ready data as canonical JSON: members sorted, UTF-8, no spaces; the pages
    of an answer with a line feed between them."""
    lines = (orjson.dumps(page, option=orjson.OPT_SORT_KEYS) for page in pages)
    return sha256(b"\n".join(lines)).hexdigest()


def digests_of_parts(pages: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The digest of each member of an answer over all of its pages, by name."""
    parts: dict[str, list[Any]] = {}
    for page in pages:
        for name, value in page.items():
            parts.setdefault(name, []).append(value)
    return {name: digest(*values) for name, values in parts.items()}
