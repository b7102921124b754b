"""The row of handbooks: how long `lrs print` takes for those of 1,000 cadres, from its start on."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from bench import city, stores
from bench.servers import ROOT
from bench.turns import Options, Row

CADRES: Final = 1_000


def rows(options: Options) -> list[Row]:
    """The median of the runs, as a clerk has them: one command, a file for each cadre."""
    cadres = min(CADRES, max(8, (options.size - city.CATALOGUED) // city.A_CADRE))
    size = cadres * city.A_CADRE + city.CATALOGUED
    with stores.big(size):
        pass  # it is there now; the command starts its PostgreSQL itself
    found = [_seconds(stores.BUILD / f"city-{size}", cadres) for _ in range(options.rounds)]
    seconds = median(one for one, _ in found)
    return [
        Row(
            work=f"lrs print handbook --all: {cadres:,} cadres with {city.YEARS} years",
            measured=f"{seconds:.1f} s",
            against=f"{os.cpu_count()} cores",
            result=f"{cadres / seconds:.0f}/s, {found[0][1] / cadres / 1000:.0f} KB each",
            wanted=f"15 s for {CADRES:,}",
        )
    ]


def _seconds(home: Path, cadres: int) -> tuple[float, int]:
    """Seconds that it takes, and the bytes of all files."""
    with tempfile.TemporaryDirectory(prefix="handbooks-", dir=stores.BUILD) as folder:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "api.cli", "print", "handbook", "--all", "--out", folder],
            cwd=ROOT,
            env={"LRS_HOME": str(home), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds = time.perf_counter() - began
        sizes = [one.stat().st_size for one in Path(folder).iterdir()]
    if len(sizes) < cadres:
        raise AssertionError(f"{len(sizes)} handbooks of {cadres} cadres")
    return seconds, sum(sizes)
