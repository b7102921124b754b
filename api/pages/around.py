"""What the log and the tables say of the surroundings of a page: which moments one may look back
to, what came after the one that is looked from, and how much waits behind the navigation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fastapi import Request
from psycopg import Connection

from api.http.services import Services
from api.reports.asking import Asking, reads_reports
from lrs.event.credentials import Credential
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from projections.answers.acts import ever_in
from projections.answers.basis import Answers, Basis, Question
from projections.answers.inquiries import publications_of
from projections.case.publications import NoPolicyError
from projections.tables import due
from projections.tables import follow_up as follow_ups
from projections.words.persons import identifier_of
from projections.words.things import CLASS

YEARS: Final = 4
"""Years whose ends and publications are offered to look back to."""

Later = Callable[[Answers, Log, Basis], frozenset[str]]
"""Of what the numbers of a page are that are others by a basis of now."""

MOST_MEMBERS: Final = 1000
"""Members of a unit of whom it is counted what was recorded since."""


def nothing_later(_: Answers, __: Log, ___: Basis) -> frozenset[str]:
    """What is said of a page that marks no rows."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Offered:
    """A moment that one may want to look back to."""

    known_at: str
    key: str
    """The key of what it is called."""
    year: int


@dataclass(frozen=True, slots=True)
class Since:
    """What came after the position that a page is looked from."""

    position: int
    stored: datetime | None
    """When the event of that position was stored; None before the first."""
    records: int
    """How many events the log has beyond it."""
    touching: int | None
    """How many of these statements are about what the page is about; None where that is not one
    cadre, unit or class."""
    later: frozenset[str] = frozenset()
    """Of what the numbers of the page are that are others by what is known now: of a cadre the
    years, cycles and statements, of units and circulars the cadres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The surroundings of a page."""

    moments: tuple[Offered, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How much waits, by the way of the navigation behind which it does."""
    since: Since | None = None
    """What came after; None where the page is of now."""


async def around(
    request: Request,
    credential: Credential | None,
    *,
    position: int | None = None,
    later: Later = nothing_later,
) -> Around:
    """The surroundings of the page of a request, for who looks; `position` is the one that it is
    looked from where that is the past, and `later` says what of it is known otherwise now."""
    if credential is None or not reads_reports(credential):
        return Around()
    services: Services = request.state.services
    asking = Asking(services, credential, Question())

    def read(conn: Connection[Any]) -> Around:
        log = LogReader(conn, services.store.hash_term)
        try:
            basis = services.answers.basis(log, Question())
        except NoPolicyError:
            return Around()
        return Around(
            moments=tuple(_moments(basis)),
            waiting=_waiting(asking, conn, basis),
            since=None if position is None else since(log, basis, position),
        )

    def since(log: Log, basis: Basis, position: int) -> Since:
        return Since(
            position=position,
            stored=log.stored_at(position),
            records=basis.position - position,
            touching=_touching(request, log, basis, position),
            later=later(services.answers, log, basis),
        )

    return await services.reads.run(read, snapshot=False)


def _moments(basis: Basis) -> Iterator[Offered]:
    """The ends of the last years and what their publications rest on, the latest year first."""
    current = basis.policies.year_of(basis.today)
    for year in range(current - 1, current - YEARS, -1):
        yield Offered(basis.policies.last_day(year).isoformat(), "frame.year_end", year)
        for one in publications_of(year, basis):
            if one.unit is None:
                yield Offered(one.known_at or one.day.isoformat(), "frame.publication", year)


def _waiting(asking: Asking, conn: Connection[Any], basis: Basis) -> Mapping[str, int]:
    """What is overdue in follow-ups, and the applications that wait: as the tables have them."""
    visible = asking.visible(basis)
    there = follow_ups.as_of(conn, basis)
    if there is None or visible == frozenset():
        return {}

    def count() -> Mapping[str, int]:
        overdue = due.how_many(conn, there, units=visible, states=("overdue",))
        waiting = sum(number for _, number, _ in due.pending(conn, there, visible))
        return {"follow_up": overdue["overdue"], "home": waiting}

    return asking.services.answers.once(there, ("waiting", visible), count)


def _touching(request: Request, log: Log, basis: Basis, position: int) -> int | None:
    """How many statements after a position are about what the page is about."""
    of_auditors = request.url.path.startswith("/audit/")
    asked = {**(request.query_params if of_auditors else {}), **request.path_params}
    training_class = asked.get("class_id") or asked.get("class")
    if training_class:
        about = CLASS.iri(training_class)
        return len(log.with_activity(about, until=basis.position, after=position))
    if asked.get("cadre"):
        persons = [basis.person(asked["cadre"])]
    elif asked.get("unit"):
        persons = list(ever_in([asked["unit"]], basis.reference, basis.as_of))
    else:
        return None
    if len(persons) > MOST_MEMBERS:
        return None
    names = {name for one in persons for name in basis.reference.identities.names(one)}
    found = log.concerning(map(identifier_of, sorted(names)), until=basis.position, after=position)
    return len(found)
