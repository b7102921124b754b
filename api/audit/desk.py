"""The auditor's desk: what is amiss, what the log was signed as, who could do what, what was
issued, and on which days something was recorded."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from fastapi import APIRouter
from psycopg import Connection

from api.audit.evidence import EvidenceAnswer, evidence_of
from api.audit.issued_reports import IssuedReport, told_of
from api.reports.answering import AnswerRoute
from api.reports.asking import Asking, Audits
from api.reports.issuing import issued
from lrs.access.history import REVOKED, AccessChange, credentials_at
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from projections.answers.basis import Answers, Basis
from projections.reports.answer import Answer, basis_of
from projections.reports.findings import KINDS, FindingsAnswer, FoundAmiss, Severity
from projections.tables.answering import table_basis
from projections.tables.findings import FindingPlace, Wanted, common, findings

router = APIRouter(tags=["audit"], route_class=AnswerRoute)

DAYS: Final = 7
"""Days with records that are told before the one that is looked from."""

MOST_FINDINGS: Final = 500
"""Findings that are read at once. Of a kind that fills what is read the others are not counted: the
next that is read begins behind it, so that no kind hides those behind it in the list."""

NAMED: Final = 5
"""Findings of one severity, changes of credentials and reports that are told one by one."""

_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfRecords:
    """A day on which something was recorded."""

    day: date
    """The day in the policy's zone."""
    last: int
    """The last position of the day."""
    records: int
    """How many events were recorded on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOfKind:
    """How often something is amiss."""

    code: str
    """What is amiss, for programs."""
    severity: str
    """How grave it is: high, medium or low."""
    count: int
    """How often it was found; at least so often where `more` says so."""
    more: bool
    """Whether it was found more often than was counted."""
    rule: str | None
    """The rule that finds it, by its number; null where none does."""
    article: str | None
    """The article of the rule; null where there is none."""
    zh: str
    """What is amiss, in Chinese."""
    en: str
    """What is amiss, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOfSeverity:
    """What was found of one gravity."""

    severity: str
    """How grave: high, medium or low."""
    count: int
    """How many findings there are; at least so many where `more` says so."""
    more: bool
    """Whether there are more than were counted."""
    kinds: tuple[FoundOfKind, ...]
    """How many of each kind, the most first."""
    first: tuple[FoundAmiss, ...]
    """The last that became known of those that are counted, one by one."""


@dataclass(frozen=True, kw_only=True)
class AuditorsDesk(Answer):
    """What an auditor begins with."""

    head: int
    """The last position of the log."""
    days: tuple[DayOfRecords, ...]
    """The days with records up to the one that is looked from, the latest first."""
    following: DayOfRecords | None
    """The next day with records; null where it is looked from the last."""
    found: tuple[FoundOfSeverity, ...] | None
    """What is amiss, the gravest first; null as of the past, which the list of findings is asked
    about, since it is folded anew for that."""
    evidence: EvidenceAnswer
    """The signed head of the log, and whether its rows lead to it."""
    credentials: int
    """How many credentials may be used."""
    revoked: int
    """How many were revoked."""
    changes: tuple[AccessChange, ...]
    """The last changes of what credentials may do, the latest first."""
    issued: int
    """How many reports were issued."""
    reports: tuple[IssuedReport, ...]
    """The last of them, the latest first."""

    def rows(self) -> Iterable[FoundOfKind]:
        """What is amiss, by kind."""
        return (kind for one in self.found or () for kind in one.kinds)


@router.get("/audit", summary="The auditor's desk")
async def desk(asking: Audits) -> AuditorsDesk:
    """Findings by gravity, the signed head of the log, who could do what, the reports that were
    issued, and the days on which something was recorded, as known now or at `known_at`."""

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> AuditorsDesk:
        zone, until, head = basis.policies.zone, basis.position, log.head()
        credentials = credentials_at(LogReader(conn), until)
        changes = sorted(
            (change for one in credentials for change in one.changes),
            key=lambda one: -one.position,
        )
        reports = issued(log, basis.reference, until=until)
        gone = sum(one.state == REVOKED for one in credentials)
        return AuditorsDesk(
            **basis_of(basis),
            head=head,
            days=tuple(_days(log, until, zone)),
            following=_day_of(log, until + 1, zone) if until < head else None,
            found=_found(asking, answers, log, conn, basis) if asking.is_now else None,
            evidence=evidence_of(answers, conn, basis, is_now=asking.question.known_at is None),
            credentials=len(credentials) - gone,
            revoked=gone,
            changes=tuple(changes[:NAMED]),
            issued=len(reports),
            reports=tuple(told_of(one) for one in reversed(reports[-NAMED:])),
        )

    return await asking.answer_from_both(read)


def _days(log: Log, position: int, zone: tzinfo) -> Iterator[DayOfRecords]:
    """The days with records up to that of a position, the latest first, as known there."""
    for _ in range(DAYS):
        found = _day_of(log, position, zone, until=position)
        if found is None:
            return
        yield found
        position = found.last - found.records


def _day_of(
    log: Log, position: int, zone: tzinfo, *, until: int | None = None
) -> DayOfRecords | None:
    """The day of a position, up to its end or a position of it; None where there is none."""
    stored = log.stored_at(position)
    if stored is None:
        return None
    day = stored.astimezone(zone).date()
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    last = log.position_at(end - _TICK) if until is None else until
    return DayOfRecords(day=day, last=last, records=last - log.position_at(begin - _TICK))


def _found(
    asking: Asking, answers: Answers, log: Log, conn: Connection[Any], basis: Basis
) -> tuple[FoundOfSeverity, ...]:
    told = table_basis(conn, basis)
    shared = common(answers, log, basis)
    visible = asking.visible(basis)

    def of(severity: Severity) -> FoundOfSeverity:
        wanted = Wanted(severity=severity, visible=visible)

        def read(after: FindingPlace) -> FindingsAnswer:
            return findings(
                conn, basis, told, shared, wanted=wanted, after=after, limit=MOST_FINDINGS + 1
            )

        found, cut_short = _read_by_kind(read)
        counted = Counter(one.code for one in found)
        latest = sorted(found, key=lambda one: -(one.position or 0))
        return FoundOfSeverity(
            severity=severity.value,
            count=len(found),
            more=bool(cut_short),
            kinds=tuple(
                _kind(code, count, more=code in cut_short) for code, count in counted.most_common()
            ),
            first=tuple(latest[:NAMED]),
        )

    return tuple(of(one) for one in Severity)


def _read_by_kind(
    read: Callable[[FindingPlace], FindingsAnswer],
) -> tuple[list[FoundAmiss], set[str]]:
    """Findings of every kind that has any, and the kinds of which there are more."""
    found: list[FoundAmiss] = []
    cut_short: set[str] = set()
    answer = read(FindingPlace())
    while answer.next is not None:
        *counted, one_more = answer.findings
        found.extend(counted)
        last = counted[-1].code
        if one_more.code == last:
            cut_short.add(last)
        answer = read(FindingPlace.behind(last))
    return [*found, *answer.findings], cut_short


def _kind(code: str, count: int, *, more: bool) -> FoundOfKind:
    kind = KINDS[code]
    return FoundOfKind(
        code=code,
        severity=kind.severity.value,
        count=count,
        more=more,
        rule=kind.rule,
        article=kind.article,
        zh=kind.zh,
        en=kind.en,
    )
