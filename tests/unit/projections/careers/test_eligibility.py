"""Who may become a candidate: only who was assessed and found qualified, year after year (R55)."""

from datetime import date

import pytest

from projections.careers.eligibility import eligibility, years_to_show
from projections.policy.succession import succession_of
from projections.verdicts import Verdict
from tests.unit.projections.cities import city, item, rate
from tests.unit.projections.history import History

CITY = city(
    {
        "items.class": item(worth=rate("days")),
        "targets.a": {"of": ["required"], "window": "year", "least": {"chief": 10}},
        "promotion.consecutive_years": 2,
        "promotion.any_two_in_cycle": False,
    }
)


@pytest.mark.parametrize(
    ("level", "days", "grade", "eligible"),
    [
        ("chief", "10", "qualified", True),
        ("chief", "9", "unqualified", False),
        ("clerk", "10", "ungraded", False),
    ],
)
def test_a_year_that_no_target_binds_is_not_a_qualified_one(
    level: str, days: str, grade: str, eligible: bool
) -> None:
    history, reference = History(), date(2012, 6, 1)
    history.record("unit.assigned", "u", unit="A", level=level, occurred="2009-01-01")
    for year in (2010, 2011):
        history.attended(f"k{year}", f"K{year}", f"{year}-03-20", days)
    ledger = history.ledger(policy=CITY, years=years_to_show(reference, succession_of(CITY)))
    found = eligibility(ledger, reference, succession_of(CITY))
    assert found is not None
    assert (found.grades, found.eligible) == ({2010: grade, 2011: grade}, eligible)
    assert found.reason is (None if eligible else Verdict.YEARS_NOT_QUALIFIED)
