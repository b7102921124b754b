"""Rows of the projections as Parquet, with the types that every engine reads, and back.

    DIR/current/<table>/bucket=7.parquet    the rows of a table that come of one bucket

Amounts are exact decimal texts, JSON is text; `folded` has the keys with the days on which their
answers change by themselves, `set_aside` what could not be judged, `own_key` the keys of the
projections that are folded from the log itself.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from projections.exact import plain
from projections.tables import tracking
from projections.tables.bulk import Columns, columns
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS

HELD: Final = 10_000
"""Rows of a table that are held before they are written."""

FOLDED: Final = columns("key text, wakes_on date")
OWN_KEY: Final = columns("projection text, key text")

TABLES: Final[Mapping[str, Columns]] = {
    **INTAKE.tables,
    **LEDGERS.tables,
    "folded": FOLDED,
    "set_aside": tracking.SET_ASIDE,
    "own_key": OWN_KEY,
}
"""The columns of each table of results."""

_TYPES: Final[Mapping[str, pa.DataType]] = {
    "text": pa.string(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "numeric": pa.string(),
    "uuid": pa.string(),
    "jsonb": pa.string(),
    "text[]": pa.list_(pa.string()),
    "uuid[]": pa.list_(pa.string()),
}

_TO: Final[Mapping[str, Callable[[Any], Any]]] = {
    "numeric": plain,
    "uuid": str,
    "jsonb": lambda value: orjson.dumps(value).decode(),
    "text[]": list,
    "uuid[]": lambda value: [str(one) for one in value],
}
"""What a value of PostgreSQL's type becomes; others stay what they are."""

_FROM: Final[Mapping[str, Callable[[Any], Any]]] = {
    "numeric": Decimal,
    "uuid": UUID,
    "jsonb": orjson.loads,
    "uuid[]": lambda value: [UUID(one) for one in value],
}


def schema_of(table: Columns) -> pa.Schema:
    """The columns of a table as Parquet has them."""
    return pa.schema([pa.field(name, _TYPES[kind]) for name, kind in table.items()])


def path_of(directory: Path, table: str, bucket: int) -> Path:
    """Where the rows of a bucket stand."""
    return directory / table / f"bucket={bucket}.parquet"


class Results:
    """The rows that come of one bucket; each file takes its name when it is whole, so that whoever
    makes the same rows again replaces it."""

    def __init__(self, directory: Path, bucket: int, *, attempt: str) -> None:
        self._directory, self._bucket, self._attempt = directory, bucket, attempt
        self._held: dict[str, list[Sequence[object]]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Adds rows to a table."""
        held = self._held.setdefault(table, [])
        for row in rows:
            held.append(row)
            if len(held) >= HELD:
                self._flush(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        for table in TABLES if kind is None else ():
            self._flush(table)
        for table, writer in self._writers.items():
            writer.close()
            beside = self._beside(table)
            if kind is None:
                beside.replace(path_of(self._directory, table, self._bucket))
            else:
                beside.unlink(missing_ok=True)

    def _beside(self, table: str) -> Path:
        path = path_of(self._directory, table, self._bucket)
        return path.with_name(f".{path.name}.{self._attempt}")

    def _flush(self, table: str) -> None:
        kinds = TABLES[table]
        schema = schema_of(kinds)
        if table not in self._writers:
            beside = self._beside(table)
            beside.parent.mkdir(parents=True, exist_ok=True)
            self._writers[table] = pq.ParquetWriter(beside, schema, compression="zstd")
        rows = self._held.get(table, [])
        values = [
            pa.array([_told(_TO.get(kind), row[at]) for row in rows], _TYPES[kind])
            for at, kind in enumerate(kinds.values())
        ]
        self._writers[table].write_table(pa.Table.from_arrays(values, schema=schema))
        rows.clear()


def read_rows(directory: Path, table: str, bucket: int) -> Iterator[list[Any]]:
    """The rows of a table that came of a bucket, as PostgreSQL takes them."""
    readers = [_FROM.get(kind) for kind in TABLES[table].values()]
    with pq.ParquetFile(path_of(directory, table, bucket)) as file:
        for batch in file.iter_batches(batch_size=HELD):
            found = [column.to_pylist() for column in batch.columns]
            for row in zip(*found, strict=True):
                yield [_told(reader, one) for reader, one in zip(readers, row, strict=True)]


def _told(change: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if change is None or value is None else change(value)


def is_whole(directory: Path, buckets: Iterable[int]) -> bool:
    """Whether every bucket has its rows of every table."""
    return all(os.path.exists(path_of(directory, one, at)) for at in buckets for one in TABLES)
