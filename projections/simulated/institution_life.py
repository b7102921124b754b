"""What the training institutions of a simulated city do besides their classes: surveys without
names, teachers who are trained themselves, and the funds that units set aside."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from projections.profile.writing import POLICY_ZONE, statement_id
from projections.simulated.statements import Told, Unit

_CHOICES: Final = ("law", "economy", "culture", "crisis")
_KINDS: Final = ("agency", "institution_fully_funded", "institution_other", "enterprise")
_TEACHERS: Final = 6


def year_of_institutions(
    rng: Random, year: int, units: Sequence[Unit], *, first: bool, salt: str
) -> Iterator[Told]:
    """All that is told in a year; in the `first` one units are registered and teachers pooled."""
    if first:
        for unit in units:
            named = {"unit": unit.id, "name": {"zh-CN": unit.zh, "en": unit.en}}
            yield _told(rng, date(year, 1, 4), "unit.registered", kind=rng.choice(_KINDS), **named)
    for number in range(_TEACHERS):
        teacher = f"t{number + 1}"
        if first:
            kind = "full_time" if number < 4 else "invited"
            yield _told(rng, date(year, 1, 5), "teacher.pooled", teacher=teacher, kind=kind)
        for _ in range(rng.randint(0, 3)):
            day = date(year, rng.randint(2, 11), rng.randint(1, 28))
            days = rng.choice(("1", "2.5", "3", "4", "7"))
            yield _told(rng, day, "teacher.trained", teacher=teacher, days=days)
    for unit in units:
        payroll = 100_000 * rng.randint(3, 60)
        share = Decimal(rng.choice(("0.01", "0.015", "0.02", "0.025", "0.03")))
        amount = payroll * share - (Decimal("0.01") if rng.random() < 0.2 else 0)
        budget = {"unit": unit.id, "year": year, "payroll": str(payroll), "amount": str(amount)}
        yield _told(rng, date(year, 2, rng.randint(1, 28)), "budget.recorded", **budget)
    yield from _survey(rng, year, salt)


def _survey(rng: Random, year: int, salt: str) -> Iterator[Told]:
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
        yield Told(
            id=name,
            stored=stated + timedelta(seconds=5, milliseconds=number),
            fact={**fact, "survey": survey, "occurred_at": stated},
        )


def _told(rng: Random, day: date, fact: str, **data: Any) -> Told:
    stored = datetime.combine(day + timedelta(days=rng.randint(1, 9)), time(9), POLICY_ZONE)
    stored += timedelta(microseconds=rng.randrange(10**10))
    told = {"fact": fact, **data, "occurred": day}
    return Told(id=f"{fact} {stored.isoformat()}", stored=stored, fact=told)
