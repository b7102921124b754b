"""Holds the product to the oracle over many random histories, beyond those of the tests.

    python -m tests.oracle --histories 2000 --seed 1000

prints every disagreement with its seed, which `--histories 1 --seed SEED` repeats, and exits with
1 if there are any.
"""

import argparse
import sys

from lrs.postgres.cluster import SUPERUSER
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.migrate import migrate
from tests.agreement import disagreements
from tests.conftest import NOT_DURABLE, Postgres, database_name, temporary_home
from tests.oracle.histories import history

SHOWN = 8
"""Lines of one history: what follows from the first few is of no use."""


def main(seeds: range) -> int:
    """Compares the histories of these seeds; the exit code."""
    differing = 0
    with temporary_home() as home, EmbeddedServer(home, configuration=NOT_DURABLE) as server:
        postgres = Postgres(server.conninfo(user=SUPERUSER, dbname="postgres"), prefix="oracle")
        with postgres.database() as template:
            migrate(template)
            for seed in seeds:
                with postgres.database(template=database_name(template)) as database:
                    found = list(disagreements(history(seed), database))
                differing += bool(found)
                print(*found[:SHOWN], sep="\n", end="\n" if found else "", flush=True)
    print(f"{len(seeds)} histories from seed {seeds.start}: {differing} differ")
    return 1 if differing or not seeds else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1000, help="that of the first history")
    given = parser.parse_args()
    sys.exit(main(range(given.seed, given.seed + given.histories)))
