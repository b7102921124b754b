"""The rows of a rebuild by two processes beside one, and on Spark: `lrs rebuild` as it is run.

`python -m bench --only jobs` takes the city of 1M, `--size 10000000 --rounds 1` that of 10M, once.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bench import stores
from bench.servers import ROOT
from bench.turns import Options, Row, in_turns, shown
from lrs.postgres.postgres import Database

LOOK_SECONDS = 0.2
"""How often the memory of the processes is looked at."""

MASTER = "local[2]"


def rows(options: Options) -> list[Row]:
    """Seconds, and megabytes of all processes but PostgreSQL's, of `lrs rebuild`."""
    found: list[Row] = []
    with stores.big(options.size) as big, tempfile.TemporaryDirectory(dir=stores.BUILD) as work:
        runs = _Runs(big.database, Path(work))
        ways = {"one": lambda _: runs.timed(), "two": lambda _: runs.timed("--jobs", "2")}
        figures = in_turns(ways, options.rounds)
        found.append(
            Row(
                work=f"lrs rebuild --jobs 2 of {big.size:,} events, rows of one digest",
                measured=f"{median(figures['two']):.0f} s; {runs.most['--jobs']:,.0f} MB of both",
                against=f"one job: {median(figures['one']):.0f} s; {runs.most['']:,.0f} MB",
                result=f"{shown(figures['one'], figures['two'])} times as fast",
                wanted="1.4; of 10M 1,150 s and 2,600 MB",
            )
        )
        if find_spec("pyspark") and shutil.which("java"):
            spark = [
                runs.timed(
                    *("--engine", "spark", "--master", MASTER, "--jobs", "2"),
                    *("--log", str(runs.work / "log"), "--results", str(runs.work / "rows")),
                )
                for _ in range(2)
            ]
            found.append(
                Row(
                    work=f"lrs rebuild --engine spark of {big.size:,} events, {MASTER}",
                    measured=f"{spark[1]:.0f} s; with the first export {spark[0]:.0f} s",
                    against=f"--jobs 2: {median(figures['two']):.0f} s",
                    result=shown([median(figures["two"])], spark[1:]),
                    wanted="published",
                )
            )
    return found


class _Runs:
    """Runs `lrs rebuild` over a database, and sees that all runs come to one digest."""

    def __init__(self, database: Database, work: Path) -> None:
        self._database, self.work = database, work
        self._digest: str | None = None
        self.most: dict[str, float] = {}

    def timed(self, *arguments: str) -> float:
        """Seconds of a run."""
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "rebuild", *arguments],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "SPARK_LOCAL_IP": "127.0.0.1",
                "LRS_HOME": str(self.work / "home"),
                "LRS_DATABASE_URL": self._database.app,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        way = arguments[0] if arguments else ""
        ended = threading.Event()
        watch = threading.Thread(target=self._watch, args=(process.pid, way, ended))
        watch.start()
        out, _ = process.communicate()
        ended.set()
        watch.join()
        answer = json.loads(out)
        self._digest = self._digest or answer["digest"]
        if process.returncode or answer["digest"] != self._digest:
            raise RuntimeError(f"`lrs rebuild {' '.join(arguments)}` made other rows: {answer}")
        return time.perf_counter() - began

    def _watch(self, pid: int, way: str, ended: threading.Event) -> None:
        while not ended.wait(LOOK_SECONDS):
            self.most[way] = max(self.most.get(way, 0.0), _resident(pid))


def _resident(pid: int) -> float:
    """Megabytes that a process and those below it hold."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = [int(line.split()[1]) / 1000 for line in status.splitlines() if "VmRSS:" in line]
    return sum(own) + sum(map(_resident, map(int, children)))
