"""Which item of a policy values an act: by the sort of act, its kind and its days."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import (
    ArticlePublished,
    AwardWon,
    BookPublished,
    DegreeConferred,
    OtherActivityDone,
)
from projections.facts.fact import Fact
from projections.policy.declaration import Dated
from projections.policy.item import Item
from projections.policy.mechanisms import ITEMS
from projections.policy.terms import Terms

SORTS: Final[dict[type[Fact], str]] = {
    ClassCompleted: "class",
    CoursePassed: "course",
    OtherActivityDone: "activity",
    DegreeConferred: "degree",
    BookPublished: "book",
    ArticlePublished: "article",
    AwardWon: "award",
}
"""The facts that an item may value, by the name that an item gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An item with the name and the article of its parameter."""

    name: str
    item: Item
    article: str


def sort_of(fact: Fact) -> str | None:
    """What sort of act a fact is; None for one that no item can value."""
    return next((sort for kind, sort in SORTS.items() if isinstance(fact, kind)), None)


def days_of(fact: Fact) -> Decimal | None:
    """The days that a fact says somebody was there; None where it says none."""
    return fact.days if isinstance(fact, ClassCompleted | OtherActivityDone) else None


def match(fact: Fact, terms: Terms, *, category: str | None = None) -> Match | None:
    """The item that values a fact, None where none does.

    `category` is what the catalogue says of a course. An item that names the kind excludes those
    that name none; the days then decide between the items that are left.
    """
    stated = terms.family(ITEMS)
    if not stated:
        return None
    sort = sort_of(fact)
    kind = category if sort == "course" else getattr(fact, "kind", None)
    of_sort = [(name, dated) for name, dated in stated.items() if dated.value.fact == sort]
    named = [one for one in of_sort if one[1].value.kinds and kind in one[1].value.kinds]
    left = named or [one for one in of_sort if not one[1].value.kinds]
    days = days_of(fact) or Decimal(0)
    return next((_match(*one) for one in left if one[1].value.holds(days)), None)


def _match(name: str, dated: Dated) -> Match:
    return Match(name=name, item=dated.value, article=dated.article)
