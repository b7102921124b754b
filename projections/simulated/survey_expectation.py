"""What is published of the surveys of a simulated city, counted without the rules (A1-5, as the
default policy settles it)."""

from collections import Counter, defaultdict
from typing import Final

from projections.simulated.city import City, log_of
from projections.simulated.statements import OfficeStatement

FEWEST: Final = 5
"""Answers that may be told of; fewer are withheld."""

Published = dict[str, dict[str, dict[str, int | None]]]
"""Counts by survey, question and choice, None where withheld."""


def expected_surveys(city: City) -> Published:
    """What is published; `class_life` has to be on."""
    told = [dict(act.fact) for act, _ in log_of(city) if isinstance(act, OfficeStatement)]
    closed = {one["survey"] for one in told if one["fact"] == "survey.closed"}
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in told:
        if one["fact"] == "survey.answered" and one["survey"] in closed:
            counts[one["survey"]][one["question"]][one["choice"]] += 1
    return {
        survey: {question: _published(found) for question, found in questions.items()}
        for survey, questions in counts.items()
    }


def _published(found: Counter[str]) -> dict[str, int | None]:
    return {choice: count if count >= FEWEST else None for choice, count in found.items()}
