"""Reads statements about credit years into facts."""

from collections.abc import Mapping
from typing import Any, Final

from projections.exact import amount
from projections.facts.fact import Fact
from projections.facts.statement_data import Base, Fields, Reader, is_activity, moment, text, year
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
from projections.words import vocabulary as v
from projections.words.statement import Statement


def _lists(raw: Any) -> Mapping[str, Any] | None:
    """What a circular lists by name, as its office wrote it: texts and plain numbers, in lists and
    maps. None where anything else stands there, such as a number with an exponent."""
    return raw if isinstance(raw, Mapping) and _is_plain(raw) else None


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool) or amount(value) is not None


_REPORTED = Fields({"year": year})
_DECIDED = Fields(
    {
        "unit": text,
        "year": year,
        "known_at": moment,
        "number": text,
        "reason": text,
        "lists": _lists,
    }
)


def _of_unit(kind: type[YearFact]) -> Reader:
    """A fact about a unit and a year: the object is the unit."""

    def read(statement: Statement, base: Base) -> Fact | None:
        if not is_activity(statement, v.UNIT, v.UNITS):
            return None
        unit = v.unit_id(statement.object.id)
        return kind(*base, unit=unit, **_REPORTED.of(statement))

    return read


def _of_year(kind: type[YearDecision]) -> Reader:
    """A decision about a year: the object is the year, a unit stands in the data."""

    def read(statement: Statement, base: Base) -> Fact | None:
        if not is_activity(statement, v.YEAR, v.YEARS):
            return None
        said = _DECIDED.of(statement)
        if not isinstance(said["lists"], Mapping):
            said["lists"] = {}
        return kind(*base, **said)

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
