"""A part of an answer that a scenario can expect: its key, what it is about, and where it is read.

A part stands in a file of its area in `replay.scenarios.parts`, in that file's `PARTS`. It takes
its value out of the very answer that an endpoint serves, so that a scenario proves what users read:

    def _state(asked: Asked, _: Any) -> Any:
        return jsonable(class_answer(asked.log, asked.name("class"), asked.basis).state)

    PARTS = (Part(key="class_state", about=("class",), take=_state),)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg import Connection

from lrs.event.log import Log
from lrs.postgres.postgres import as_role
from projections.answers.basis import Answers, Basis
from projections.case.dossier import Dossier
from projections.credits.credit_ledger import Ledger, ledger_of
from projections.tables.runner import Runner
from replay.scenarios.shape import WHOLE, Shape

SUBJECTS: Final = (
    *("cadre", "class", "survey", "unit", "institution", "teacher", "agreement"),
    *("year", "half", "until"),
)
"""What an expectation may name beside `known_at` and `today`; each is a text, `year` a number."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of a scenario, with all that its parts are answered from.

    `named` says what the expectation is about: by the names of `SUBJECTS`, as texts. `wanted` has
    all that it expects, by part; a part is given its own.
    """

    named: Mapping[str, str]
    wanted: Mapping[str, Any]
    answers: Answers
    log: Log
    basis: Basis
    service: str

    def name(self, subject: str) -> str:
        """The name of a subject that the part is about, such as of its `class`."""
        return self.named[subject]

    @property
    def year(self) -> int:
        """The year that the part is about."""
        return int(self.named["year"])

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier of the cadre that the part is about. Raises UnknownSubjectError."""
        return self.answers.dossier(self.log, self.named["cadre"], self.basis)

    @cached_property
    def ledger(self) -> Ledger:
        """His ledger, which shows every year that the expectation names."""
        wanted = self.wanted
        years = {int(year) for year in wanted.get("annual", {})}
        cycle = wanted.get("cycle", {}).get("cycle")
        periods = [*wanted.get("targets", {}), *([cycle] if cycle else [])]
        years |= {int(year) for period in periods for year in period.split("-")}
        return ledger_of(self.dossier, years=years)

    @contextmanager
    def tables(self) -> Iterator[Connection[Any]]:
        """The projections' tables as their runner makes them on the day that is asked about."""
        noon = datetime.combine(self.basis.today, time(12), self.basis.policies.zone)
        projector = as_role(self.service, "lrs_projector")
        with psycopg.connect(projector, autocommit=True) as conn:
            Runner(lambda: noon).catch_up(conn)
            yield conn


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a scenario may expect under `key`.

    `about` names the subjects that the expectation has to name beside it (none: the day alone).
    `take` reads it for a question: it is given the question and what is expected of this part
    (which may say what to ask: a cycle, a reference date), and gives JSON-ready data with amounts
    as decimal strings. `by_fact`: its keys are ids of facts of the file. By default maps and lists
    are compared with all they have, lists in any order.
    """

    key: str
    take: Callable[[Asked, Any], Any]
    about: tuple[str, ...] = ()
    shape: Shape = field(default=WHOLE)
    by_fact: bool = False
