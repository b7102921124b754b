import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.statement.strict_json import (
    JsonError,
    is_unambiguous,
    read,
    read_strictly,
    spans,
    without_members,
)

DEPTH = 20

scalars = st.none() | st.booleans() | st.integers() | st.text()
keys = st.text(max_size=5) | st.sampled_from(["stored", "authority", "a", '":', ":", "sto\\red"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)
spaces = st.text(" \t\r\n", max_size=2)


def strict(raw: bytes) -> Any:
    return read_strictly(raw, depth=DEPTH)


def test_numbers_are_exact() -> None:
    value = strict(b"[0.1234567890123456789012345, 1.0, 123456789012345678901234567890, 1e400]")
    assert value[0] == Decimal("0.1234567890123456789012345")
    assert value[2] == 123456789012345678901234567890
    assert value[3] == Decimal("1e400")
    assert [type(one) for one in value] == [Decimal, Decimal, int, Decimal]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a":1}{"a":1}',
        b'{"a":1,}',
        b"{'a':1}",
        b'{"a":01}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"\xc3":1}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\udc00x"}',
        b'{"\\ud800":1}',
        b'{"a":"\\ud800\\ud800"}',
        b'{"a":"line\nfeed"}',
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        b"// comment\n{}",
    ],
)
def test_malformed_json_is_refused(raw: bytes) -> None:
    with pytest.raises(JsonError, match="well-formed JSON in UTF-8"):
        strict(raw)


def test_a_number_that_no_decimal_can_hold_is_refused() -> None:
    with pytest.raises(JsonError, match="exponent"):
        strict(b'{"a":1e99999999999999999999}')


def test_a_surrogate_pair_is_one_character() -> None:
    assert strict(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'{"a":"x\\u0000"}', ("a",)),
        (b'{"a":[1,{"b":"\\u0000"}]}', ("a", 1, "b")),
        (b'{"a":{"\\u0000":1}}', ("a",)),
    ],
)
def test_nul_is_refused_where_it_stands(raw: bytes, path: tuple[str | int, ...]) -> None:
    with pytest.raises(JsonError, match=r"U\+0000") as caught:
        strict(raw)
    assert caught.value.path == path
    assert not is_unambiguous(raw, read(raw))


def test_an_escaped_backslash_before_u0000_is_only_text() -> None:
    assert strict(b'"\\\\u0000"') == "\\u0000"


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b'{"a":1,"a":1}', ("a",)),
        (b'{"a":1,"\\u0061":2}', ("a",)),
        (b'{ "a" : 1 , "b" : 2 , "a" : 3 }', ("a",)),
        (b'{"x":[{},{"y":{"b":1,"b":2}}]}', ("x", 1, "y", "b")),
        (b'{"x":{"":1,"":2}}', ("x", "")),
        (b'{"x":"\\":","y":1,"y":1}', ("y",)),
        (b'[{"a":{"b":1,"b":1},"a":1}]', (0, "a")),
        (b'{"a":"12345678901234567890","a":' + b"9" * 4000 + b"}", ("a",)),
        (b'{"a":1,"a":2,"b":"\\u0022:"}', ("a",)),  # what is written again has as many colons
        (b'{"a":1,"a":2,"b":"\\"\\u003a"}', ("a",)),
        (b'{"a/b":1,"a\\/b":2,"c":"\\" :"}', ("a/b",)),
    ],
)
def test_a_key_that_stands_twice_is_refused(raw: bytes, path: tuple[str | int, ...]) -> None:
    with pytest.raises(JsonError, match="only once") as caught:
        strict(raw)
    assert caught.value.path == path
    assert not is_unambiguous(raw, read(raw))


@pytest.mark.parametrize(
    "raw",
    [b'{"a":"\\":"}', b'[":","\\":",{"\\":":1}]', b'{"a" :1,"b"\n:2}', b'{"a":{"b":1},"b":1}'],
)
def test_text_that_looks_like_a_member_is_none(raw: bytes) -> None:
    assert strict(raw) == json.loads(raw)
    assert is_unambiguous(raw, read(raw))


@given(values, st.booleans(), st.sampled_from([None, 1]))
def test_reads_as_json_loads_does(value: Any, ascii_only: bool, indent: int | None) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    try:
        assert strict(raw) == value == read(raw)
    except JsonError:
        assert "\\u0000" in raw.decode()


@given(st.lists(st.tuples(keys, values), min_size=1, max_size=4))
def test_exactly_the_repeated_keys_are_refused(pairs: list[tuple[str, Any]]) -> None:
    members = ",".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in pairs)
    if "\\u0000" in members:
        return
    names = [key for key, _ in pairs]
    raw = f"{{{members}}}".encode()
    if len(set(names)) == len(names):
        assert strict(raw) == dict(pairs)
    else:
        with pytest.raises(JsonError, match="only once"):
            strict(raw)
        assert not is_unambiguous(raw, read(raw))


