"""The first page: what is due and what waits for who looks, and how his units stand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter
from psycopg import Connection

from api.pages.at_risk import UnitAtRisk
from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.standing import (
    CadreAtAGlance,
    UnitAtAGlance,
    near_limit,
    own_glances,
    unit_glances,
)
from api.pages.views import View
from api.reports.answering import AnswerRoute
from api.reports.asking import Asking, LooksAround
from lrs.access.history import credentials_at
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.refusals import refused_since
from projections.answers.basis import Answers, Basis
from projections.answers.inquiries import result_duties
from projections.answers.naming import glossary
from projections.reports.answer import TableAnswer
from projections.reports.due import DueOfClass
from projections.reports.findings import KINDS, Severity
from projections.tables import due as tables
from projections.tables import follow_up as follow_ups
from projections.tables.answering import TableBasis, as_known, table_basis
from projections.tables.findings import Wanted, common, findings
from projections.words.things import UNIT

router = APIRouter(route_class=AnswerRoute, tags=["pages"])

MOST: Final = 6
"""Lines of each list of the page; all are behind its link."""

MOST_FINDINGS: Final = 200
"""Findings that are counted by kind. Of more the list begins with that there are, for kinds that
come later in its order are not counted then."""

WEEK: Final = timedelta(days=7)

Items = tuple[DueOfClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFor:
    """Something that waits for somebody, of one kind."""

    code: str
    """What waits: application, finding, rejection, set_aside, unmatched or unmapped."""
    of: str | None
    """Of what: the unit of who applied, the code of the finding, the key of the credential that was
    refused; null where it is of all, as of more findings than are counted by kind."""
    of_name: str | None
    """What that is called; null where it has no name."""
    count: int
    """How many of it; at least so many where `more` says so."""
    more: bool
    """Whether there is more than was counted."""
    since: date | None
    """The day since which the oldest waits; null where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedByUnits:
    """Annual results that units owe."""

    due: date
    """The last day on which they are in time."""
    year: int
    count: int
    """How many units have not reported theirs."""
    overdue: bool
    """Whether the day has passed."""
    article: str


@dataclass(frozen=True, kw_only=True)
class HomePage(TableAnswer):
    """What needs attention, for who looks. What is due and what waits is told of now alone."""

    year: int
    last_day: date
    """The last day of the credit year of today."""
    cycle: str | None
    """The cycle that holds the year."""
    overdue: int
    """How many items of follow-ups are overdue."""
    open: int
    """How many items of follow-ups may be done now."""
    due: tuple[DueOfClass, ...]
    """The first items of follow-ups that may be done now, by their last day."""
    late: tuple[DueOfClass, ...]
    """The first items of follow-ups that are overdue, by their last day."""
    results: tuple[OwedByUnits, ...]
    """The annual results that units have not reported, of the last year and of this."""
    waiting: tuple[WaitingFor, ...]
    """What waits for him."""
    units: tuple[UnitAtAGlance, ...] | None
    """How his units stand, the worst first; null where they have more cadres than are judged for
    this page: `near`, the circular and who is behind pace have them."""
    near: tuple[UnitAtRisk, ...] | None
    """Where `units` is null, the units that can be saved from being barred or are nearest to it;
    null where nobody has asked for today's reports over everybody yet."""
    own: tuple[CadreAtAGlance, ...]
    """How he stands himself, where he reads what is about himself."""

    def rows(self) -> Iterable[WaitingFor]:
        """What waits."""
        return self.waiting


@router.get("/", summary="What needs attention today")
async def home(asking: LooksAround) -> HomePage:
    """What is due and what waits, for whoever asks: of now alone, from the tables; and how units
    and he himself stand, as of any day."""

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> HomePage:
        year = basis.policies.year_of(basis.today)
        visible = asking.visible(basis)
        has_units = visible is None or bool(visible)
        found = _Found(asking, answers, log, conn, basis)
        late, due, counts = found.due() if has_units else ((), (), {})
        units = unit_glances(asking, answers, log, basis, year) if has_units else ()
        return HomePage(
            **found.told,
            year=year,
            last_day=basis.policies.last_day(year),
            cycle=str(basis.policies.cycle_of(year)),
            overdue=counts.get("overdue", 0),
            open=counts.get("open", 0),
            due=due,
            late=late,
            results=tuple(found.results(year)) if has_units else (),
            waiting=tuple(found.waiting(has_units=has_units)),
            units=units,
            near=near_limit(asking, answers, log, basis, year) if units is None else None,
            own=own_glances(asking, answers, log, basis, year),
        )

    return await asking.answer_from_both(read)


