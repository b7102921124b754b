"""What the institutions of a simulated city must come to, counted without the rules (A1-5, M4-4,
M4-6, as the default policy settles it)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from projections.simulated.city import City, log_of
from projections.simulated.statements import Told

DAYS: Final = 7
"""Days in a year for which a full-time teacher is trained (M4-6)."""

FEWEST: Final = 5
"""Answers that may be told of; fewer are withheld."""

_HIGHER: Final = frozenset({"enterprise", "institution_other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOfInstitutions:
    """`teachers`: days and whether these are enough, by year and full-time teacher. `funds`: what
    was asked for and whether it was set aside, by year and unit. `published`: counts by survey,
    question and choice, None where withheld."""

    teachers: dict[tuple[int, str], tuple[Decimal, bool]]
    funds: dict[tuple[int, str], tuple[Decimal, bool]]
    published: dict[str, dict[str, dict[str, int | None]]]


def expected_of_institutions(city: City) -> ExpectedOfInstitutions:
    """What they come to; `class_life` has to be on."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for act, _ in log_of(city):
        if isinstance(act, Told):
            told[act.fact["fact"]].append(dict(act.fact))
    years = range(city.first_year, city.first_year + city.years)
    full_time = [one["teacher"] for one in told["teacher.pooled"] if one["kind"] == "full_time"]
    days: Counter[tuple[int, str]] = Counter()
    for one in told["teacher.trained"]:
        days[one["occurred"].year, one["teacher"]] += Decimal(one["days"])  # type: ignore[assignment]
    trained = {(year, one): Decimal(days[year, one]) for year in years for one in full_time}
    kinds = {one["unit"]: one["kind"] for one in told["unit.registered"]}
    funds = {}
    for one in told["budget.recorded"]:
        rate = Decimal("0.025") if kinds[one["unit"]] in _HIGHER else Decimal("0.015")
        asked = Decimal(one["payroll"]) * rate
        funds[one["year"], one["unit"]] = asked, Decimal(one["amount"]) >= asked
    closed = {one["survey"] for one in told["survey.closed"]}
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in told["survey.answered"]:
        if one["survey"] in closed:
            counts[one["survey"]][one["question"]][one["choice"]] += 1
    return ExpectedOfInstitutions(
        teachers={key: (found, found >= DAYS) for key, found in trained.items()},
        funds=funds,
        published={
            survey: {question: _published(found) for question, found in questions.items()}
            for survey, questions in counts.items()
        },
    )


def _published(found: Counter[str]) -> dict[str, int | None]:
    return {choice: count if count >= FEWEST else None for choice, count in found.items()}
