"""Reads statements about credit years into facts."""

from collections.abc import Mapping
from typing import Any, Final

from projections.facts.fact import Fact
from projections.facts.statement_data import Base, Data, Reader, is_activity
from projections.facts.year_facts import (
    CircularIssued,
    CorrigendumIssued,
    Evaluated,
    Inspected,
    PlanReported,
    ResultReported,
    SelfInspected,
    YearDecision,
    YearFact,
    YearPublished,
    YearReopened,
)
from projections.profile import vocabulary as v
from projections.profile.statement import Statement


def _of_unit(kind: type[YearFact]) -> Reader:
    """A fact about a unit and a year: the object is the unit."""

    def read(statement: Statement, data: Data, base: Base) -> Fact | None:
        if not is_activity(statement, v.UNIT, v.UNITS):
            return None
        unit, year = v.unit_id(statement.object.id), data.year("year")
        return kind(unit=unit, year=year, unreadable=data.unreadable, **base)

    return read


def _of_year(kind: type[YearDecision]) -> Reader:
    """A decision about a year: the object is the year, a unit stands in the data."""

    def read(statement: Statement, data: Data, base: Base) -> Fact | None:
        if not is_activity(statement, v.YEAR, v.YEARS):
            return None
        lists = data.raw("lists")
        values: dict[str, Any] = {
            "unit": data.text("unit"),
            "year": data.year("year"),
            "known_at": data.text("known_at"),
            "number": data.text("number"),
            "reason": data.text("reason"),
            "lists": lists if isinstance(lists, Mapping) else {},
        }
        return kind(unreadable=data.unreadable, **values, **base)

    return read


READERS: Final[Mapping[str, Reader]] = {
    v.REPORTED_RESULT: _of_unit(ResultReported),
    v.REPORTED_PLAN: _of_unit(PlanReported),
    v.SELF_INSPECTED: _of_unit(SelfInspected),
    v.INSPECTED: _of_unit(Inspected),
    v.EVALUATED_UNIT: _of_unit(Evaluated),
    v.PUBLISHED_YEAR: _of_year(YearPublished),
    v.REOPENED_YEAR: _of_year(YearReopened),
    v.ISSUED_CIRCULAR: _of_year(CircularIssued),
    v.ISSUED_CORRIGENDUM: _of_year(CorrigendumIssued),
}
