"""Makes a whole state of an exported log: what the last one has, and the events since."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
from psycopg import Connection

from lrs.event.events import CREDENTIAL_CHANGED, timestamp_text
from lrs.event.log import Recorded
from lrs.log.log_reader import LogReader
from lrs.progress import Advance
from projections.answers.acts import GrowingReference
from projections.case.identities import Identities
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import REFERENCE_VERBS, read_fact, verbs_of
from projections.facts.roster_facts import CadreIdentified
from projections.tables.touching import stated_by
from replay.parquet.layout import (
    FORMAT,
    MANIFEST,
    NOBODY,
    REFERENCE,
    WAITING,
    File,
    Manifest,
    bucket_of,
    folder_of,
)
from replay.parquet.log import batches, statements
from replay.parquet.rows import Event, batch_of, events_after, events_at
from replay.parquet.writing import Writing

MOST_FILES: Final = 32
"""Files of a bucket that is left as it is; one that has more is written anew as one."""


class StateMaking:
    """Makes one state."""

    def __init__(
        self,
        conn: Connection[Any],
        place: Path,
        state: Path | None,
        last: Manifest | None,
        buckets: int,
    ) -> None:
        self._conn, self._reader = conn, LogReader(conn)
        self._old, self._last = state, last
        self._new = place
        self._buckets = last.buckets if last else buckets
        self._growing = GrowingReference()
        self.rewritten: list[int] = []

    def run(self, head: int, advance: Advance) -> Manifest:
        """Writes the state up to a position, whole and on the disk; what it has."""
        after = self._last.position if self._last else 0
        rewritten = self._grow(after, head)
        self._new.mkdir(parents=True)
        writing = Writing(self._new, f"{after + 1:012}-{head:012}")
        kept = self._keep(rewritten)
        for bucket in rewritten:
            self._write_anew(bucket, writing)
        self._place_waiting(writing, head)
        while page := events_after(self._conn, after, head):
            self._add(page, writing, head)
            after = page[-1].position
            advance(after)
        files = sorted([*kept, *writing.finish()], key=lambda one: one.path)
        end = events_after(self._conn, head - 1, head)
        manifest = Manifest(
            format=FORMAT,
            position=head,
            id=str(end[0].id) if end else "",
            stored=timestamp_text(end[0].stored) if end else "",
            buckets=self._buckets,
            files=tuple(files),
        )
        _write(self._new / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        return manifest

    def _grow(self, after: int, head: int) -> list[int]:
        """Takes in what all is judged by; the buckets that names leave whom new links join to
        others, and those of too many files."""
        names: dict[str, int] = {}
        if self._last is not None:
            identities = self._growing.up_to(after, self._reader).identities
            for one in self._reader.with_verb(*verbs_of(CadreIdentified), after=after, until=head):
                names |= self._placed(read_fact(one), identities)
        identities = self._growing.up_to(head, self._reader).identities
        moved = {was for name, was in names.items() if self._bucket(name, identities) != was}
        full = set()
        if self._last is not None:
            full = {
                bucket
                for bucket in range(self._buckets)
                if len(self._last.of_bucket(bucket)) >= MOST_FILES
            }
        self.rewritten = sorted(moved | full)
        return self.rewritten

    def _placed(self, fact: Fact, identities: Identities) -> Mapping[str, int]:
        """The bucket of every name that a link joins to others, before it does."""
        if not isinstance(fact, CadreIdentified) or fact.person is None:
            return {}
        joined = {name for one in (*fact.names, fact.person) for name in identities.related(one)}
        return {name: self._bucket(name, identities) for name in joined}

    def _bucket(self, name: str, identities: Identities) -> int:
        return bucket_of(name, identities, self._buckets)

    def _keep(self, rewritten: list[int]) -> list[File]:
        """Takes over the files of the last state but those that are written anew."""
        if self._last is None or self._old is None:
            return []
        anew = {folder_of(bucket) for bucket in (*rewritten, WAITING)}
        kept = [one for one in self._last.files if str(Path(one.path).parent) not in anew]
        for one in kept:
            (self._new / one.path).parent.mkdir(parents=True, exist_ok=True)
            _link(self._old / one.path, self._new / one.path)
        return kept

    def _write_anew(self, bucket: int, writing: Writing) -> None:
        """Puts the rows of a bucket of the last state where the names in them belong now."""
        identities = self._growing.reference.identities
        for batch in batches(self._paths(bucket)):
            names = batch.column("person").to_pylist()
            buckets = [self._bucket(name, identities) for name in names]
            for one in sorted(set(buckets)):
                chosen = pa.array([found == one for found in buckets], pa.bool_())
                writing.add(folder_of(one), batch.filter(chosen))

    def _place_waiting(self, writing: Writing, head: int) -> None:
        """Puts the decisions that waited where what they decide on belongs, if it is there now."""
        for page in statements(self._paths(WAITING)):
            rows = events_at(self._conn, [one.position for one in page])
            self._place(rows, page, writing, head)

    def _paths(self, bucket: int) -> list[Path]:
        if self._last is None or self._old is None:
            return []
        return [self._old / one.path for one in self._last.of_bucket(bucket)]

    def _add(self, page: list[Event], writing: Writing, head: int) -> None:
        """Adds new events, those that all is judged by to the reference as well."""
        first, last = page[0].position, page[-1].position
        stated = self._reader.read(after=first - 1, until=last, limit=len(page))
        self._place(page, stated, writing, head)
        judged_by = {
            one.position
            for one in self._reader.with_verb(*REFERENCE_VERBS, after=first - 1, until=last)
        }
        facts = {one.position: read_fact(one) for one in stated if one.position in judged_by}
        again = [
            one for one in page if one.position in judged_by or one.topic == CREDENTIAL_CHANGED
        ]
        writing.add(REFERENCE, batch_of(again, facts, {}))

    def _place(
        self, page: list[Event], stated: list[Recorded], writing: Writing, head: int
    ) -> None:
        """Puts events into their buckets."""
        facts = {one.position: read_fact(one) for one in stated}
        subjects = {
            at: fact for fact, at in stated_by(list(facts.values()), self._reader, until=head)
        }
        names = {at: fact.person for at, fact in subjects.items() if fact.of_cadre and fact.person}
        identities = self._growing.reference.identities
        folders: dict[int, list[Event]] = {}
        for event in page:
            name, fact = names.get(event.position), facts.get(event.position)
            if name is not None:
                bucket = self._bucket(name, identities)
            elif isinstance(fact, Decision) and event.position not in subjects:
                bucket = WAITING
            else:
                bucket = NOBODY
            folders.setdefault(bucket, []).append(event)
        for bucket, events in folders.items():
            writing.add(folder_of(bucket), batch_of(events, facts, names))


def _link(source: Path, target: Path) -> None:
    """Lets a file stand in another place, too; copies it where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write(path: Path, text: bytes) -> None:
    with path.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
