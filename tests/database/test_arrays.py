"""What our array types send is what PostgreSQL has."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.log.arrays import Bigints, Bytes, Ints, Texts, Uuids, register_arrays
from tests.conftest import Postgres

Conn = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="module")
def conn(postgres: Postgres) -> Iterator[Conn]:
    with psycopg.connect(postgres.admin, autocommit=True) as conn:
        register_arrays(conn)
        yield conn


TYPES = [
    (Bigints, "bigint[]", st.integers(-(2**63), 2**63 - 1)),
    (Ints, "integer[]", st.integers(-(2**31), 2**31 - 1)),
    (Bytes, "bytea[]", st.binary()),
    (Uuids, "uuid[]", st.uuids()),
    (
        Texts,
        "text[]",
        st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    ),
]


@pytest.mark.parametrize(("array", "name", "items"), TYPES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.data())
def test_a_list_is_an_array(
    conn: Conn, array: type, name: str, items: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    values = data.draw(st.lists(items))
    query = "SELECT pg_typeof(%b)::text, %b, coalesce(array_ndims(%b), 0)"
    [row] = conn.cursor(binary=True).execute(query, [array(values)] * 3).fetchall()
    assert row == (name, values, 1 if values else 0)


@pytest.mark.parametrize(
    ("array", "values"),
    [
        (Bigints, [-(2**63), 2**63 - 1, 0, -1]),
        (Ints, [-(2**31), 2**31 - 1, 0, -1]),
        (Bytes, [b"", b"\0", bytes(range(256)), b"x" * 1_000_000]),
        (Uuids, [UUID(int=0), UUID(int=2**128 - 1)]),
        (Texts, [None, "", "NULL", "{}", '"', "成绩\n😀", None]),
        (Texts, [None]),
        (Bigints, list(range(100_000))),
    ],
)
def test_extremes(conn: Conn, array: type, values: list[Any]) -> None:
    [row] = conn.cursor(binary=True).execute("SELECT %b", [array(values)]).fetchall()
    assert row == (values,)


@pytest.mark.parametrize(
    ("array", "value"), [(Bigints, 2**63), (Ints, 2**31), (Ints, "1"), (Bytes, "x"), (Uuids, "x")]
)
def test_what_does_not_fit_is_refused_before_it_is_sent(
    conn: Conn, array: type, value: object
) -> None:
    with pytest.raises((Exception,)):
        conn.execute("SELECT %b", [array([value])])
    assert conn.execute("SELECT 1").fetchall() == [(1,)]
