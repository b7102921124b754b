"""Reads an exported log: the statements of a bucket, and what every bucket is judged by."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from lrs.event.events import (
    CREDENTIAL_CHANGED,
    STATEMENT_RECORDED,
    CredentialChanged,
    split_state,
)
from lrs.event.list_log import ListLog
from lrs.event.log import Grant, Recorded
from lrs.message import message
from replay.parquet.errors import ExportError
from replay.parquet.layout import File, Manifest, current, manifest_of

PAGE = 5000
"""Rows read at a time."""

_TIMES = ("position", "stored")


class ParquetLog:
    """A whole state of an exported log; one that is made meanwhile changes nothing."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.manifest: Manifest = manifest_of(state)

    @classmethod
    def current(cls, directory: Path) -> Self:
        """The last whole state of a directory. Raises ExportError."""
        state = current(directory)
        if state is None:
            raise ExportError(
                message(
                    "{directory} has no exported log: `lrs export --format parquet {directory}`",
                    directory=directory,
                )
            )
        return cls(state)

    def bucket(self, bucket: int) -> Iterator[list[Recorded]]:
        """The statements of a bucket by pages, each file of it in order of position."""
        return statements(self.paths(self.manifest.of_bucket(bucket)))

    def reference(self) -> "ReferenceLog":
        """What every bucket is judged by, as a log."""
        recorded: list[Recorded] = []
        grants: list[Grant] = []
        others: dict[int, datetime] = {}
        for batch in batches(self.paths(self.manifest.of_reference())):
            for row in batch.to_pylist():
                if row["topic"] == STATEMENT_RECORDED:
                    recorded.append(_recorded(row))
                elif row["topic"] == CREDENTIAL_CHANGED:
                    others[row["position"]] = row["stored"]
                    grants.append(_grant(row))
        recorded.sort(key=lambda one: one.position)
        grants.sort(key=lambda one: one.position)
        return ReferenceLog(recorded, grants, others, self)

    def paths(self, files: Iterable[File]) -> list[Path]:
        """Where some files stand."""
        return [self.state / one.path for one in files]


class ReferenceLog(ListLog):
    """The part of a log that all is judged by, which knows of every event when it was stored."""

    def __init__(
        self,
        statements: list[Recorded],
        grants: list[Grant],
        others: dict[int, datetime],
        whole: ParquetLog,
    ) -> None:
        super().__init__(statements, grants, others)
        self._whole = whole

    def head(self) -> int:
        """The last position of the whole log."""
        return self._whole.manifest.position

    def position_at(self, instant: datetime) -> int:
        """The last position of the whole log that was stored at or before an instant."""
        return bisect_right(self._stored, instant)

    @cached_property
    def _stored(self) -> list[datetime]:
        """When each event of the whole log was stored, in their order: positions have no gaps."""
        files = [one for one in self._whole.manifest.files if one.path.startswith("log/")]
        paths = self._whole.paths(files)
        found = [pq.read_table(one, columns=list(_TIMES), partitioning=None) for one in paths]
        table = pa.concat_tables(found).sort_by("position")
        times: list[datetime] = table.column("stored").to_pylist()
        if len(times) != self.head():
            raise ExportError(
                message(
                    "{state} has {count} events, and {head} by its manifest",
                    state=self._whole.state,
                    count=len(times),
                    head=self.head(),
                )
            )
        return times


def batches(paths: Iterable[Path]) -> Iterator[pa.RecordBatch]:
    """The rows of some files, one file after the other."""
    for path in paths:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=PAGE)


def statements(paths: Iterable[Path]) -> Iterator[list[Recorded]]:
    """The statements of some files by pages."""
    for batch in batches(paths):
        yield [_recorded(row) for row in batch.to_pylist() if row["topic"] == STATEMENT_RECORDED]


def _recorded(row: dict[str, object]) -> Recorded:
    statement_id = UUID(str(row["id"]))
    state = f"{row['header']}\n{row['body']}".encode()
    header, body = split_state(statement_id, state)
    return Recorded(
        position=int(str(row["position"])),
        stored=_instant(row["stored"]),
        statement_id=statement_id,
        version=header.version,
        credential=header.credential,
        authority=header.authority,
        lacks=header.lacks,
        body=body,
    )


def _grant(row: dict[str, object]) -> Grant:
    version, state = int(str(row["version"])), str(row["body"]).encode()
    change = CredentialChanged.from_state(UUID(str(row["id"])), version, state)
    return Grant(position=int(str(row["position"])), change=change)


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise ExportError(message("a row has {value!r} as `stored`", value=value))
    return value
