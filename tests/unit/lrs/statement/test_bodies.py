import json
import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.statement.statement import Limits, StatementError, parse
from lrs.statement.versions import V1_0_3
from tests.unit.lrs.statements import (
    AGENT,
    FULL,
    MINIMAL,
    UUID_A,
    UUID_B,
    changed,
    one,
    raw,
    refused,
)


@pytest.mark.parametrize("body", [b"5", b'"x"', b"null", b"true"])
def test_a_body_that_is_no_object(body: bytes) -> None:
    assert str(refused(body)) == f"statement: got {_shown(body)}, expected an object"


def _shown(body: bytes) -> str:
    return repr(json.loads(body)) if body.startswith(b'"') else body.decode()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "expected well-formed JSON"),
        (b"{", "expected well-formed JSON"),
        (b"[{}", "expected well-formed JSON"),
        (b'{"actor":NaN}', "expected well-formed JSON"),
        (b'{"id":"\xff"}', "expected well-formed JSON in UTF-8"),
        (b'{"verb":{"id":"a:b","id":"a:b"}}', "statement: verb.id: got it twice"),
        (b'{"id":"\\u0000"}', r"statement: id: got '\\x00', expected text without U\+0000"),
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "inside each other"),
        (b'[{"a":' * 100 + b"1" + b"}]" * 100, "statement 0: got .* inside each other"),
    ],
)
def test_a_body_that_is_not_strict_json(body: bytes, message: str) -> None:
    assert re.search(message, str(refused(body)))


def test_a_long_value_is_cut_in_the_message() -> None:
    error = refused(raw(changed("verb.id", "x" * 200)))
    assert error.value == "'" + "x" * 76 + "..."
    assert len(error.value) == 80


def test_a_batch_is_read_in_order_and_by_spans() -> None:
    first = raw(changed("id", UUID_A))
    second = json.dumps(changed("id", UUID_B), indent=2).encode()
    received = parse(b" [ " + first + b" ,\n" + second + b"] ", V1_0_3)
    assert [item.body for item in received] == [first, second]
    assert [item.statement.id for item in received] == [UUID(UUID_A), UUID(UUID_B)]


def test_an_empty_batch_is_legal() -> None:
    assert parse(b"[ ]", V1_0_3) == []


def test_an_error_names_its_place_in_the_batch() -> None:
    good, bad = raw(MINIMAL), raw(changed("verb.id", "x"))
    error = refused(b"[" + b",".join([good] * 499 + [bad]) + b"]")
    assert error.index == 499
    assert str(error) == "statement 499: verb.id: got 'x', expected an IRI with a scheme"
    assert refused(bad).index is None
    assert refused(b"[" + bad + b"]").index == 0
    assert refused(b"[5]").index == 0


def test_one_id_twice_in_a_batch_is_refused() -> None:
    same = [changed("id", UUID_A), MINIMAL, changed("id", UUID_A.upper())]
    error = refused(raw(same))
    assert (error.index, error.path) == (2, "id")
    assert error.expected == "an id other than that of statement 0"


def test_limits() -> None:
    batch = raw([MINIMAL] * 3)
    assert len(parse(batch, V1_0_3, limits=Limits(batch=3))) == 3
    with pytest.raises(StatementError, match="got 3 statements, expected at most 2"):
        parse(batch, V1_0_3, limits=Limits(batch=2))
    parse(raw(MINIMAL), V1_0_3, limits=Limits(depth=2))
    with pytest.raises(StatementError, match="at most 1 objects"):
        parse(raw(MINIMAL), V1_0_3, limits=Limits(depth=1))


def test_the_body_is_what_was_received() -> None:
    odd = (
        b' { "id" : "'
        + UUID_A.encode()
        + b'" ,'
        + raw(MINIMAL)[1:-1]
        + b'\t, "result":{"score":{"raw":1.50}} } \n'
    )
    assert one(odd).body == odd.strip()


def test_the_servers_members_are_cut_out_of_the_body() -> None:
    body = raw({"stored": "2025-06-01T08:00:00Z", **MINIMAL, "authority": AGENT})
    received = one(body)
    assert received.body == raw(MINIMAL)
    assert received.statement.stored == "2025-06-01T08:00:00Z"
    assert received.statement.authority is not None
    batch = parse(b"[" + body + b"," + raw(MINIMAL) + b"]", V1_0_3)
    assert [item.body for item in batch] == [raw(MINIMAL)] * 2


def test_members_of_these_names_inside_extensions_stay() -> None:
    extensions = {"http://example.com/e": {"stored": 1, "authority": 2}}
    body = raw({**changed("context.extensions", extensions), "stored": "2025-06-01T08:00:00Z"})
    assert json.loads(one(body).body)["context"] == {"extensions": extensions}


@given(st.permutations(list(FULL)), st.integers(0, 2), st.booleans())
def test_members_may_stand_in_any_order(order: list[str], indent: int, ascii_only: bool) -> None:
    statement = {name: FULL[name] for name in order}
    body = json.dumps(statement, indent=indent, ensure_ascii=ascii_only).encode()
    received = one(body)
    assert received.statement == one(raw(FULL)).statement
    assert json.loads(received.body) == {n: v for n, v in FULL.items() if n != "authority"}
