"""Folds the buckets of an exported log on Apache Spark: `groupBy(bucket).applyInArrow(fold)`.

A group is the number of a bucket. Whoever folds it reads the files of the bucket itself, which is
one place for each person, so that nothing of the log is moved between workers, and none holds more
of it than the facts of one bucket. Where a worker dies, Spark gives its buckets to another.
"""

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyspark import TaskContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from lrs.message import message, message_of
from projections.answers.basis import Basis
from replay.parquet.errors import ExportError
from replay.parquet.folding import all_buckets, fold_bucket
from replay.parquet.layout import manifest_of
from replay.parquet.log import ParquetLog

FOLDED = pa.schema([("bucket", pa.int32()), ("cadres", pa.int64())])
"""What a fold tells of a bucket, beside the rows that it writes."""

PYTHON = "spark.pyspark.python"
"""The setting that says which Python folds at the workers, where it is another one there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A Spark: `master` as Spark names one, and more of its settings."""

    master: str = "local[*]"
    settings: Mapping[str, str] = field(default_factory=dict)
    fold: Callable[..., int] = fold_bucket

    def __call__(self, log: Path, basis: Basis, into: Path) -> None:
        """Folds every bucket of a log into a directory; both are seen by every worker under these
        names. Raises ExportError."""
        buckets = all_buckets(manifest_of(log))
        session = self._session(len(buckets))
        try:
            shared = session.sparkContext.broadcast(pickle.dumps(basis))
            fold_one = self.fold

            def fold(groups: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
                judged_by = pickle.loads(shared.value)  # noqa: S301 - made above
                for bucket in (one for group in groups for one in group.column(0).to_pylist()):
                    context = TaskContext.get()
                    attempt = str(context.taskAttemptId() if context else 0)
                    cadres = fold_one(ParquetLog(log), bucket, judged_by, into, attempt=attempt)
                    yield pa.RecordBatch.from_pylist([{"bucket": bucket, "cadres": cadres}], FOLDED)

            rows = session.createDataFrame([(one,) for one in buckets], "bucket int")
            done = rows.groupBy("bucket").applyInArrow(fold, "bucket int, cadres long").collect()
        except PySparkException as error:
            raise ExportError(
                message("Spark gave the fold up: {error}", error=message_of(error))
            ) from error
        finally:
            session.stop()
        if sorted(row.bucket for row in done) != sorted(buckets):
            raise ExportError(
                message(
                    "Spark folded {count} of {count2} buckets", count=len(done), count2=len(buckets)
                )
            )

    def _session(self, partitions: int) -> SparkSession:
        """A session that leaves each bucket a task, done by this Python where no other is named."""
        building = SparkSession.builder.master(self.master).appName("lrs rebuild")
        own = {
            "spark.sql.shuffle.partitions": str(partitions),
            "spark.sql.adaptive.enabled": "false",  # else small groups become one task
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
        }
        for name, value in (own | dict(self.settings)).items():
            building = building.config(name, value)
        try:
            session = building.getOrCreate()
        except Exception as error:
            raise ExportError(
                message(
                    "Spark does not start at {master}: {error}",
                    master=self.master,
                    error=message_of(error),
                )
            ) from error
        session.sparkContext.pythonExec = self.settings.get(PYTHON, sys.executable)
        return session
