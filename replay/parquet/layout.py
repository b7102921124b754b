"""How a log stands in Parquet: columns, folders, and the manifest that says what is whole.

    DIR/current           leads to the last whole state; what is read is read through it
    DIR/states/N/         the state up to position N
        manifest.json     position, buckets, every file with its rows and SHA-256
        log/bucket=7/     the events of the persons of bucket 7, and the decisions on them
        log/bucket=-1/    what is about nobody: courses, units, policies, credentials, documents
        log/bucket=-2/    decisions on what the log does not have yet
        reference/        again what every bucket is judged by: grants, catalogue, units, links, ...

Every event of the log stands once in log/. No file is ever changed: a state that follows shares the
files that it keeps.
"""

from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec
import pyarrow as pa

from lrs.message import message, message_of
from projections.case.identities import Identities
from replay.parquet.errors import ExportError

FORMAT: Final = "cadre-lrs-log/1"
"""Changes with the columns or the folders; a directory of another one is not added to."""

NOBODY: Final = -1
"""The bucket of what is about no person."""

WAITING: Final = -2
"""The bucket of decisions whose target is not in the log yet."""

LOG: Final = "log"
REFERENCE: Final = "reference"
CURRENT: Final = "current"
STATES: Final = "states"
MANIFEST: Final = "manifest.json"

SCHEMA: Final = pa.schema(
    [
        pa.field("position", pa.int64(), nullable=False),
        pa.field("stored", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("topic", pa.string(), nullable=False),
        pa.field("fact", pa.string()),
        pa.field("occurred", pa.timestamp("us", tz="UTC")),
        pa.field("person", pa.string()),
        pa.field("header", pa.string()),
        pa.field("body", pa.string()),
    ]
)
"""An event. `id` and `version` are its originator's; a statement has `fact`, what it states here,
when that `occurred`, `person`, the name under which it is about somebody, of a decision the name
in its target, and `header`, the line about how it came. `body` has the received bytes of the
statement, or the bytes of another event. Amounts stand in them as the texts that they are."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a state: its place in it, its rows, their first and last position, its digest."""

    path: str
    rows: int
    first: int
    last: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a state holds: the log up to `position`, whose event there has this id and `stored`."""

    format: str
    position: int
    id: str
    stored: str
    buckets: int
    files: tuple[File, ...]

    def of_bucket(self, bucket: int) -> list[File]:
        """The files of a bucket."""
        return [one for one in self.files if Path(one.path).parent.name == f"bucket={bucket}"]

    def of_reference(self) -> list[File]:
        """The files of what every bucket is judged by."""
        return [one for one in self.files if one.path.startswith(f"{REFERENCE}/")]


def folder_of(bucket: int) -> str:
    """The folder of a bucket in a state."""
    return f"{LOG}/bucket={bucket}"


def bucket_of(name: str, identities: Identities, buckets: int) -> int:
    """The bucket of a name: one for all names that links ever joined, whatever they mean today."""
    return crc32(min(identities.related(name)).encode()) % buckets


def manifest_of(state: Path) -> Manifest:
    """The manifest of a state. Raises ExportError."""
    try:
        found = msgspec.json.decode((state / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise ExportError(
            message(
                "{state} has no manifest of an exported log: {error}",
                state=state,
                error=message_of(error),
            )
        ) from None
    if found.format != FORMAT:
        raise ExportError(
            message(
                "{state} has the form {format}, this release writes {format2}: export into "
                "an empty directory",
                state=state,
                format=found.format,
                format2=FORMAT,
            )
        )
    return found


def current(directory: Path) -> Path | None:
    """The last whole state of a directory; None where it has none."""
    link = directory / CURRENT
    return link.resolve() if link.is_symlink() else None
