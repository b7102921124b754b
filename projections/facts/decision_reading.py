"""Reads the decisions on other statements: voids, applications, approvals, registrations."""

from collections.abc import Mapping
from typing import Final

from projections.facts.fact import (
    ActVoided,
    CreditApplied,
    CreditApproved,
    CreditAssessed,
    CreditRegistered,
    CreditRejected,
    Decision,
    Fact,
    HandledByOffice,
    VoidWithdrawn,
)
from projections.facts.statement_data import Base, Data, Reader, target_of
from projections.profile import vocabulary as v
from projections.profile.statement import Statement


def _decision(kind: type[Decision]) -> Reader:
    def read(statement: Statement, data: Data, base: Base) -> Fact | None:
        target = target_of(statement)
        if target is None:
            return None
        reason, documents = data.text("reason"), data.documents("evidence")
        return kind(
            target=target, reason=reason, documents=documents, unreadable=data.unreadable, **base
        )

    return read


def _by_office(kind: type[HandledByOffice]) -> Reader:
    def read(statement: Statement, data: Data, base: Base) -> Fact | None:
        target = target_of(statement)
        if target is None:
            return None
        return kind(
            target=target,
            reason=data.text("reason"),
            documents=data.documents("evidence"),
            role=data.text("role"),
            unit=data.text("unit"),
            unreadable=data.unreadable,
            **base,
        )

    return read


READERS: Final[Mapping[str, Reader]] = {
    v.VOIDED: _decision(ActVoided),
    v.REINSTATED: _decision(VoidWithdrawn),
    v.APPLIED: _decision(CreditApplied),
    v.APPROVED: _decision(CreditApproved),
    v.REJECTED: _decision(CreditRejected),
    v.ASSESSED: _by_office(CreditAssessed),
    v.REGISTERED_CREDIT: _by_office(CreditRegistered),
}