class _Found:
    """What is found of one credential, as of a question."""

    def __init__(
        self, asking: Asking, answers: Answers, log: Log, conn: Connection[Any], basis: Basis
    ) -> None:
        self._answers, self._log, self._conn, self._basis = answers, log, conn, basis
        self._credential = asking.credential
        self._visible = asking.visible(basis)
        self._is_now = asking.is_now
        self.told: TableBasis = (
            table_basis(conn, basis, self._visible) if self._is_now else as_known(basis)
        )

    def due(self) -> tuple[Items, Items, dict[str, int]]:
        """What is overdue and what may be done in follow-ups, the first of each, and how many items
        are how far."""
        there = follow_ups.as_of(self._conn, self._basis) if self._is_now else None
        if there is None:
            return (), (), {}
        found: dict[str, Items] = {}
        counts: dict[str, int] = {}
        for state in ("overdue", "open"):
            items, numbers = tables.due(
                self._conn, there, units=self._visible, states=(state,), after="", limit=MOST
            )
            found[state], counts[state] = tuple(items), numbers[state]
        return found["overdue"], found["open"], counts

    def results(self, year: int) -> Iterable[OwedByUnits]:
        """The results of the last year and of this that units have not reported."""
        own = tables.with_members(self._conn, self._basis, self._visible) if self._is_now else []
        for asked in (year - 1, year):
            missing = [
                one
                for one in result_duties(own, asked, self._basis).values()
                if one.reported_on is None
            ]
            if missing:
                yield OwedByUnits(
                    due=missing[0].due,
                    year=asked,
                    count=len(missing),
                    overdue=missing[0].overdue,
                    article=missing[0].article,
                )

    def waiting(self, *, has_units: bool) -> Iterable[WaitingFor]:
        """What waits for a decision or for being looked into; the tables know it of now alone."""
        if not self._is_now:
            return
        if has_units:
            yield from self._applications()
            yield from self._findings()
            if self.told["set_aside"]:
                yield _waiting("set_aside", len(self.told["set_aside"]))
        yield from self._rejections()
        if has_units and self._visible is None:
            loose = self._answers.once(
                self._basis, "loose ends", lambda: tables.loose_ends(self._conn)
            )
            for code, count in zip(("unmatched", "unmapped"), loose, strict=True):
                if count:
                    yield _waiting(code, count)

    def _applications(self) -> Iterable[WaitingFor]:
        found = tables.pending(self._conn, self._basis, self._visible)[:MOST]
        keys = [(UNIT.base, unit) for unit, _, _ in found if unit is not None]
        names = glossary(keys, self._log, self._basis)
        for unit, count, since in found:
            name = names.get((UNIT.base, unit or ""))
            yield _waiting("application", count, of=unit, of_name=name, since=since)

    def _findings(self) -> Iterable[WaitingFor]:
        """The grave findings, by kind."""
        shared = common(self._answers, self._log, self._basis)
        wanted = Wanted(severity=Severity.HIGH, visible=self._visible)
        found = findings(
            self._conn, self._basis, self.told, shared, wanted=wanted, limit=MOST_FINDINGS
        )
        more = found.next is not None
        if more:
            yield _waiting("finding", MOST_FINDINGS, more=True)
        for code, count in Counter(one.code for one in found.findings).most_common():
            yield _waiting("finding", count, of=code, more=more)

    def _rejections(self) -> Iterable[WaitingFor]:
        """The credentials that were refused something in the last week: one's own, or all."""
        refused = refused_since(self._conn, self._answers.now() - WEEK)
        own, reads_all = self._credential.key, self._credential.may("reports/read")
        names = (
            {
                one.key: one.name
                for one in credentials_at(LogReader(self._conn), self._basis.position)
            }
            if refused
            else {}
        )
        shown = [key for key in refused if key in names and (reads_all or key == own)]
        for key in shown[:MOST]:
            yield _waiting("rejection", refused[key], of=key, of_name=names[key])


def _waiting(
    code: str,
    count: int,
    *,
    of: str | None = None,
    of_name: str | None = None,
    more: bool = False,
    since: date | None = None,
) -> WaitingFor:
    return WaitingFor(code=code, of=of, of_name=of_name, count=count, more=more, since=since)


_LEADS: Final[Mapping[str, str]] = {
    "set_aside": "/health/projections",
    "unmatched": "/identities/unmatched",
    "unmapped": "/catalogue/unmapped",
}
"""Where that is listed which waits, of what is of nobody in particular."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what waits: where it leads, and what it is of in words."""

    one: WaitingFor
    link: str
    of: str


def _shown(page: HomePage, frame: Frame) -> Mapping[str, Any]:
    return {
        "owed": by_urgency((*page.late, *page.due), page.results),
        "results": page.results,
        "lines": [_line(one, frame) for one in page.waiting],
        "days": (page.last_day - page.today).days,
        "amount": amount,
    }


def by_urgency(
    items: Iterable[DueOfClass], results: Iterable[OwedByUnits]
) -> list[DueOfClass | OwedByUnits]:
    """What is due in follow-ups and what units owe, as one list: what is due first stands first."""
    return sorted((*items, *results), key=lambda one: one.due)


def _line(one: WaitingFor, frame: Frame) -> Line:
    of = one.of_name or one.of or ""
    if one.code == "application":
        path = f"/units/{frame.part(one.of)}/applications" if one.of else "/identities/unmatched"
        return Line(one, frame.to(path), of)
    if one.code == "finding":
        says = getattr(KINDS[one.of], frame.texts.language) if one.of else ""
        asked = {"code": one.of} if one.of else {"severity": Severity.HIGH.value}
        return Line(one, frame.to("/reports/findings", **asked), says)
    if one.code == "rejection":
        return Line(one, frame.to(f"/integrations/{frame.part(one.of)}"), of)
    return Line(one, frame.to(_LEADS[one.code]), of)


VIEW: Final = View("home.html", _shown)
