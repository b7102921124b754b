"""Evidence bundles: a log, its documents and its checkpoint in one folder, to be verified on a
machine that has nothing else, and to be restored with every position and root as it was.

    events/000000.jsonl.gz   an event a line: position, stored, id, version, topic, nonce, state
    content/ab/ab12...       documents and attachments by their SHA-256
    uses.jsonl.gz            which event each belongs to, and the key of a document's digest
    checkpoint, cosigned     the signed head of these events; the last one that a witness cosigned
    log.vkey                 the public key, for convenience alone: get it by another way
    verify.py                a verifier that shares nothing with this program
    bundle.json              what is in it

A bundle has no secrets. It has all personal data of the log: treat it as the database.
"""

import base64
import gzip
import hashlib
import io
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar
from uuid import UUID

from psycopg import Connection, IsolationLevel
from psycopg.rows import tuple_row

from lrs.event.events import timestamp_text
from lrs.evidence.folder import EvidenceError
from lrs.evidence.tile_store import TileStore
from lrs.log.log_reader import LogReader
from lrs.message import message, message_of
from lrs.postgres.queries import load
from lrs.progress import Advance, unwatched
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import StoredEvent
from lrs.proof.note import Note, PublicKey
from lrs.statement.formats import instant
from replay.contents import Fault, belongs

_T = TypeVar("_T")

FORMAT: Final = "lrs-bundle/v1"
FILE_OF: Final = 65_536
"""Events in one file."""

PAGE: Final = 2_000

QUERIES: Final = load("replay")

