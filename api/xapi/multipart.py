"""multipart/mixed: statements with their files, as received and as sent (1.0.3 Communication
1.5.2, 2.0.0 4.1.3.2)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from api.http.asgi import check_charset
from api.http.errors import BadRequestError
from lrs.message import message
from lrs.statement.attachments import File, has_sha2

_PARAMETER = re.compile(r';\s*boundary=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*(?:;|$)', re.IGNORECASE)
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


class MultipartError(BadRequestError):
    """A multipart body that is not as xAPI says."""


def read(media_type: str, body: bytes) -> tuple[bytes, dict[str, File]]:
    """The JSON bytes of the statements, and the files that come with them by their SHA-2.

    Raises MultipartError: no boundary, a body cut short, a first part that is not JSON, a file
    without its hash or its encoding, or whose bytes have another hash.
    """
    found = parts(media_type, body)
    first = next(found, None)
    if first is None:
        raise MultipartError("the body has no part; expected the statements as application/json")
    headers, statements = first
    content_type = headers.get("content-type", "nothing")
    check_charset(content_type)
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json":
        raise MultipartError(
            message("the first part: got {kind!r}, expected application/json", kind=kind[:80])
        )
    files = (_file(number, *part) for number, part in enumerate(found, 2))
    return statements, {file.sha2: file for file in files}


def parts(media_type: str, body: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """The headers and the content of each part of a multipart body. Raises MultipartError."""
    return _parts(_boundary(media_type), body)


def write(statements: bytes, files: Iterable[File]) -> tuple[str, bytes]:
    """The media type and the body that hold statements and files. Equal contents, equal bytes."""
    files = list(files)
    # Nobody can make a file that holds a boundary which depends on all its bytes.
    digest = sha256(statements)
    for file in files:
        digest.update(file.content)
    boundary = digest.hexdigest()[:40]
    lines = [_head(boundary, {"Content-Type": "application/json"}), statements]
    for file in files:
        headers = {
            "Content-Type": file.content_type,
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": file.sha2,
        }
        lines += [b"\r\n", _head(boundary, headers), file.content]
    # Nothing follows, not even a line break: TinCanPHP knows the end by "--" alone.
    lines.append(f"\r\n--{boundary}--".encode())
    return f"multipart/mixed; boundary={boundary}", b"".join(lines)


def _head(boundary: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"--{boundary}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def _boundary(media_type: str) -> bytes:
    """Clients in the wild quote it or not, and put it anywhere."""
    found = _PARAMETER.search(media_type)
    text = re.sub(r"\\(.)", r"\1", found[1] or found[2] or "") if found else ""
    if not _BOUNDARY.fullmatch(text):
        raise MultipartError(
            message(
                "Content-Type: got {media_type!r}, expected a boundary", media_type=media_type[:80]
            )
        )
    return text.encode()


def _parts(boundary: bytes, body: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """The header and the content of each part (RFC 2046 5.1.1)."""
    # The line break behind a delimiter stays, since it may be the one before the next.
    delimiter = re.compile(
        rb"(?:\r\n|\A)--" + re.escape(boundary) + rb"(?P<last>--)?[ \t]*(?=\r\n|\Z)"
    )
    start: int | None = None
    for found in delimiter.finditer(body):
        if start is not None:
            yield _part(body[start : found.start()])
        if found["last"]:
            return
        start = found.end() + 2
    raise MultipartError("the body ends before its last boundary; it was cut short")


def _part(raw: bytes) -> tuple[dict[str, str], bytes]:
    if raw.startswith(b"\r\n"):
        return {}, raw[2:]
    head, _, content = raw.partition(b"\r\n\r\n")
    headers = {}
    for line in re.sub(rb"\r\n[ \t]+", b" ", head).split(b"\r\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if line and not colon:
            raise MultipartError(
                message("a part has the header line {line!r}, expected name: value", line=line[:80])
            )
        headers[name.strip().lower()] = value.strip()
    return headers, content


def _file(number: int, headers: Mapping[str, str], content: bytes) -> File:
    sha2 = headers.get("x-experience-api-hash", "").lower()
    encoding = headers.get("content-transfer-encoding", "").lower()
    if encoding != "binary":
        raise MultipartError(
            message(
                "part {number}: Content-Transfer-Encoding: got {encoding!r}, expected binary",
                number=number,
                encoding=encoding[:40],
            )
        )
    if not has_sha2(content, sha2):
        raise MultipartError(
            message(
                "part {number}: X-Experience-API-Hash: got {sha2!r}, expected the SHA-2 of "
                "its {count} bytes",
                number=number,
                sha2=sha2[:128],
                count=len(content),
            )
        )
    media_type = headers.get("content-type", "application/octet-stream")
    return File(
        sha2=sha2, sha256=sha256(content).digest(), content_type=media_type, content=content
    )
