"""The parts on a cadre's credits: balances, targets, the reasons of zeros, what is amiss."""

from decimal import Decimal
from typing import Any, Final

from projections.amiss import Amiss
from projections.exact import jsonable
from projections.reports import ledgers
from projections.reports.telling import told_alone
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import Shape, values

_OPTIONAL: Final = Shape(optional=True)
_YEAR: Final = Shape(
    keys={
        "by_category": Shape(each=Shape(), whole=True, sparse=True),
        **values("state", "earned", "carried_in", "counted", "carried_out", "grade"),
    }
)
_TARGET: Final = Shape(
    keys={
        "short_shares": Shape(each=Shape(), whole=True, sparse=True),
        **values("level", "earned", "carried_in", "have", "least", "missing", "grade", "unit"),
        **dict.fromkeys(("measure", "days", "or_days", "months", "or_months"), _OPTIONAL),
        **dict.fromkeys(("due", "least_by_due", "missing_by_due"), _OPTIONAL),
        "part": Shape(many=True, ordered=True, optional=True),
    }
)
_BY_FACT: Final = Shape(each=Shape(), whole=True)


def _balances(asked: Asked) -> Any:
    return told_alone(ledgers.balances(asked.ledger, asked.basis))


def _ledger(asked: Asked) -> Any:
    return told_alone(ledgers.ledger(asked.ledger, asked.basis))


def _cycle(asked: Asked, wanted: Any) -> Any:
    return _balances(asked)["cycles"][wanted["cycle"]]


def _zero_reasons(asked: Asked, _: Any) -> Any:
    zeros = (one for one in _ledger(asked)["entries"] if one["reason"])
    return {one["statement_id"]: one["reason"]["code"] for one in zeros}


def _cuts(asked: Asked, _: Any) -> Any:
    """What caps took of each statement; a degree has a line for each of its years."""
    taken: dict[str, Decimal] = {}
    for line in _ledger(asked)["entries"]:
        for cut in line["cuts"]:
            key = line["statement_id"]
            taken[key] = taken.get(key, Decimal(0)) + Decimal(cut["credits"])
    return jsonable(taken)


def _registration_findings(asked: Asked, _: Any) -> Any:
    return {
        one["statement_id"]: one["code"]
        for one in _ledger(asked)["findings"]
        if one["code"] in (Amiss.WRONG_REGISTRAR, Amiss.MISSING_CERTIFICATE, Amiss.SELF_APPROVED)
    }


def _findings(asked: Asked, _: Any) -> Any:
    codes: dict[str, list[str]] = {}
    for one in _ledger(asked)["findings"]:
        codes.setdefault(one["statement_id"], []).append(one["code"])
    return codes


def _late_registrations(asked: Asked, _: Any) -> Any:
    return {
        one["statement_id"]: one["days"]
        for one in _ledger(asked)["findings"]
        if one["code"] == Amiss.LATE_REGISTRATION and one["days"] is not None
    }


def _applications(asked: Asked, _: Any) -> Any:
    return {
        one["statement_id"]: {"state": one["state"], "age_days": one["age_days"]}
        for one in _ledger(asked)["applications"]
    }


PARTS: Final = (
    Part(
        key="annual",
        about=("cadre",),
        shape=Shape(each=_YEAR),
        take=lambda asked, _: _balances(asked)["annual"],
    ),
    Part(
        key="cycle",
        about=("cadre",),
        shape=Shape(keys=values("cycle", "total", "grade")),
        take=_cycle,
    ),
    Part(
        key="targets",
        about=("cadre",),
        shape=Shape(each=Shape(each=_TARGET, whole=True)),
        take=lambda asked, _: _balances(asked)["targets"],
    ),
    Part(
        key="zero_reasons",
        about=("cadre",),
        shape=Shape(each=Shape()),
        by_fact=True,
        take=_zero_reasons,
    ),
    Part(
        key="cuts",
        about=("cadre",),
        shape=_BY_FACT,
        by_fact=True,
        take=_cuts,
    ),
    Part(
        key="registration_findings",
        about=("cadre",),
        shape=_BY_FACT,
        by_fact=True,
        take=_registration_findings,
    ),
    Part(
        key="findings",
        about=("cadre",),
        shape=Shape(each=Shape(many=True), whole=True),
        by_fact=True,
        take=_findings,
    ),
    Part(
        key="late_registrations",
        about=("cadre",),
        shape=_BY_FACT,
        by_fact=True,
        take=_late_registrations,
    ),
    Part(
        key="applications",
        about=("cadre",),
        shape=Shape(each=Shape(keys=values("state", "age_days")), whole=True),
        by_fact=True,
        take=_applications,
    ),
)
