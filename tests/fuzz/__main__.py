"""`python -m tests.fuzz --minutes 60`: fuzzes until the time is over or something breaks."""

import argparse
import tempfile
from itertools import count
from pathlib import Path
from time import monotonic

from lrs.postgres.cluster import SUPERUSER
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.migrate import migrate
from tests.conftest import NOT_DURABLE, Postgres
from tests.fuzz.rounds import Rounds

POLICIES = ("baoji-2009", "cn-national-2023", "nanjing", "huaian")
ROUNDS = 40
"""Rounds over one database, whose log then is long enough."""


def main() -> None:
    """Prints each database's rounds; the seed of a round that breaks stands in its error."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    until, seeds = monotonic() + 60 * asked.minutes, count(asked.seed)
    with (
        tempfile.TemporaryDirectory(prefix="lrs-fuzz-") as home,
        EmbeddedServer(Path(home), configuration=NOT_DURABLE) as server,
    ):
        admin = server.conninfo(user=SUPERUSER, dbname="postgres")
        postgres = Postgres(admin, prefix="lrs_fuzz")
        for number in count():
            policy = POLICIES[number % len(POLICIES)]
            with postgres.database() as database:
                migrate(database)
                with Rounds.over(database, policy=policy) as rounds:
                    for _ in range(ROUNDS):
                        seed = next(seeds)
                        rounds.round(seed)
                        if monotonic() > until:
                            print(f"{seed - asked.seed + 1} rounds, nothing found")
                            return
            print(f"{policy}: up to seed {seed}")


main()
