"""Each sort of query parameter is read in one form, and everything else is refused by its name."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from api.http import parameters
from api.http.errors import BadRequestError
from api.http.parameters import LONGEST, ParameterError, given, needed, whole
from api.http.query_string import read_parameters
from lrs.message import message_of
from projections.words.messages import in_language

ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (parameters.day, "2010-12-31", date(2010, 12, 31)),
        (parameters.moment, "2010-12-31", date(2010, 12, 31)),
        (parameters.moment, "2010-12-31T08:00:00Z", datetime(2010, 12, 31, 8, tzinfo=UTC)),
        (parameters.instant, "2010-12-31T08:00:00+08:00", datetime(2010, 12, 31, tzinfo=UTC)),
        (parameters.uuid, ID.upper(), UUID(ID)),
        (parameters.iri, "http://example.com/a", "http://example.com/a"),
        (parameters.flag, "True", True),
        (parameters.flag, "false", False),
        (parameters.agent, '{"mbox":"mailto:a@b.c"}', {"mbox": "mailto:a@b.c"}),
    ],
)
def test_what_is_right_is_read(read: Callable[[str, str], Any], text: str, value: Any) -> None:
    assert read("name", text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((parameters.day, text) for text in ("20101231", "2010-W52-5", "2010-12-31\n", "")),
        *((parameters.day, text) for text in ("2010-02-30", "1899-12-31", "2200-01-01")),
        *((parameters.moment, text) for text in ("2010-W52-5", "20101231", "2200-01-01")),
        *((parameters.moment, text) for text in ("2010-12-31 08:00", "1899-12-31T23:59:59Z")),
        *((parameters.instant, text) for text in ("2010-12-31", "yesterday")),
        *((parameters.uuid, text) for text in (f"{{{ID}}}", ID.replace("-", ""), f"{ID}\n")),
        *((parameters.iri, text) for text in ("did", "a b:c", "a:b\n")),
        *((parameters.flag, text) for text in ("1", "yes", "")),
        *((parameters.agent, text) for text in ("{}", "1", '{"objectType":"Group","member":[]}')),
    ],
)
def test_what_is_not_exactly_right_is_refused(read: Callable[[str, str], Any], text: str) -> None:
    with pytest.raises(ParameterError, match=r"^name: got .*, expected "):
        read("name", text)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("007", 7), ("99", 99), ("100", 99)])
def test_a_number_above_the_most_is_the_most(text: str, value: int) -> None:
    assert whole("limit", text, most=99) == value
    assert whole("limit", "9" * 5000, most=99) == 99


@pytest.mark.parametrize("text", ["1_000", "+5", " 5", "5.0", "-1", "²", "５", ""])
def test_a_number_has_digits_alone(text: str) -> None:
    with pytest.raises(ParameterError):
        whole("limit", text, most=99)


def test_what_must_be_there_is_asked_for_and_bounded() -> None:
    assert needed({"stateId": "s"}, "stateId") == "s"
    assert len(needed({"stateId": "s" * LONGEST}, "stateId")) == LONGEST
    for texts in ({}, {"stateId": "s" * (LONGEST + 1)}, {"stateId": "\0"}):
        with pytest.raises(ParameterError, match=r"^stateId: got "):
            needed(texts, "stateId")


def test_what_may_be_left_out_is_none() -> None:
    assert given(parameters.day, {}, "from") is None
    assert given(parameters.day, {"from": "2010-01-02"}, "from") == date(2010, 1, 2)


def test_what_is_kept_is_held_to_more() -> None:
    assert parameters.iri("activityId", "a:b%") == "a:b%"
    with pytest.raises(ParameterError, match="two hexadecimal digits"):
        parameters.iri("activityId", "a:b%", intake=True)
    group = '{"objectType":"Group","mbox":"mailto:a@b.c"}'
    assert parameters.agent("agent", group)
    with pytest.raises(ParameterError, match="expected an Agent as JSON"):
        parameters.agent("agent", group, groups=False)


def test_which_parameters_there_are_is_told_in_chinese_to_its_last_word() -> None:
    with pytest.raises(BadRequestError) as raised:
        read_parameters(b"x=1", {"after", "unit"}, also=lambda _: False)
    told = in_language(message_of(raised.value), "zh")
    assert "after, unit, 以及政策的参数" in told
    assert "those" not in told
