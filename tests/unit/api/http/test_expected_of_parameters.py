"""What a request's parameter is expected to be, by whatever pydantic checks it, in Chinese too."""

import re
from typing import Annotated, Any, Literal

import pytest
from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from api.http.problems import problem


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Annotated[int, Query(ge=1)], "0", "1 或更大"),
        (Annotated[int, Query(le=2199)], "99999", "2199 或更小"),
        (Annotated[int, Query()], "x", "整数"),
        (Annotated[str, Query(max_length=3)], "abcd", "最多 3 个字"),
        (Annotated[str, Query(pattern="^[0-9]$")], "x", "符合 ^[0-9]$ 的文本"),
        (Literal["0", "1"], "3", "下列之一：'0', '1'"),
    ],
)
def test_what_is_expected_is_told_in_the_language_of_who_asks(
    kind: Any, given: str, expected: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(given)
    details = [{**one, "loc": ("query", "it")} for one in caught.value.errors()]
    told = problem(RequestValidationError(details), "zh").body.decode()
    assert f"应为{expected}" in told
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", told.split("message")[1]), told
