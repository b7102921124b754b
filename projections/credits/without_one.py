"""What the lines of a ledger tell of the credits of a year without one of the statements.

Most statements move nothing but their own line, so that nothing need be folded again to tell what
they brought. Where they may move more than that, the lines do not tell.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.case.once import Subject
from projections.credits.caps import caps_of
from projections.credits.credit_ledger import Credits
from projections.credits.items import thing
from projections.credits.lines import RULES
from projections.exact import ZERO
from projections.facts.decision_facts import (
    CreditApplied,
    CreditApproved,
    CreditRejected,
    HandledByOffice,
)
from projections.facts.fact import Fact

_ACTS: Final = tuple(kind for kind, _, _ in RULES)
"""Facts that are nothing but an act with lines of its own."""

_MOVE_NOTHING: Final = (CreditApplied, HandledByOffice)
"""Decisions that say what was done about a credit, and not whether it counts."""


class WithoutOne:
    """Tells of a cadre's credits in a year whether they rest on a statement, as far as his lines
    can; `earned` is what was folded from the dossier."""

    def __init__(self, dossier: Dossier, earned: Credits, *, year: int) -> None:
        self._case, self._year = dossier.case, year
        self._acts = {act.statement_id: act for act in dossier.known.of(*_ACTS)}
        self._lines: dict[UUID, list[Entry]] = {}
        for line in earned.entries:
            self._lines.setdefault(line.statement_id, []).append(line)
        policies = dossier.case.policies
        years = [one.year for one in earned.balances if one.year <= year]
        self._add_up = not earned.set_aside and not any(
            caps_of(policies.of_year(one)) for one in years
        )
        self._of_things: Counter[Subject] | None = None

    def differs(self, statement: Fact) -> bool | None:
        """Whether the credits that count in the year would be others without a statement; None
        where that is not to be told without a fold."""
        if not self._add_up:
            return None
        if isinstance(statement, _MOVE_NOTHING):
            return False
        if isinstance(statement, CreditApproved):
            return self._without_approval(statement)
        act = self._acts.get(statement.statement_id)
        return None if act is None else self._without(act)

    def _without_approval(self, approval: CreditApproved) -> bool | None:
        """Of an approval that is needed and that no other ruling would stand in for, as of its act:
        without it the act earns nothing."""
        act = self._acts.get(approval.target)
        if act is None:
            return None
        look = self._case.look(act)
        if look.ruling is None or look.ruling.statement_id != approval.statement_id:
            return False
        if not look.needs_approval:
            return False
        rulings = [one for one in look.decided if isinstance(one, CreditApproved | CreditRejected)]
        return self._without(act) if len(rulings) == 1 else None

    def _without(self, act: Fact) -> bool | None:
        """Of an act: whether it earned something in the year. What it earned in a year before may
        have been carried over, and what counts once may count for another act instead."""
        lines = self._lines.get(act.statement_id, ())
        if all(line.reason is not None for line in lines):
            return False
        if self._is_repeated(act) or _earned(lines, before=self._year):
            return None
        return sum((line.credits for line in lines if line.year == self._year), ZERO) != ZERO

    def _is_repeated(self, act: Fact) -> bool:
        if self._of_things is None:
            self._of_things = Counter(thing(self._case, one) for one in self._acts.values())
        return self._of_things[thing(self._case, act)] > 1


def _earned(lines: Sequence[Entry], *, before: int) -> bool:
    return any(line.credits for line in lines if line.year < before)
