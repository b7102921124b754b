"""Where lists of classes and sums over them come from: the tables, or a fold of the log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Protocol

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.amiss import Amiss
from projections.answers.basis import Answers, Basis
from projections.answers.class_files import ClassFile, class_files, known_classes, memberships
from projections.case.membership import Membership, unit_on
from projections.case.subject import Memberships
from projections.classes.life import ClassRow
from projections.reports.classes import ClassesAsked, concerns
from projections.selection.learners import Attendance
from projections.selection.nominations import Nomination
from projections.selection.quotas import QuotaFill
from projections.selection.substitutions import Substitution
from projections.tables import tracking
from projections.tables.classes import CLASSES
from projections.tables.ledgers import LEDGERS
from projections.verdicts import Verdict

QUERIES: Final = load("projections.tables", "classes")

_OF_CLASSES: Final = (
    *(QUERIES["attendances"], QUERIES["nominations"], QUERIES["substitutions"]),
    QUERIES["quotas"],
)
_CODES: Final[Mapping[str, Amiss | Verdict]] = {
    one.value: one for kind in (Verdict, Amiss) for one in kind
}
_Rows = Mapping[str, list[dict[str, Any]]]


class Source(Protocol):
    """Where lists and sums of classes are taken from: the tables or the log."""

    @property
    def basis(self) -> Basis:
        """What is answered from it."""

    def rows(self, asked: ClassesAsked, *, after: str, limit: int | None) -> list[ClassRow]:
        """The next classes after an id that are asked for; without a limit all of them."""

    def files(self, year: int | None) -> list[ClassFile]:
        """The files of all classes, by id; who was called to them may be left out of those of
        another year, None: of all."""

    def memberships(self) -> Memberships:
        """Everybody who ever belonged to a unit, with where he did over time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLog:
    """Folded from the log, and remembered as long as the answers of its basis are."""

    answers: Answers
    log: Log
    basis: Basis

    def rows(self, asked: ClassesAsked, *, after: str, limit: int | None) -> list[ClassRow]:
        """As of `Source`."""
        found = [one for one in self.files(None) if one.row.training_class > after]
        if asked.units is not None:
            today = self.basis.today
            units = {cadre: unit_on(made, today) for cadre, made in self.memberships().items()}
            found = [one for one in found if concerns(one, units, asked.units)]
        return [one.row for one in found if asked.has(one.row)][:limit]

    def files(self, year: int | None) -> list[ClassFile]:
        """As of `Source`: whole."""
        log, basis = self.log, self.basis
        return self.answers.once(
            basis, "class files", lambda: list(class_files(log, known_classes(log, basis), basis))
        )

    def memberships(self) -> Memberships:
        """As of `Source`."""
        return self.answers.once(self.basis, "memberships", lambda: memberships(self.basis))


@dataclass(frozen=True, slots=True, kw_only=True)
class FromTables:
    """Read from the tables, as they answer."""

    conn: Connection[Any]
    basis: Basis

    def rows(self, asked: ClassesAsked, *, after: str, limit: int | None) -> list[ClassRow]:
        """As of `Source`."""
        wanted = {
            "year": asked.year,
            "state": asked.state,
            "institution": asked.institution,
            "units": None if asked.units is None else sorted(asked.units),
            "today": self.basis.today,
            "after": after,
            "limit": limit,
        }
        return [
            ClassRow(**{**row, "findings": tuple(map(Amiss, row["findings"]))})
            for row in _told(self.conn, QUERIES["page"], wanted)
        ]

    def files(self, year: int | None) -> list[ClassFile]:
        """As of `Source`: only of the classes of that year with those who were called to them."""
        attended, called, came_for, places = (
            _by_class(_told(self.conn, query, {"year": year})) for query in _OF_CLASSES
        )
        return [
            ClassFile(
                row=row,
                attended=dict(_attended(attended.get(row.training_class, []))),
                nominations=tuple(_records(Nomination, called, row)),
                substitutions=tuple(_records(Substitution, came_for, row)),
                quotas=tuple(_records(QuotaFill, places, row)),
            )
            for row in self.rows(ClassesAsked(), after="", limit=None)
        ]

    def memberships(self) -> Memberships:
        """As of `Source`."""
        found = _told(self.conn, QUERIES["memberships"], {})
        return {
            cadre: tuple(
                Membership(day=one["since"], unit=one["value"], statement_id=one["statement_id"])
                for one in of_cadre
            )
            for cadre, of_cadre in groupby(found, key=itemgetter("person"))
        }


def source(
    answers: Answers, log: Log, conn: Connection[Any], basis: Basis, *, is_now: bool
) -> Source:
    """The tables for what `is_now`, as far as they are; the log for all else, and while there are
    no tables. Units come from the ledgers, so that all is as old as the older of both."""
    there = tracking.answering(conn, (CLASSES.name, LEDGERS.name)) if is_now else None
    if there is None or there.today is None:
        return FromLog(answers=answers, log=log, basis=basis)
    return FromTables(conn=conn, basis=replace(basis, position=there.settled, today=there.today))


def _told(conn: Connection[Any], query: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    return conn.cursor(row_factory=dict_row).execute(query, asked).fetchall()


def _by_class(found: Iterable[dict[str, Any]]) -> _Rows:
    return {key: list(some) for key, some in groupby(found, key=itemgetter("class_id"))}


def _attended(found: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Attendance]]:
    for one in found:
        yield (
            one["cadre"],
            Attendance(
                training_class=one["class_id"],
                theme=one["theme"],
                start=one["start"],
                end=one["last_day"],
                statement_id=one["statement_id"],
            ),
        )


def _records(kind: type[Any], found: _Rows, row: ClassRow) -> Iterator[Any]:
    """The records of a class, of which a row has every member under its name."""
    for one in found.get(row.training_class, []):
        said = {name: _value(name, value) for name, value in one.items() if name != "class_id"}
        yield kind(**said)


def _value(name: str, value: Any) -> Any:
    if name == "reason":
        return None if value is None else _CODES[value]
    return tuple(value) if isinstance(value, list) else value
