"""Whether a cadre may become a candidate, and his hours, with what it would take."""

from collections.abc import Iterator
from datetime import date

from projections.careers.eligibility import years_to_show
from projections.case.dossier import Dossier
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import HoursOfCycle, hours_of
from projections.reports.cadres import eligibility_of
from projections.words.codes import CodeOf
from replay.explain.balance import of_task
from replay.explain.points import Point, Teller
from replay.explain.sentences import Says
from replay.explain.worded import coded, fact, quoted, reason


def of_promotion(dossier: Dossier, reference: date, teller: Teller) -> Iterator[Point]:
    """Whether he may become a candidate on a day: the years that decide, and of each that does not
    serve what is missing (M4-5)."""
    found = eligibility_of(dossier, reference)
    if found is None:
        return
    policies = dossier.case.policies
    yield teller.point(
        Says.ELIGIBLE,
        depth=0,
        on=reference,
        rule=found.rule,
        article=found.article,
        reference=reference,
        eligible=coded(CodeOf.MAY, found.eligible),
        reason=reason(found.reason),
    )
    ledger = ledger_of(dossier, years=years_to_show(reference, policies))
    for year in found.years:
        lines = [one.statement_id for one in ledger.entries if one.year == year and one.credits]
        yield teller.point(
            Says.DECIDING_YEAR,
            depth=1,
            year=year,
            grade=coded(CodeOf.GRADE, found.grades[year]),
            state=coded(CodeOf.YEAR, found.states[year]),
            statements=lines,
        )
        balance = ledger.balance(year)
        if balance.missing:
            yield teller.point(Says.YEAR_LACKS, depth=2, year=year, missing=balance.missing)
        elif balance.missing_by_target:
            yield from (
                one for one in of_task(balance, policies, teller) if one.says is Says.TARGET_SHORT
            )


def of_hours(dossier: Dossier, year: int, teller: Teller) -> Iterator[Point]:
    """The hours of the cycle of a year, fact by fact, against the target of the level (A2-2)."""
    cycle = str(dossier.case.policies.cycle_of(year))
    found = hours_of(dossier, [year])
    total = next(one for one in found.cycles if one.cycle == cycle)
    teller.sources.name((one.fact, one.subject) for one in found.entries if one.cycle == cycle)
    yield from _of_cycle(total, dossier.case.as_of.today, teller)
    for line in found.entries:
        if line.cycle == cycle:
            yield teller.point(
                Says.CREDITED_NOTHING if line.reason else Says.HOURS_OF_FACT,
                depth=1,
                on=line.day,
                rule=line.rule,
                article=line.article,
                statements=(line.statement_id, *line.evidence),
                day=line.day,
                fact=fact(line.fact),
                subject=quoted(teller.sources.called(line.fact, line.subject)),
                hours=line.hours,
                reason=reason(line.reason),
            )


def _of_cycle(total: HoursOfCycle, today: date, teller: Teller) -> Iterator[Point]:
    yield teller.point(
        Says.HOURS if total.target is not None else Says.HOURS_UNASKED,
        depth=0,
        on=today,
        rule=total.rule,
        article=total.article,
        statements=total.evidence,
        cycle=total.cycle,
        hours=total.hours,
        level=coded(CodeOf.LEVEL, total.level),
        target=total.target,
    )
    if total.short_by:
        yield teller.point(Says.HOURS_SHORT, depth=1, missing=total.short_by)
