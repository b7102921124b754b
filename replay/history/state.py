"""The numbers of a cadre at a moment, as one flat state."""

from collections.abc import Iterator
from datetime import date

from projections.calendar import day_after
from projections.careers.eligibility import Eligibility
from projections.careers.in_post import PENDING, in_post_trainings
from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import Ledger, ledger_of
from projections.credits.hours import HoursOfCycle, hours_of
from projections.reports.cadres import eligibility_of
from replay.history.change import Key, Kind, State, Value
from replay.history.moments import Folded

_Item = tuple[Key, Value]


def state_of(dossier: Dossier) -> Folded[State]:
    """All numbers of a cadre on a day: his balances and cycles, his hours, the lines they are made
    of, what is amiss in these, and what he may become."""
    today = dossier.case.as_of.today
    ledger = ledger_of(dossier)
    hours = hours_of(dossier, [dossier.case.policies.year_of(today)])
    trainings = in_post_trainings(dossier)
    state: State = dict(
        (
            *(item for one in ledger.balances for item in _balance(one)),
            *(item for one in ledger.cycles for item in _cycle(one)),
            *(item for one in hours.cycles for item in _hours(one)),
            *(item for one in ledger.entries for item in _line(one)),
            *_handling(ledger),
            *_promotion(eligibility_of(dossier, today)),
            *(
                (Key(Kind.IN_POST, f"{one.post} {one.appointed}", None, "state"), one.state)
                for one in trainings
            ),
        )
    )
    dues = [day_after(one.due) for one in trainings if one.state == PENDING]
    return Folded(state=state, wakes_on=_first(today, ledger.wakes_on, *dues))


def _balance(one: Balance) -> Iterator[_Item]:
    for member in ("state", "earned", "carried_in", "counted", "carried_out", "missing", "grade"):
        yield Key(Kind.BALANCE, str(one.year), one.year, member), getattr(one, member)


def _cycle(one: CycleTotal) -> Iterator[_Item]:
    for member in ("state", "total", "missing", "grade"):
        yield Key(Kind.CYCLE, one.cycle, None, member), getattr(one, member)


def _hours(one: HoursOfCycle) -> Iterator[_Item]:
    for member in ("hours", "target", "met", "short_by"):
        yield Key(Kind.HOURS, one.cycle, None, member), getattr(one, member)


def _line(one: Entry) -> Iterator[_Item]:
    """A line; `fact` says that there is one, be it of nothing."""
    reason = None if one.reason is None else one.reason.value
    members = ("credits", one.credits), ("counted", one.counted), ("reason", reason)
    for member, value in (*members, ("category", one.category), ("rule", one.rule)):
        yield Key(Kind.LINE, str(one.statement_id), one.year, member), value


def _handling(ledger: Ledger) -> Iterator[_Item]:
    for application in ledger.applications:
        key = Key(Kind.APPLICATION, str(application.statement_id), None, "state")
        yield key, application.state
    for finding in ledger.findings:
        yield Key(Kind.FINDING, str(finding.statement_id), None, finding.code.value), True
    for aside in ledger.set_aside:
        yield Key(Kind.SET_ASIDE, str(aside.statement_id), None, aside.code.value), True


def _promotion(found: Eligibility | None) -> Iterator[_Item]:
    if found is not None:
        reason = None if found.reason is None else found.reason.value
        yield Key(Kind.PROMOTION, "eligibility", None, "eligible"), found.eligible
        yield Key(Kind.PROMOTION, "eligibility", None, "reason"), reason


def _first(today: date, *days: date | None) -> date | None:
    return min((day for day in days if day is not None and day > today), default=None)
