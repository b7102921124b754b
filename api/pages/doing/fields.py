"""The fields of a form: what each is called, holds and means, from the declaration of its fact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from api.pages.doing.deeds import Deed
from projections.facts.declaration import data_of
from projections.facts.registry import FACTS
from projections.words import closed_lists, kinds
from projections.words.kinds import Kind
from projections.words.languages import Language
from projections.words.ranks import LEVELS
from projections.words.things import Words


class Widget(StrEnum):
    """What a field holds, and so how it is drawn and read."""

    ID = "id"
    TEXT = "text"
    LONG = "long"
    DAY = "day"
    YEAR = "year"
    HALF = "half"
    AMOUNT = "amount"
    WHOLE = "whole"
    CHOICE = "choice"
    FLAG = "flag"
    SEVERAL = "several"
    """Several ids, one a line."""


HEADING: Final = "."
"""What parts a datum, in the name of a field, from the heading that its text stands under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form: `name` is the key of the short form that it fills, with the heading of a
    datum that has several texts behind it. `words` say what it means. `suggested` are texts that a
    policy may know, beside which any other may be given.
    """

    name: str
    widget: Widget
    needed: bool = False
    choices: tuple[str, ...] = ()
    words: Words | None = None
    suggested: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the short form."""
        return self.name.partition(HEADING)[0]

    def hint(self, language: Language, *, beside: str) -> str:
        """What it means, for a person who reads its label beside it and sees what can be chosen;
        empty where that says all."""
        said = in_words(self.words, language) if self.words else ""
        if self.choices or self.suggested:
            said = re.sub("(：|: ).*", "。" if language == "zh" else ".", said)
        is_told = said.rstrip(".。").lower().removeprefix("the ") == beside.strip().lower()
        return "" if is_told else said


def in_words(words: Words, language: Language) -> str:
    """What something means without the codes that programs write for what people choose."""
    if language == "zh":
        return _CODE.sub("", words.zh)
    return _JOINED.sub(" ", words.en).replace("`", "")


_CODE: Final = re.compile(r"[a-z][a-z0-9_]+ (?=[\u4e00-\u9fff])")
"""A code with its Chinese word behind it."""
_JOINED: Final = re.compile(r"(?<=[a-z0-9])_(?=[a-z0-9])")
"""What joins the words of a code."""


_WIDGETS: Final[Mapping[Kind, Widget]] = {
    kinds.AMOUNT: Widget.AMOUNT,
    kinds.SCORE: Widget.AMOUNT,
    kinds.DAYS_OF_A_YEAR: Widget.AMOUNT,
    kinds.DAY: Widget.DAY,
    kinds.YEAR: Widget.YEAR,
    kinds.HALF: Widget.HALF,
    kinds.FLAG: Widget.FLAG,
    kinds.CADRE: Widget.ID,
    kinds.CADRES: Widget.SEVERAL,
    kinds.TEXTS: Widget.SEVERAL,
    kinds.MOMENT: Widget.DAY,
}
_IDS: Final = (
    frozenset({"cadre", "class", "unit", "course", "work", "programme", "institution"})
    | {"achievement", "target", "evidence", "certificate", "number", "substitute"}
    | {"substitute_for", "parent", "survey", "teacher", "agreement", "same_as", "person"}
    | {"first_responsible", "direct_responsible"}
)
_LONG: Final = frozenset(
    {"reason", "result", "knowledge_renewed", "inspiration", "new_ideas", "decision"}
)
_SUGGESTED_OF: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("unit.registered", "kind"): (
        closed_lists.AGENCY,
        closed_lists.FULLY_FUNDED_INSTITUTION,
        closed_lists.OTHER_INSTITUTION,
        closed_lists.ENTERPRISE,
    ),
    ("tag.given", "tag"): ("reserve_cadre",),
    ("tag.withdrawn", "tag"): ("reserve_cadre",),
}
_SUGGESTED: Final[Mapping[str, tuple[str, ...]]] = {
    "assessor": ("learner", "superior", "colleague"),
    "elective": ("economy", "law", "society", "local_affairs"),
    "organiser": ("unit", "county", "city", "province", "national"),
    "role": ("sole", "co", "contributor"),
    "grade": ("first", "second", "third", "excellence"),
    "level": ("county", "section"),
}


@cache
def fields_of_deed(deed: Deed) -> tuple[Field, ...]:
    """The fields of a form, in the order in which they are asked."""
    form = deed.form
    words = {one.key: one.words for one in data_of(FACTS[deed.fact])}
    every = {**form.data, **form.result}
    if form.thing:
        words.setdefault(form.thing.key, form.thing.words)
    about = deed.about
    needed = {about, *form.needs, *deed.needed, *(("cadre",) if form.by_cadre else ())}
    if deed.form.ends or deed.is_dated:
        needed.add("end" if deed.form.ends else "occurred")
    found: list[Field] = []
    for key in deed.asks:
        kind = form.thing.kind if form.thing and key == about else every.get(key)
        found += _fields(deed.fact, key, kind, needed=key in needed, words=words.get(key))
    return tuple(found)


def _fields(
    fact: str, key: str, kind: Kind | None, *, needed: bool, words: Words | None
) -> list[Field]:
    if kind is not None and "properties" in kind.schema:
        return [
            Field(name=f"{key}{HEADING}{one}", widget=Widget.LONG, words=words)
            for one in kind.schema["properties"]
        ]
    choices = _choices(kind)
    return [
        Field(
            name=key,
            widget=_widget(key, kind),
            needed=needed,
            choices=choices,
            words=words,
            suggested=() if choices else _SUGGESTED_OF.get((fact, key), _SUGGESTED.get(key, ())),
        )
    ]


def _choices(kind: Kind | None) -> tuple[str, ...]:
    """The names that a field is chosen from: of several for one level the first."""
    if kind is closed_lists.RANK:
        first: dict[int, str] = {}
        for name, rank in LEVELS.items():
            first.setdefault(rank, name)
        return tuple(first[rank] for rank in sorted(first))
    return kinds.names_of(kind) if kind else ()


def _widget(key: str, kind: Kind | None) -> Widget:
    if key == "occurred":
        return Widget.DAY
    if kind is not None and kinds.names_of(kind):
        return Widget.CHOICE
    if kind is not None and kind in _WIDGETS:
        return _WIDGETS[kind]
    if kind is not None and r"[0-9]{" in kind.schema.get("pattern", ""):
        return Widget.WHOLE
    if key in _IDS:
        return Widget.ID
    return Widget.LONG if key in _LONG else Widget.TEXT
