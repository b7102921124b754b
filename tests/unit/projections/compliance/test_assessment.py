"""The three steps of a unit's assessment, and means that tell of no single rating."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.event.credentials import OPERATOR
from projections.amiss import Amiss
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.case.reference import Reference
from projections.compliance.assessment import (
    CadreAssessment,
    UnitAssessment,
    cadre_assessment,
    unit_assessment,
)
from projections.facts.assessment_facts import PeerRated
from projections.facts.fact import Fact
from projections.facts.year_facts import AssessmentStep, Evaluated, Inspected, SelfInspected
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI

NOON = datetime(2010, 12, 28, 12, tzinfo=UTC)
AS_OF = AsOf(known=1000, today=date(2011, 12, 31), zone=UTC)


def base(
    position: int, at: datetime, cadre: str | None = None
) -> tuple[int, datetime, UUID, str, datetime, str | None]:
    return position, NOON, UUID(int=position), OPERATOR.key, at, cadre


def of_unit(*steps: tuple[type[AssessmentStep], int, str]) -> UnitAssessment:
    reference = Reference()
    for position, (kind, days, result) in enumerate(steps, 1):
        at = NOON + timedelta(days=days)
        reference.learn(kind(*base(position, at), unit="A", year=2010, result=result))
    return unit_assessment("A", 2010, reference, AS_OF)


@pytest.mark.parametrize(
    ("steps", "state", "result", "out_of_order"),
    [
        ([], "not_started", None, False),
        ([(SelfInspected, 0, "good")], "self_inspected", None, False),
        ([(SelfInspected, 1, "good"), (Inspected, 1, "good")], "inspected", None, False),
        ([(SelfInspected, 2, "good"), (Inspected, 1, "good")], "inspected", None, True),
        (
            [(Inspected, 1, "good"), (SelfInspected, 2, ""), (Inspected, 3, "")],
            "inspected",
            None,
            True,
        ),
        ([(SelfInspected, 0, "good"), (Evaluated, 1, "fair")], "evaluated", "fair", True),
        (
            [(SelfInspected, 0, ""), (Inspected, 1, ""), (Evaluated, 3, "b"), (Evaluated, 2, "a")],
            "evaluated",
            "b",
            False,
        ),
    ],
)
def test_the_furthest_step_and_the_latest_result(
    steps: list[tuple[type[AssessmentStep], int, str]],
    state: str,
    result: str | None,
    out_of_order: bool,
) -> None:
    found = of_unit(*steps)
    assert (found.state, found.result, found.out_of_order) == (state, result, out_of_order)


def rated(
    *ratings: int,
    apart: bool = False,
    survey: str | None = None,
    closed: dict[str, int] | None = None,
    least: int | None = 5,
) -> CadreAssessment:
    facts: Iterable[Fact] = [
        PeerRated(
            *base(n, NOON + timedelta(minutes=n if apart else 0), "c1"),
            year=2010,
            rating=rating,
            survey=survey,
        )
        for n, rating in enumerate(ratings, 1)
    ]
    dossier = open_dossier(Reference(), "c1", facts, succession_of(BAOJI), AS_OF)
    return cadre_assessment(dossier, 2010, "A", closed=closed or {}, least=least)


@pytest.mark.parametrize(
    ("ratings", "mean"),
    [
        ([5, 4, 4, 5, 3, 4], "4.17"),
        ([1, 1, 1, 1], None),
        ([2, 2, 2, 2, 3], "2.20"),
        ([1] * 7 + [2], "1.12"),  # 1.125: half to even
        ([1] * 5 + [2] * 3, "1.38"),  # 1.375: half to even
    ],
)
def test_a_mean_has_two_decimals_half_to_even(ratings: list[int], mean: str | None) -> None:
    found = rated(*ratings)
    assert found.ratings == len(ratings)
    assert found.mean == (None if mean is None else Decimal(mean))


@given(st.lists(st.integers(min_value=1, max_value=5), min_size=5))
def test_a_mean_is_the_nearest_hundredth(ratings: list[int]) -> None:
    mean = rated(*ratings).mean
    assert mean is not None
    exact = Fraction(sum(ratings), len(ratings))
    assert abs(Fraction(mean) - exact) <= Fraction(1, 200)


def test_a_policy_that_does_not_say_how_many_make_a_mean_has_none() -> None:
    assert rated(5, 5, 5, 5, 5, least=None).mean is None
    assert rated(least=0).mean is None


def test_ratings_of_a_collection_count_once_it_is_closed_and_those_before_it_alone() -> None:
    assert rated(5, 5, 5, 5, 5, survey="P").ratings == 0
    closed = rated(5, 5, 5, 5, 5, 1, survey="P", closed={"P": 6})
    assert (closed.ratings, closed.mean) == (5, Decimal(5))
    late = rated(5, 5, 5, 5, 5, 1, survey="P", closed={"P": 5})
    assert (late.ratings, late.amiss) == (4, (Amiss.ANSWERED_LATE,))


def test_timestamps_that_tell_ratings_apart_are_found() -> None:
    assert rated(5, 4, apart=True).amiss == (Amiss.ANSWERS_TOLD_APART,)
    assert rated(5, 4).amiss == ()
