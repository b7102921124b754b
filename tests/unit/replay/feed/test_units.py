"""The feed tells of each unit what its biography does, page by page."""

import pytest

from replay.feed.place import Place
from replay.feed.whom import Of
from replay.history.unit import biography_of_unit
from tests.oracle.histories import UNITS, history
from tests.unit.replay.feed.test_feed import walked
from tests.unit.replay.history.naive import basis_of, log_of, told


@pytest.mark.parametrize("seed", range(4))
def test_it_tells_the_biography_of_each_unit(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    found, _ = walked(log, basis, Place(), limit=10_000)
    changes = [one for one in found if one.whom.of is Of.UNIT]
    assert changes
    for unit in UNITS:
        own = [one.change for one in changes if one.whom.key == unit]
        assert told(own) == told(biography_of_unit(log, unit, basis=basis))
