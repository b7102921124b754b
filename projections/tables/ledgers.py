"""The ledgers of cadres as a projection: earnings, how they were handled, membership."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import Connection

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.answers.acts import NOBODY, Named, acts_of, by_person
from projections.answers.basis import Basis
from projections.answers.moved import courses_of, persons_of
from projections.credits.channels import sql_of
from projections.credits.credit_ledger import Ledger, fold
from projections.exact import plain
from projections.facts.attendance_facts import ClassCompleted, InPostTrainingCompleted
from projections.facts.fact import Fact
from projections.tables import bulk, tracking
from projections.tables.projection import Projection, Row, Scanned, Stated

QUERIES: Final = load("projections.tables")

ROSTER: Final = bulk.columns(
    "person text, kind text, since date, place int4, value text, statement_id uuid"
)
ENTRY: Final = bulk.columns(
    "person text, statement_id uuid, year int4, position int8, day date, fact text, subject text, "
    "category text, credits numeric, reason text, rule text, article text, evidence uuid[], "
    "documents text[], cut numeric, cut_rules text[]"
)
FINDING: Final = bulk.columns(
    "person text, statement_id uuid, target uuid, position int8, day date, code text, days int4, "
    "rule text, article text, units text[], training_class text, evidence uuid[]"
)
PAPER: Final = bulk.columns(
    "person text, document text, certificate bool, statement_id uuid, day date, fact text, "
    "subject text"
)
APPLICATION: Final = bulk.columns(
    "person text, statement_id uuid, day date, fact text, subject text, category text, "
    "applied_on date, state text, decided_on date, evidence uuid[]"
)
BALANCE: Final = bulk.columns(
    "person text, by_category jsonb, year int4, state text, earned numeric, carried_in numeric, "
    "counted numeric, carried_out numeric, grade text"
)
HOURS: Final = bulk.columns(
    "person text, category text, statement_id uuid, year int4, day date, fact text, subject text, "
    "channel text, hours numeric"
)

CLASS_FACTS: Final = (ClassCompleted.name, InPostTrainingCompleted.name)
"""The facts whose subject is a class."""


class Ledgers(Projection[Ledger]):
    """The ledger of each cadre, by the name of the register or another stable identifier."""

    name = "ledgers"
    version = "11"
    topics = (Fact,)
    rooms = ("projections.credits",)
    tables: ClassVar = {
        "roster": ROSTER,
        "ledger_entry": ENTRY,
        "hours_entry": HOURS,
        "finding": FINDING,
        "application": APPLICATION,
        "balance": BALANCE,
        "paper": PAPER,
    }
    view_parts: ClassVar = {"channel": sql_of("e.fact"), "unit_of_day": QUERIES["unit_of_day"]}

    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """Whose answers may change. While there is no policy to fold by, that is everybody under
        every name that links have to do with."""
        reference = scanned.reference
        courses = courses_of(stated, reference)
        passes: list[tuple[Fact, int]] = []
        if courses:
            first = min(courses.values())
            passes = [(one, first) for one in scanned.about(courses)]
        persons: dict[str, int] = {}
        for subject, position in (*stated, *passes):
            for one in persons_of(subject, reference, scanned.as_of):
                persons[one] = min(position, persons.get(one, position))
        return persons

    def gather(self, keys: Collection[str], log: Log, basis: Basis) -> Mapping[str, list[Fact]]:
        """What is stated about each cadre, under whatever name, and every decision on it."""
        return acts_of(keys, log, basis.reference, basis.as_of)

    def sort(
        self, facts: Iterable[Fact], basis: Basis, wanted: Callable[[str], bool]
    ) -> Mapping[str, list[Fact]]:
        """All facts of the log by whom they are about."""
        return by_person(facts, basis.reference, basis.as_of, wanted=wanted)

    def folds(
        self, facts: Mapping[str, Collection[Fact]], log: Log, basis: Basis
    ) -> Callable[[str, Collection[Fact]], Ledger]:
        """What folds a cadre's ledger."""
        return partial(
            fold, basis.reference, policies=basis.policies, known=basis.position, today=basis.today
        )

    def rows(self, folded: Collection[Ledger]) -> Mapping[str, Iterable[Row]]:
        """The rows of ledgers."""
        return {
            "roster": _roster(folded),
            "ledger_entry": _of_each(folded, "entries", ENTRY),
            "hours_entry": _hours(folded),
            "finding": _findings(folded),
            "application": _of_each(folded, "applications", APPLICATION),
            "balance": _balances(folded),
            "paper": _of_each(folded, "papers", PAPER),
        }


LEDGERS: Final = Ledgers()


def named(conn: Connection[Any]) -> Named:
    """Whom the tables know to be spoken of, and up to which position of the log."""
    scanned = max((one.scanned for one in tracking.trackings(conn, [LEDGERS.name])), default=0)
    return Named(until=scanned, names=tracking.keys(conn, LEDGERS.name)) if scanned else NOBODY


def _of_each(
    ledgers: Iterable[Ledger], rows: str, columns: bulk.Columns
) -> Iterator[tuple[Any, ...]]:
    """Rows that are called as the columns are, each after the person of its ledger."""
    _, *names = columns
    values = attrgetter(*names)
    for ledger in ledgers:
        person = ledger.person
        for one in getattr(ledger, rows):
            yield person, *values(one)


def _findings(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    """Rows of what is amiss, each with the class that the act it concerns is about, if any."""
    _, *names = FINDING
    for ledger in ledgers:
        classes = {
            one.statement_id: one.subject
            for one in (ledger.entries if ledger.findings else ())
            if one.fact in CLASS_FACTS
        }
        for one in ledger.findings:
            own = {"training_class": classes.get(one.target)}
            yield (
                ledger.person,
                *(own[name] if name in own else getattr(one, name) for name in names),
            )


def _roster(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        roster = ledger.roster
        kinds: dict[str, list[tuple[date, str | None, UUID]]] = {
            "unit": [(one.day, one.unit, one.statement_id) for one in ledger.memberships],
            "level": [(one.day, one.value, one.statement_id) for one in roster.levels],
            "manager": [(one.day, one.value, one.statement_id) for one in roster.managers],
            "scheme": [(one.day, one.value, one.statement_id) for one in roster.schemes],
            "name": [(one.day, one.value, one.statement_id) for one in roster.names],
        }
        for kind, rows in kinds.items():
            for place, (day, value, statement_id) in enumerate(rows):
                yield ledger.person, kind, day, place, value, statement_id


def _balances(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for person, by_category, *others in _of_each(ledgers, "balances", BALANCE):
        yield person, {name: plain(credits_) for name, credits_ in by_category.items()}, *others


def _hours(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    """What brought hours, in the category of its credits, be they none."""
    _, _, *names = HOURS
    values = attrgetter(*names)
    for ledger in ledgers:
        categories = {one.statement_id: one.category for one in ledger.entries if ledger.hours}
        for one in ledger.hours:
            yield ledger.person, categories.get(one.statement_id), *values(one)
