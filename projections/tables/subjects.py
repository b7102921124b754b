"""Projections keyed by a subject other than a cadre: a class, a survey, a teacher."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import ClassVar, Final
from uuid import UUID

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.subjects import facts_about, memberships_for
from projections.case.finding import Found
from projections.case.subject import Subject, SubjectKind, open_subject
from projections.facts.fact import Fact, SetAside
from projections.facts.roster_facts import MOVES, CadreIdentified
from projections.tables import bulk
from projections.tables.projection import Projection, Row, Scanned, Stated

FOUND: Final = bulk.columns(
    "subject text, code text, statement_id uuid, fact text, day date, cadre text, members text[], "
    "rule text"
)
"""The columns of a table of what is amiss about the statements on a subject."""


def found_rows(subject: Subject, findings: Iterable[Found]) -> list[Row]:
    """The rows of what is amiss; what several years tell of one statement is told once."""
    rows: dict[tuple[UUID, str], Row] = {}
    for one in findings:
        about = one.fact, one.day, one.cadre, list(one.members), one.rule
        rows[one.statement_id, one.reason] = subject.key, one.reason.value, one.statement_id, *about
    return list(rows.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a subject was folded to: rows by table, and the next day on which they change."""

    rows: Mapping[str, Sequence[Row]]
    wakes_on: date | None = None
    set_aside: Sequence[SetAside] = field(default=())


class OfSubjects(Projection[Rows]):
    """A projection keyed by the subjects of one kind; an area gives the fold of one of them."""

    kind: ClassVar[SubjectKind]
    through: ClassVar[tuple[type[Fact], ...]] = (*MOVES, CadreIdentified)
    """The facts about a cadre on which the subjects that name him depend, too: by default where he
    belongs and whom a name means, which decide whether a fact about him was entitled."""

    @abstractmethod
    def fold(self, subject: Subject) -> Rows:
        """The rows of one subject; what was set aside is added."""

    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """The subjects that the facts are about, and those that name a cadre whom they move."""
        keys: dict[str, int] = {}
        moved: dict[str, int] = {}
        for fact, position in stated:
            if (key := self._key(fact)) is not None:
                keys[key] = min(position, keys.get(key, position))
            elif isinstance(fact, self.through) and fact.person:
                for name in scanned.reference.identities.related(fact.person):
                    moved[name] = min(position, moved.get(name, position))
        if moved:
            first = min(moved.values())
            for key in self._naming(moved, scanned):
                keys[key] = min(first, keys.get(key, first))
        return keys

    def own_keys(self, stated: Stated) -> Iterable[str]:
        """The subjects that the facts are about."""
        return {key for fact, _ in stated if (key := self._key(fact)) is not None}

    def _key(self, fact: Fact) -> str | None:
        return self.kind.key_of(fact) if isinstance(fact, self.topics) else None

    def _naming(self, names: Collection[str], scanned: Scanned) -> Iterator[str]:
        """The subjects that name one of some cadres."""
        for fact in scanned.concerning(names):
            if (key := self._key(fact)) is not None:
                yield key

    def gather(self, keys: Collection[str], log: Log, basis: Basis) -> Mapping[str, list[Fact]]:
        """The facts about each subject and the decisions on them."""
        return facts_about(self.kind, keys, log, until=basis.position)

    def folds(
        self, facts: Mapping[str, Collection[Fact]], log: Log, basis: Basis
    ) -> Callable[[str, Collection[Fact]], Rows]:
        """What folds a subject."""
        every = [fact for some in facts.values() for fact in some]
        opened = partial(
            open_subject,
            self.kind,
            reference=basis.reference,
            policies=basis.policies,
            as_of=basis.as_of,
            memberships=memberships_for(every, basis.reference, basis.as_of),
        )

        def folded(key: str, some: Collection[Fact]) -> Rows:
            subject = opened(key, some)
            found = self.fold(subject)
            aside = tuple(subject.kinds.of(SetAside))
            return Rows(rows=found.rows, wakes_on=found.wakes_on, set_aside=aside)

        return folded

    def rows(self, folded: Collection[Rows]) -> Mapping[str, Iterable[Row]]:
        """The rows of each table."""
        return {
            table: [row for one in folded for row in one.rows.get(table, ())]
            for table in self.tables
        }
