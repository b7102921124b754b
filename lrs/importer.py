"""Imports statements from newline-delimited JSON: stamped now, a bad line costs only itself.

An import that was killed goes on where it was, and a rerun changes nothing: what is in the log with
the same meaning is passed over, and how far a file was read is remembered beside it.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import orjson

from lrs.credentials import Credential
from lrs.events import IRI_BASE
from lrs.ndjson import STDIN, Line, batches, open_lines, read_statement
from lrs.record_store import Draft, Post, RecordStore, RefusedError
from lrs.statement import StatementError
from lrs.terms import term
from lrs.versions import XapiVersion

BATCH = 500
"""Lines in one transaction; fewer when they are long."""

_NAMESPACE = uuid5(NAMESPACE_URL, f"{IRI_BASE}import")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a file was imported.

    ``offset`` and ``sha256`` are of the bytes read so far (unpacked), which hold ``lines`` lines:
    ``accepted`` of them are in the log, ``errors`` in the errors file, whose length is then
    ``errors_size``, the others empty. ``store`` and ``position`` say in which log, and its last
    position: progress in another or an older copy of it does not count.
    """

    store: int
    position: int = 0
    offset: int = 0
    sha256: str = ""
    lines: int = 0
    accepted: int = 0
    errors: int = 0
    errors_size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the outcome of an import stands. ``progress`` is None for what is read only once."""

    errors: Path
    progress: Path | None

    @classmethod
    def of(cls, source: Path) -> Self:
        """FILE.errors.ndjson and FILE.progress.json; of standard input in this directory."""
        if source == STDIN:
            return cls(errors=Path("stdin.errors.ndjson"), progress=None)
        return cls(
            errors=source.with_name(f"{source.name}.errors.ndjson"),
            progress=source.with_name(f"{source.name}.progress.json"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports files into a store under a credential.

    ``version`` is that of all lines; None reads each as lrs.ndjson.read_statement says. ``longest``
    is the most bytes of a line.
    """

    store: RecordStore
    credential: Credential
    version: XapiVersion | None
    longest: int

    def run(self, source: Path, *, restart: bool = False) -> Iterator[Progress]:
        """Imports a file; yields how far it is, first before and then after each batch.

        Raises OSError and what RecordStore.record raises; another run then goes on.
        """
        places = Places.of(source)
        state = Progress(store=self.store.hash_term(term("activity", "import")))
        if places.progress and not restart:
            state = self._remembered(source, places, state)
        _cut(places.errors, state.errors_size)
        yield state
        with open_lines(source, longest=self.longest) as lines:
            lines.skip(state.offset, lines=state.lines)
            for batch in batches(lines, size=BATCH, most_bytes=self.longest):
                errors = self._record(batch)
                state = replace(
                    state,
                    position=self.store.log.max_notification_id() or 0,
                    offset=lines.offset,
                    sha256=lines.sha256,
                    lines=lines.number,
                    accepted=state.accepted + len(batch) - len(errors),
                    errors=state.errors + len(errors),
                    errors_size=_append(places.errors, errors, size=state.errors_size),
                )
                if places.progress and lines.ended:  # what follows may belong to the last line
                    _replace(places.progress, msgspec.json.encode(state))
                yield state

    def _remembered(self, source: Path, places: Places, fresh: Progress) -> Progress:
        """The progress of an earlier run, ``fresh`` where it is of other bytes or another log."""
        if places.progress is None or not places.progress.exists():
            return fresh
        try:
            state = msgspec.json.decode(places.progress.read_bytes(), type=Progress)
        except msgspec.DecodeError:
            return fresh
        if state.store != fresh.store or state.position > (
            self.store.log.max_notification_id() or 0
        ):
            return fresh
        with open_lines(source, longest=self.longest) as lines:
            lines.skip(state.offset, lines=state.lines)
            if lines.sha256 != state.sha256:
                return fresh
        size = places.errors.stat().st_size if places.errors.exists() else 0
        return replace(state, errors_size=min(size, state.errors_size))

    def _record(self, batch: Iterable[Line]) -> list[bytes]:
        """Records what can be recorded of a batch; the rows of the errors file for the rest."""
        errors: list[bytes] = []
        lines: list[Line] = []
        posts: list[Post] = []
        for line in batch:
            try:
                posts.append(self._post(line))
                lines.append(line)
            except StatementError as error:
                errors.append(_row(line, str(error)))
        for line, refused in zip(lines, self.store.record(posts), strict=True):
            if refused:
                errors.append(_row(line, _reason(refused), statement_id=refused.statement_id))
        return errors

    def _post(self, line: Line) -> Post:
        if line.is_too_long:
            raise StatementError(
                index=None,
                path="",
                value=f"a line of more than {self.longest} bytes",
                expected="no more (LRS_MAX_BODY_BYTES)",
            )
        received, version = read_statement(line.data, version=self.version)
        draft = Draft.of(
            received,
            credential=self.credential,
            version=version,
            statement_id=None if received.statement.id else id_of_line(line),
        )
        return Post(drafts=(draft,), credential=self.credential, version=version)


def id_of_line(line: Line) -> UUID:
    """The id of a statement that has none: that of its bytes and its place in the file.

    So a rerun finds it in the log, and two equal lines of a file are two statements.
    """
    return uuid5(_NAMESPACE, f"{line.number}\n{line.data.decode()}")


def _reason(refused: RefusedError) -> str:
    return str(refused).removeprefix(f"statement {refused.index} ({refused.statement_id}): ")


def _row(line: Line, message: str, *, statement_id: UUID | None = None) -> bytes:
    row: dict[str, Any] = {
        "line": line.number,
        "id": statement_id or _stated_id(line.data),
        "error": message,
        "statement": line.data.decode(errors="backslashreplace"),
    }
    return orjson.dumps(row) + b"\n"


def _stated_id(line: bytes) -> str | None:
    try:
        return msgspec.json.decode(line, type=_Identified).id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


class _Identified(msgspec.Struct):
    id: str | None = None


def _cut(path: Path, size: int) -> None:
    """Takes away what a killed run wrote without remembering it."""
    if not size:
        path.unlink(missing_ok=True)
    elif path.exists():
        os.truncate(path, size)


def _append(path: Path, rows: list[bytes], *, size: int) -> int:
    """Makes rows durable behind the first ``size`` bytes of a file; returns its new length."""
    if not rows:
        return size
    with path.open("ab") as file:
        file.writelines(rows)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _replace(path: Path, content: bytes) -> None:
    written = path.with_name(f"{path.name}.new")
    written.write_bytes(content)
    written.replace(path)
