"""Every scenario, through the real store, asked as the reports ask."""

from pathlib import Path

import pytest

from lrs.postgres.postgres import Database
from replay.scenarios.scenario import differences, files, load
from replay.scenarios.world import StoreWorld

SCENARIOS = Path(__file__).parent


@pytest.mark.parametrize("path", sorted(files([SCENARIOS])), ids=lambda path: path.stem)
def test_scenario(path: Path, database: Database) -> None:
    scenario = load(path)
    world = StoreWorld(database.service, scenario)
    try:
        assert scenario.expectations
        assert differences(scenario, world) == []
    finally:
        world.close()
