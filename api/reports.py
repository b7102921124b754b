"""What was earned and by whom: balances, ledgers and compliance, as of any day."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from psycopg import Connection

from api.auth import Authenticated
from api.errors import BadRequestError, ScopeError
from api.services import Services
from lrs.credentials import UNIT_REPORTS, Credential
from lrs.formats import instant
from lrs.log_reader import LogReader
from projections import reports
from projections.answers import Answers, Basis, Question
from projections.handbook import handbook as handbook_of
from projections.membership import unit_on
from projections.policy.folder import load_yaml

router = APIRouter(tags=["reports"])

QUESTION = frozenset({"known_at", "today", "policy", "year"})

Cadre = Annotated[str, Path(description="a cadre's id in the register, or an agent's identifier")]
Unit = Annotated[str, Path(description="a unit's short id, or its IRI, percent-encoded")]
KnownAt = Annotated[
    str | None,
    Query(description="what was known at an instant, or by the end of a day; default: everything"),
]
Today = Annotated[
    str | None,
    Query(description="the day up to which facts have happened; default: that of known_at, or now"),
]
PolicyId = Annotated[
    str | None, Query(description="a what-if: judge all time by the published policy of this id")
]


@router.get("/cadres/{cadre:path}/balances", summary="Annual balances and cycle totals (A3-15, 17)")
async def balances(
    request: Request,
    credential: Authenticated,
    cadre: Cadre,
    known_at: KnownAt = None,
    today: Today = None,
    policy: PolicyId = None,
) -> reports.Report:
    """A cadre's credits by year and cycle. Any other parameter names a policy parameter to try,
    such as ``carry.mode=none``."""

    def read(answers: Answers, reader: LogReader, basis: Basis) -> reports.Report:
        ledger = answers.ledger(reader, cadre, basis)
        _may_see(credential, unit_on(ledger.memberships, basis.today))
        return reports.balances(ledger, basis)

    return await _answer(request, _question(request, known_at, today, policy), read)


@router.get(
    "/cadres/{cadre:path}/ledger", summary="Every line with rule, reason, evidence; findings"
)
async def ledger(
    request: Request,
    credential: Authenticated,
    cadre: Cadre,
    known_at: KnownAt = None,
    today: Today = None,
    policy: PolicyId = None,
) -> reports.Report:
    """A cadre's ledger: each line names its statement, position, rule, article and evidence; what
    is amiss in how credits were handled; and the applications."""

    def read(answers: Answers, reader: LogReader, basis: Basis) -> reports.Report:
        found = answers.ledger(reader, cadre, basis)
        _may_see(credential, unit_on(found.memberships, basis.today))
        return reports.ledger(found, basis)

    return await _answer(request, _question(request, known_at, today, policy), read)


@router.get("/cadres/{cadre:path}/handbook", summary="The credit handbook, page by page (A3-13)")
async def handbook(
    request: Request,
    credential: Authenticated,
    cadre: Cadre,
    known_at: KnownAt = None,
    today: Today = None,
    policy: PolicyId = None,
) -> reports.Report:
    """What stands on each page of a cadre's handbook, with who approved and registered it."""

    def read(answers: Answers, reader: LogReader, basis: Basis) -> reports.Report:
        found = handbook_of(answers.dossier(reader, cadre, basis))
        _may_see(credential, found.unit)
        return reports.handbook(found, basis)

    return await _answer(request, _question(request, known_at, today, policy), read)


@router.get(
    "/units/{unit:path}/applications", summary="Applications for credit, pending first (A3-12)"
)
async def applications(
    request: Request,
    credential: Authenticated,
    unit: Unit,
    known_at: KnownAt = None,
    today: Today = None,
    policy: PolicyId = None,
) -> reports.Report:
    """What the cadres of a unit and of those below it have applied for, with age and decision."""
    _may_see(credential, unit)

    def read(answers: Answers, reader: LogReader, basis: Basis) -> reports.Report:
        return reports.queue(unit, answers.members(reader, unit, basis), basis)

    return await _answer(request, _question(request, known_at, today, policy), read)


@router.get(
    "/units/{unit:path}/compliance", summary="Whether a unit is barred from honours (A3-18)"
)
async def compliance(
    request: Request,
    credential: Authenticated,
    unit: Unit,
    year: Annotated[int | None, Query(ge=1, le=9999, description="credit year")] = None,
    known_at: KnownAt = None,
    today: Today = None,
    policy: PolicyId = None,
) -> reports.Report:
    """A unit's members of a year, who is unqualified by how much, and the verdict."""
    _may_see(credential, unit)

    def read(answers: Answers, reader: LogReader, basis: Basis) -> reports.Report:
        return reports.unit(answers.compliance(reader, unit, basis, year=year), basis)

    return await _answer(request, _question(request, known_at, today, policy), read)


async def _answer(
    request: Request,
    question: Question,
    read: Callable[[Answers, LogReader, Basis], reports.Report],
) -> reports.Report:
    services: Services = request.state.services

    def run(conn: Connection[Any]) -> reports.Report:
        reader = LogReader(conn)
        return read(services.answers, reader, services.answers.basis(reader, question))

    return await services.reads.run(run)


def _may_see(credential: Credential, unit: str | None) -> None:
    """Raises ScopeError unless the credential reads all reports, or those of this unit."""
    if credential.may("reports/read"):
        return
    if unit is None or f"{UNIT_REPORTS}{unit}" not in credential.scopes:
        raise ScopeError(("reports/read", f"{UNIT_REPORTS}<unit>"))


def _question(
    request: Request, known_at: str | None, today: str | None, policy: str | None
) -> Question:
    overrides = {
        name: load_yaml(text, place=name)
        for name, text in request.query_params.items()
        if name not in QUESTION
    }
    return Question(
        known_at=None if known_at is None else _moment("known_at", known_at),
        today=None if today is None else _day("today", today),
        policy=policy,
        overrides=overrides,
    )


def _moment(name: str, text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) == len("2010-12-31") else instant(text)
    except ValueError as error:
        raise BadRequestError(
            f"{name}: got {text[:40]!r}, expected a day such as 2010-12-31 or an instant such as "
            "2010-12-31T08:00:00Z (encode + as %2B)"
        ) from error


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequestError(
            f"{name}: got {text[:40]!r}, expected a day such as 2010-12-31"
        ) from error
