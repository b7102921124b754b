"""A cadre's biography is what a fold at every position and on every day comes to."""

import pytest

from lrs.event.list_log import ListLog
from projections.words.persons import identifier_of
from replay.history.cadre import biography
from tests.oracle.histories import CADRES, history
from tests.unit.replay.history.naive import basis_of, log_of, naive, state_at, told

SEEDS = range(2)


def cadres_of(log: ListLog) -> list[str]:
    found = [one for one in CADRES if log.concerning([identifier_of(one)], until=log.head())]
    assert found
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_what_a_fold_at_every_moment_comes_to(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    for cadre in cadres_of(log):
        state = state_at(log, cadre, basis)
        expected = list(naive(log, basis, state, until=basis.position, last=basis.today))
        assert expected
        assert told(biography(log, cadre, basis=basis)) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_adjoining_spans_make_up_the_whole(seed: int) -> None:
    log = log_of(seed)
    basis = basis_of(log, today=history(seed).last)
    for cadre in cadres_of(log):
        whole = biography(log, cadre, basis=basis)
        for cut in range(0, basis.position, 7):
            parts = [
                *biography(log, cadre, basis=basis, until=cut),
                *biography(log, cadre, basis=basis, since=cut),
            ]
            assert parts == whole
