"""Classified training: the classes of each kind that a year wants, and those held (M3-4, R60)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from projections.classes.state import CLOSED, COMPLETED
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.verdicts import Verdict

HELD: Final = frozenset({COMPLETED, CLOSED})


class OfKind(Protocol):
    """What has to be known of a class."""

    @property
    def training_class(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def state(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """The classes of one kind of the classified training in a credit year."""

    kind: str
    """the kind of class"""
    expected: int
    """how many the regulation wants to be held in the year"""
    held: int
    """how many were held, by whichever organiser"""
    classes: tuple[str, ...]
    """which these are"""
    reason: Verdict | None
    """that some are lacking, once the year has ended; null else"""
    rule: str
    article: str


def classified(
    year: int, classes: Iterable[OfKind], policies: Succession, *, ended: bool
) -> tuple[Classified, ...] | None:
    """The kinds that the policy wants in a year; None where it classifies no training.

    A class counts in the year of its last day, once it has been attended.
    """
    terms = policies.of_year(year)
    wanted = terms.get(Terms.classified_training)
    if wanted is None:
        return None
    held = [one for one in classes if one.year == year and one.state in HELD]
    found = []
    for kind, expected in wanted.items():
        own = tuple(sorted(one.training_class for one in held if one.kind == kind))
        short = ended and len(own) < expected
        found.append(
            Classified(
                kind=kind,
                expected=expected,
                held=len(own),
                classes=own,
                reason=Verdict.KIND_NOT_HELD if short else None,
                rule="R60",
                article=terms.article(Terms.classified_training),
            )
        )
    return tuple(found)
