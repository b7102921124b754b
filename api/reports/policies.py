"""What policies say: on a day, and compared."""

from dataclasses import replace

from fastapi import APIRouter

from api.http.parameters import day as day_of
from api.reports.answering import AnswerRoute
from api.reports.asking import Asking, Asks, Day
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.reports import policies as answers_on
from projections.reports.policies import PoliciesAnswer, PolicyComparisonAnswer

router = APIRouter(tags=["policies"], route_class=AnswerRoute)


@router.get("/policies", summary="What the policy says on a day")
async def policies(asking: Asks) -> PoliciesAnswer:
    """Each parameter of the policy in force on `today`, with its value, since when it holds, when
    it was decided and by which article; of another policy with `policy`. Besides, which policies
    were published, and since when each judges."""

    def read(answers: Answers, log: Log, basis: Basis) -> PoliciesAnswer:
        return answers_on.policies(basis, _judging(asking, answers, log))

    return await asking.answer(read)


@router.get("/policies/compare", summary="What two policies say otherwise")
async def compared(asking: Asks, then: Day = None) -> PolicyComparisonAnswer:
    """What the policy of the question says on `today` otherwise than the one that judges on the day
    `then`. With `policy`, or a parameter such as `policy.thresholds.annual_credits=50`, what is
    tried is set beside what judges on the same day; without, today's beside the first day that the
    policies are in force."""

    def read(answers: Answers, log: Log, basis: Basis) -> PolicyComparisonAnswer:
        judging = _judging(asking, answers, log)
        if then is not None:
            day = day_of("then", then)
        elif asking.question.policy or asking.question.overrides:
            day = basis.today
        else:
            day = judging.policies.effective_from
        return answers_on.comparison(basis, judging, day)

    return await asking.answer(read)


def _judging(asking: Asking, answers: Answers, log: Log) -> Basis:
    """What judges, whatever is tried."""
    return answers.basis(log, replace(asking.question, policy=None, overrides={}))
