"""Scenario files: dated facts in, exact answers out; what is written, stored, asked and compared.

Reading a file gives the statements to store and the questions to ask. Both are done by a `World`,
which is the real path with an injected clock; nothing here knows a store.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

from lrs.message import message, message_of
from projections import plain_yaml
from projections.facts.policy_facts import PolicyPublished
from projections.policy.declaration import PolicyError
from projections.profile.writing import POLICY_ZONE, FactError, statement_id, to_statement
from replay.scenarios.expectation import (
    Expectation,
    ExpectationError,
    compare,
    read_expectation,
)
from replay.scenarios.parts import parts
from replay.scenarios.policy import published

_KEYS: Final[Mapping[str, type]] = {
    "id": str,
    "title": str,
    "policy": str,
    "parameters": dict,
    "facts": list,
    "expect": list,
}
_REQUIRED: Final = ("id", "policy", "facts", "expect")
# Late in the day, so that what happens on the day it is recorded has happened by then.
_RECORDED: Final = time(23)


UNANSWERABLE: Final = (LookupError, ValueError, ArithmeticError)
"""What a question raises that asks for what is not there, or in words that mean nothing."""


class ScenarioError(ValueError):
    """A scenario that cannot be read; the message names the file and the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One statement to store when the clock stands at `clock`."""

    fact: str
    clock: datetime
    statement: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A file as read: what to store, in this order, and what to ask afterwards.

    `folder` is where the file lies, None for one that was read from a text; a policy's folder may
    lie beside it. `begins` is before every posting and every day that is asked about: the time to
    publish the policy. `parameters` override the policy by dotted name; their values are texts,
    lists, None or booleans. `statement_ids` gives the statement of each fact id.
    """

    id: str
    title: str
    policy: str
    parameters: Mapping[str, Any]
    begins: datetime
    postings: tuple[Posting, ...]
    expectations: tuple[Expectation, ...]
    statement_ids: Mapping[str, UUID]
    folder: Path | None = None


class World(Protocol):
    """Stores statements through the real path and answers as the reports do."""

    def record(self, posting: Posting) -> None:
        """Store the statement of `posting` with the clock set to its instant."""

    def answer(self, expectation: Expectation) -> Mapping[str, Any]:
        """Every part that `expectation.wanted` names, in its form, amounts as decimal strings.

        Facts are named by their statements' ids.
        """


def differences(scenario: Scenario, world: World) -> list[str]:
    """Store the scenario in `world`, ask its questions, and list what differs, a line each."""
    for posting in scenario.postings:
        world.record(posting)
    facts = {str(statement): fact for fact, statement in scenario.statement_ids.items()}
    lines: list[str] = []
    for expectation in scenario.expectations:
        try:
            answer = world.answer(expectation)
        except UNANSWERABLE as error:
            lines.append(f"{expectation.place}: cannot be answered: {_told(error)}")
        else:
            lines += compare(expectation, _with_fact_ids(answer, facts))
    return lines


def _told(error: Exception) -> str:
    """What an error says; a bare key alone would not tell that it is missing."""
    return f"there is no {error}" if isinstance(error, KeyError) else str(error)