def test_nesting_is_bounded() -> None:
    assert strict(b"[" * DEPTH + b"]" * DEPTH)
    for levels in (DEPTH + 1, 900, 5_000, 200_000):
        with pytest.raises(JsonError, match="inside each other"):
            strict(b"[" * levels + b"]" * levels)
        with pytest.raises(JsonError, match="inside each other"):
            strict(b'{"a":' * levels + b"1" + b"}" * levels)


def test_deep_nesting_in_a_batch_is_an_error_of_the_input() -> None:
    with pytest.raises(JsonError, match="deeply"):
        spans(b"[" * 200_000 + b"]" * 200_000)


@given(st.lists(st.tuples(spaces, values, spaces), max_size=4), spaces)
def test_spans_are_the_bytes_of_each_element(
    parts: list[tuple[str, Any, str]], around: str
) -> None:
    texts = [json.dumps(value, ensure_ascii=False) for _, value, _ in parts]
    inside = ",".join(f"{a}{text}{b}" for text, (a, _, b) in zip(texts, parts, strict=True))
    assert spans(f"{around}[{inside}]{around}".encode()) == [text.encode() for text in texts]


def test_one_object_is_its_own_span() -> None:
    assert spans(b' \r\n{ "a" : 1 }\n') == [b'{ "a" : 1 }']
    assert spans(b"[]") == []


@pytest.mark.parametrize("raw", [b"[", b"[{}", b"[{},]", b"[{}]x", b'[{"a"}]', b"[1 2]"])
def test_a_malformed_array_is_refused(raw: bytes) -> None:
    with pytest.raises(JsonError):
        spans(raw)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b'{"a":1,"stored":"x"}', b'{"a":1}'),
        (b'{"stored":"x","a":1}', b'{"a":1}'),
        (b'{"a":1,"stored":"x","b":2}', b'{"a":1,"b":2}'),
        (b'{"stored":"x"}', b"{}"),
        (b'{"stored":"x","authority":{}}', b"{}"),
        (b'{"a":1,"stored":1,"authority":{"mbox":"}\\",["}}', b'{"a":1}'),
        (b'{"authority":[],"a":1,"stored":1}', b'{"a":1}'),
        (b'{"authority":1,"stored":1,"a":1}', b'{"a":1}'),
        (b'{ "a" : 1 , "stored" : "x" , "b" : 2 }', b'{ "a" : 1 ,   "b" : 2 }'),
        (b'{ "a" : 1 , "stored" : "x" }', b'{ "a" : 1   }'),
        (b'{"\\u0073tored":"x","a":{"stored":1}}', b'{"a":{"stored":1}}'),
        (b'{"a":"stored","b":1}', b'{"a":"stored","b":1}'),
        (b'{"a":[1,2,3],"stored":1.5e3 ,"c":true}', b'{"a":[1,2,3], "c":true}'),
    ],
)
def test_members_are_cut_with_one_comma_and_nothing_else(raw: bytes, kept: bytes) -> None:
    assert without_members(raw, ("stored", "authority")) == kept


def _is_subsequence(part: bytes, whole: bytes) -> bool:
    rest = iter(whole)
    return all(byte in rest for byte in part)


@given(st.dictionaries(keys, values, max_size=6), spaces, spaces, spaces, st.booleans())
def test_what_is_cut_is_the_members_and_their_commas(
    value: dict[str, Any], before: str, middle: str, after: str, ascii_only: bool
) -> None:
    names = {"stored", "authority"}

    def written(members: dict[str, Any]) -> list[str]:
        return [
            json.dumps(key, ensure_ascii=ascii_only)
            + middle
            + ":"
            + middle
            + json.dumps(item, ensure_ascii=ascii_only, indent=1)
            for key, item in members.items()
        ]

    def whole(members: dict[str, Any]) -> bytes:
        body = ",".join(before + member + after for member in written(members))
        return ("{" + body + "}").encode()

    kept = {key: item for key, item in value.items() if key not in names}
    cut = {key: item for key, item in value.items() if key in names}
    raw = whole(value)
    result = without_members(raw, names)
    assert json.loads(result) == kept
    # Nothing is added or moved, the members that stay are the same bytes, and what went is the
    # cut members and as many commas as are no longer needed.
    assert _is_subsequence(result, raw)
    for member in written(kept):
        assert member.encode() in result
    commas = max(len(value) - 1, 0) - max(len(kept) - 1, 0)
    assert len(raw) - len(result) == sum(len(m.encode()) for m in written(cut)) + commas
    # Without white space between members, it is the object as written without them.
    if not before and not after:
        assert result == whole(kept)
