"""docs/clients.md: each program is run as it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.serving import KEY, SECRET

TEXT = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
PROGRAMS = dict(re.findall(r"```(sh|python|js)\n(.*?)```", TEXT, re.DOTALL))
RUN = {"sh": ["bash", "-e"], "python": [sys.executable], "js": ["node"]}
ENDING = {"sh": "sh", "python": "py", "js": "mjs"}
SCORE = {"sh": "86", "python": "91", "js": "77"}


@pytest.mark.parametrize("language", ["sh", "python", "js"])
def test_the_program_does_what_the_document_says(
    address: str, tmp_path: Path, language: str
) -> None:
    command = RUN[language]
    if shutil.which(command[0]) is None or (language == "sh" and shutil.which("curl") is None):
        pytest.skip(f"{command[0]} or curl is not at hand")
    program = tmp_path / f"program.{ENDING[language]}"
    program.write_text(PROGRAMS[language], encoding="utf-8")
    done = subprocess.run(
        [*command, str(program)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        encoding="utf-8",
        env={**os.environ, "LRS": address, "KEY": KEY, "SECRET": SECRET, "PYTHONUTF8": "1"},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    identity = re.search(r"3c1d9a34-[0-9a-f-]+", PROGRAMS[language])
    assert identity
    assert done.stdout.count(identity[0]) >= 2
    assert SCORE[language] in done.stdout
    assert "收到" in done.stdout
