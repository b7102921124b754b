"""For auditors: what a policy would change of a year, and what a trial differs in."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from psycopg import Connection

from api.http.auth import Authenticated, allow
from api.http.errors import BadRequestError
from api.http.parameters import day
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Audits, Limit, Year, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, Question
from projections.answers.publishing import prospect
from replay.trial_answer import (
    TrialAnswer,
    TrialDifferencesAnswer,
    trial_answer,
    trial_differences,
)
from replay.what_if_answer import WhatIfAnswer, what_if

router = APIRouter(prefix="/audit", tags=["audit"], route_class=AnswerRoute)


class Changed(StrEnum):
    """Which cadres a what-if tells of."""

    GRADES = "grades"
    AMOUNTS = "amounts"


Effective = Annotated[
    str | None,
    Query(
        description="the day from which the policy is tried, as if it were published; by default "
        "it judges all time, as in every report"
    ),
]
OfCadres = Annotated[
    Changed,
    Query(
        alias="of",
        description="which cadres are told: those with another grade, or also those who count "
        "another amount",
    ),
]


@router.get("/what-if", summary="What another policy would change of a year")
async def what_a_policy_would_change(  # each parameter of the query is one of the function
    asking: Audits,
    year: Year = None,
    effective: Effective = None,
    of: OfCadres = Changed.GRADES,
    after: After = "",
    limit: Limit = 20,
) -> WhatIfAnswer:
    """Against what judges, over the whole log up to the end of the year (or `today`), unit by unit:
    the cadres whose grade would be another one, with what either policy counts and the statements
    that the two value differently; the units whose verdict would, as of one that comes to a third
    unqualified; and the totals. What is tried is named by `policy`, which need not be published,
    and by its parameters, such as `policy.thresholds.annual_credits=50`. A page holds `limit`
    units, and the totals of all pages add up to those of the year. Nothing is published, and no
    table is read or written."""
    question = asking.question
    if question.policy is None and not question.overrides:
        raise BadRequestError(
            "name what is tried: policy=ID, or a parameter of the policy that judges, such as "
            "policy.thresholds.annual_credits=50"
        )
    since = None if effective is None else day("effective", effective)

    def read(answers: Answers, log: Log, tried: Basis) -> WhatIfAnswer:
        judged = replace(question, policy=None, overrides={})
        judging = answers.basis(log, judged, beside=tried)
        asked = year_or(year, judging)
        if since is not None:
            policy = tried.policies.tenure(since).policy
            policies = prospect(tried.reference, tried.position, policy, since).policies
            tried = replace(tried, policies=policies)
        if question.today is None:
            judging, tried = (
                replace(side, today=side.policies.last_day(asked)) for side in (judging, tried)
            )
        about = ("what-if", asked, judging.today, judging.policies.digest, of.value, after, limit)

        def make() -> WhatIfAnswer:
            return what_if(
                log,
                asked,
                judging=judging,
                tried=tried,
                amounts=of is Changed.AMOUNTS,
                after=after,
                limit=limit,
            )

        return answers.lasting(log, tried, about, make)

    return await asking.answer(read)


async def _of_now(request: Request, credential: Authenticated) -> Asking:
    """A question about now, of who audits: the trial's tables know nothing else."""
    allow(credential, "audit/read")
    return Asking(request.state.services, credential, Question())


AsksOfNow = Annotated[Asking, Depends(_of_now)]


@router.get("/trial", summary="Whether something is tried beside the tables that answer")
async def tried(asking: AsksOfNow) -> TrialAnswer:
    """What is tried, a policy or the rules of a release, since when, and how far each projection of
    the trial is. `lrs trial build` begins one, `switch` lets it answer, `drop` ends it."""

    def read(_: Answers, __: Log, conn: Connection[Any], basis: Basis) -> TrialAnswer:
        return trial_answer(conn, basis)

    return await asking.answer_from_both(read)


@router.get("/trial/differences", summary="What the trial would change")
async def differences(
    asking: AsksOfNow, after: After = "", limit: Limit = 100
) -> TrialDifferencesAnswer:
    """Whose balance or grade differs between what answers (`stood`) and the trial (`made`), by how
    much and because of which statements; the units of these cadres with another verdict; on the
    last page the tables that differ, with how many keys. Both must stand at one position and day,
    else it is a conflict: `lrs trial build` brings the trial up. Nothing is written."""

    def read(_: Answers, __: Log, conn: Connection[Any], basis: Basis) -> TrialDifferencesAnswer:
        return trial_differences(conn, basis, after=after, limit=limit)

    return await asking.answer_from_both(read)
