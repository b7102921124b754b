"""Seeded queries over every filter and pair of filters: the largest, the seldom met and any."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, cycle
from random import Random
from typing import Any
from urllib.parse import urlencode

import orjson
import psycopg

from lrs.log.log_reader import LogReader

SAMPLE = 4000
FILTERS = (
    *("agent", "agent, related", "verb", "activity", "activity, related"),
    *("registration", "since", "until"),
)
STYLES = ("largest", "seldom", "any", "any")
"""The most frequent value of each filter; two such that hardly meet; those of one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query, and by which filters it goes."""

    kind: str
    path: str


def queries(conninfo: str, number: int) -> list[Query]:
    """So many queries over what stands in a store; the same for the same store."""
    rng = Random(1)
    sample = _sample(conninfo, rng)
    largest = {name: _ranked(sample, name) for name in FILTERS}
    kinds = [(name,) for name in FILTERS] + [
        pair for pair in combinations(FILTERS, 2) if pair[0].split(",")[0] != pair[1].split(",")[0]
    ]
    made = []
    for place, kind in zip(range(number), cycle(kinds), strict=False):
        style = STYLES[place // len(kinds) % len(STYLES)]
        values = _values(kind, style, sample, largest, rng)
        made.append(Query(kind=" + ".join(kind), path=_path(values, rng)))
    return made


def _sample(conninfo: str, rng: Random) -> list[Mapping[str, str]]:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        reader = LogReader(conn)
        head = reader.head()
        pages = [
            reader.read(after=rng.randrange(head), until=head, limit=SAMPLE // 40)
            for _ in range(40)
        ]
    return [
        _values_of(orjson.loads(one.body) | {"stored": one.stored.isoformat()})
        for page in pages
        for one in page
    ]


def _values_of(statement: dict[str, Any]) -> dict[str, str]:
    """The value that each filter finds a statement by, as far as it has one."""
    context = statement.get("context", {})
    found = {
        "agent": _agent(statement["actor"]),
        "agent, related": _agent(context.get("instructor", statement["actor"])),
        "verb": statement["verb"]["id"],
        "since": statement["stored"],
        "until": statement["stored"],
    }
    if statement["object"].get("objectType") == "Activity":
        found["activity"] = statement["object"]["id"]
    for activities in context.get("contextActivities", {}).values():
        found["activity, related"] = activities[0]["id"]
    if "registration" in context:
        found["registration"] = context["registration"]
    return found


def _agent(agent: dict[str, Any]) -> str:
    return orjson.dumps({"objectType": "Agent", "account": agent["account"]}).decode()


def _ranked(sample: list[Mapping[str, str]], name: str) -> list[str]:
    """The values of a filter, the most frequent first."""
    counted = Counter(values[name] for values in sample if name in values)
    return [value for value, _ in counted.most_common()]


def _values(
    kind: tuple[str, ...],
    style: str,
    sample: list[Mapping[str, str]],
    largest: Mapping[str, list[str]],
    rng: Random,
) -> dict[str, str]:
    if style == "any":
        whole = [values for values in sample if values.keys() >= set(kind)]
        values = rng.choice(whole)
        return {name: values[name] for name in kind}
    found = {name: largest[name][0] for name in kind}
    if style == "seldom" and len(kind) == 2:
        met = {values.get(kind[1]) for values in sample if found[kind[0]] == values.get(kind[0])}
        others = (value for value in largest[kind[1]] if value not in met)
        found[kind[1]] = next(others, largest[kind[1]][-1])
    return found


def _path(values: Mapping[str, str], rng: Random) -> str:
    return "/xapi/statements?" + urlencode([*_parameters(values), *_order(rng)])


def _parameters(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        plain, _, related = name.partition(", ")
        yield plain, value
        if related:
            yield "related_agents" if plain == "agent" else "related_activities", "true"


def _order(rng: Random) -> Iterator[tuple[str, str]]:
    yield "limit", "50"
    if rng.random() < 0.3:
        yield "ascending", "true"
