"""What all reports are asked with: as of when, by which policy, by whom; who may see what."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, TypeVar

import psycopg
from fastapi import Depends, Path, Query, Request
from psycopg import Connection

from api.http.auth import allow, authenticated
from api.http.errors import ScopeError
from api.http.parameters import ParameterError, day, known
from api.http.problems import status_of
from api.http.services import ReportServices
from api.http.sight import units_read
from api.http.strict_route import overrides_of, takes_policy
from lrs.event.credentials import OWN_REPORTS, UNIT_REPORTS, Credential
from lrs.event.cut_log import CutLog
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.message import message
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.answers.basis import Answers, Basis, Question, UnknownSubjectError
from projections.answers.trial import judge_all
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.case.sifting import Watch
from projections.facts.trouble import OF_THE_MACHINE
from projections.policy.folder import load_yaml
from projections.reports.answer import Answer, named, not_in_it

logger = logging.getLogger(__name__)

Cadre = Annotated[str, Path(description="a cadre's id in the register, or an agent's identifier")]
Unit = Annotated[str, Path(description="a unit's short id, or its IRI, percent-encoded")]
ClassId = Annotated[str, Path(description="a class's short id, or its IRI, percent-encoded")]
InUnit = Annotated[
    str | None, Query(description="only this unit and those below it; default: all one may see")
]
A = TypeVar("A", bound=Answer)

Year = Annotated[
    int | None,
    Query(ge=FIRST_YEAR, le=LAST_YEAR, description="credit year; default: of today"),
]
Day = Annotated[str | None, Query(description="a day, such as 2010-12-31")]
MOST = 1000
"""What a page holds at most; where a list came whole before it had pages, also by default."""

Limit = Annotated[int, Query(ge=1, le=MOST, description="at most so many")]
UnitsOfPage = Annotated[
    int | None,
    Query(ge=1, le=MOST, description="at most so many units, with whom they name; default: all"),
]
After = Annotated[str, Query(description="those after this one; `next` of the page before")]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with who asks it."""

    services: ReportServices
    credential: Credential
    question: Question

    @property
    def is_of_now(self) -> bool:
        """Whether all is asked about that is known, as of the clock's day, by the policies that
        judge."""
        return self.question == Question()

    async def answer(self, read: Callable[[Answers, Log, Basis], A]) -> A:
        """What `read` tells of the log up to where its basis rests; nothing there changes, so it
        takes no snapshot, which would cost two round trips."""

        def run(conn: Connection[Any]) -> A:
            reader, answers = self._reader(conn), self.services.answers
            basis = answers.basis(reader, self.question)
            return named(answered(lambda basis: read(answers, reader, basis), basis), reader, basis)

        return await self.services.reads.run(run, snapshot=False)

    async def answer_from_both(
        self, read: Callable[[Answers, Log, Connection[Any], Basis], A]
    ) -> A:
        """What `read` tells of the log with the help of the projection tables, in one snapshot."""

        def run(conn: Connection[Any]) -> A:
            reader, answers = self._reader(conn), self.services.answers
            basis = answers.basis(reader, self.question)
            found = answered(lambda basis: read(answers, reader, conn, basis), basis)
            return named(found, reader, basis)

        return await self.services.reads.run(run)

    @property
    def is_now(self) -> bool:
        """Whether it is of now, and of the whole log, so that the tables may answer."""
        return self.is_of_now and self.services.position is None

    def _reader(self, conn: Connection[Any]) -> Log:
        reader, position = LogReader(conn, self.services.store.hash_term), self.services.position
        return reader if position is None else CutLog(reader, position)

    def dossier(self, answers: Answers, reader: Log, basis: Basis, cadre: str) -> Dossier:
        """The dossier of a cadre whose reports the credential reads.

        Who does not read all is refused an unknown cadre as one of another unit, so that a refusal
        does not tell who is in the register. Raises ScopeError and UnknownSubjectError.
        """
        visible = self.visible(basis)
        try:
            dossier = answers.dossier(reader, cadre, basis)
        except UnknownSubjectError:
            if visible is None:
                raise
            raise not_read() from None
        if visible is not None and dossier.person not in self.own(basis):
            self.check_unit(unit_on(dossier.case.memberships, basis.today), basis)
        return dossier

    def own(self, basis: Basis) -> list[str]:
        """The cadre whose credential it is, none where it is nobody's own."""
        return [basis.person(one) for one in self.credential.of_each(OWN_REPORTS)]

    def check_unit(self, unit: str | None, basis: Basis) -> None:
        """Raises ScopeError unless the credential reads the reports of the unit."""
        visible = self.visible(basis)
        if visible is not None and unit not in visible:
            raise not_read()

    def visible(self, basis: Basis) -> frozenset[str] | None:
        """The units whose reports the credential reads; None: all."""
        return units_read(self.credential, basis)

    def among(self, unit: str | None, basis: Basis) -> frozenset[str] | None:
        """The units to report on: those below `unit`, else all that the credential may see."""
        if unit is None:
            return self.visible(basis)
        self.check_unit(unit, basis)
        return basis.reference.units.subtree(unit, basis.as_of)


