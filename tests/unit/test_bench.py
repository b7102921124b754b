"""That the benchmarks measure what they say: turns, ratios, whole answers, other ids."""

from pathlib import Path

import orjson
import pytest

from bench import city, load, servers
from bench.turns import in_turns, p99, ratio


def test_ways_take_turns_and_every_other_round_runs_backwards() -> None:
    order: list[str] = []

    def way(name: str, turn: int) -> float:
        order.append(name)
        return float(turn)

    figures = in_turns({name: lambda turn, name=name: way(name, turn) for name in "ab"}, 3)  # type: ignore[misc]
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert figures == {"a": [1, 2, 3], "b": [1, 2, 3]}


def test_a_ratio_is_the_median_of_those_of_the_rounds() -> None:
    assert ratio([1, 10, 100], [1, 5, 1000]) == 1


def test_p99_is_near_the_worst() -> None:
    assert p99([1.0] * 98 + [9.0, 9.0]) == pytest.approx(9)
    assert p99([4.0]) == 4


def test_statements_come_again_under_ids_of_their_own() -> None:
    bodies = city.bodies(20)
    again = [orjson.loads(body) for body in city.afresh(bodies, 7)]
    known = [orjson.loads(body) for body in bodies]
    assert len({one["id"] for one in known + again}) == 40
    assert [one | {"id": ""} for one in known] == [one | {"id": ""} for one in again]
    assert city.afresh(bodies, 7) == city.afresh(bodies, 7)


def test_what_is_posted_has_nobody_else_folded_anew() -> None:
    bodies, founding = (
        [orjson.loads(body) for body in found] for found in (city.bodies(40), city.founding(40))
    )
    verbs = {one["verb"]["id"].rpartition("/")[2] for one in bodies}
    assert len(bodies) == 40
    assert not verbs & {"catalogued", "published-policy"}
    assert {one["actor"]["account"]["name"] for one in founding} == {"registrar"}


def test_a_pace_is_kept_by_sending_nothing_before_its_time() -> None:
    bodies = city.bodies(30)
    with servers.echo() as echo:
        found = load.run(echo.port, map(echo.post, bodies), clients=4, pace=200.0)
    assert len(found.latencies) == 30
    assert found.seconds >= 29 / 200
    assert found.rate <= 30 / 29 * 200


def test_our_server_is_measured_as_a_user_starts_it(home: Path) -> None:
    """`lrs serve`, which follows the log; on a kept connection no answer waits for the network."""
    bodies = city.bodies(40)
    with servers.product(home) as ours:
        took = load.run(ours.port, map(ours.post, bodies), clients=1)
        ours.settle()
        assert ours.follows
    assert sorted(took.latencies)[10] < 0.035


def test_the_load_is_answered_and_a_refusal_is_told() -> None:
    bodies = city.bodies(30)
    with servers.echo() as echo:
        assert len(load.run(echo.port, map(echo.post, bodies), clients=4).latencies) == 30
        with pytest.raises(load.LoadError, match="404"):
            load.run(echo.port, [echo.get("/elsewhere")], clients=1)
