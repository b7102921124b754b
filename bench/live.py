"""`make city`: a city is imported while the projections follow, and proved afterwards.

Every step is a command of ours over a home of its own. Each second it is printed how far the
projections are behind, and in the end whether a rebuild and the simulator's own expectation come to
the same.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.servers import HEADERS, KEY, ROOT, SECRET

HOME = ROOT / "build" / "city"
LINES, EXPECTED = HOME / "city.ndjson", HOME / "expected.ndjson"
STORE = HOME / "store"
UNTIL = "2026-06-01"


def main() -> int:
    """The exit code: 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--cadres", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=20)
    parser.add_argument("--years", type=int, default=5)
    options = parser.parse_args()
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    size = ("--cadres", options.cadres, "--units", options.units, "--years", options.years)
    with LINES.open("wb") as lines:
        run("simulate", *size, "--until", UNTIL, "--expect", EXPECTED, stdout=lines)
    with serving() as address:
        follow(address)
    rebuilt = json.loads(run("rebuild", stdout=subprocess.PIPE).stdout)
    print(f"rebuilt: {rebuilt}", flush=True)
    command = [sys.executable, "-m", "tests.expected_balances", str(EXPECTED)]
    compared = subprocess.run(command, cwd=ROOT, env=environment(), check=False)
    return int(not rebuilt["matched"] or compared.returncode != 0)


def follow(address: str) -> None:
    """Imports the city and returns when the projections answer for all of it; prints how far."""
    began = time.monotonic()
    importing = subprocess.Popen(
        [*command_of("import"), str(LINES)], cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL
    )
    greatest, imported, now = 0, 0.0, 0.0
    health = {"lag": 1}
    while not imported or health["lag"]:
        time.sleep(1)
        now = time.monotonic() - began
        if not imported and importing.poll() is not None:
            imported = now
        health = healthy(address)
        greatest = max(greatest, health["lag"])
        print(f"{now:5.0f} s  {health}", flush=True)
    print(f"imported in {imported:.0f} s; the greatest lag was {greatest} events")
    print(f"no lag {now - imported:.0f} s after the end of the import", flush=True)


def healthy(address: str) -> dict[str, Any]:
    """How far the projections are."""
    request = urllib.request.Request(f"{address}/health/projections", headers=HEADERS)
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
    return found


@contextmanager
def serving() -> Iterator[str]:
    """`lrs serve` with the projections beside it, on any port."""
    command = [*command_of("serve"), "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1].removesuffix("/xapi")
        finally:
            server.terminate()


def run(command: str, *arguments: object, stdout: Any) -> subprocess.CompletedProcess[bytes]:
    """A command of ours; how long it takes is printed."""
    began = time.monotonic()
    ran = subprocess.run(
        [*command_of(command), *map(str, arguments)],
        cwd=ROOT,
        env=environment(),
        stdout=stdout,
        check=True,
    )
    print(f"lrs {command}: {time.monotonic() - began:.0f} s", flush=True)
    return ran


def command_of(name: str) -> list[str]:
    """How a command of ours is run."""
    return [sys.executable, "-m", "api.cli", name]


def environment() -> dict[str, str]:
    """That of our commands, over the store of this city."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LRS_")}
    own = {"LRS_HOME": str(STORE), "LRS_BOOTSTRAP_KEY": KEY, "LRS_BOOTSTRAP_SECRET": SECRET}
    return {**inherited, **own}


if __name__ == "__main__":
    sys.exit(main())