def answered(read: Callable[[Basis], A], basis: Basis) -> A:
    """What `read` tells, with what had to be set aside for it: where a statement keeps somebody
    from being judged, all whom it tells of are sifted (`projections.case.sifting`)."""
    try:
        report = read(basis)
    except Exception as error:
        if isinstance(error, (*OF_THE_MACHINE, psycopg.Error)) or status_of(error) is not None:
            raise
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.warning("what cannot be judged is set aside: %s\n%s", type(error).__name__, frames)
        basis = replace(basis, watch=Watch(trial=judge_all))
        report = read(basis)
    return replace(report, **not_in_it(basis.watch)) if basis.watch.found else report


def not_read() -> ScopeError:
    """The refusal of a report that the credential does not read."""
    return ScopeError(("reports/read", f"{UNIT_REPORTS}<unit>", f"{OWN_REPORTS}<cadre>"))


class _Questions:
    """Reads with what a report is asked, for FastAPI, where `check` lets its sender ask: who may
    not is told nothing of policies and days either. It is one dependency, which costs less than a
    chain of them."""

    def __init__(self, check: Callable[[Credential], None]) -> None:
        self._check = check

    async def __call__(
        self,
        request: Request,
        known_at: Annotated[
            str | None,
            Query(
                description="what was known at an instant, by the end of a day or at a position of "
                "the log; default: "
                "everything, of the circular on a year its cut-off"
            ),
        ] = None,
        today: Annotated[
            str | None,
            Query(
                description="the day up to which facts have happened; default: that of known_at, "
                "at most the clock's"
            ),
        ] = None,
        policy: Annotated[
            str | None, Query(description="a what-if: judge all time by the policy of this id")
        ] = None,
    ) -> Asking:
        credential = await authenticated(request)
        self._check(credential)
        tried = overrides_of(request).items()
        question = Question(
            known_at=None if known_at is None else known("known_at", known_at),
            today=None if today is None else day("today", today),
            policy=policy,
            overrides={name: load_yaml(text, place=name) for name, text in tried},
        )
        return Asking(request.state.services, credential, question)


def reads_reports(credential: Credential) -> bool:
    """Whether a credential reads any reports, be they of some units or of one cadre alone."""
    return reads_units(credential) or bool(credential.of_each(OWN_REPORTS))


def reads_units(credential: Credential) -> bool:
    """Whether a credential reads the reports of some units, or of all."""
    return credential.may("reports/read") or bool(credential.of_each(UNIT_REPORTS))


def _check_reads_reports(credential: Credential) -> None:
    if not reads_reports(credential):
        raise not_read()


def _check_audits(credential: Credential) -> None:
    allow(credential, "audit/read")


def _check_nothing(_: Credential) -> None:
    """Anybody may ask who has a credential."""


Asks = Annotated[Asking, Depends(takes_policy(_Questions(_check_reads_reports)))]
Audits = Annotated[Asking, Depends(takes_policy(_Questions(_check_audits)))]
"""A question of an auditor: who may not ask it is told of that scope alone."""
LooksAround = Annotated[Asking, Depends(takes_policy(_Questions(_check_nothing)))]
"""A question that anybody may ask who has a credential; what asks it checks what he reads."""


def year_or(year: int | None, basis: Basis) -> int:
    """The year asked for, by default that of `today`."""
    return basis.policies.year_of(basis.today) if year is None else year


def check_order(first: date, last: date) -> None:
    """Raises ParameterError unless two days, `from` and `to`, are in order."""
    if first > last:
        raise ParameterError(
            "from, to", message("{first} after {last}", first=first, last=last), "days in order"
        )
