"""A regression guard: two commits in one run, in turns (`python -m bench.compare BEFORE AFTER`).

Each is `lrs serve` as a user starts it, projections live, with an embedded PostgreSQL of its own. A
commit runs under the dependencies that are installed now; the directory of another checkout can
stand in its place, which runs in its own `.venv`. It needs a machine that does nothing else, so it
is no part of CI.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from bench import city, load, stores
from bench.posting import batches, single
from bench.reading import statements_of
from bench.servers import PYTHON, ROOT, Server, product
from bench.turns import Way, in_turns, ratio

POOL = 20_000
PAGES = 300
LEAST = 0.93
"""A smaller ratio of AFTER to BEFORE is a regression; two runs of one commit differ by less."""


def main() -> None:
    """Prints the ratios; exits with 1 where one is a regression."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("before", help="a commit, or the directory of a checkout")
    parser.add_argument("after")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    found = parser.parse_args()
    with ExitStack() as stack:
        servers = [stack.enter_context(_commit(name)) for name in (found.before, found.after)]
        pool = city.bodies(POOL)
        before, after = (_ways(server, pool, found.seconds) for server in servers)
        ways = {
            f"{which} {name}": way
            for name in before
            for which, way in (("before", before[name]), ("after", after[name]))
        }
        figures = in_turns(ways, found.rounds)
    worst = min(_told(name, figures) for name in before)
    sys.exit(worst < LEAST)


def _ways(server: Server, pool: list[bytes], seconds: float) -> Mapping[str, Way]:
    return {
        "single POSTs a second": partial(single, server, pool, seconds),
        "statements in batches a second": partial(batches, server, pool, seconds),
        "pages of one agent a second": lambda _: _pages(server),
    }


def _pages(server: Server) -> float:
    requests = [server.get(statements_of(f"c{n % 50 + 1:06d}")) for n in range(PAGES)]
    return load.run(server.port, requests, clients=1).rate


def _told(name: str, figures: Mapping[str, list[float]]) -> float:
    before, after = figures[f"before {name}"], figures[f"after {name}"]
    found = ratio(after, before)
    print(f"{name}: {median(before):,.0f} before, {median(after):,.0f} after, ratio {found:.2f}")
    return found


@contextmanager
def _commit(name: str) -> Iterator[Server]:
    """A server of a commit or a checkout, over an empty store that it makes."""
    stores.BUILD.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        found = Path(name).absolute()
        root = found if found.is_dir() else stack.enter_context(_worktree(name))
        own = root / ".venv" / "bin" / "python"
        home = tempfile.TemporaryDirectory(prefix="compared-", dir=stores.BUILD)
        store = Path(stack.enter_context(home))
        python = own if own.exists() else PYTHON
        yield stack.enter_context(product(store, root=root, python=python))


@contextmanager
def _worktree(name: str) -> Iterator[Path]:
    """The files of a commit."""
    done = subprocess.run(
        ["git", "rev-parse", "--verify", f"{name}^{{commit}}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    tree = stores.BUILD / "commits" / done.stdout.strip()
    if not tree.exists():
        _git("worktree", "add", "--quiet", "--detach", str(tree), tree.name)
    try:
        yield tree
    finally:
        _git("worktree", "remove", "--force", str(tree))


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
