"""Reports that are issued: stated as a fact with what they rest on, and made again from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import psycopg

from api.reports.asked import Question, ReportError
from api.reports.stamp import VERSIONS, digest, digests_of_parts
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.message import message
from projections.case.decisions import AsOf, Decisions
from projections.case.reference import Reference
from projections.facts.decision_facts import Decision
from projections.facts.learning_act import read_fact, verbs_of
from projections.facts.report_facts import ReportIssued
from projections.profile.writing import to_statement

Pages = Sequence[Mapping[str, Any]]
"""An answer, page by page, as JSON has it."""

LOCK: Final = 0x6C72735F4E554D42
"""Key of the advisory lock: one at a time issues a report with a number."""


class NumberError(ReportError):
    """A number that does not name one report: it was given already, or to several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """What became of making a report again.

    `same`: whether the digests are; None where that cannot be told, and `why` says why not.
    """

    report: UUID
    """The id of the report, which is that of the statement that issued it."""
    request: str
    """What was asked: path and query."""
    position: int
    """The position at which the log ended for it."""
    at: datetime
    """When it was asked."""
    number: str | None
    """The number of the paper; null where it names none."""
    same: bool | None
    """Whether the digests are the same; null where that cannot be told."""
    why: str
    """What is to be said of it, in a sentence."""
    issued: str
    """The digest of the answer that was issued."""
    made: str | None
    """The digest of the answer that was made now; null where none could be made."""
    first_difference: str | None
    """The first member of the answer that differs; null where none does, or none is known to."""
    versions: Mapping[str, tuple[str | None, str | None]]
    """What has another version now, with both; program and rules."""
    stands: bool
    """Whether who issued it was entitled to, and the statement is not void."""


