"""How an answer is shown to people: which template, and what that wants besides the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.pages.frame import Frame
from projections.reports.naming import Glossary, names_beside


@dataclass(frozen=True, slots=True)
class Said:
    """The answer of a page in a sentence, and what follows from it."""

    look: str
    """good or bad; empty where it is open."""
    sentence: Markup
    consequence: Markup | None = None


def named(names: Glossary, record: Any, member: str) -> str | None:
    """What the id that a member of a record holds is called; None for what nobody named."""
    for one in names_beside(record.__class__):
        if one.id == member:
            found: str | None = one.told(record, names)
            return found
    return None


def nothing_more(_: Any, __: Frame) -> Mapping[str, Any]:
    """What a template wants that shows the answer as it is."""
    return {}


@dataclass(frozen=True, slots=True)
class View:
    """A template, and what it is given besides `answer`."""

    template: str
    shown: Callable[[Any, Frame], Mapping[str, Any]] = nothing_more
