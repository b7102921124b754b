"""Imports statements from files: stamped now, a bad one costs only itself.

An import that was killed goes on where it was, and a rerun changes nothing: what is in the log with
the same meaning is passed over, and how far a file was read is remembered beside it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Protocol, Self
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from lrs.event.credentials import Credential
from lrs.event.events import IRI_BASE
from lrs.event.terms import term
from lrs.files.import_errors import ErrorsFile, row, statement_of
from lrs.files.line_files import open_lines
from lrs.files.ndjson import EVENT, STDIN, FileError, Line, Lines, batches, read_statement
from lrs.files.stored_order import Order, backwards
from lrs.log.record_store import Post, RecordStore, RefusedError
from lrs.message import message, message_of
from lrs.statement.problem import PostError
from lrs.statement.statement import Limits, Received, StatementError
from lrs.statement.versions import XapiVersion

BATCH = 500
"""Statements in one transaction; fewer when they are long."""

_NAMESPACE = uuid5(NAMESPACE_URL, f"{IRI_BASE}import")


class Admit(Protocol):
    """Makes the post of a statement that passes what a POST has to pass; raises what refuses it,
    StatementError or RefusedError."""

    def __call__(
        self,
        received: Received,
        /,
        *,
        credential: Credential,
        version: XapiVersion,
        statement_id: UUID | None,
    ) -> Post: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a file was imported.

    ``offset`` and ``sha256`` are of the bytes read so far (unpacked), which hold ``lines`` lines:
    ``accepted`` of them are in the log, ``errors`` in the errors file, whose length is then
    ``errors_size``, ``events`` are no statements but events of another log, the others empty.
    ``new`` of the accepted came into the log by this run. ``store`` and ``position`` say in which
    log, and its last position: progress in another or an older copy of it does not count.
    """

    store: int
    position: int = 0
    offset: int = 0
    sha256: str = ""
    lines: int = 0
    accepted: int = 0
    errors: int = 0
    errors_size: int = 0
    events: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the outcome of an import stands. ``progress`` is None for what is read only once."""

    errors: Path
    progress: Path | None

    @classmethod
    def of(cls, source: Path) -> Self:
        """FILE.errors.ndjson and FILE.progress.json; of what is no file in this directory."""
        if source == STDIN or not _is_file(source):
            name = "stdin" if source == STDIN else source.name
            return cls(errors=Path(f"{name}.errors.ndjson"), progress=None)
        return cls(
            errors=source.with_name(f"{source.name}.errors.ndjson"),
            progress=source.with_name(f"{source.name}.progress.json"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports files into a store under a credential.

    ``admit`` is what stands before every POST. ``version`` is that of all statements; None reads
    each as lrs.ndjson.read_statement says. ``longest`` is the most bytes of a statement. ``warn``
    is told what is odd about a file and stops nothing.
    """

    store: RecordStore
    credential: Credential
    admit: Admit
    version: XapiVersion | None
    longest: int
    limits: Limits
    warn: Callable[[str], None]

    def run(
        self, source: Path, *, restart: bool = False, reverse: bool = False
    ) -> Iterator[Progress]:
        """Imports a file; yields how far it is, first before and then after each batch.

        ``reverse`` begins with its last statement. Raises OSError, FileError (also where the
        latest statements stand first and ``reverse`` was not asked for), and what
        RecordStore.record raises; another run then goes on.
        """
        places = Places.of(source)
        errors_file = ErrorsFile(places.errors)
        state = Progress(store=self.store.hash_term(term("activity", "import")))
        if places.progress and not restart and not reverse:
            state = self._remembered(source, places, state)
        if places.progress and not reverse:
            self._look_at_order(source, after=state)
        if aside := errors_file.cut(state.errors_size):
            self.warn(
                message(
                    "{errors} of a run before is now {aside}", errors=places.errors, aside=aside
                )
            )
        yield state
        with open_lines(source, longest=self.longest) as lines:
            lines.skip(state.offset, lines=state.lines)
            found = backwards(lines) if reverse else iter(lines)
            runs = batches(found, size=BATCH, most_bytes=self.longest)
            if places.progress is None and not reverse:
                runs = self._watched(runs, source)
            for batch in runs:
                state = self._recorded(state, batch, lines, errors_file)
                if places.progress and lines.ended and lines.resumable and not reverse:
                    # What follows a line without an end may belong to it.
                    _replace(places.progress, msgspec.json.encode(state))
                yield state

    def _recorded(
        self, state: Progress, batch: list[Line], lines: Lines, errors_file: ErrorsFile
    ) -> Progress:
        """Records a batch; how far the import is then."""
        statements = [line for line in batch if not line.data.startswith(EVENT)]
        errors, new = self._record(statements)
        return replace(
            state,
            position=self.store.log.max_notification_id() or 0,
            offset=lines.offset,
            sha256=lines.sha256,
            lines=lines.number,
            accepted=state.accepted + len(statements) - len(errors),
            errors=state.errors + len(errors),
            errors_size=errors_file.append(errors, size=state.errors_size),
            events=state.events + len(batch) - len(statements),
            new=state.new + new,
        )

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
        return replace(state, errors_size=min(size, state.errors_size), new=0)

    def _look_at_order(self, source: Path, *, after: Progress) -> None:
        """Reads what is to be imported once before, for the order in which it was stored."""
        order = Order()
        try:
            with open_lines(source, longest=self.longest) as lines:
                lines.skip(after.offset, lines=after.lines)
                for line in lines:
                    order.see(statement_of(line))
        except FileError as error:
            raise FileError(
                message("{error}; nothing of it was stored now", error=message_of(error))
            ) from error
        self._judge(order, source)

    def _watched(self, runs: Iterator[list[Line]], source: Path) -> Iterator[list[Line]]:
        """The same batches of what can be read only once: judged by the first, watched to the
        end."""
        order = Order()
        first = next(runs, [])
        for line in first:
            order.see(statement_of(line))
        if order.falls_throughout:
            self._judge(order, source)
        for batch in chain([first] if first else [], runs):
            if batch is not first:
                for line in batch:
                    order.see(statement_of(line))
            yield batch
        if order.is_mixed:
            self._judge(order, source)

    def _judge(self, order: Order, source: Path) -> None:
        if order.falls_throughout:
            raise FileError(
                message(
                    "{source}: the statements that were `stored` last stand first, and of two "
                    "facts of one time the later one in the log holds: import it with --reverse",
                    source=source,
                )
            )
        if order.is_mixed:
            self.warn(
                message(
                    "{source}: the statements are in no order of `stored` (line {first_fallen} "
                    "is the first that goes back): they are taken in the order of the file, and "
                    "of two facts of one time the later one in it holds",
                    source=source,
                    first_fallen=order.first_fallen,
                )
            )

    def _record(self, batch: Iterable[Line]) -> tuple[list[bytes], int]:
        """Records what can be recorded of a batch; the rows of the errors file for the rest, and
        how many statements are new."""
        errors: list[bytes] = []
        lines: list[Line] = []
        posts: list[Post] = []
        for line in map(statement_of, batch):
            try:
                posts.append(self._post(line))
                lines.append(line)
            except (StatementError, RefusedError) as error:
                errors.append(row(line, _reason(error)))
        ids = [post.drafts[0].id for post in posts]
        seen = set(self.store.known(ids))
        new = 0
        for line, own, refused in zip(lines, ids, self.store.record(posts), strict=True):
            if refused:
                errors.append(row(line, _reason(refused), statement_id=own))
            elif own not in seen:
                seen.add(own)
                new += 1
        return errors, new

    def _post(self, line: Line) -> Post:
        if line.is_too_long:
            raise StatementError(
                index=None,
                path="",
                value=message("a line of more than {longest} bytes", longest=self.longest),
                expected="no more (LRS_MAX_BODY_BYTES)",
            )
        received, version = read_statement(line.data, version=self.version, limits=self.limits)
        return self.admit(
            received,
            credential=self.credential,
            version=version,
            statement_id=None if "id" in received.json else id_of_line(line),
        )


def id_of_line(line: Line) -> UUID:
    """The id of a statement that has none: that of its bytes and its place in the file.

    So a rerun finds it in the log, and two equal lines of a file are two statements.
    """
    return uuid5(_NAMESPACE, f"{line.number}\n{line.data.decode()}")


def _is_file(source: Path) -> bool:
    """Whether a source can be read again, and files may be made beside it; one that is not there
    is told of when it is opened."""
    if not source.exists():
        return True
    return source.is_file() and source.absolute().parts[1] not in ("dev", "proc")


def _reason(error: PostError) -> str:
    """All that is wrong with a line."""
    told = [
        one.reason if isinstance(one, RefusedError) else str(one) for one in (error, *error.others)
    ]
    if error.untold:
        told.append(message("and {untold} errors more", untold=error.untold))
    return "; ".join(told)


def _replace(path: Path, content: bytes) -> None:
    written = path.with_name(f"{path.name}.new")
    written.write_bytes(content)
    written.replace(path)
