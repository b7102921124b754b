"""What an auditor should look at: the findings of all cadres and classes in one list."""

from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Query
from psycopg import Connection

from api.http.errors import BadRequestError
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, InUnit, Limit
from lrs.event.log import Log
from lrs.message import message
from projections.answers.basis import Answers, Basis, Question
from projections.reports.findings import KINDS, FindingsAnswer, Severity
from projections.tables.answering import as_known, table_basis
from projections.tables.findings import (
    FindingPlace,
    Rows,
    Wanted,
    common,
    findings,
    findings_as_known,
    page_as_known,
)
from projections.tables.past import past_of

router = APIRouter(tags=["reports"], route_class=AnswerRoute)

InClass = Annotated[
    str | None, Query(alias="class", description="only what is about the class of this short id")
]
OfCadre = Annotated[str | None, Query(description="only what is about this cadre")]
OfCode = Annotated[str | None, Query(description=f"only one of {', '.join(sorted(KINDS))}")]
OfSeverity = Annotated[Severity | None, Query(description="only of this gravity")]
Since = Annotated[
    int | None,
    Query(ge=0, lt=2**63, description="only what the log up to this position does not show"),
]


@router.get("/reports/findings", summary="All that is amiss and deducts nothing, in one list")
async def all_findings(  # each parameter of the query is one of the function
    asking: Asks,
    code: OfCode = None,
    severity: OfSeverity = None,
    unit: InUnit = None,
    cadre: OfCadre = None,
    training_class: InClass = None,
    since: Since = None,
    after: After = "",
    limit: Limit = 100,
) -> FindingsAnswer:
    """By code, statement, cadre and value; docs/findings.md has the kinds. Without `known_at`,
    `today` or a policy to try, as the projections know them up to `settled`; else folded from the
    log as of then, as a circular is. Who reads the reports of some units alone sees what is found
    of their cadres and of the classes that they hold, and a move from there or to there."""
    if code is not None and code not in KINDS:
        raise BadRequestError(
            message("code: expected one of {kinds}", kinds=", ".join(sorted(KINDS)))
        )
    place = _place(after)

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> FindingsAnswer:
        visible = asking.among(unit, basis)
        shared = common(answers, log, basis)
        wanted = Wanted(
            code=code,
            severity=severity,
            visible=visible,
            cadre=None if cadre is None else basis.person(cadre),
            training_class=training_class,
            since=since,
        )
        if asking.question == Question():
            told = table_basis(conn, basis, visible)
            return findings(conn, basis, told, shared, wanted=wanted, after=place, limit=limit)

        def find() -> Rows:
            past = answers.lasting(log, basis, "past findings", lambda: past_of(log, basis))
            return findings_as_known(conn, basis, shared, wanted=wanted, past=past)

        about = "findings as known", *(getattr(wanted, one.name) for one in fields(wanted))
        rows = answers.lasting(log, basis, about, find)
        return page_as_known(rows, basis, as_known(basis), after=place, limit=limit)

    return await asking.answer_from_both(read)


def _place(after: str) -> FindingPlace:
    """The place after which a page begins. Raises BadRequestError."""
    try:
        return FindingPlace.of(after)
    except ValueError:
        raise BadRequestError(
            message(
                "after: got {after!r}, expected the `next` of a page of the same report",
                after=after[:80],
            )
        ) from None
