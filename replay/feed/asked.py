"""Of what the feed is told and to whom, and what it tells: changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.between import Ahead
from projections.case.decisions import AsOf
from replay.feed.classes import Said
from replay.feed.handed_over import HandedOver
from replay.feed.names_said import Everybody
from replay.feed.papers_said import PapersSaid
from replay.feed.whom import Whom
from replay.history.change import Change

AheadOf = Callable[[date, date], Ahead]
"""Tells of the statements that happen after a day and by another, recorded before."""


Visible = Callable[[str | None, AsOf], bool]
"""Whether who asks sees those who belong to a unit, as of a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of what the feed is told, and to whom."""

    log: Log
    basis: Basis
    everybody: Everybody
    classes: Said
    papers: PapersSaid
    ahead: AheadOf = lambda _, __: Ahead()
    visible: Visible = lambda _, __: True
    handed: HandedOver = field(default_factory=HandedOver)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChange:
    """What a moment did to a cadre, to a class, to a paper or to a unit."""

    whom: Whom
    """The cadre, by his id in the register, else the identifier under which he is known; or the
    class; or the mark of the number of the paper; or the unit."""
    name: str | None
    """The name of the cadre or the class at that moment; None where none was stated by then, and of
    a unit, whose name is looked up. Of a paper its number."""
    unit: str | None
    """The unit that he belonged to at that moment, or the institution that held the class, or the
    unit itself; None where there was none, and of a paper, which is of no unit."""
    known: int
    """The position up to which all was known at that moment."""
    change: Change
