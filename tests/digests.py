"""What each projection makes of a fixed history, so that no rule changes without a new version.

The history are the worked examples of tests/scenarios, each in a log of its own without a database,
folded as of every position and day that its questions name. `tests/digests/<projection>.json` has
the digest of the rows of each, beside the version that made them.

    python -m tests.digests            write those files (`make generated` does)
    python -m tests.digests --check    say what differs, and which lines of the rules were not run
"""

import hashlib
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final
from uuid import UUID

import orjson

import projections
from lrs.event.credentials import OPERATOR
from lrs.event.events import CredentialChanged, credential_id
from lrs.event.list_log import ListLog
from lrs.event.log import Grant, Recorded
from projections.answers.acts import GrowingReference
from projections.answers.basis import Basis, end_of
from projections.case.publications import NoPolicyError
from projections.exact import plain
from projections.facts.learning_act import read_fact
from projections.facts.registry import FACTS
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from projections.profile.writing import POLICY_ZONE, to_statement
from projections.tables.projection import AnyProjection, Scanned, Stated
from projections.tables.registry import PROJECTIONS
from projections.tables.touching import stated_by
from replay.scenarios.policy import policy_named
from replay.scenarios.scenario import load
from replay.scenarios.world import LATEST
from tests.agreement import statement_of
from tests.digest_histories import MADE, Made
from tests.oracle.histories import History, history

HERE: Final = Path(__file__).parent
SCENARIOS: Final = HERE / "scenarios"
DIGESTS: Final = HERE / "digests"
SEEDS: Final = 12
NOT_RUN: Final = DIGESTS / "not_run.txt"
"""The lines that are known not to be run by any example; new ones need one."""
HOUSE: Final = Path(projections.__file__).parent

KEYED: Final = tuple(one for one in PROJECTIONS if one.topics)
"""The projections that fold by rules."""

Digests = dict[str, str]
"""The digest of the rows of each example, by its file and the file's own digest."""


Asked = tuple[date | None, date]
"""As of when something is asked: what was known, and what had happened."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A log, and as of when it is folded; `name` changes with what is in it."""

    name: str
    log: ListLog
    asked: frozenset[Asked]


def examples() -> Iterator[Example]:
    """The fixed history: worked examples, random histories of some seeds, and what neither has."""
    for path in sorted(SCENARIOS.glob("*.yaml")):
        yield _of_scenario(path)
    for seed in range(SEEDS):
        yield _of_oracle(history(seed))
    for made in MADE:
        yield _of_made(made)


def _of_scenario(path: Path) -> Example:
    scenario = load(path)
    policy = policy_named(scenario.policy, scenario.folder, scenario.parameters)
    first = scenario.begins, publication(policy, stand_in=False)
    statements = [first, *((one.clock, one.statement) for one in scenario.postings)]
    return Example(
        name=f"{path.name} {_short(path.read_bytes())}",
        log=logged(statements),
        asked=frozenset(
            (one.known_at, one.today or one.known_at or LATEST) for one in scenario.expectations
        ),
    )


def _of_oracle(drawn: History) -> Example:
    statements = [
        (
            datetime.combine(date.fromisoformat(str(one["recorded"])), time(23), POLICY_ZONE),
            statement_of(one),
        )
        for one in drawn.facts
    ]
    asked = {(None, drawn.last), *((one.known_at, one.today) for one in drawn.questions)}
    content = orjson.dumps([statement for _, statement in statements])
    return Example(
        name=f"seed {drawn.seed} {_short(content)}",
        log=logged(statements),
        asked=frozenset(asked),
    )


BOUND: Final = tuple(f"{one}@A" for one in sorted(FACTS))
"""What a credential asserts that may state facts about unit A alone."""


