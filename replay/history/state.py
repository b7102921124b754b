"""The numbers of a cadre at a moment, as one flat state."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from projections.calendar import day_after
from projections.careers.eligibility import Eligibility
from projections.careers.in_post import PENDING, InPostTraining, in_post_trainings
from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.credits.applications import Application
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import Ledger, ledger_of
from projections.credits.hours import HoursOfCycle
from projections.credits.steps import Finding
from projections.credits.waking import wakes_on
from projections.facts.fact import SetAside
from projections.reports.cadres import eligibility_of, hours_now
from replay.history.cadre_findings import findings_of_rows
from replay.history.change import WHOLE, Key, Kind, Parts, Value
from replay.history.moments import Folded

Item = tuple[Key, Value]
"""A member of a state."""


def state_of(dossier: Dossier) -> Folded[Parts]:
    """All numbers of a cadre on a day, folded from all of his facts: his balances and cycles, his
    hours, the lines they are made of, what is amiss in these, and what he may become."""
    return state_by(dossier, ledger_of(dossier))


def state_by(dossier: Dossier, ledger: Ledger) -> Folded[Parts]:
    """The same, of a cadre whose ledger is folded already."""
    today = dossier.case.as_of.today
    hours = hours_now(dossier)
    trainings = in_post_trainings(dossier)
    state = dict(
        (
            *(item for one in ledger.balances for item in balance_items(one)),
            *(item for one in ledger.cycles for item in cycle_items(one)),
            *(item for one in hours.cycles for item in hours_items(one)),
            *(item for one in ledger.entries for item in line_items(one)),
            *application_items(ledger.applications),
            *finding_items(ledger.findings),
            *row_finding_items(dossier, ledger.entries),
            *aside_items(ledger.set_aside),
            *promotion_items(eligibility_of(dossier, today)),
            *in_post_items(trainings),
        )
    )
    return Folded(
        state={WHOLE: state}, wakes_on=first_after(today, wakes_on(dossier, ()), *dues(trainings))
    )


def balance_items(one: Balance) -> Iterator[Item]:
    """The members of an annual balance."""
    for member in ("state", "earned", "carried_in", "counted", "carried_out", "missing", "grade"):
        yield Key(Kind.BALANCE, str(one.year), one.year, member), getattr(one, member)


def cycle_items(one: CycleTotal) -> Iterator[Item]:
    """The members of the total of a cycle."""
    for member in ("state", "total", "missing", "grade"):
        yield Key(Kind.CYCLE, one.cycle, None, member), getattr(one, member)


def hours_items(one: HoursOfCycle) -> Iterator[Item]:
    """The members of the hours of a cycle."""
    for member in ("hours", "target", "met", "short_by"):
        yield Key(Kind.HOURS, one.cycle, None, member), getattr(one, member)


def line_items(one: Entry) -> Iterator[Item]:
    """The members of a line."""
    reason = None if one.reason is None else one.reason.value
    members = ("credits", one.credits), ("counted", one.counted), ("reason", reason)
    for member, value in (*members, ("category", one.category), ("rule", one.rule)):
        yield Key(Kind.LINE, str(one.statement_id), one.year, member), value


def application_items(found: Iterable[Application]) -> Iterator[Item]:
    """Where each application stands."""
    for one in found:
        yield Key(Kind.APPLICATION, str(one.statement_id), None, "state"), one.state


def finding_items(found: Iterable[Finding]) -> Iterator[Item]:
    """That each finding is there."""
    for one in found:
        yield Key(Kind.FINDING, str(one.statement_id), None, one.code.value), True


def row_finding_items(dossier: Dossier, lines: Collection[Entry]) -> Iterator[Item]:
    """That each finding on lines, levels and units is there."""
    yield from ((key, True) for key in findings_of_rows(dossier, lines))


def aside_items(found: Iterable[SetAside]) -> Iterator[Item]:
    """That each statement is set aside."""
    for one in found:
        yield Key(Kind.SET_ASIDE, str(one.statement_id), None, one.code.value), True


def promotion_items(found: Eligibility | None) -> Iterator[Item]:
    """Whether he may become a candidate, and why not; nothing where nobody asks."""
    if found is not None:
        reason = None if found.reason is None else found.reason.value
        yield Key(Kind.PROMOTION, "eligibility", None, "eligible"), found.eligible
        yield Key(Kind.PROMOTION, "eligibility", None, "reason"), reason


def in_post_items(found: Iterable[InPostTraining]) -> Iterator[Item]:
    """Where the training for each post stands."""
    for one in found:
        yield Key(Kind.IN_POST, f"{one.post} {one.appointed}", None, "state"), one.state


def dues(found: Iterable[InPostTraining]) -> list[date]:
    """The days from which on trainings for posts are overdue."""
    return [day_after(one.due) for one in found if one.state == PENDING]


def first_after(today: date, *days: date | None) -> date | None:
    """The first of some days that lies after today; None where none does."""
    return min((day for day in days if day is not None and day > today), default=None)
