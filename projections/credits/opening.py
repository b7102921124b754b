"""The opening balance: what a policy credits on its first day, by level and years at that level."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from msgspec.structs import replace

from projections.case.case import Case, Entry, Refusal, Rule
from projections.case.roster import Held, Roster, held_on
from projections.exact import ZERO
from projections.facts.fact import Fact
from projections.policy.terms import Terms
from projections.reasons import Reason

CATEGORY: Final = "opening"
_NAME: Final = "opening_balance"


def entries(case: Case, facts: Iterable[Fact], roster: Roster) -> Iterator[Entry]:
    """The ledger lines of opening balances: one for each policy that is in force on the day on
    which it takes effect; its statement is the one that gave the level.

    The years are whole ones since that level began without interruption. A level that the table
    does not name opens with nothing.
    """
    for tenure in case.policies.tenures:
        start = tenure.policy.effective_from
        if case.policies.tenure(start) is tenure and start <= case.as_of.today:
            yield from _opening(case, facts, roster, start)


def _opening(case: Case, facts: Iterable[Fact], roster: Roster, start: date) -> Iterator[Entry]:
    terms = case.policies.of_day(start)
    steps = terms.get(Terms.opening_balance)
    held = _since(roster, start) if steps else None
    fact = next((one for one in facts if held and one.statement_id == held.statement_id), None)
    if steps is None or held is None or fact is None:
        return
    amounts = steps.get(held.value, (ZERO,))
    value = amounts[min(_whole_years(held.day, start), len(amounts) - 1)]
    rule = Rule(
        id=_NAME,
        article=terms.article(Terms.opening_balance),
        category=CATEGORY,
        subject=held.value,
    )
    year = case.policies.year_of(start)
    if value:
        yield replace(case.credited(fact, value, rule, year=year), day=start)
    else:
        refusal = Refusal(reason=Reason.NOT_VALUED)
        yield replace(case.refused(fact, refusal, rule, year=year), day=start)


def _since(roster: Roster, day: date) -> Held | None:
    """The level held on a day, as of the first statement of it in an unbroken row."""
    held = held_on(roster.levels, day)
    for earlier in reversed([one for one in roster.levels if one.day <= day]):
        if held is None or earlier.value != held.value:
            break
        held = earlier
    return held


def _whole_years(since: date, until: date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))
