"""What the codes that answers hold are called on a page: by the member that holds one.

A policy names codes of its own, such as a category; those are shown as the policy writes them.
"""

from typing import Final

from api.pages.wording import Texts
from projections.words.headings import heading, lacking

CODED: Final = frozenset(
    {
        *("after", "before", "now", "then", "was", "state", "unit_state", "year_state", "filed"),
        *("grade", "grades", "verdict", "eligible", "judged", "made", "stood", "tried", "outcome"),
        *("appraisal", "by", "candidate", "category", "change", "channel", "choice", "class_tag"),
        *("commendation", "credit", "declaration", "declarations", "elective", "electives"),
        *("excellent_appraisal", "expected", "fact", "intensive", "item", "items", "kind", "kinds"),
        *("learning_report", "letter", "level", "list", "managed_by", "member", "method", "met_by"),
        *("missing_headings", "nomination", "nominations", "of", "organiser", "part", "plan"),
        *("scheme", "severity", "speed", "target", "templates", "unit_of_account", "value", "when"),
        *("published", "tags", "subject_category", "by_category", "by_channel", "base_of"),
        *("missing_by_target", "found", "role", "preset", "digest", "totals", "services"),
    }
)
"""The members that hold codes, or maps by code: all else is shown as it was stated."""

_ALSO: Final = (
    *("grade", "verdict", "item", "item_state", "fact", "category", "channel", "kind"),
    *("target", "measure", "office"),
)
"""Groups of texts that tell what a code is called, whatever member holds it."""


def called(member: str, code: str, texts: Texts) -> str:
    """What a code is called that a member of an answer holds; itself where that holds no codes."""
    return key_called(member, code, texts) if member in CODED else code


def key_called(member: str, key: str, texts: Texts) -> str:
    """What a key of a map is called that a member of an answer holds: a code or a member."""
    for group in (f"word.{member}", member, "word", *_ALSO):
        if texts.has(f"{group}.{key}"):
            return str(texts.of_code(group, key))
    return str(texts.of_code("word", key)) if lacking(key) else heading(key, texts.language)


def value_called(dimension: str, value: str | None, texts: Texts) -> str:
    """What a value is called in one of the dimensions of learning, that has no name of its own."""
    if value is None:
        return str(texts.of_code("no_value", dimension))
    return str(texts.of_code(dimension, value))
