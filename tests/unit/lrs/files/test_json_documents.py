"""JSON documents come apart into their statements, wherever their bytes are cut."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.files.json_documents import Documents, Splitter, is_document
from lrs.files.ndjson import FileError, Lines

LONGEST = 10_000
Pieces = list[tuple[bytes, bool]]

TEXTS = st.text(st.sampled_from('ab"\\[]{},: \n卷')) | st.sampled_from(["statements", "more"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
STATEMENTS = st.dictionaries(TEXTS.filter(lambda name: name != "statements"), VALUES, max_size=3)


def split(content: bytes, *, size: int = 1 << 20, longest: int = LONGEST) -> Pieces:
    splitter = Splitter(longest=longest)
    found: Pieces = []
    for start in range(0, len(content), size):
        found += splitter.feed(content[start : start + size])
    assert not splitter.is_inside
    return found


def values(found: Pieces) -> list[Any]:
    assert not any(is_too_long for _, is_too_long in found)
    return [json.loads(data) for data, _ in found]


@given(
    st.lists(STATEMENTS, max_size=4),
    st.lists(STATEMENTS, max_size=2),
    st.integers(1, 9),
    st.sampled_from([None, 2]),
    st.booleans(),
)
def test_whatever_stands_in_arrays_comes_out_whole(
    first: list[Any], second: list[Any], size: int, indent: int | None, unicode: bool
) -> None:
    documents = [first, {"more": "/x[", "statements": second, "rest": [first]}, *second]
    text = "\n".join(json.dumps(one, indent=indent, ensure_ascii=unicode) for one in documents)
    assert values(split(text.encode(), size=size)) == first + second + second


def test_a_byte_order_mark_is_passed_over() -> None:
    assert values(split(b'\xef\xbb\xbf[{"a": 1}]')) == [{"a": 1}]


def test_an_element_that_is_too_long_costs_only_itself() -> None:
    content = json.dumps([{"a": "x"}, {"b": ["y" * 5000, "[", {}]}, {"c": 1}]).encode()
    first, long, last = split(content, size=64, longest=1000)
    assert (first, last) == ((b'{"a": "x"}', False), (b'{"c": 1}', False))
    assert long[1]
    assert long[0].startswith(b'{"b"')
    assert len(long[0]) <= 2000


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b"[", True),
        (b'[{"id": 1}', True),
        (b"{", True),
        (b'{"statements": [', True),
        (b'{"more": "", "statements": []}', True),
        (b'{"more": "",', True),
        (b'{"id": "statements"}', False),
        (b'{"statement', False),
        (b"{bad", False),
        (b"", False),
    ],
)
def test_the_first_line_tells(first: bytes, expected: bool) -> None:
    assert is_document(first) == expected


@pytest.mark.parametrize("content", [b'[{"a": 1}', b'[{"a": 1},', b'{"statements": [{"a": 1}]'])
def test_a_document_without_an_end_is_no_whole_one(content: bytes) -> None:
    lines = Lines(io.BytesIO(content), longest=LONGEST)
    lines.first()
    with pytest.raises(FileError, match="its end is missing"):
        list(Documents.of(lines))