def _of_made(made: Made) -> Example:
    policy = load_packaged(made.policy).with_overrides(made.parameters)
    begins = datetime.combine(policy.effective_from, time(), POLICY_ZONE)
    statements: list[tuple[datetime, Mapping[str, Any]]] = [
        (begins, publication(policy, stand_in=False))
    ]
    bound: set[UUID] = set()
    for number, short in enumerate(made.facts):
        data = {"id": f"f{number}", **short}
        by = data.pop("stated_by", None)
        statement = to_statement(data)
        at = datetime.combine(date.fromisoformat(data.get("end") or data["occurred"]), time(23))
        statements.append((at.replace(tzinfo=POLICY_ZONE), statement))
        if by:
            bound.add(UUID(statement["id"]))
    content = orjson.dumps([made.parameters, list(made.facts)])
    return Example(
        name=f"{made.name} {_short(content)}",
        log=logged(statements, bound),
        asked=frozenset((None, day) for day in made.days),
    )


def logged(
    statements: Iterable[tuple[datetime, Mapping[str, Any]]], bound: Collection[UUID] = ()
) -> ListLog:
    """The log that holds these statements, each recorded at an instant; some of them under a
    credential that is bound to unit A."""
    log: dict[UUID, Recorded] = {}
    last = datetime.min.replace(tzinfo=UTC)
    for clock, statement in statements:
        statement_id = UUID(statement["id"])
        if statement_id not in log:
            last = max(clock, last + timedelta(microseconds=1))
            log[statement_id] = Recorded(
                position=len(log) + 1,
                stored=last,
                statement_id=statement_id,
                version="2.0.0",
                credential="A" if statement_id in bound else OPERATOR.key,
                authority=OPERATOR.agent,
                lacks=(),
                body=orjson.dumps(statement),
            )
    change = CredentialChanged(
        originator_id=credential_id("A"),
        originator_version=1,
        key="A",
        change="added",
        name="A",
        agent=OPERATOR.agent,
        scopes=("all",),
        asserts=BOUND,
        by=OPERATOR.key,
    )
    return ListLog(list(log.values()), [Grant(position=1, change=change)])


def rows(example: Example) -> Iterator[tuple[str, list[Any]]]:
    """What each projection makes of an example, as of all that it asks about."""
    for known_at, today in sorted(example.asked, key=str):
        basis = _basis(example.log, known_at, today)
        if basis is None:
            continue
        log, until = example.log, basis.position
        facts = [read_fact(one) for one in log.read(after=0, until=until, limit=until)]
        stated = stated_by(facts, log, until=until)
        for projection in KEYED:
            found = list(_folded(log, projection, basis, stated))
            yield projection.name, [str(known_at), str(today), *found]


def _basis(log: ListLog, known_at: date | None, today: date) -> Basis | None:
    reference = GrowingReference().up_to(log.head(), log)
    zone = reference.succession(known=log.head()).zone
    position = log.position_at(end_of(known_at, zone)) if known_at else log.head()
    try:
        policies = reference.succession(known=position)
    except NoPolicyError:
        return None
    return Basis(position=position, today=today, policies=policies, reference=reference)


def _folded(log: ListLog, projection: AnyProjection, basis: Basis, stated: Stated) -> Iterator[Any]:
    until = basis.position
    seen = Scanned(log=log, reference=basis.reference, until=until, as_of=basis.as_of)
    touched = projection.touched(stated, seen)
    gathered = projection.gather(sorted(touched), log, basis)
    fold = projection.folds(gathered, log, basis)
    folded = {key: fold(key, some) for key, some in sorted(gathered.items()) if some}
    yield {key: (one.wakes_on, len(one.set_aside)) for key, one in folded.items()}
    for table, found in projection.rows(list(folded.values())).items():
        yield table, sorted(_text(row) for row in found)


def _text(value: object) -> str:
    def told(part: object) -> str:
        return plain(part) if isinstance(part, Decimal) else str(part)

    return orjson.dumps(value, default=told, option=orjson.OPT_SORT_KEYS).decode()


