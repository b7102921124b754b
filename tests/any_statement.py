"""Strategies for statements of either version of xAPI: valid ones, and ones broken in a place."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from lrs.statement.statement import VOIDED
from lrs.statement.strict_json import Json

BEGIN = datetime(1970, 1, 1, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
iris = st.builds(
    "http://example.com/{}".format,
    st.lists(st.sampled_from("aé文7") | st.just("%C3%a9"), max_size=4).map("".join),
)
uuids = st.uuids(version=4).map(str) | st.uuids(version=4).map(lambda one: str(one).upper())
tags = st.sampled_from(["en", "en-US", "zh-Hans-CN", "x-own", "und"])
maps = st.dictionaries(tags, texts, max_size=2)
decimals = st.decimals(-(10**30), 10**30, places=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | decimals | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
extensions = st.dictionaries(iris, values, max_size=2)
times = st.builds(
    lambda at, minutes: at.astimezone(timezone(timedelta(minutes=minutes))).isoformat(),
    st.integers(-(2**31), 2**32).map(lambda seconds: BEGIN + timedelta(seconds=seconds)),
    st.integers(-720, 840),
)
identifiers: st.SearchStrategy[Any] = st.sampled_from(
    [
        {"mbox": "mailto:someone@example.com"},
        {"mbox_sha1sum": "aB" * 20},
        {"openid": "http://someone.example.com/"},
        {"account": {"homePage": "http://example.com", "name": "某人"}},
    ]
)
nothing: st.SearchStrategy[Any] = st.just({})
named = st.fixed_dictionaries({}, optional={"name": texts})


def merged(*parts: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Objects with the members of several."""
    return st.tuples(*parts).map(
        lambda found: {name: value for one in found for name, value in one.items()}
    )


agents = merged(
    identifiers, named, st.fixed_dictionaries({}, optional={"objectType": st.just("Agent")})
)
groups = merged(
    st.fixed_dictionaries(
        {"objectType": st.just("Group"), "member": st.lists(agents, min_size=1, max_size=2)}
    ),
    named,
    nothing | identifiers,
)
actors = agents | groups
verbs = st.fixed_dictionaries({"id": iris}, optional={"display": maps})
definitions = st.fixed_dictionaries(
    {},
    optional={
        "name": maps,
        "description": maps,
        "type": iris,
        "moreInfo": iris,
        "extensions": extensions,
    },
)
activities = st.fixed_dictionaries(
    {"id": iris}, optional={"objectType": st.just("Activity"), "definition": definitions}
)
references = st.fixed_dictionaries({"objectType": st.just("StatementRef"), "id": uuids})
results = st.fixed_dictionaries(
    {},
    optional={
        "success": st.booleans(),
        "completion": st.booleans(),
        "response": texts,
        "duration": st.sampled_from(["PT1H30M", "P1Y2M3DT4H5M6.78S", "P2W", "PT0.001S"]),
        "score": st.fixed_dictionaries(
            {}, optional={"scaled": st.decimals(-1, 1, places=4), "raw": decimals}
        ),
        "extensions": extensions,
    },
)


def contexts(*, newer: bool) -> st.SearchStrategy[Json]:
    """Contexts; with what only 2.0.0 knows if they may be newer."""
    own: Json = {
        "registration": uuids,
        "instructor": actors,
        "team": groups,
        "language": tags,
        "statement": references,
        "extensions": extensions,
        "contextActivities": st.dictionaries(
            st.sampled_from(["parent", "grouping", "category", "other"]),
            st.lists(activities, max_size=2),
            max_size=2,
        ),
    }
    if newer:
        types: Json = {"relevantTypes": st.lists(iris, min_size=1, max_size=2)}
        own["contextAgents"] = st.lists(
            st.fixed_dictionaries(
                {"objectType": st.just("contextAgent"), "agent": agents}, optional=types
            ),
            max_size=2,
        )
        own["contextGroups"] = st.lists(
            st.fixed_dictionaries(
                {"objectType": st.just("contextGroup"), "group": groups}, optional=types
            ),
            max_size=2,
        )
    return st.fixed_dictionaries({}, optional=own)


def stated(targets: st.SearchStrategy[Json], *, newer: bool) -> st.SearchStrategy[Json]:
    """What a statement and a SubStatement have in common."""
    return st.fixed_dictionaries(
        {"actor": actors, "verb": verbs, "object": targets},
        optional={"result": results, "context": contexts(newer=newer), "timestamp": times},
    )


def statements(*, newer: bool) -> st.SearchStrategy[Json]:
    """Valid statements of a version."""
    plain = activities | references | groups | merged(agents, st.just({"objectType": "Agent"}))
    within = merged(stated(plain, newer=newer), st.just({"objectType": "SubStatement"}))
    return merged(stated(plain | within, newer=newer), st.fixed_dictionaries({"id": uuids}))


junk = values | st.sampled_from(["", " ", "2026-13-01T00:00:00Z", "http://", "\ud800", VOIDED])


@st.composite
def broken(draw: st.DrawFn, whole: st.SearchStrategy[Json]) -> Json:
    """A statement in which one member, anywhere, is something else, gone or new."""
    found = deepcopy(draw(whole))
    place: Any = found
    while True:
        keys = [name for name, value in place.items() if isinstance(value, dict) and value]
        if not keys or draw(st.booleans()):
            break
        place = place[draw(st.sampled_from(keys))]
    name = draw(st.sampled_from([*place, "objectType", "Actor", "stored", "id"]))
    if name in place and draw(st.booleans()):
        del place[name]
    else:
        place[name] = draw(junk)
    return found