_UNREADABLE: Final = (
    OSError,
    EOFError,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What reading raises of a file that somebody has changed into anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: events, and files of documents and attachments."""

    events: int
    contents: int


def export_bundle(
    conn: Connection[Any],
    target: Path,
    *,
    key: PublicKey | None,
    advance: Advance = unwatched,
) -> Exported:
    """Writes a bundle of all that is signed into a folder that is not there yet, in one snapshot.

    Raises EvidenceError where nothing is signed, the folder is there, or something was erased and
    that is not signed yet: the bundle would have blanks and nothing that explains them.
    """
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    with conn.transaction():
        store = TileStore(conn)
        note = store.last_checkpoint()
        if note is None:
            raise EvidenceError("nothing of the log is signed yet: `lrs serve` signs it")
        if target.exists():
            raise EvidenceError(
                message("{target} is there already: name a folder that is not", target=target)
            )
        size = Checkpoint.read(note.text).size
        if LogReader(conn).last_erased(after=size, until=store.head()):
            raise EvidenceError("an erasure is not signed yet: run the same again in a second")
        partial = target.with_name(f"{target.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)  # of an export that was killed
        partial.mkdir(parents=True)
        _write_events(store, partial, size, advance)
        contents = _write_content(conn, partial, size)
        (partial / "checkpoint").write_text(str(note), encoding="utf-8")
        if cosigned := store.last_cosigned():
            (partial / "cosigned").write_text(str(cosigned), encoding="utf-8")
        if key is not None:
            (partial / "log.vkey").write_text(f"{key}\n", encoding="utf-8")
        verifier = (files("replay") / "standalone_verifier.py").read_text(encoding="utf-8")
        (partial / "verify.py").write_text(verifier, encoding="utf-8")
        about = {"format": FORMAT, "events": size, "contents": contents}
        (partial / "bundle.json").write_text(f"{json.dumps(about)}\n", encoding="utf-8")
    partial.rename(target)
    return Exported(events=size, contents=contents)


def _write_events(store: TileStore, folder: Path, size: int, advance: Advance) -> None:
    (folder / "events").mkdir()
    with ExitStack() as open_file:
        file: TextIO | None = None
        after = 0
        while after < size:
            for event in store.events(after=after, until=size, limit=PAGE):
                number, place = divmod(event.position - 1, FILE_OF)
                if place == 0 or file is None:
                    open_file.close()
                    name = folder / "events" / f"{number:06}.jsonl.gz"
                    file = open_file.enter_context(_packed(name))
                file.write(f"{json.dumps(_line(event))}\n")
                after = event.position
            advance(after)


def _write_content(conn: Connection[Any], folder: Path, size: int) -> int:
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    with _packed(folder / "uses.jsonl.gz") as uses:
        for position, sha256, digest_key in cursor.stream(QUERIES["uses_until"], (size,)):
            use = {
                "position": position,
                "sha256": sha256.hex(),
                "digest_key": digest_key.hex() if digest_key else None,
            }
            uses.write(f"{json.dumps(use)}\n")
    count = 0
    (folder / "content").mkdir()
    for sha256, content in cursor.stream(QUERIES["contents_until"], (size,)):
        beside = folder / "content" / sha256.hex()[:2]
        beside.mkdir(exist_ok=True)
        (beside / sha256.hex()).write_bytes(content)
        count += 1
    return count


@contextmanager
def _packed(file: Path) -> Iterator[TextIO]:
    """A text file that is packed; the same text gives the same bytes."""
    with (
        file.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", write_through=True) as text,
    ):
        yield text


def _line(event: StoredEvent) -> Mapping[str, object]:
    return {
        "position": event.position,
        "stored": timestamp_text(event.stored),
        "id": str(event.originator_id),
        "version": event.originator_version,
        "topic": event.topic,
        "nonce": base64.b64encode(event.nonce).decode(),
        "state": base64.b64encode(event.state).decode(),
    }


class Bundle:
    """Reads a bundle. Raises EvidenceError where it is none, or what it needs cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            about = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
            if about["format"] != FORMAT:
                raise EvidenceError(
                    message(
                        "{folder} has the format {format!r}, not {format2}",
                        folder=folder,
                        format=about["format"],
                        format2=FORMAT,
                    )
                )
            self.checkpoint = Note.read((folder / "checkpoint").read_text(encoding="utf-8"))
            cosigned = folder / "cosigned"
            self.cosigned = (
                Note.read(cosigned.read_text(encoding="utf-8")) if cosigned.exists() else None
            )
        except _UNREADABLE as error:
            raise EvidenceError(
                message(
                    "{folder} is no evidence bundle: {error}",
                    folder=folder,
                    error=message_of(error),
                )
            ) from None

    def events(self) -> Iterator[StoredEvent]:
        """The events, file after file, in the order in which they stand there."""
        for file in sorted((self.folder / "events").glob("*.jsonl.gz")):
            yield from _each(file, _event)

    def uses(self) -> Iterator[tuple[int, bytes, bytes | None]]:
        """Position, SHA-256 and digest key of each use of a document or attachment."""
        yield from _each(self.folder / "uses.jsonl.gz", _use)

    def contents(self) -> Iterator[tuple[Path, bytes]]:
        """The file and the bytes of each document and attachment; it is named by its SHA-256."""
        for file in sorted((self.folder / "content").glob("*/*")):
            yield file, file.read_bytes()

    def changed_contents(self) -> Iterator[Fault]:
        """What is wrong with documents and attachments, a sentence each with the position of the
        event that is concerned, None where that cannot be told: a file that has not the
        digest it is named by, one that is missing, one that its event does not name."""
        for file, content in self.contents():
            if hashlib.sha256(content).hexdigest() != file.name:
                yield None, message("{file} was changed", file=file)
        uses: dict[int, list[tuple[Path, bytes | None]]] = {}
        for position, sha256, key in self.uses():
            file = self.folder / "content" / sha256.hex()[:2] / sha256.hex()
            if file.is_file():
                uses.setdefault(position, []).append((file, key))
            else:
                yield (
                    position,
                    message(
                        "{file} of position {position} is missing", file=file, position=position
                    ),
                )
        for event in self.events():
            for file, key in uses.get(event.position, ()):
                if not belongs(file.read_bytes(), key, topic=event.topic, state=event.state):
                    yield (
                        event.position,
                        message(
                            "{file} is not the file of position {position}",
                            file=file,
                            position=event.position,
                        ),
                    )


def _each(file: Path, read: Callable[[Mapping[str, Any]], _T]) -> Iterator[_T]:
    """What the lines of a packed file say. Raises EvidenceError where one cannot be read."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield read(json.loads(line))
    except _UNREADABLE as error:
        raise EvidenceError(
            message("{file}: {error}", file=file, error=message_of(error))
        ) from None


def _use(line: Mapping[str, Any]) -> tuple[int, bytes, bytes | None]:
    key = bytes.fromhex(line["digest_key"]) if line["digest_key"] else None
    return int(line["position"]), bytes.fromhex(line["sha256"]), key


def _event(line: Mapping[str, Any]) -> StoredEvent:
    stored: datetime = instant(line["stored"])
    return StoredEvent(
        position=int(line["position"]),
        stored=stored,
        originator_id=UUID(line["id"]),
        originator_version=int(line["version"]),
        topic=str(line["topic"]).encode().decode(),  # a leaf has no half of a character
        nonce=base64.b64decode(line["nonce"], validate=True),
        state=base64.b64decode(line["state"], validate=True),
    )
