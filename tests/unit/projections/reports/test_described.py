"""From the type of an answer follow its JSON, its description and the columns of its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

import pytest
from msgspec import UNSET, Struct, UnsetType

from projections.reasons import Reason
from projections.reports.columns import columns
from projections.reports.described import about, members_of
from projections.reports.schema import SchemaError, Schemas
from projections.reports.telling import told


class State(StrEnum):
    """How far it is."""

    OPEN = "open"
    DONE = "done"


class Part(Struct, frozen=True, kw_only=True):
    """A part of it.

    What stands behind the first paragraph is for who reads the code.
    """

    unit: str
    amount: Decimal
    """How much,
    in credits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All of it."""

    cadre: str
    day: date
    """The day."""
    at: datetime
    """The instant."""
    share: Fraction
    """The share."""
    state: State
    """The state."""
    kind: Literal["a", "b"]
    """The kind."""
    reason: Reason | None
    part: Part
    """The part."""
    parts: tuple[Part, ...]
    """The parts."""
    by_unit: Mapping[str, Decimal]
    """By unit, in credits."""
    pair: tuple[int, Decimal]
    """The two."""
    evidence: tuple[UUID, ...]
    other: int | UnsetType = UNSET
    """Left out where nobody asked."""


ID = UUID(int=7)
WHOLE = Whole(
    cadre="c1",
    day=date(2010, 3, 1),
    at=datetime(2010, 3, 1, tzinfo=UTC),
    share=Fraction(1, 3),
    state=State.DONE,
    kind="a",
    reason=Reason.VOIDED,
    part=Part(unit="A", amount=Decimal("12.50")),
    parts=(Part(unit="B", amount=Decimal(0)),),
    by_unit={"A": Decimal("1.10")},
    pair=(1, Decimal("2.0")),
    evidence=(ID,),
)


def test_the_text_below_a_member_says_what_it_means() -> None:
    texts = {one.name: one.text for one in members_of(Whole)}
    assert texts["day"] == "The day."
    assert texts["cadre"] == "the cadre's id in the register"
    assert {one.name: one.text for one in members_of(Part)}["amount"] == "How much, in credits."
    assert about(Part) == "A part of it."


def test_an_answer_is_told_exactly() -> None:
    found = told(WHOLE)
    assert found["part"] == {"unit": "A", "unit_name": None, "amount": "12.5"}
    assert found["at"] == "2010-03-01T00:00:00.000000Z"
    assert (found["share"], found["state"], found["pair"]) == ("1/3", "done", [1, "2"])
    assert found["reason"]["code"] == "voided"
    assert found["reason"].keys() == {"code", "zh", "en"}
    assert "other" not in found


def test_what_is_told_is_what_the_description_says() -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    schemas = Schemas(place="#/$defs/")
    schema = {**schemas.of(Whole), "$defs": schemas.components}
    jsonschema_rs.validate(schema, told(WHOLE))
    for name, wrong in (("day", 5), ("state", "late"), ("kind", "c"), ("pair", ["1"])):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(schema, {**told(WHOLE), name: wrong})
    assert schemas.components["Whole"]["required"] == [
        one.name for one in members_of(Whole) if one.name != "other"
    ]


def test_a_column_stands_for_each_member_of_a_row() -> None:
    found = {column.name: column.kind for column in columns(Whole)}
    assert list(found)[:3] == ["cadre", "name", "day"]
    assert found["cadre"] == found["evidence"] == found["part.unit"] == "id"
    assert found["by_unit"] == "map"
    assert {"reason.code", "reason.zh", "reason.en", "part.amount", "parts"} <= found.keys()
    assert "reason" not in found


def _named_whole() -> type:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Whole:
        """Another one of this name."""

        cadre: str

    return Whole


@pytest.mark.parametrize("hint", [set[str], Iterable[str], dict, float])
def test_a_type_that_no_answer_can_have_is_refused(hint: Any) -> None:
    with pytest.raises(SchemaError):
        Schemas().of(hint)


def test_two_records_of_one_name_are_refused() -> None:
    schemas = Schemas()
    schemas.of(Whole)
    with pytest.raises(SchemaError, match="rename one"):
        schemas.of(_named_whole())
