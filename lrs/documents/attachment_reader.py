"""Reads the files that came with statements, over one connection."""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.postgres.queries import load
from lrs.search.assembled import parts
from lrs.search.statement_finder import Found
from lrs.statement.attachments import File, has_sha2
from lrs.statement.strict_json import read

QUERIES = load("lrs")

Sizes = dict[bytes, int]
"""Bytes of contents, by their SHA-256."""


class FileReader:
    """Reads files. ``most_bytes`` is what those of one page may have together."""

    def __init__(self, conn: Connection[Any], *, most_bytes: int) -> None:
        self._conn = conn
        self._most_bytes = most_bytes

    def fit(self, page: Sequence[Found]) -> int:
        """How many statements of a page, from its first, have files of at most so many bytes; at
        least one."""
        sizes = self._sizes(page)
        seen: Sizes = {}
        for count, found in enumerate(page):
            seen |= sizes.get(found.position, {})
            if count > 0 and sum(seen.values()) > self._most_bytes:
                return count
        return len(page)

    def of(self, statements: Sequence[Found]) -> list[File]:
        """The files of these statements, each once, in the order in which they are named."""
        sizes = self._sizes(statements)
        wanted = {sha256 for own in sizes.values() for sha256 in own}
        contents = {
            sha256: bytes(content) for sha256, content in self._rows(QUERIES["contents"], wanted)
        }
        files: dict[str, File] = {}
        for found in statements:
            own = {sha256: contents[sha256] for sha256 in sizes.get(found.position, {})}
            if own:
                files |= {file.sha2: file for file in _files(found, own)}
        return list(files.values())

    def _sizes(self, statements: Sequence[Found]) -> dict[int, Sizes]:
        sizes: dict[int, Sizes] = {}
        for position, sha256, size in self._rows(
            QUERIES["files"], {one.position for one in statements}
        ):
            sizes.setdefault(position, {})[sha256] = size
        return sizes

    def _rows(self, query: str, keys: set[Any]) -> list[Any]:
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return cursor.execute(query, [list(keys)]).fetchall() if keys else []


def _files(found: Found, contents: dict[bytes, bytes]) -> Iterator[File]:
    """The attachments of a statement whose bytes are among these; whatever SHA-2 it gives them."""
    for part in parts(read(found.event.body)):
        for attachment in part.get("attachments", ()):
            sha2 = attachment["sha2"].lower()
            for sha256, content in contents.items():
                if sha256.hex() == sha2 or (len(sha2) != 64 and has_sha2(content, sha2)):
                    yield File(
                        sha2=sha2,
                        sha256=sha256,
                        content_type=attachment["contentType"],
                        content=content,
                    )
