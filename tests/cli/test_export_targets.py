"""`lrs export`: a file is replaced when the new one is whole; what is no file stays what it is."""

import gzip
import hashlib
import json
import os
import stat
import threading
from pathlib import Path

import pytest

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run
from tests.cli.statements import line


@pytest.fixture
def exported(lrs: Run, environment: Database, tmp_path: Path) -> str:
    """What an export writes."""
    source = tmp_path / "source"
    source.write_bytes(line(1) + line(2))
    assert lrs("import", source).code == 0
    return lrs("export").out


def test_a_name_that_ends_in_gz_makes_a_packed_file(
    lrs: Run, exported: str, tmp_path: Path
) -> None:
    target = tmp_path / "log.ndjson.gz"
    outcome = lrs("export", target)
    assert gzip.decompress(target.read_bytes()).decode() == exported
    assert json.loads(outcome.out)["sha256"] == hashlib.sha256(exported.encode()).hexdigest()
    first = target.read_bytes()
    lrs("export", target)
    assert target.read_bytes() == first, "no time stands in it"
    assert json.loads(lrs("import", target).out)["known"] == 3


def test_a_device_stays_a_device(lrs: Run, exported: str, tmp_path: Path) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        device.write_bytes(b"")
    except PermissionError:
        pytest.skip("only root can make a device, and not everywhere")
    outcome = lrs("export", device)
    assert outcome.code == 0
    assert json.loads(outcome.out)["count"] == 3
    assert stat.S_ISCHR(device.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir() if "partial" in path.name) == []


def test_a_pipe_is_written_to(lrs: Run, exported: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert lrs("export", pipe).code == 0
    reader.join()
    assert read == [exported.encode()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_leads_to_the_file(lrs: Run, exported: str, tmp_path: Path, exists: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    behind = tmp_path / "elsewhere" / "log"
    if exists:
        behind.write_text("old")
    link = tmp_path / "link"
    link.symlink_to(behind)
    assert lrs("export", link).code == 0
    assert link.is_symlink()
    assert behind.read_text() == exported
    assert [path.name for path in behind.parent.iterdir()] == ["log"]


def test_names_of_standard_output_are_standard_output(lrs: Run, exported: str) -> None:
    outcome = lrs("export", "/dev/stdout")
    assert outcome.out == exported
    assert "count=3" in outcome.err


def test_a_folder_is_told_in_a_sentence(lrs: Run, exported: str, tmp_path: Path) -> None:
    outcome = lrs("export", tmp_path)
    assert outcome.code == 1
    assert "Is a directory" in outcome.err
