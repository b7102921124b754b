"""The parts on a cadre's credits: balances, targets, the reasons of zeros, what is amiss."""

from collections.abc import Mapping
from typing import Any, Final

from projections.reports import ledgers
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


def _balances(asked: Asked) -> Mapping[str, Any]:
    return ledgers.balances(asked.ledger, asked.basis)


def _cycle(asked: Asked, wanted: Any) -> Any:
    cycle = wanted["cycle"]
    return {"cycle": cycle, **_balances(asked)["cycles"][cycle]}


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
        take=lambda asked, _: _balances(asked).get("targets", {}),
    ),
    Part(
        key="zero_reasons",
        about=("cadre",),
        shape=Shape(each=Shape()),
        by_fact=True,
        take=lambda asked, _: ledgers.zero_reasons(asked.ledger.entries),
    ),
    Part(
        key="cuts",
        about=("cadre",),
        shape=_BY_FACT,
        by_fact=True,
        take=lambda asked, _: ledgers.cuts(asked.ledger.entries),
    ),
    Part(
        key="registration_findings",
        about=("cadre",),
        shape=_BY_FACT,
        by_fact=True,
        take=lambda asked, _: ledgers.registration_findings(asked.ledger.findings),
    ),
    Part(
        key="findings",
        about=("cadre",),
        shape=Shape(each=Shape(many=True), whole=True),
        by_fact=True,
        take=lambda asked, _: ledgers.findings_by_statement(asked.ledger.findings),
    ),
    Part(
        key="late_registrations",
        about=("cadre",),
        shape=_BY_FACT,
        by_fact=True,
        take=lambda asked, _: ledgers.late_registrations(asked.ledger.findings),
    ),
    Part(
        key="applications",
        about=("cadre",),
        shape=Shape(each=Shape(keys=values("state", "age_days")), whole=True),
        by_fact=True,
        take=lambda asked, _: ledgers.application_states(asked.ledger.applications),
    ),
)
