"""What explanations are made of: points, each with its values, its rule and its statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.naming import Key, glossary
from projections.exact import plain
from projections.facts.registry import FACTS
from projections.policy.succession import Succession
from projections.words.codes import CodeOf
from projections.words.names import shown
from replay.explain.sentences import Says, sentence
from replay.explain.worded import Value, Worded, coded
from replay.history.causes import cause_of
from replay.history.change import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of an explanation."""

    says: Says
    """What it says, for programs."""
    depth: int
    """How deep it stands: a point explains the last one before it that stands less deep."""
    zh: str
    """The point in Chinese."""
    en: str
    """The point in English."""
    values: Mapping[str, str | None]
    """The values that it tells, by name; amounts are exact decimals."""
    rule: str | None
    """The rule behind it, by its number; null where it has none."""
    article: str | None
    """The article of the rule; null where it has none."""
    policy: str | None
    """The policy that the article stands in; null where no article is named."""
    policy_since: date | None
    """Since when that is in force; null where no policy is named."""
    statements: tuple[Cause, ...]
    """The statements that it rests on, each with its position and who recorded it."""


class Sources:
    """The statements that explanations rest on, each looked up once."""

    def __init__(self, log: Log, basis: Basis) -> None:
        self._log, self._basis = log, basis
        self._found: dict[UUID, Cause] = {}
        self._names: dict[Key, str | None] = {}

    def name(self, things: Iterable[tuple[str, str | None]]) -> None:
        """Looks up what the things are called that some facts are about."""
        keys = {key for fact, subject in things for key in _keys(fact, subject)}
        self._names |= glossary(keys, self._log, self._basis) if keys else {}

    def called(self, fact: str, subject: str | None) -> str | None:
        """What a fact is about, with its name where that was looked up and is known."""
        for key in _keys(fact, subject):
            if name := shown(self._names.get(key)):
                return f"{name} ({subject})"
        return subject

    def load(self, ids: Iterable[UUID]) -> None:
        """Looks up some statements at once."""
        wanted = set(ids) - self._found.keys()
        if wanted:
            for one in self._log.by_ids(wanted, until=self._basis.position):
                self._found[one.statement_id] = cause_of(one, self._basis.policies.zone)

    def of(self, ids: Collection[UUID]) -> tuple[Cause, ...]:
        """Some statements in their order, without what the log does not have."""
        self.load(ids)
        return tuple(self._found[one] for one in ids if one in self._found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Makes points by the policies that judge."""

    policies: Succession
    sources: Sources

    def day(self, instant: datetime) -> date:
        """The day of an instant in the zone of the policies."""
        return instant.astimezone(self.policies.zone).date()

    def point(
        self,
        says: Says,
        *,
        depth: int,
        on: date | None = None,
        rule: str | None = None,
        article: str | None = None,
        statements: Collection[UUID] = (),
        **values: object,
    ) -> Point:
        """A point; `on` is the day whose terms the article is of."""
        said = {name: _value(one) for name, one in values.items()}
        tenure = None if on is None or article is None else self.policies.tenure(on)
        shown = said | {"rule": coded(CodeOf.RULE, rule), "article": article}
        return Point(
            says=says,
            depth=depth,
            zh=sentence(says, shown, "zh"),
            en=sentence(says, shown, "en"),
            values={name: _text(one) for name, one in said.items()},
            rule=rule,
            article=article,
            policy=None if tenure is None else tenure.policy.id,
            policy_since=None if tenure is None else tenure.since,
            statements=self.sources.of(statements),
        )


def _keys(fact: str, subject: str | None) -> Iterator[Key]:
    """The key of the name of what a fact is about; none where it is about nothing."""
    declared = FACTS[fact].declaration if fact in FACTS else None
    if subject is not None and declared is not None and declared.thing is not None:
        yield declared.thing.base, subject


def _value(given: object) -> Value:
    if given is None or isinstance(given, Worded):
        return given
    return plain(given) if isinstance(given, Decimal) else str(given)


def _text(value: Value) -> str | None:
    return value.value if isinstance(value, Worded) else value
