"""The table of docs/facts.md: every fact, made from its declaration."""

from collections.abc import Iterator

from projections.facts.declaration import Declaration, Target, data_of, groupings_of
from projections.facts.fact import Fact
from projections.facts.registry import FACTS
from projections.words import vocabulary as v
from projections.words.things import Thing

HEAD = """# The facts

What a statement may mean here: each fact with its meaning, who acts, with which verb, on what, and
with which data. `+` marks data that it says too little without, `result.` what stands in the result
of the statement and not in an extension of its context. The xAPI Profile under `GET /profile` says
the same for programs, with a schema for each datum. IRIs that begin with `verb/` or `type/` stand
under `{profile}`. Made by `make generated` from
`projections/facts/`; a test holds it to the code. [how-to/fact.md](how-to/fact.md) says how one is
added.

| fact | meaning | actor | verb | object | data |
|---|---|---|---|---|---|
"""


def table() -> str:
    """The whole document."""
    head = HEAD.format(profile=v.PROFILE)
    return head + "".join(f"{_row(name, FACTS[name])}\n" for name in sorted(FACTS))


def _row(name: str, fact: type[Fact]) -> str:
    declared = fact.declaration
    assert declared is not None
    cells = (
        f"`{name}`",
        f"{declared.en} {declared.zh}",
        "the cadre" if declared.by_cadre else "an officer",
        f"`{_short(declared.verb.id)}`",
        _object(declared),
        ", ".join(_data(fact, declared)) or "-",
    )
    return f"| {' | '.join(cells)} |"


def _object(declared: Declaration) -> str:
    if isinstance(declared.object, Thing):
        return f"`{_short(declared.object.type)}`"
    return "a statement" if isinstance(declared.object, Target) else "a person"


def _data(fact: type[Fact], declared: Declaration) -> Iterator[str]:
    for datum in data_of(fact):
        place = "result." if datum.result else ""
        yield f"`{place}{datum.key}`{'+' if datum.key in declared.needs else ''}"
    for one in groupings_of(fact):
        yield f"grouped under `{_short(one.thing.type)}`"


def _short(iri: str) -> str:
    return iri.removeprefix(v.PROFILE)
