"""The surveys of a simulated city, without names."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE, statement_id
from projections.simulated.statements import OfficeStatement

_CHOICES: Final = ("law", "economy", "culture", "crisis")


def surveys_of(rng: Random, year: int, *, salt: str) -> Iterator[OfficeStatement]:
    """A census: opened in spring, collected in summer, and then stated at once: the answers in the
    order of their bytes and with one timestamp, the closing last."""
    survey = f"n{year}"
    opened = date(year, 4, rng.randint(1, 28))
    yield _told(rng, opened, "survey.opened", survey=survey, kind="census")
    stated = datetime.combine(opened + timedelta(days=90), time(10), POLICY_ZONE)
    answers = [
        {"question": question, "choice": rng.choices(_CHOICES, (9, 6, 2, 1))[0]}
        for question in ("content", "method")
        for _ in range(rng.randint(12, 40))
    ]
    names = [f"{survey} answer {number}" for number in range(len(answers))]
    names.sort(key=lambda name: str(statement_id(name, salt=salt)))
    facts: list[tuple[str, dict[str, Any]]] = [
        (name, {"fact": "survey.answered", **answer})
        for name, answer in zip(names, answers, strict=True)
    ]
    facts.append((f"{survey} closed", {"fact": "survey.closed"}))
    for number, (name, fact) in enumerate(facts):
        yield OfficeStatement(
            id=name,
            stored=stated + timedelta(seconds=5, milliseconds=number),
            fact={**fact, "survey": survey, "occurred_at": stated},
        )


def _told(rng: Random, day: date, fact: str, **data: Any) -> OfficeStatement:
    stored = datetime.combine(day + timedelta(days=rng.randint(1, 9)), time(9), POLICY_ZONE)
    stored += timedelta(microseconds=rng.randrange(10**10))
    told = {"fact": fact, **data, "occurred": day}
    return OfficeStatement(id=f"{fact} {stored.isoformat()}", stored=stored, fact=told)
