"""How fast follow-ups are told: `python -m bench.follow_up --cadres 2000`.

A store that is thrown away takes cadres who attend classes over five years, with all that follows
them; its projections catch up, and each report is asked for the first time and again, over HTTP.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import psycopg

from bench import load, stores
from bench.servers import Server, product
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.follow_up.sample import in_turn
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from projections.profile.writing import to_statement
from projections.tables.runner import Runner

YEARS = 5
A_CLASS = 30
"""Trainees of a class; a cadre attends three classes in two years."""
UNTIL = date(2026, 1, 1)
INSTITUTIONS = 12
UNITS = 40
BATCH = 500

Short = dict[str, Any]


def main() -> int:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.follow_up", description=__doc__)
    parser.add_argument("--cadres", type=int, default=2000)
    cadres = parser.parse_args().cadres
    with stores.empty() as database:
        stated = _timed("recorded", lambda: _record(database, cadres))
        _timed("projections caught up", lambda: _catch_up(database))
        print(f"{cadres:,} cadres, {YEARS} years, {stated:,} statements")
        with product(database) as server:
            _ask(server, "/cadres/c1/balances")  # the server learns the reference first
            for path in (
                "/reports/follow-up",
                "/follow-up",
                "/classes/k2025-001/follow-up",
                "/classes/k2025-001/sample",
                "/cadres/c1/follow-up",
                "/cadres/c1/balances",
                "/institutions/school1/follow-up?half=2025-H2",
                "/reports/follow-up?today=2025-12-01",
            ):
                times = [_ask(server, path) for _ in range(4)]
                print(f"{path}: first {times[0]:.3f} s, again {min(times[1:]):.3f} s", flush=True)
    return 0


def _ask(server: Server, path: str) -> float:
    return load.run(server.port, [server.get(path)], clients=1).latencies[0]


def _timed(what: str, do: Any) -> Any:
    began = time.monotonic()
    found = do()
    print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)
    return found


def _record(database: Database, cadres: int) -> int:
    store = RecordStore(database.service, clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    state(store, publication(load_packaged("baoji-2009"), stand_in=False))
    stated, batch = 0, []
    for number, short in enumerate(_facts(cadres, Random(1))):
        batch.append(to_statement({"id": f"s{number}", **short}))
        if len(batch) == BATCH:
            state(store, *batch)
            stated, batch = stated + len(batch), []
    state(store, *batch)
    store.close()
    return stated + len(batch)


def _catch_up(database: Database) -> None:
    noon = datetime(2026, 1, 2, 4, tzinfo=UTC)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(lambda: noon).catch_up(conn)


def _facts(cadres: int, rng: Random) -> Iterator[Short]:
    for number in range(cadres):
        yield {
            "fact": "cadre.enrolled",
            "cadre": f"c{number}",
            "unit": f"unit{number % UNITS}",
            "real_name": f"name {number}",
            "occurred": "2020-01-01",
        }
    for year in range(UNTIL.year - YEARS, UNTIL.year):
        for number in range(max(1, cadres * 3 // 2 // A_CLASS)):
            names = [f"c{one}" for one in rng.sample(range(cadres), min(A_CLASS, cadres))]
            yield from _of_class(f"k{year}-{number:03d}", year, number, names, rng)


def _of_class(name: str, year: int, number: int, names: list[str], rng: Random) -> Iterator[Short]:
    end = date(year, 1, 5) + timedelta(days=rng.randrange(340))
    run = {"class": name}

    def on(days: int) -> dict[str, str]:
        return {"occurred": (end + timedelta(days=days)).isoformat()}

    for cadre in names:
        yield {
            "fact": "class.completed",
            "cadre": cadre,
            **run,
            "start": (end - timedelta(days=4)).isoformat(),
            "end": end.isoformat(),
            "scheduled_days": "5",
            "institution": f"school{number % INSTITUTIONS}",
            "theme": f"theme {number % 9}",
            **({"class_tag": "key", "follow_up_years": 3} if number % 10 == 0 else {}),
        }
        if rng.random() < 0.9:
            yield {
                "fact": "self_evaluation.submitted",
                "cadre": cadre,
                **run,
                **on(rng.choice((0, 0, 3))),
            }
        if rng.random() < 0.8:
            days = rng.randrange(20, 100)
            yield {"fact": "learning_summary.submitted", "cadre": cadre, **run, **on(days)}
    drawn = in_turn(name, names)[:3]
    frame = {"seed": name, "frame": names, "n": len(drawn), "drawn": list(drawn)}
    yield {"fact": "sample.drawn", **run, **frame, **on(10)}
    for cadre in drawn:
        heading = {rng.choice(("theory", "practice", "ability")): "as was told"}
        visit = {"method": "interview", "headings": heading}
        yield {"fact": "visit.conducted", "cadre": cadre, **run, **visit, **on(rng.randrange(500))}
    yield {"fact": "seminar.held", **run, "batch": "1", "attendees": names[:15], **on(50)}
    yield {"fact": "seminar.held", **run, "batch": "2", "attendees": names[15:], **on(57)}
    yield {"fact": "result.fed_back", **run, **on(rng.randrange(14))}
    yield {
        "fact": "half_year_report.filed",
        **run,
        "kind": "digest",
        "half": f"{year}-H2",
        **on(150),
    }


if __name__ == "__main__":
    sys.exit(main())