def _with_fact_ids(answer: Any, facts: Mapping[str, str]) -> Any:
    """An answer with the facts of the file in the place of their statements."""
    if isinstance(answer, Mapping):
        return {facts.get(key, key): _with_fact_ids(one, facts) for key, one in answer.items()}
    if isinstance(answer, list):
        return [_with_fact_ids(one, facts) for one in answer]
    return facts.get(answer, answer) if isinstance(answer, str) else answer


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The given files, and of a folder all its .yaml files by name."""
    for path in paths:
        yield from sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def load(path: Path) -> Scenario:
    """The scenario of a file; raises ScenarioError for whatever in it cannot be read."""
    try:
        return read(path.read_text(encoding="utf-8"), folder=path.resolve().parent)
    except (
        ScenarioError,
        ExpectationError,
        PolicyError,
        plain_yaml.YamlError,
        OSError,
        UnicodeError,
    ) as error:
        raise ScenarioError(
            message("{path}: {error}", path=path, error=message_of(error))
        ) from None


def read(text: str, *, folder: Path | None = None) -> Scenario:
    """The scenario of a YAML text, with the policies of a folder; raises ScenarioError,
    ExpectationError, PolicyError or YamlError."""
    content = _header(plain_yaml.load(text))
    facts = [_fact(number, item) for number, item in enumerate(content["facts"])]
    items = enumerate(content["expect"])
    expectations = tuple(read_expectation(f"expect[{n}]", item) for n, item in items)
    asked = [day for each in expectations for day in (each.known_at, each.today) if day]
    before = min([fact.recorded for fact in facts] + asked) - timedelta(days=1)
    scenario = Scenario(
        id=content["id"],
        title=content.get("title", ""),
        policy=content["policy"],
        parameters=content.get("parameters", {}),
        begins=datetime.combine(before, time(), POLICY_ZONE),
        postings=tuple(_postings(facts, content["id"], before, folder)),
        expectations=expectations,
        folder=folder,
        statement_ids={fact.id: statement_id(fact.id, salt=content["id"]) for fact in facts},
    )
    _check_references(scenario, facts)
    return scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """A fact as the file has it: its short form, and apart the catalogue value that it implies."""

    place: str
    id: str
    recorded: date
    data: Mapping[str, Any]
    catalogue_credits: str | None


def _header(content: Any) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise ScenarioError("expected keys and values")
    for key in content:
        if key not in _KEYS:
            raise ScenarioError(message("{key}: no such key", key=key))
    for key in _REQUIRED:
        if not content.get(key):
            raise ScenarioError(message("{key} is missing", key=key))
    for key, value in content.items():
        if not isinstance(value, _KEYS[key]):
            raise ScenarioError(message("{key}: got {value!r}", key=key, value=value))
    return content


def _fact(number: int, item: Any) -> _Fact:
    place = f"facts[{number}]"
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str):
        raise ScenarioError(message("{place}: expected keys and values with an id", place=place))
    try:
        recorded = date.fromisoformat(item["recorded"])
    except (KeyError, TypeError, ValueError):
        raise ScenarioError(
            message(
                "{place}: recorded: {get!r} is not a day", place=place, get=item.get("recorded")
            )
        ) from None
    data = {key: value for key, value in item.items() if key != "recorded"}
    passed = data.get("fact") == "course.passed"
    implied = data.pop("catalogue_credits", None) if passed else None
    if not data.keys() & {"occurred", "occurred_at"}:  # a class is attended on its end all the same
        data["occurred"] = recorded.isoformat()
    return _Fact(
        place=place, id=item["id"], recorded=recorded, data=data, catalogue_credits=implied
    )


def _postings(
    facts: list[_Fact], salt: str, before: date, folder: Path | None
) -> Iterator[Posting]:
    first: dict[str, _Fact] = {}
    written: dict[str, dict[str, Any]] = {}
    catalogue: list[tuple[date, str, dict[str, Any]]] = []
    for fact in facts:
        original = first.setdefault(fact.id, fact)
        if (original.data, original.catalogue_credits) != (fact.data, fact.catalogue_credits):
            raise ScenarioError(
                message(
                    "{place}: {id} is {place2} with other content",
                    place=fact.place,
                    id=fact.id,
                    place2=original.place,
                )
            )
        if original is fact:
            written[fact.id] = _statement(fact, salt, folder)
            if fact.catalogue_credits is not None:
                entry = _catalogued(fact, salt, written[fact.id]["timestamp"])
                catalogue.append((before, fact.id, entry))
    recorded = sorted(facts, key=lambda fact: fact.recorded)
    ordered = catalogue + [(fact.recorded, fact.id, written[fact.id]) for fact in recorded]
    for day, name, statement in ordered:
        clock = datetime.combine(day, _RECORDED, POLICY_ZONE)
        yield Posting(fact=name, clock=clock, statement=statement)


def _statement(fact: _Fact, salt: str, folder: Path | None) -> dict[str, Any]:
    try:
        whole = fact.data.get("fact") == PolicyPublished.name and "content" not in fact.data
        data = published(fact.data, folder) if whole else fact.data
        return to_statement(data, salt=salt)
    except (FactError, PolicyError) as error:
        raise ScenarioError(
            message("{place}: {error}", place=fact.place, error=message_of(error))
        ) from None


def _catalogued(fact: _Fact, salt: str, timestamp: str) -> dict[str, Any]:
    """The catalogue value of a passed course: known before everything, in force from the act on."""
    entry = {
        "id": f"{fact.id} catalogued",
        "fact": "course.catalogued",
        "course": fact.data["course"],
        "credits": fact.catalogue_credits,
        "occurred_at": timestamp,
    }
    try:
        return to_statement(entry, salt=salt)
    except FactError as error:
        raise ScenarioError(
            message(
                "{place}: catalogue_credits: {error}", place=fact.place, error=message_of(error)
            )
        ) from None


def _check_references(scenario: Scenario, facts: list[_Fact]) -> None:
    known = set(scenario.statement_ids)
    for fact in facts:
        target = fact.data.get("target")
        if target is not None and target not in known:
            raise ScenarioError(
                message(
                    "{place}: target: no fact has the id {target}", place=fact.place, target=target
                )
            )
    for expectation in scenario.expectations:
        for key, expected in expectation.wanted.items():
            ids = {*expected} if parts()[key].by_fact and expected else set()
            unknown = sorted(ids - known)
            if unknown:
                names = ", ".join(unknown)
                raise ScenarioError(
                    message(
                        "{place}.{key}: no fact has the id {names}",
                        place=expectation.place,
                        key=key,
                        names=names,
                    )
                )
