"""Answers over many cadres kept on disk: what was answered as of a position never changes.

A file holds one answer behind a keyed digest, which is checked before anything of it is read: what
was cut short, altered or written by others counts as not kept. The key comes from the store, so
that no other store's answers fit. Answers are kept for the very code that made them, and until
something is erased from the log: others are dropped.
"""

import fcntl
import hashlib
import hmac
import logging
import os
import pickle
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any, Final

from projections.answers.turns import LOOK_SECONDS

logger = logging.getLogger(__name__)

DIGEST: Final = hashlib.sha256
_PARTIAL: Final = ".part"
_TURN: Final = ".turn"
"""How the name of a file ends that is locked while an answer is made."""
_OURS: Final = re.compile(r"[0-9a-f]{16}-[0-9]+")
"""What the folders of this file are called: whatever else lies beside them is not ours."""
_ROOM: Final = 0.9
"""The part of the bytes that is left when answers have to go, so that not every new one has to
make room."""


class KeptAnswers:
    """The answers in a folder of this user's, those that were asked for the longest ago the first
    to go when they take more than so many bytes. Several processes may share it.

    code: the digest of all that makes them (`code_digest`).
    """

    def __init__(self, folder: Path, *, key: bytes, max_bytes: int, code: str) -> None:
        self._root = folder
        self._code = code[:16]
        self._folder = folder / self._named(erased=0)
        self._key = key
        self._max_bytes = max_bytes
        _drop_others(folder, keep=self._named(erased="*"))

    def begin(self, *, erased: int) -> None:
        """Keeps from now on what is read of a log whose last erasure stands at a position. What was
        kept before it may hold what was erased, and is removed."""
        self._folder = self._root / self._named(erased=erased)
        _drop_others(self._root, keep=self._folder.name)

    def get(self, question: Hashable) -> Any | None:
        """What is kept of a question; None where nothing is that can be trusted."""
        path = self._path(question)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        size = DIGEST().digest_size
        digest, answer = content[:size], memoryview(content)[size:]
        if not hmac.compare_digest(digest, self._digest(path, answer)):
            logger.warning("a kept answer was altered, and is made anew: %s", path.name)
            return None
        with suppress(OSError):
            os.utime(path)
        return pickle.loads(answer)  # noqa: S301 - it is our own, by its digest

    def has(self, question: Hashable) -> bool:
        """Whether anything is kept of a question, be it to be trusted or not."""
        return self._path(question).exists()

    def put(self, question: Hashable, answer: Any) -> None:
        """Keeps an answer. Where the disk does not take it, it is not kept."""
        path = self._path(question)
        content = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, self._digest(path, content) + content)
            self._make_room()
        except OSError as error:
            logger.warning("an answer could not be kept: %s", error.strerror)

    @contextmanager
    def turn(self, question: Hashable, check: Callable[[], None]) -> Iterator[None]:
        """Has the turn of making an answer during the block, of all processes that share the
        folder; one that dies leaves it. Raises what ``check`` raises to who waits. Where the disk
        has no locks, each makes his own."""
        path = self._path(question).with_suffix(_TURN)
        lock = _locked(path, check)
        try:
            yield
        finally:
            if lock is not None:
                path.unlink(missing_ok=True)
                os.close(lock)

    def _named(self, *, erased: int | str) -> str:
        """The name of the folder for what this code reads of a log whose last erasure stands at a
        position; `*`: the pattern of all of them."""
        return f"{self._code}-{erased}"

    def _path(self, question: Hashable) -> Path:
        named = repr(_ordered(question)).encode()
        return self._folder / hmac.new(self._key, named, DIGEST).hexdigest()

    def _digest(self, path: Path, content: bytes | memoryview) -> bytes:
        found = hmac.new(self._key, path.name.encode(), DIGEST)
        found.update(content)
        return found.digest()

    def _make_room(self) -> None:
        files = []
        for one in os.scandir(self._folder):
            with suppress(FileNotFoundError):  # another process makes room, too
                if not one.name.endswith(_TURN):
                    files.append((one.stat(), Path(one)))
        size = sum(stat.st_size for stat, _ in files)
        if size <= self._max_bytes:
            return
        for stat, path in sorted(files, key=lambda one: one[0].st_mtime_ns):
            if size <= _ROOM * self._max_bytes:
                break
            path.unlink(missing_ok=True)
            size -= stat.st_size


def _write(path: Path, content: bytes) -> None:
    """Writes a file of this user's alone, which takes its name when it is whole."""
    handle, name = tempfile.mkstemp(suffix=_PARTIAL, dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _locked(path: Path, check: Callable[[], None]) -> int | None:
    """A file, made and locked; None where it cannot be made. Whoever had it before removed it: then
    the one that stands there now counts."""
    while True:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:
            return None
        try:
            while not _try_lock(file):
                check()
                Event().wait(LOOK_SECONDS)
            if _stands_at(path, file):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)


def _try_lock(file: int) -> bool:
    """Whether nobody else has the lock of a file; as good as that is a disk that knows no locks."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _stands_at(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def forget_all(folder: Path) -> None:
    """Removes all answers that are kept in a folder."""
    _drop_others(folder, keep="")


def _drop_others(folder: Path, *, keep: str) -> None:
    """Removes those of our folders that a pattern does not fit: what other code made, or was made
    before something was erased."""
    with suppress(OSError):
        for other in folder.iterdir():
            if _OURS.fullmatch(other.name) and not fnmatchcase(other.name, keep):
                shutil.rmtree(other, ignore_errors=True)


def _ordered(question: Any) -> Any:
    """A question in one form, whatever order its sets come in."""
    if isinstance(question, frozenset):
        return sorted(question)
    if isinstance(question, tuple):
        return [_ordered(one) for one in question]
    return question


@cache
def code_digest(*packages: ModuleType) -> str:
    """The digest of all code and data of packages, and of Python's version."""
    found = DIGEST(sys.version.encode())
    for root in packages:
        for path in _files(Path(str(root.__file__)).parent):
            found.update(f"{path.name} ".encode() + path.read_bytes())
    return found.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return sorted(one for one in folder.rglob("*") if one.suffix in (".py", ".sql", ".yaml"))
