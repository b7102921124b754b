"""Makes ahead, while nobody asks, what reports of today over everybody are made of: whoever asks
for the first one of a day waits only for those whom something moved since."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from time import monotonic
from typing import Any, Final

from psycopg import Connection

from api.http.services import Services
from api.relay.begun import SignPost
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from projections.answers.basis import Answers, Basis, Question
from projections.answers.by_cadre import are_parts_kept
from projections.answers.known_now import parts_of_today, seen_kept, standing_now
from projections.case.publications import NoPolicyError
from projections.facts.roster_facts import UnitAssigned

logger = logging.getLogger(__name__)

SESSION: Final = "lrs ahead"
"""What the session is called in PostgreSQL."""

LOOK_SECONDS: Final = 30.0
"""How often it is looked whether the day is another, or somebody was moved."""

LARGE: Final = 100
"""Cadres of a unit whose standing is made ahead; folding fewer takes no time that anybody feels."""

REST: Final = 20
"""How many times as long it rests at least as it worked: it takes a twentieth of a core at most."""


def keep_ahead(services: Services, sign: SignPost, is_idle: Callable[[], bool]) -> None:
    """Begins a thread that does so until the process ends, at times when it answers nothing."""

    def keep() -> None:
        rest = 0.0
        while True:
            threading.Event().wait(rest)
            began = monotonic()
            if is_idle():
                _make(services, sign)
            rest = max(LOOK_SECONDS, REST * (monotonic() - began))

    threading.Thread(target=keep, name="ahead", daemon=True).start()


def _make(services: Services, sign: SignPost) -> None:
    try:
        with closing(services.reads.apart(SESSION)) as conn:
            conn.autocommit = True
            if (day := make_ahead(conn, services)) is not None:
                sign.made_ahead(day)
    except Exception as error:  # whoever asks is told what hinders it
        logger.info("nothing is made ahead: %s", type(error).__qualname__)


def make_ahead(conn: Connection[Any], services: Services) -> date | None:
    """Brings what today's circular, cycle and list of those at risk are made of up to the log; of
    which day. None while there is no policy."""
    log, answers = LogReader(conn, services.store.hash_term), services.answers
    try:
        basis = answers.basis(log, Question())
    except NoPolicyError:
        return None
    year = basis.policies.year_of(basis.today)
    parts_of_today(answers, log, basis)
    _make_large_units(answers, log, basis, year)
    return basis.today


def _make_large_units(answers: Answers, log: Log, basis: Basis, year: int) -> None:
    """Makes what the standings of large units are made of, this year's and the last one's, where
    nothing is kept of them: whoever asks brings it up to the log."""
    everybody = seen_kept(answers, log, basis)
    for unit in large_units(basis):
        for asked, beginning in ((year, everybody), (year - 1, None)):
            log.check()
            if not are_parts_kept(answers, log, basis, about=("unit", unit), year=asked):
                standing_now(answers, log, unit, basis, year=asked, beginning=beginning)


def large_units(basis: Basis) -> list[str]:
    """The units that so many cadres were ever moved to."""
    moves = basis.reference.register.to_units(None, known=basis.position)
    moved = Counter(one.unit for one in moves if isinstance(one, UnitAssigned))
    return sorted(unit for unit, times in moved.items() if times >= LARGE)
