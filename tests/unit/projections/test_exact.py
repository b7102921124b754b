"""Amounts are read exactly or not at all, and written in one plain form."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from projections.exact import amount, jsonable, plain
from projections.reasons import SENTENCES, Reason
from projections.reports.telling import told


@pytest.mark.parametrize(
    ("value", "expected"),
    [("3.5", "3.5"), ("0", "0"), ("007", "7"), (5, "5"), (Decimal("0.10"), "0.1")],
)
def test_plain_decimals_are_amounts(value: object, expected: str) -> None:
    read = amount(value)
    assert read is not None
    assert plain(read) == expected


@pytest.mark.parametrize(
    "value",
    [
        *("", "abc", "-1", "+1", "1e3", "NaN", "Infinity", " 5", "5 ", "1,5", "٣", ".5", "5."),
        *("1" * 10, "0.1234567", True, False, None, 3.5, -1, Decimal("1E+5"), [], {}),
    ],
)
def test_anything_else_is_none(value: object) -> None:
    assert amount(value) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1E+2", "100"),
        ("62.50", "62.5"),
        ("0.00", "0"),
        ("-0", "0"),
        ("100", "100"),
        ("1E-3", "0.001"),
    ],
)
def test_plain_has_no_exponent_and_no_trailing_zeros(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(st.decimals(min_value=0, max_value=999_999_999, places=6))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert amount(plain(value)) == value


class _Part(Struct, frozen=True, kw_only=True):
    reason: Reason | None
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    credits: Decimal
    days: tuple[date, ...]
    by: dict[str, Decimal]
    at: datetime
    id: UUID
    parts: tuple[_Part, ...]
    none: None = None


def test_results_become_json_ready_data() -> None:
    result = _Result(
        credits=Decimal("17.50"),
        days=(date(2010, 1, 2),),
        by={"basic": Decimal(5)},
        at=datetime(2010, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        id=UUID(int=1),
        parts=(_Part(reason=Reason.VOIDED, counts=False),),
    )
    assert jsonable(result) == {
        "credits": "17.5",
        "days": ["2010-01-02"],
        "by": {"basic": "5"},
        "at": "2010-01-02T03:04:05.000006Z",
        "id": "00000000-0000-0000-0000-000000000001",
        "parts": [{"reason": "voided", "counts": False}],
        "none": None,
    }


def test_a_float_never_leaves() -> None:
    with pytest.raises(TypeError, match=r"0\.5"):
        jsonable({"credits": 0.5})


def test_a_judgement_is_told_with_the_sentences_of_its_reasons() -> None:
    part = _Part(reason=Reason.VOIDED, counts=False)
    reason = {"code": "voided", **SENTENCES[Reason.VOIDED]}
    assert told([part]) == [{"reason": reason, "counts": False}]


def test_an_instant_has_four_digits_of_its_year_and_six_decimals() -> None:
    assert jsonable(datetime(999, 1, 2, tzinfo=UTC)) == "0999-01-02T00:00:00.000000Z"
