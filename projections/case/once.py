"""What counts once within a lifetime, a cycle or a year: a class, a course, a programme, a work.

Of two acts about one thing the scope of the later one's own day decides whether it looks back at
the earlier, under whatever policy that one earned (Q12, Q18, Q19).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.policy.succession import Succession

LIFETIME: Final = "lifetime"
CYCLE: Final = "cycle"
YEAR: Final = "year"

Subject = tuple[str, str]
"""The sort of thing, and which one it is."""


class Use(Struct, frozen=True, kw_only=True, gc=False):
    """An act about a thing that may count once: when it was, and how far its own day's `scope`
    looks; None: it counts however often the thing did."""

    subject: Subject
    scope: str | None
    year: int
    moment: tuple[date, datetime, int]
    statement_id: UUID


class Once:
    """What was used up so far; the acts may come in any order.

    `subjects` are those of all acts. Most things have one act alone, of which nothing need be asked
    and that need not be counted: it is not `repeated`.
    """

    def __init__(self, policies: Succession, subjects: Sequence[Subject]) -> None:
        self._policies = policies
        self.repeated: set[Subject] = set()
        if len(set(subjects)) < len(subjects):
            seen: set[Subject] = set()
            for subject in subjects:
                (self.repeated if subject in seen else seen).add(subject)
        self._first: dict[tuple[Subject, str], Use] = {}
        self._reaching: dict[tuple[Subject, str], Use] = {}
        self._periods: dict[int, dict[str, str]] = {}

    def other(self, use: Use) -> UUID | None:
        """The act for which this one cannot count any more, None where it can."""
        periods = self._periods_of(use.year)
        if use.scope is not None:
            first = self._first.get((use.subject, periods[use.scope]))
            if first is not None and first.moment < use.moment:
                return first.statement_id
        for period in periods.values():
            reaching = self._reaching.get((use.subject, period))
            if reaching is not None and reaching.moment > use.moment:
                return reaching.statement_id
        return None

    def count(self, use: Use) -> None:
        """Takes in an act that earns something, once `other` was asked about it."""
        periods = self._periods_of(use.year)
        for period in periods.values():
            first = self._first.get((use.subject, period))
            if first is None or use.moment < first.moment:
                self._first[use.subject, period] = use
        if use.scope is not None:
            key = use.subject, periods[use.scope]
            if key not in self._reaching or use.moment > self._reaching[key].moment:
                self._reaching[key] = use

    def _periods_of(self, year: int) -> dict[str, str]:
        """By scope the name of the lifetime, the cycle and the year that a credit year lies in."""
        found = self._periods.get(year)
        if found is None:
            cycle = f"cycle {self._policies.cycle_of(year)}"
            found = self._periods[year] = {LIFETIME: "", CYCLE: cycle, YEAR: str(year)}
        return found
