"""Writes the files of a state: rows by folder, some of them held until they make a row group."""

import hashlib
import os
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from replay.parquet.layout import SCHEMA, File

HELD: Final = 64_000
"""Rows of all folders together that are held before those of the fullest are written."""


class Writing:
    """The new files of a state, one in each folder that something comes to."""

    def __init__(self, state: Path, name: str) -> None:
        self._state, self._name = state, name
        self._held: dict[str, list[pa.RecordBatch]] = {}
        self._rows: dict[str, int] = {}
        self._files: dict[str, _Open] = {}

    def add(self, folder: str, batch: pa.RecordBatch) -> None:
        """Adds rows to a folder."""
        if not batch.num_rows:
            return
        self._held.setdefault(folder, []).append(batch)
        self._rows[folder] = self._rows.get(folder, 0) + batch.num_rows
        while sum(self._rows.values()) > HELD:
            self._flush(max(self._rows, key=self._rows.__getitem__))

    def finish(self) -> list[File]:
        """Writes what is held; the files, which are on the disk then."""
        for folder in list(self._rows):
            self._flush(folder)
        return [one.finish(self._state) for one in self._files.values()]

    def _flush(self, folder: str) -> None:
        table = pa.Table.from_batches(self._held.pop(folder), SCHEMA)
        del self._rows[folder]
        if folder not in self._files:
            path = self._state / folder / f"{self._name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._files[folder] = _Open(path)
        self._files[folder].write(table)


class _Open:
    """A file that is written to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")
        self._rows = 0
        self._between: list[int] = []

    def write(self, table: pa.Table) -> None:
        self._writer.write_table(table)
        self._rows += table.num_rows
        bounds = pc.min_max(table.column("position")).as_py()
        self._between += bounds.values()

    def finish(self, state: Path) -> File:
        self._writer.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return File(
            path=self._path.relative_to(state).as_posix(),
            rows=self._rows,
            first=min(self._between),
            last=max(self._between),
            sha256=digest,
        )
