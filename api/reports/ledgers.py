"""What was earned and by whom: balances, ledgers, handbooks and compliance, as of any day."""

from fastapi import APIRouter

from api.reports.answering import AnswerRoute
from api.reports.asking import MOST, After, Asking, Asks, Cadre, Limit, Unit, Year, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.known_now import standing_now
from projections.credits.credit_ledger import credits_of, ledger_of
from projections.reports import ledgers

router = APIRouter(tags=["reports"], route_class=AnswerRoute)


@router.get("/cadres/{cadre:path}/balances", summary="Annual balances and cycle totals (A3-15, 17)")
async def balances(asking: Asks, cadre: Cadre) -> ledgers.BalancesAnswer:
    """A cadre's credits by year and cycle. Any other parameter names a policy parameter to try,
    such as ``carry.mode=none``."""

    def read(answers: Answers, reader: Log, basis: Basis) -> ledgers.BalancesAnswer:
        found = credits_of(asking.dossier(answers, reader, basis, cadre))
        return ledgers.balances(found, basis)

    return await asking.answer(read)


@router.get(
    "/cadres/{cadre:path}/ledger", summary="Every line with rule, reason, evidence; findings"
)
async def ledger(asking: Asks, cadre: Cadre) -> ledgers.LedgerAnswer:
    """A cadre's ledger: each line names its statement, position, rule, article and evidence; what
    is amiss in how credits were handled; and the applications."""

    def read(answers: Answers, reader: Log, basis: Basis) -> ledgers.LedgerAnswer:
        found = ledger_of(asking.dossier(answers, reader, basis, cadre))
        return ledgers.ledger(found, basis)

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}/handbook", summary="The credit handbook, page by page (A3-13)")
async def handbook(asking: Asks, cadre: Cadre) -> ledgers.HandbookAnswer:
    """What stands on each page of a cadre's handbook, with who approved and registered it."""

    def read(answers: Answers, reader: Log, basis: Basis) -> ledgers.HandbookAnswer:
        return ledgers.handbook(asking.dossier(answers, reader, basis, cadre), basis, reader)

    return await asking.answer(read)


@router.get(
    "/units/{unit:path}/applications", summary="Applications for credit, pending first (A3-12)"
)
async def applications(
    asking: Asks, unit: Unit, after: After = "", limit: Limit = MOST
) -> ledgers.ApplicationsAnswer:
    """What the cadres of a unit and of those below it have applied for, with age and decision;
    `pending` counts those of all pages."""

    def read(answers: Answers, reader: Log, basis: Basis) -> ledgers.ApplicationsAnswer:
        asking.check_unit(unit, basis)

        def look() -> ledgers.ApplicationsAnswer:
            return ledgers.queue(unit, answers.members(reader, unit, basis), basis)

        def has_more(found: ledgers.ApplicationsAnswer) -> bool:
            return len(found.applications) > limit

        whole = answers.once(basis, ("applications", unit), look, worth=has_more)
        return ledgers.page_of_queue(whole, after=after, limit=limit)

    return await asking.answer(read)


@router.get(
    "/units/{unit:path}/compliance", summary="Whether a unit is barred from honours (A3-18)"
)
async def compliance(asking: Asks, unit: Unit, year: Year = None) -> ledgers.ComplianceAnswer:
    """A unit's members of a year, who is unqualified by how much, and the verdict."""

    def read(answers: Answers, reader: Log, basis: Basis) -> ledgers.ComplianceAnswer:
        asking.check_unit(unit, basis)
        asked = year_or(year, basis)
        return standing(asking, answers, reader=reader, basis=basis, unit=unit, year=asked)

    return await asking.answer(read)


def standing(
    asking: Asking, answers: Answers, *, reader: Log, basis: Basis, unit: str, year: int
) -> ledgers.ComplianceAnswer:
    """A unit's standing in a year, for who may see it: of now by what moved since it was asked for
    the last time, else made once, since it cannot change."""
    if asking.is_of_now:
        found = standing_now(answers, reader, unit, basis, year=year)
    else:
        found = answers.lasting(
            reader,
            basis,
            ("standing", unit, year),
            lambda: answers.compliance(reader, unit, basis, year=year),
        )
    return ledgers.unit(found, basis)
