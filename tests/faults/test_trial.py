"""A trial is killed while the server answers and takes in statements: neither minds."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.faults.clients import Client, attended
from tests.faults.processes import serving_home
from tests.faults.waiting import eventually
from tests.killed_build import KILLED


def lrs(home: Path, *arguments: str, program: str = "from api.cli import main; main()") -> Any:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={"PATH": os.environ["PATH"], "LRS_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_trial_is_killed_while_the_server_answers(home: Path) -> None:
    with serving_home(home) as server, closing(Client(server.address)) as client:
        assert client.post([attended(f"first-{n}", f"c{n}") for n in range(12)]).status == 200

        def caught_up() -> bool:
            health = json.loads(client.get("/health/projections").body)
            return bool(health["lag"] == 0 and health["stale"] == 0)

        eventually(caught_up)
        died = lrs(home, "trial", "build", program=KILLED)
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert client.post([attended(f"then-{n}", f"c{n}") for n in range(3)]).status == 200
        eventually(caught_up)
        assert client.get("/cadres/c1/balances").status == 200
        built = lrs(home, "trial", "build")
        assert built.returncode == 0, built.stderr
        compared = lrs(home, "trial", "compare")
        assert compared.returncode == 0, compared.stdout + compared.stderr
        (total,) = map(json.loads, compared.stdout.splitlines())
        assert (total["kind"], total["cadres"], total["tables"]) == ("totals", 0, 0)
        assert client.post([attended("last", "c1")]).status == 200
        switched = lrs(home, "trial", "switch")
        assert switched.returncode == 0, switched.stderr
        eventually(caught_up)
        again = lrs(home, "rebuild")
        assert (again.returncode, json.loads(again.stdout)["matched"]) == (0, True), again.stderr