def digests() -> dict[str, Digests]:
    """Of each projection the digest of the rows of each example."""
    found: dict[str, Digests] = {one.name: {} for one in KEYED}
    for example in examples():
        made: dict[str, list[Any]] = {one.name: [] for one in KEYED}
        for name, some in rows(example):
            made[name] += some
        for name, each in made.items():
            found[name][example.name] = _short(_text(each).encode())
    return found


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def changed(projection: AnyProjection, found: Digests) -> list[str]:
    """The examples whose rows are others than those that this version of a projection made."""
    path = DIGESTS / f"{projection.name}.json"
    kept = orjson.loads(path.read_bytes()) if path.exists() else {}
    if kept.get("version") != projection.version:
        return []
    return [name for name, one in kept["examples"].items() if found.get(name, one) != one]


def is_written(projection: AnyProjection) -> bool:
    """Whether there are digests of this version."""
    path = DIGESTS / f"{projection.name}.json"
    return path.exists() and orjson.loads(path.read_bytes())["version"] == projection.version


def write(projection: AnyProjection, found: Digests) -> None:
    """Writes the digests of a projection."""
    DIGESTS.mkdir(exist_ok=True)
    content = {"version": projection.version, "examples": found}
    text = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    (DIGESTS / f"{projection.name}.json").write_bytes(text + b"\n")


class Lines:
    """Notes which lines of the functions of some packages and modules are run."""

    def __init__(self, rooms: Iterable[str]) -> None:
        places = [HOUSE.joinpath(*one.split(".")[1:]) for one in rooms]
        self._files = {
            str(path)
            for place in places
            for path in (place.glob("*.py") if place.is_dir() else [place.with_suffix(".py")])
        }
        self._run: set[tuple[str, int]] = set()

    def __enter__(self) -> "Lines":
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _enter(self, frame: FrameType, event: str, _: Any) -> Any:
        return self._line if frame.f_code.co_filename in self._files else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        self._run.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    def not_run(self) -> set[str]:
        """The lines that no example reaches, each by file, function and text; without those that
        raise an error."""
        return {
            f"{Path(name).relative_to(HOUSE.parent)} {function}: {text}"
            for name in self._files
            for function, line, text in _lines_of(Path(name))
            if (name, line) not in self._run and not text.startswith("raise ")
        }


def _lines_of(path: Path) -> Iterator[tuple[str, int, str]]:
    """The lines of the functions in a module, with the function, but for those that define one."""
    text = path.read_text(encoding="utf-8")
    written = text.splitlines()
    todo: list[CodeType] = [compile(text, str(path), "exec")]
    while todo:
        code = todo.pop()
        todo += [part for part in code.co_consts if isinstance(part, CodeType)]
        if code.co_flags & CO_OPTIMIZED:
            for line in {line for _, _, line in code.co_lines() if line} - {code.co_firstlineno}:
                yield code.co_qualname.split(".<locals>")[0], line, written[line - 1].strip()


def main() -> int:
    """Writes the digests, or with --check says what differs; 1 where something does."""
    check = "--check" in sys.argv
    with Lines(room for one in KEYED for room in one.rooms) as lines:
        made = digests()
    problems = [
        f"{one.name}: other rows of {name} by the same version"
        for one in KEYED
        for name in changed(one, made[one.name])
    ]
    if check:
        problems += [
            f"{one.name}: no digests of version {one.version}"
            for one in KEYED
            if not is_written(one)
        ]
        known = {one for one in NOT_RUN.read_text().splitlines() if one and one[0] != "#"}
        problems += [f"no example runs {one}" for one in sorted(lines.not_run() - known)]
        problems += [
            f"take out of {NOT_RUN.name}: {one}" for one in sorted(known - lines.not_run())
        ]
    elif not problems:
        for one in KEYED:
            write(one, made[one.name])
    for problem in problems:
        print(problem)
    if problems:
        print(
            "A rule that changes rows needs a new version of its projection: raise `version` in "
            "projections/tables/, then run `make generated`. A rule that no example runs needs an "
            "example in tests/scenarios."
        )
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
