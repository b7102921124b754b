"""No rule of a projection changes without a new version: its rows over a fixed history say so."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[3]


@pytest.mark.timeout(900)  # half a minute of one core, which others may want, too
def test_a_version_makes_the_rows_that_it_made_and_examples_run_its_rules() -> None:
    """In a process of its own: what is remembered there was not made by other tests."""
    command = [sys.executable, "-m", "tests.digests", "--check"]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
