"""The follow-up of classes as a projection, and the reports of institutions as another; what is
read from both: the classes under follow-up, and how far the items of all are."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Final

from psycopg import Connection
from psycopg.rows import dict_row, scalar_row

from lrs.postgres.queries import load
from projections.amiss import Amiss
from projections.answers.basis import Basis
from projections.answers.follow_up import INSTITUTIONS as INSTITUTION
from projections.answers.subjects import CLASSES as CLASS
from projections.calendar import day_after
from projections.case.subject import Subject
from projections.case.training_class import said_of
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassFact
from projections.facts.follow_up_facts import InstitutionFact, InstitutionReportFiled, ResultFedBack
from projections.follow_up.follow_up import FollowUp, follow_up_of
from projections.follow_up.numbers import BY_INSTITUTION
from projections.follow_up.schedule import FollowUpItem
from projections.follow_up.tally import Tallied, rows_of
from projections.reports.answer import unit_name
from projections.reports.follow_up_report import ClassUnderFollowUp
from projections.tables import bulk, tracking
from projections.tables.ledgers import LEDGERS
from projections.tables.projection import Row
from projections.tables.subjects import OfSubjects, Rows

QUERIES: Final = load("projections.tables", "follow_up")


class FollowUps(OfSubjects):
    """The follow-ups of classes, by the class's short id."""

    name = "follow_up"
    version = "1"
    rooms = (
        "projections.follow_up.findings",
        "projections.follow_up.follow_up",
        "projections.follow_up.groups",
        "projections.follow_up.items",
        "projections.follow_up.numbers",
        "projections.follow_up.run",
        "projections.follow_up.sample",
        "projections.follow_up.schedule",
        "projections.follow_up.visits",
    )
    topics = (ClassCompleted, ClassFact)
    kind = CLASS
    tables: ClassVar = {
        "follow_up_class": bulk.columns(
            "class_id text, name text, institution text, theme text, class_tag text, "
            "first_day date, last_day date, ends date, state text, trainees int4, drawn int4, "
            "verdict text, by_institution bool"
        ),
        "follow_up_item": bulk.columns(
            "class_id text, item text, cadre text, place text, opens date, due date, state text, "
            "done_on date, statement_id uuid"
        ),
        "follow_up_told": bulk.columns("class_id text, unit text, day date"),
        "follow_up_finding": bulk.columns(
            "class_id text, code text, day date, statement_id uuid, cadre text, value text, "
            "rule text, article text"
        ),
    }

    def fold(self, subject: Subject) -> Rows:
        """The rows of a class, by what is stated of it alone: what its institution does for all of
        its classes has rows of its own."""
        found = follow_up_of(subject)
        if found is None:
            return Rows(rows={})
        return Rows(
            rows={
                "follow_up_class": [_class(subject, found)],
                "follow_up_item": list(_items(subject, found)),
                "follow_up_told": [
                    (subject.key, one.unit, subject.day(one))
                    for one in subject.standing(ResultFedBack)
                ],
                "follow_up_finding": list(_findings(subject, found)),
            },
            wakes_on=_wakes_on(found, subject.as_of.today),
        )


class Institutions(OfSubjects):
    """What training institutions do for all of their classes, by the institution's short id."""

    name = "institutions"
    version = "1"
    topics = (InstitutionFact,)
    kind = INSTITUTION
    tables: ClassVar = {
        "institution_report": bulk.columns(
            "institution text, kind text, half text, filed_on date, statement_id uuid"
        )
    }

    def fold(self, subject: Subject) -> Rows:
        """The first report of each kind on each half-year."""
        first: dict[tuple[str, str], InstitutionReportFiled] = {}
        for fact in subject.standing(InstitutionReportFiled):
            if fact.kind is not None and fact.half is not None:
                first.setdefault((fact.kind, fact.half), fact)
        rows = [
            (subject.key, kind, half, subject.day(fact), fact.statement_id)
            for (kind, half), fact in first.items()
        ]
        return Rows(rows={"institution_report": rows})


FOLLOW_UP: Final = FollowUps()
INSTITUTIONS: Final = Institutions()


def _class(subject: Subject, found: FollowUp) -> Row:
    run = found.run
    return (
        subject.key,
        run.name,
        run.institution,
        said_of(subject, "theme"),
        run.tag,
        run.first,
        run.last,
        found.schedule.ends,
        found.state,
        len(found.trainees),
        len(found.visits),
        found.sample.verdict.value if found.sample else None,
        found.numbers.reports_of == BY_INSTITUTION,
    )


def _items(subject: Subject, found: FollowUp) -> Iterator[Row]:
    for row in rows_of(found):
        item = row.item
        by = item.evidence[0] if item.evidence else None
        days = item.opens, item.due, item.state.value, item.done_on
        yield subject.key, row.name, row.cadre, row.place, *days, by


def _findings(subject: Subject, found: FollowUp) -> Iterator[Row]:
    """What is amiss; whether anybody follows the class up hangs on its institution, too."""
    for one in found.findings:
        if one.code is not Amiss.NOBODY_FOLLOWS_UP:
            place = one.day, one.statement_id, one.cadre, one.value
            yield subject.key, one.code.value, *place, one.rule, one.article


def _wakes_on(found: FollowUp, today: date) -> date | None:
    """The next day on which an item opens or is overdue, or the follow-up is closed."""
    days = [day for row in rows_of(found) for day in _turns(row.item)]
    days.append(day_after(found.schedule.ends))
    return min((day for day in days if day > today), default=None)


def _turns(item: FollowUpItem) -> tuple[date, ...]:
    return () if item.done_on is not None else (item.opens, day_after(item.due))


def as_of(conn: Connection[Any], basis: Basis) -> Basis | None:
    """The basis that the tables answer from, as far as they have come; None while there are none.

    Units and names come from the ledgers, so that both are as old as the older of them.
    """
    there = tracking.answering(conn, (FOLLOW_UP.name, INSTITUTIONS.name, LEDGERS.name))
    if there.today is None:
        return None
    return replace(basis, position=there.settled, today=there.today)


def classes(
    conn: Connection[Any],
    basis: Basis,
    *,
    state: str | None,
    units: Collection[str] | None,
    after: str,
    limit: int,
) -> list[ClassUnderFollowUp]:
    """The next classes after an id, open or closed or (None) both: those held by one of some
    institutions or attended by somebody who is in one of these units; None: all."""
    asked = {
        "state": state,
        "units": None if units is None else sorted(units),
        "today": basis.today,
        "after": after,
        "limit": limit,
    }
    rows = conn.cursor(row_factory=dict_row).execute(QUERIES["classes"], asked).fetchall()
    return [
        ClassUnderFollowUp(institution_name=unit_name(row["institution"], basis), **row)
        for row in rows
    ]


def held_by(conn: Connection[Any], institution: str, *, first: date, last: date) -> list[str]:
    """The classes of an institution that are followed up on some of the days, by id."""
    asked = {"institution": institution, "first": first, "last": last}
    cursor = conn.cursor(row_factory=scalar_row)
    return cursor.execute(QUERIES["held_by"], asked).fetchall()


def tally(conn: Connection[Any], *, until: date, today: date) -> Counter[Tallied]:
    """How many items that are due by a day are how far, by institution and by unit."""
    asked = {"until": until, "today": today}
    counts: Counter[Tallied] = Counter()
    for query in ("of_institutions", "of_units", "of_reports", "of_feedback"):
        for *named, count in conn.execute(QUERIES[query], asked).fetchall():
            counts[Tallied(*named)] += count
    return counts