def statement_of(
    question: Question, pages: Pages, *, report: UUID, checkpoint: str | None, number: str | None
) -> dict[str, Any]:
    """The statement that a report was issued, with what it rests on."""
    first = pages[0]
    said = {"checkpoint": checkpoint, "number": number}
    return to_statement(
        {
            "fact": "report.issued",
            "id": str(report),
            "report": str(report),
            "request": question.request,
            "position": question.position,
            "today": first["today"],
            "policies": first["policy"]["digest"],
            "versions": dict(VERSIONS),
            "answer": digest(*pages),
            "parts": digests_of_parts(pages),
            "occurred_at": question.at.isoformat(),
            **{name: value for name, value in said.items() if value is not None},
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A report that was issued: whether who did so was entitled to, and whether it is void."""

    fact: ReportIssued
    entitled: bool
    void: bool

    @property
    def stands(self) -> bool:
        """Whether the report stands."""
        return self.entitled and not self.void


def issued(log: Log, reference: Reference, *, until: int) -> list[Issued]:
    """All reports that were issued up to a position, in the order of the log, as known there."""
    facts = [read_fact(one) for one in log.with_verb(*verbs_of(ReportIssued), until=until)]
    decisions = Decisions(one for one in facts if isinstance(one, Decision))
    as_of = AsOf(known=until, today=date.max, zone=UTC)
    return [
        Issued(
            fact=one,
            entitled=reference.authorises(one, None),
            void=decisions.void_of(one, as_of, reference.allows) is not None,
        )
        for one in facts
        if isinstance(one, ReportIssued)
    ]


def find(log: Log, reference: Reference, name: str) -> Issued:
    """The report of an id or, where one has it, of a number. Raises ReportError, and NumberError
    for a number that several reports have.

    A number is the one that an entitled office gave, void or not: on paper it stays. What others
    state takes no number away.
    """
    found = issued(log, reference, until=log.head())
    for one in found:
        if name.lower() == str(one.fact.statement_id):
            return one
    of_number = [one for one in found if name == one.fact.number]
    fitting = [one for one in of_number if one.entitled] or of_number
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        ids = ", ".join(str(one.fact.statement_id) for one in fitting)
        raise NumberError(
            message(
                "several reports have the number {name!r}: name one by its id, {ids}",
                name=name,
                ids=ids,
            )
        )
    raise ReportError(
        message(
            "no report {name!r} was issued: `lrs report list` has those that were, by id "
            "and number",
            name=name,
        )
    )


@contextmanager
def giving(
    service: str, number: str | None, reference: Callable[[Log], Reference]
) -> Iterator[tuple[Log, Reference]]:
    """The log as the report finds it that is stated meanwhile under a number: nobody else gives one
    until that is done. Raises NumberError where an entitled office gave it already, be that report
    void or not.

    service: connects to the log's own server, and is held for so long; each query over it sees what
    others stated before. `reference`: that of a whole log.
    """
    with psycopg.connect(service, autocommit=True) as conn:
        if number is not None:
            conn.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        log = LogReader(conn)
        found = reference(log)
        check_number(log, found, number)
        yield log, found


def check_number(log: Log, reference: Reference, number: str | None) -> None:
    """Raises NumberError where an entitled office gave a number already."""
    for one in issued(log, reference, until=log.head()) if number else ():
        if one.entitled and one.fact.number == number:
            raise NumberError(
                message(
                    "the report {report} has the number {number!r} already: a number is given "
                    "once, also where its report was voided; give another",
                    report=one.fact.statement_id,
                    number=number,
                )
            )


def question_of(fact: ReportIssued, head: int) -> Question:
    """The question that a report answered. Raises ReportError where it cannot be asked again."""
    if fact.request is None or fact.known is None or fact.answer is None:
        raise ReportError(
            message(
                "the report {statement_id} does not say what it rests on",
                statement_id=fact.statement_id,
            )
        )
    if fact.known > head:
        raise ReportError(
            message(
                "the report {statement_id} rests on position {known}; the log ends at {head}",
                statement_id=fact.statement_id,
                known=fact.known,
                head=head,
            )
        )
    return Question(request=fact.request, position=fact.known, at=fact.occurred)


def compared(
    found: Issued, question: Question, pages: Pages, *, erased: bool = False
) -> Reproduced:
    """What is to be said of a report that was made again as these pages; `erased`: something was
    erased from the log since it was issued."""
    fact, made = found.fact, digest(*pages)
    versions = _versions(fact)
    first = None if made == fact.answer else _first_part(fact, pages)
    same: bool | None = made == fact.answer
    why = "the answer is the one that was issued"
    if not same and erased:
        same = None
        why = "the answer is another, and something was erased from the log since it was issued"
    elif not same and versions:
        same = None
        why = (
            "the answer is another, and so are the versions of the program or the rules: make it "
            "again with those that issued it"
        )
    elif not same:
        why = "the answer is another, by the same versions of the rules"
    return _told(found, question, made=made, same=same, why=why, first=first)


def cannot_tell(found: Issued, question: Question, why: str) -> Reproduced:
    """What is to be said of a report that could not be made again."""
    return _told(found, question, made=None, same=None, why=why, first=None)


def _told(
    found: Issued,
    question: Question,
    *,
    made: str | None,
    same: bool | None,
    why: str,
    first: str | None,
) -> Reproduced:
    fact = found.fact
    return Reproduced(
        report=fact.statement_id,
        request=question.request,
        position=question.position,
        at=question.at,
        number=fact.number,
        same=same,
        why=why,
        issued=fact.answer or "",
        made=made,
        first_difference=first,
        versions=_versions(fact),
        stands=found.stands,
    )


def _versions(fact: ReportIssued) -> dict[str, tuple[str | None, str | None]]:
    then = {str(name): str(one) for name, one in _mapping(fact.versions).items()}
    names = [*then, *(name for name in VERSIONS if name not in then)]
    both = {name: (then.get(name), VERSIONS.get(name)) for name in names}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _first_part(fact: ReportIssued, pages: Pages) -> str | None:
    """The first member that differs by the digests of the parts; None where these do not tell."""
    then, now = _mapping(fact.parts), digests_of_parts(pages)
    names = [*now, *(name for name in then if name not in now)]
    return next((name for name in names if then.get(name) != now.get(name)), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def first_difference(one: Any, other: Any, place: str = "") -> str | None:
    """Where two JSON values differ first, as `lists.criticised_persons[0].cadre: "c1" → "c2"`; None
    where they are the same."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = [*one, *(name for name in other if name not in one)]
        inner = (
            first_difference(one.get(name), other.get(name), f"{place}.{name}".lstrip("."))
            for name in names
        )
        return next((found for found in inner if found), None)
    if isinstance(one, list) and isinstance(other, list):
        inner = (
            first_difference(left, right, f"{place}[{at}]")
            for at, (left, right) in enumerate(zip(one, other, strict=False))
        )
        length = None if len(one) == len(other) else f"{place}: {len(one)} → {len(other)} items"
        return next((found for found in inner if found), length)
    return None if one == other and type(one) is type(other) else f"{place}: {one!r} → {other!r}"
