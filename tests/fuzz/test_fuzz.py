"""About a minute and a half of the fuzz with fixed seeds: rounds by number, not by time."""

import pytest

from lrs.postgres.postgres import Database
from tests.fuzz.rounds import Rounds


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("policy", "seeds"),
    [
        ("baoji-2009", range(1, 21)),
        ("cn-national-2023", range(101, 116)),
        ("nanjing", range(201, 209)),
        ("huaian", range(301, 309)),
    ],
)
def test_nothing_that_is_posted_stops_or_moves_anybody_else(
    database: Database, policy: str, seeds: range
) -> None:
    with Rounds.over(database, policy=policy) as rounds:
        for seed in seeds:
            rounds.round(seed)
        assert rounds.posted
