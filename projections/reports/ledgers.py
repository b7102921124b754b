"""The answers as JSON-ready data with exact decimal strings: what people and programs are given."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from projections.answers.basis import Basis
from projections.case.case import Entry
from projections.case.sifting import Watch
from projections.compliance.unit_compliance import UnitCompliance
from projections.credits.applications import PENDING, Application
from projections.credits.credit_ledger import Credits, Ledger
from projections.credits.handbook import Handbook
from projections.credits.handling import Finding
from projections.credits.targets import Standing
from projections.exact import ZERO, jsonable, plain
from projections.policy.succession import Succession
from projections.reasons import AMISS, ASIDE, SENTENCES, Amiss
from projections.reports.paging import page
from projections.reports.telling import told

Report = dict[str, Any]


def basis_of(basis: Basis) -> Report:
    """What every answer says of itself: the position it rests on, the day and the policy."""
    return {
        "position": basis.position,
        "today": basis.today.isoformat(),
        "policy": {
            "id": basis.policies.tenure(basis.today).policy.id,
            "digest": basis.policies.digest,
            "succession": [
                {
                    "id": one.policy.id,
                    "effective": one.since.isoformat(),
                    "digest": one.policy.digest,
                    "position": one.position,
                }
                for one in basis.policies.tenures
            ],
        },
    }


def set_aside(watch: Watch) -> Report:
    """What was set aside while a question was answered: the answer is incomplete then. Nothing
    where all could be judged."""
    if not watch.found:
        return {}
    found = [
        {
            "cadre": person,
            "statement_id": str(fact.statement_id),
            "position": position,
            "reason": {"code": fact.code.value, **ASIDE[fact.code]},
        }
        for position, (person, fact) in sorted(watch.found.items())
    ]
    return {"incomplete": True, "set_aside": found}


def balances(ledger: Credits, basis: Basis) -> Report:
    """A cadre's annual balances by year and totals by cycle."""
    return {
        "cadre": ledger.person,
        **basis_of(basis),
        "annual": {str(one.year): _without(one, "year") for one in ledger.balances},
        "cycles": {one.cycle: _without(one, "cycle") for one in ledger.cycles},
        **targets(ledger.standings, basis.policies),
    }


def targets(found: Sequence[Standing], policies: Succession) -> Report:
    """How a cadre stands against each target, by period and name; nothing without targets."""
    if not policies.states("targets"):
        return {}
    periods: dict[str, Report] = {}
    for one in found:
        periods.setdefault(one.period, {})[one.target] = {**jsonable(one), "grade": one.grade}
    account = policies.of_day(date.max).account
    return {"unit_of_account": account, "targets": periods}


def ledger(found: Ledger, basis: Basis) -> Report:
    """A cadre's ledger: its lines with their evidence, what is amiss in how they were handled, and
    the applications. A zero and a finding have their reason in two languages."""
    return {
        "cadre": found.person,
        **basis_of(basis),
        "entries": [_entry(entry) for entry in found.entries],
        "findings": [_finding(finding) for finding in found.findings],
        "applications": jsonable(found.applications),
    }


def handbook(found: Handbook, basis: Basis) -> Report:
    """A cadre's credit handbook, page by page (A3-13)."""
    return {**basis_of(basis), **jsonable(found)}


def queue(unit: str, ledgers: Iterable[Ledger], basis: Basis) -> Report:
    """The applications of a unit's cadres: pending ones first, the oldest before the younger."""
    found = [
        (application, ledger.person) for ledger in ledgers for application in ledger.applications
    ]
    found.sort(key=lambda one: (one[0].state != PENDING, one[0].applied_on, one[0].position))
    pending = sum(application.state == PENDING for application, _ in found)
    return {
        "unit": unit,
        **basis_of(basis),
        "pending": pending,
        "applications": [{"cadre": person, **jsonable(one)} for one, person in found],
    }


def page_of_queue(whole: Report, *, after: str, limit: int) -> Report:
    """A page of the applications of a queue; all else is as in the whole."""
    some, following = page(whole["applications"], _place, after=after, limit=limit)
    return {**whole, "applications": some, "next": following}


def _place(application: Report) -> str:
    """The place of an application in its queue, as a text that sorts as the queue does."""
    turn = "1" if application["state"] == PENDING else "2"
    return f"{turn} {application['applied_on']} {application['position']:020}"


def zero_reasons(entries: Sequence[Entry]) -> dict[str, str]:
    """The reason of each statement that earned nothing, by statement id."""
    return {str(entry.statement_id): entry.reason.value for entry in entries if entry.reason}


def cuts(entries: Sequence[Entry]) -> dict[str, str]:
    """What caps took of each statement, by statement id."""
    found: dict[str, Decimal] = {}
    for entry in entries:
        if entry.cuts:
            key = str(entry.statement_id)
            found[key] = found.get(key, ZERO) + entry.cut
    return {statement: plain(amount) for statement, amount in found.items()}


def registration_findings(found: Sequence[Finding]) -> dict[str, str]:
    """What is amiss about who registered or approved, by the id of that statement."""
    return {
        str(one.statement_id): one.code.value
        for one in found
        if one.code in (Amiss.WRONG_REGISTRAR, Amiss.MISSING_CERTIFICATE, Amiss.SELF_APPROVED)
    }


def findings_by_statement(found: Sequence[Finding]) -> dict[str, list[str]]:
    """The codes of all findings about each statement, sorted."""
    codes: dict[str, list[str]] = {}
    for one in found:
        codes.setdefault(str(one.statement_id), []).append(one.code.value)
    return {statement: sorted(found) for statement, found in codes.items()}


def late_registrations(found: Sequence[Finding]) -> dict[str, int]:
    """By how many days after the act or its approval each late registration came."""
    return {
        str(one.statement_id): one.days
        for one in found
        if one.code is Amiss.LATE_REGISTRATION and one.days is not None
    }


def application_states(found: Sequence[Application]) -> Report:
    """State and age in days of each application, by the id of the act."""
    return {str(one.statement_id): {"state": one.state, "age_days": one.age_days} for one in found}


def unit(found: UnitCompliance, basis: Basis) -> Report:
    """A unit's standing in a year, and each member's; with who answers for it."""
    report = {**basis_of(basis), **told(found), **responsible(found.unit, basis)}
    tests = ("mean_test", "coverage_test")
    return {name: item for name, item in report.items() if name not in tests or item is not None}


def responsible(name: str, basis: Basis) -> Report:
    """The persons who answer for a unit, on every report about it (A2-6(2))."""
    found = basis.reference.units.registration(name, basis.as_of)
    return {
        "first_responsible": found.first_responsible if found else None,
        "direct_responsible": found.direct_responsible if found else None,
    }


def _entry(entry: Entry) -> Report:
    reason = entry.reason
    return {
        **_without(entry, "reason"),
        "reason": reason and {"code": reason.value, **SENTENCES[reason]},
    }


def _finding(finding: Finding) -> Report:
    return {**jsonable(finding), "code": finding.code.value, **AMISS[finding.code]}


def _without(value: Any, name: str) -> Report:
    data: Report = jsonable(value)
    return {key: item for key, item in data.items() if key != name}
