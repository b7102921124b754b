"""The row of the generator: single POSTs as `wrk` sends them beside ours, to show that what is
measured is the server. Left out where `wrk` is not installed."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench import city, load, stores
from bench.posting import POOL, single
from bench.servers import HEADERS, Server, product
from bench.turns import Options, Row, Way, in_turns, shown, thousands

SCRIPT = """
local bodies = {}
for line in io.lines("%(bodies)s") do bodies[#bodies + 1] = line end
local at = 0
local headers = {%(headers)s}
function request()
    at = at %% #bodies + 1
    return wrk.format("POST", "%(path)s", headers, bodies[at])
end
"""
_RATE = re.compile(r"Requests/sec:\s*([0-9.]+)")


def rows(options: Options) -> list[Row]:
    """Single POSTs of 64 clients, by both generators in turns."""
    if shutil.which("wrk") is None:
        print("wrk is not installed: its row is left out", file=sys.stderr)
        return []
    pool = city.bodies(min(POOL, options.size))
    with stores.empty() as database, product(database) as server:
        ways: dict[str, Way] = {
            "ours": lambda turn: single(server, pool, options.seconds, 2 * turn),
            "wrk": lambda turn: _by_wrk(server, pool, options.seconds, 2 * turn + 1),
        }
        figures = in_turns(ways, options.rounds)
    return [
        Row(
            work="single POST, 64 clients, sent by `wrk`",
            measured=f"{thousands(median(figures['wrk']))}/s",
            against=f"sent by our generator: {thousands(median(figures['ours']))}/s",
            result=shown(figures["wrk"], figures["ours"]),
            wanted="published",
        )
    ]


def _by_wrk(server: Server, pool: list[bytes], seconds: float, turn: int) -> float:
    """POSTs a second. Those after the last of the pool are resends, which are the quicker ones."""
    with tempfile.TemporaryDirectory(prefix="lrs-bench-wrk-") as folder:
        bodies, script = Path(folder) / "bodies", Path(folder) / "post.lua"
        bodies.write_bytes(b"\n".join(city.afresh(pool, turn)) + b"\n")
        headers = ", ".join(f'["{name}"] = "{value}"' for name, value in HEADERS.items())
        script.write_text(
            SCRIPT % {"bodies": bodies, "headers": headers, "path": server.path}, encoding="utf-8"
        )
        clients, duration = f"-c{load.CLIENTS}", f"-d{max(1, round(seconds))}s"
        told = subprocess.run(
            ["wrk", "-t1", clients, duration, "-s", script, f"http://127.0.0.1:{server.port}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found = _RATE.search(told)
    if found is None or "Non-2xx" in told:
        raise load.LoadError(told)
    server.settle()
    return float(found[1])
