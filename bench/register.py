"""`python -m bench.register` measures the register of the reference and the search in it.

It prints what 20,000 cadres take in memory, and what people, members of units and searches take of
CPU.
"""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from time import process_time
from typing import Any, Final
from uuid import UUID

import orjson

from lrs.event.credentials import OPERATOR
from lrs.event.log import Recorded
from projections.answers.acts import ever_in
from projections.answers.basis import Basis
from projections.answers.people import people
from projections.answers.search import KINDS, search
from projections.case.reference import Reference
from projections.facts.learning_act import read_fact
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.profile.writing import to_statement

CADRES: Final = 20_000
UNITS: Final = 500


def main() -> None:
    """Prints what was measured."""
    rows = [_recorded(at, fact) for at, fact in enumerate(_facts(), start=1)]
    tracemalloc.start()
    reference = Reference()
    for one in rows:
        reference.learn(read_fact(one))
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6 * 10_000 / CADRES
    tracemalloc.stop()
    policies = succession_of(load_packaged("baoji-2009"))
    basis = Basis(
        position=len(rows), today=date(2012, 1, 1), policies=policies, reference=reference
    )
    everybody = [f"c{number:05}" for number in range(CADRES)]
    print(f"memory of 10,000 cadres: {megabytes:.1f} MB")
    _print("names and units of 100 cadres", lambda: people(everybody[:100], basis))
    _print(f"names and units of {CADRES:,}", lambda: people(everybody, basis))
    _print("who was ever in a unit", lambda: ever_in(["u3"], reference, basis.as_of))
    for wanted in ("zm", "张", "c1234", "zzzz"):
        found = lambda text=wanted: list(  # noqa: E731 - a function of a word
            islice(search(text, basis, kinds=KINDS, visible=None), 21)
        )
        _print(f"search for {wanted}", found)


def _facts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in range(CADRES):
        cadre = {"cadre": f"c{number:05}", "unit": f"u{number % UNITS}"}
        name = f"张{chr(0x4E00 + number % 9000)}明"
        enrolled = {"fact": "cadre.enrolled", "real_name": name, "occurred": "2004-01-01"}
        found.append({**enrolled, **cadre, "id": f"e{number}"})
        if number % 2:
            moved = {"fact": "unit.assigned", "occurred": "2008-01-01", "id": f"m{number}"}
            found.append({**moved, **cadre, "unit": f"u{(number + 1) % UNITS}"})
    return found


def _recorded(position: int, fact: dict[str, Any]) -> Recorded:
    statement = to_statement(fact)
    return Recorded(
        position=position,
        stored=datetime(2009, 1, 1, tzinfo=UTC) + timedelta(microseconds=position),
        statement_id=UUID(statement["id"]),
        version="1.0.3",
        credential=OPERATOR.key,
        authority=OPERATOR.agent,
        lacks=(),
        body=orjson.dumps(statement),
    )


def _print(what: str, asked: Callable[[], object]) -> None:
    """Milliseconds of CPU: of the first time, and the least of five."""
    taken = []
    for _ in range(6):
        began = process_time()
        asked()
        taken.append(1000 * (process_time() - began))
    print(f"{what}: {taken[0]:.1f} ms at first, then {min(taken[1:]):.1f} ms")


if __name__ == "__main__":
    main()
