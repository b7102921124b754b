"""Checks our proofs by tools that nobody here wrote, and says loudly which of them were not there.

    python -m tests.interop [--python PATH] [--vectors FOLDER] [--all]

PATH is a Python in a virtual environment of its own with `tlog-scales`, `aics-tlog` and
`aics-witness` (the latter two with `--ignore-requires-python` where Python is 3.11); FOLDER the
`testdata` of transparency-dev/merkle. Go's code comes with Debian's `golang-go` and
`golang-golang-x-mod-dev`. With --all whatever is missing is a failure.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.interop import vectors, witnesses
from tests.interop.material import Tree, write

HERE: Final = Path(__file__).parent
GO_PACKAGES: Final = Path("/usr/share/gocode")
TIMEOUT: Final = 300

Counts = dict[str, int]


class MissingError(RuntimeError):
    """A tool is not there; the text says what to install."""


def by_go(material: Path) -> Counts:
    """Roots, proofs and checkpoint by golang.org/x/mod/sumdb."""
    go = shutil.which("go")
    if go is None or not (GO_PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        raise MissingError("apt-get install golang-go golang-golang-x-mod-dev")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(GO_PACKAGES)}
    return _counts([go, "run", str(HERE / "check.go"), str(material)], environment)


def by_library(python: Path | None, library: str, material: Path) -> Counts:
    """Proofs and notes by a Python library."""
    _need(python, library)
    return _counts([str(python), str(HERE / "oracles.py"), str(material), library], {})


def by_vectors(folder: Path | None) -> Counts:
    """The public vectors against our tree."""
    if folder is None:
        raise MissingError("--vectors FOLDER with the testdata of transparency-dev/merkle")
    count, others = vectors.differing(folder)
    assert count == vectors.EXPECTED, f"expected {vectors.EXPECTED} vectors, found {count}"
    assert [one for one in others if vectors.NO_HASHES not in one] == [], others
    return {"vectors": count, "otherwise": len(others)}


def _need(python: Path | None, module: str) -> None:
    if python is None:
        raise MissingError("--python PATH of a virtual environment with the library")
    if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode:
        raise MissingError(f"{python} has no {module}")


def _counts(command: list[str], environment: dict[str, str]) -> Counts:
    ended = subprocess.run(
        command,
        env=environment or None,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: Counts = json.loads(ended.stdout)
    return found


def main() -> int:
    """The exit status: 1 where a tool refuses what is ours, or takes what was forged."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop")
    parser.add_argument("--python", type=Path, help="a Python with the libraries")
    parser.add_argument("--vectors", type=Path, help="the testdata of transparency-dev/merkle")
    parser.add_argument("--all", action="store_true", help="whatever is missing is a failure")
    options = parser.parse_args()
    failed = missing = 0
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        material = folder / "material.json"
        tree = write(material)
        for name, check in _checks(options.python, options.vectors, folder, material, tree):
            try:
                told = ", ".join(f"{count:,} {what}" for what, count in check().items())
                print(f"good     {name}: {told}")
            except MissingError as error:
                missing += 1
                print(f"SKIPPED  {name}: {error}")
            except (AssertionError, subprocess.SubprocessError) as error:
                failed += 1
                print(f"FAILED   {name}: {error}")
    return int(bool(failed or (missing and options.all)))


def _checks(
    python: Path | None, testdata: Path | None, folder: Path, material: Path, tree: Tree
) -> list[tuple[str, Callable[[], Counts]]]:
    def with_witness(check: Callable[[Path, Path, Tree], Counts]) -> Counts:
        _need(python, "aics_witness")
        assert python is not None
        return check(python, folder, tree)

    return [
        ("Go's golang.org/x/mod/sumdb", lambda: by_go(material)),
        ("tlog-scales", lambda: by_library(python, "tlog_scales", material)),
        ("aics-tlog", lambda: by_library(python, "aics_tlog", material)),
        ("vectors of transparency-dev/merkle", lambda: by_vectors(testdata)),
        ("our feeder, aics-witness", lambda: with_witness(witnesses.ours_to_theirs)),
        ("feeder of aics-witness, ours", lambda: with_witness(witnesses.theirs_to_ours)),
    ]


if __name__ == "__main__":
    sys.exit(main())
