"""The row of memory: what an idle worker holds, and whether it grows over a long import."""

from pathlib import Path

from bench import city, load, stores
from bench.copy_binary import BATCH
from bench.posting import BATCH_CLIENTS, POOL, in_batches
from bench.servers import Server, product
from bench.turns import Options, Row


def rows(options: Options) -> list[Row]:
    """Resident memory of a worker before, after a tenth of an import and after all of it."""
    pool = city.bodies(min(POOL, options.size // 10))
    with stores.empty() as database, product(database) as server:
        idle = resident(server)
        sizes = [_after(server, pool, turn) for turn in range(1, options.size // len(pool) + 1)]
    tenth = sizes[max(0, len(sizes) // 10 - 1)]
    return [
        Row(
            work=f"RSS of an idle worker without PostgreSQL; growth over {options.size:,} posted",
            measured=f"{idle:.0f} MB idle",
            against=f"after a tenth {tenth:.0f} MB, at the end {sizes[-1]:.0f} MB",
            result=f"{idle:.0f} MB; {sizes[-1] - tenth:+.0f} MB",
            wanted="at most 150 MB; flat",
        )
    ]


def _after(server: Server, pool: list[bytes], turn: int) -> float:
    requests = map(server.post, in_batches(city.afresh(pool, turn), BATCH))
    load.run(server.port, requests, clients=BATCH_CLIENTS)
    return resident(server)


def resident(server: Server) -> float:
    """Megabytes of a server's process that are in memory."""
    for line in Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("the system does not tell how much memory a process holds")
