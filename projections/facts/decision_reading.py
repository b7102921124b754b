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
    VoidWithdrawn,
)
from projections.facts.statement_data import Base, Fields, Reader, target_of, text
from projections.words import vocabulary as v
from projections.words.statement import Statement

_DECIDED = Fields({"reason": text}, documents=("evidence",))
_BY_OFFICE = Fields({"reason": text, "role": text, "unit": text}, documents=("evidence",))


def _decision(kind: type[Decision], fields: Fields = _DECIDED) -> Reader:
    def read(statement: Statement, base: Base) -> Fact | None:
        target = target_of(statement)
        return kind(*base, target=target, **fields.of(statement)) if target else None

    return read


READERS: Final[Mapping[str, Reader]] = {
    v.VOIDED: _decision(ActVoided),
    v.REINSTATED: _decision(VoidWithdrawn),
    v.APPLIED: _decision(CreditApplied),
    v.APPROVED: _decision(CreditApproved),
    v.REJECTED: _decision(CreditRejected),
    v.ASSESSED: _decision(CreditAssessed, _BY_OFFICE),
    v.REGISTERED_CREDIT: _decision(CreditRegistered, _BY_OFFICE),
}
