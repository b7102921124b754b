"""How tests walk through the feed: page by page, at every position and day, and as it happens."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from lrs.event.list_log import ListLog
from projections.answers.acts import GrowingReference
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from replay.feed.asked import Asked, FeedChange
from replay.feed.classes import ClassesSaid
from replay.feed.feed import page_of
from replay.feed.handed_over import HandedOver
from replay.feed.names_said import NamesSaid, everybody_by
from replay.feed.papers_said import PapersSaid
from replay.feed.place import Place
from tests.unit.projections.history import History
from tests.unit.projections.strategies import Short


def recorded(drawn: list[tuple[Short, str]]) -> History:
    """The facts, numbered as they are drawn, each recorded on a day of its own."""
    numbered = [(day, f"f{number}", short) for number, (short, day) in enumerate(drawn)]
    made = History()
    for day, id_, short in sorted(numbered, key=lambda one: one[:2]):
        made.record(**short, id_=id_, recorded=day)
    return made


def asked_of(log: ListLog, basis: Basis, handed: HandedOver | None = None) -> Asked:
    """The feed as who sees all asks for it, with nothing handed over from the page before or with
    what is given."""
    return Asked(
        log=log,
        basis=basis,
        everybody=partial(everybody_by, NamesSaid(), log, basis),
        classes=partial(ClassesSaid, log, until=basis.position),
        papers=PapersSaid(),
        handed=handed or HandedOver(),
    )


def walked(
    log: ListLog, basis: Basis, after: Place, *, limit: int, handed: HandedOver | None = None
) -> tuple[list[FeedChange], Place]:
    """All pages after a place, and where they end."""
    found: list[FeedChange] = []
    while True:
        page = page_of(asked_of(log, basis, handed), after, limit=limit)
        assert len(page.changes) <= limit
        found += page.changes
        after = page.next
        if not page.more:
            return found, after


def day_of(log: ListLog, position: int, basis: Basis) -> date:
    stored = log.stored_at(position)
    if stored is None:
        return basis.today
    return min(stored.astimezone(basis.policies.zone).date(), basis.today)


def days_between(begun: date, ended: date) -> list[date]:
    """The first day, some after it, and the last but one before something is recorded again."""
    days = (begun + timedelta(days=17 * number) for number in range((ended - begun).days // 17 + 1))
    return [*days, ended] if begun < ended else [begun]


def moments(log: ListLog, basis: Basis) -> Iterator[tuple[int, date]]:
    """Every position, with the day on which it was recorded and some until the next one was."""
    for position in range(1, log.head() + 1):
        begun, ended = day_of(log, position, basis), day_of(log, position + 1, basis)
        for day in days_between(begun, ended):
            yield position, day


def asked_at(
    whole: ListLog, basis: Basis, position: int, day: date, place: Place
) -> tuple[list[FeedChange], Place]:
    log = ListLog(whole.read(after=0, until=position, limit=position))
    reference = GrowingReference().up_to(position, log)
    at = Basis(position=position, today=day, policies=basis.policies, reference=reference)
    return walked(log, at, Place.of(str(place)), limit=2)


def lived(whole: ListLog, basis: Basis) -> list[FeedChange]:
    """What the feed tells who asks at every moment, when the log has nothing later yet."""
    live: list[FeedChange] = []
    place = Place()
    for position, day in moments(whole, basis):
        found, place = asked_at(whole, basis, position, day, place)
        live += found
    return live


def is_one_of(units: set[str], unit: str | None, _: AsOf) -> bool:
    return unit in units
