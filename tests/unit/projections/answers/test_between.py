"""Which facts can matter to a credit year: those that a comparison of two days has to look at."""

from datetime import date
from typing import Any

import pytest

from projections.answers.basis import Basis
from projections.answers.between import reaches
from projections.case.reference import Reference
from projections.facts.fact import Fact
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI, History

IN_DECEMBER = {"end": "2010-12-31"}
ACROSS = {"start": "2010-12-28", "end": "2011-01-03"}


def attended(**days: str) -> Fact:
    return History().record("class.completed", "k", **{"class": "K"}, scheduled_days="5", **days)


def passed(occurred: str) -> Fact:
    return History().passed("p", "o", occurred)


def basis(**overrides: Any) -> Basis:
    policies = succession_of(BAOJI.with_overrides(overrides))
    return Basis(position=9, today=date(2012, 12, 31), policies=policies, reference=Reference())


@pytest.mark.parametrize(
    ("fact", "reached"),
    [
        (passed("2010-12-31"), True),
        (passed("2011-01-01"), False),
        (passed("2009-05-05"), True),  # it may have used up a course
        (attended(**IN_DECEMBER), True),
        (attended(**ACROSS), False),
        (History().record("degree.admitted", "d", programme="m", occurred="2011-05-05"), True),
        (History().record("credit.approved", "a", target="x", occurred="2011-05-05"), True),
    ],
)
def test_a_course_or_class_of_a_later_year_reaches_no_year_before(
    fact: Fact, *, reached: bool
) -> None:
    assert reaches(fact, 2010, basis()) is reached


@pytest.mark.parametrize(
    "parameters",
    [{"basic.off_job.year_of": "start_date"}, {"late_registration": "registration_year"}],
)
def test_where_acts_count_in_other_years_than_their_own_all_of_them_reach(
    parameters: dict[str, str],
) -> None:
    assert reaches(attended(**ACROSS), 2010, basis(**parameters))


def test_what_is_no_fact_of_ours_reaches_nothing() -> None:
    unknown = History().receive(
        {
            "id": "3f2b6c1e-0000-4000-8000-000000000001",
            "actor": {"mbox": "mailto:a@b.c"},
            "verb": {"id": "http://example.com/did"},
            "object": {"id": "http://example.com/o"},
        }
    )
    assert not reaches(unknown, 2010, basis())
