"""A rebuild by an engine that reads the log as Parquet: the export is brought up to the log, its
buckets are folded wherever the engine does, and their rows are copied into the tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from lrs.message import message
from lrs.progress import unwatched
from projections.answers.basis import Basis
from projections.tables import bulk, tracking, versions
from projections.tables.folding import REFUSED, fold_into_tables
from projections.tables.intake import COLUMNS, INTAKE
from projections.tables.ledgers import LEDGERS
from replay.making import Loaded, Making
from replay.parquet.errors import ExportError
from replay.parquet.export import export_parquet
from replay.parquet.folding import all_buckets, basis_of, fold_bucket
from replay.parquet.log import ParquetLog
from replay.parquet.results import is_whole, read_rows
from replay.parquet.states import alone, make_current

Fold = Callable[[Path, Basis, Path], None]
"""Folds every bucket of an exported log, which lies in the first directory, into the other."""


def fold_here(log: Path, basis: Basis, into: Path) -> None:
    """Folds one bucket after the other in this process."""
    found = ParquetLog(log)
    for bucket in all_buckets(found.manifest):
        fold_bucket(found, bucket, basis, into)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThroughParquet:
    """An engine: where the exported log and the results lie, which every worker of it sees under
    the same names, and how it folds."""

    conninfo: str = field(repr=False)
    log: Path
    results: Path
    fold: Fold = fold_here
    buckets: int | None = None

    def __call__(self, basis: Basis) -> list["LoadBucket"]:
        """The tasks that copy what it made of the log up to the position of a basis. Raises
        ExportError."""
        with psycopg.connect(self.conninfo, autocommit=True) as conn:
            export_parquet(conn, self.log, unwatched, buckets=self.buckets, until=basis.position)
        log = ParquetLog.current(self.log)
        if log.manifest.position != basis.position:
            raise ExportError(
                message(
                    "{log} went on to position {position} while the tables are made up to "
                    "{position2}: another export runs; run it again",
                    log=self.log,
                    position=log.manifest.position,
                    position2=basis.position,
                )
            )
        from_files = basis_of(log, basis.today)
        every = all_buckets(log.manifest)
        with alone(self.results) as making:
            making.mkdir(parents=True)
            self.fold(log.state, from_files, making)
            if not is_whole(making, every):
                raise ExportError(
                    message(
                        "{making} lacks the rows of some bucket: the engine lost them",
                        making=making,
                    )
                )
            state = make_current(self.results, basis.position)
        return [LoadBucket(directory=state, bucket=one) for one in every]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBucket:
    """Copies the rows that came of a bucket into the tables."""

    directory: Path
    bucket: int
    worker: int | None = None

    def run(self, making: Making) -> Loaded:
        """The keys of the projections that are folded from the log, and how many cadres there
        are."""
        conn = making.conn
        versions.work_on(conn, versions.NEXT)
        aside = list(map(tuple, self._rows("set_aside")))
        folded = dict(self._rows("folded"))
        bulk.copy(conn, INTAKE.name, COLUMNS, self._rows(INTAKE.name))
        tracking.add_set_aside(conn, [one for one in aside if one[0] == INTAKE.name])
        try:
            with conn.transaction():
                for table, kinds in LEDGERS.tables.items():
                    bulk.copy(conn, table, kinds, self._rows(table))
                tracking.add_set_aside(conn, [one for one in aside if one[0] == LEDGERS.name])
                tracking.settle(conn, LEDGERS.name, folded=folded, gone=())
        except REFUSED:  # whose row it is, is found where all of his are folded once more
            facts = LEDGERS.gather(list(folded), making.log, making.basis)
            fold_into_tables(conn, LEDGERS, facts, making.log, making.basis)
        keys: dict[str, set[str]] = {}
        for name, key in self._rows("own_key"):
            keys.setdefault(name, set()).add(key)
        return Loaded(keys=keys, cadres=len(folded))

    def _rows(self, table: str) -> Iterator[list[Any]]:
        return read_rows(self.directory, table, self.bucket)
