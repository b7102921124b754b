"""A year's balance down to the lines of the ledger, and these down to their statements."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from projections.case.case import Entry
from projections.credits import opening
from projections.credits.balances import Balance
from projections.credits.credit_ledger import Ledger
from projections.credits.steps import Step
from projections.policy.succession import Succession
from projections.policy.years import ENDED
from projections.reasons import Reason
from projections.words.codes import CodeOf
from replay.explain.points import Point, Teller
from replay.explain.sentences import Says
from replay.explain.worded import Worded, authority, coded, fact, late, quoted, reason


def of_balance(ledger: Ledger, year: int, policies: Succession, teller: Teller) -> Iterator[Point]:
    """Why a year counts what it does, what is missing of it, and every line behind it."""
    balance = ledger.balance(year)
    lines = [one for one in ledger.entries if one.year == year]
    teller.sources.load(one for line in lines for one in (line.statement_id, *line.evidence))
    teller.sources.name((one.fact, one.subject) for one in lines)
    yield teller.point(
        Says.COUNTED,
        depth=0,
        year=year,
        counted=balance.counted,
        earned=balance.earned,
        carried_in=balance.carried_in,
    )
    yield from of_task(balance, policies, teller)
    steps: dict[UUID, list[Step]] = {}
    for step in ledger.steps:
        steps.setdefault(step.target, []).append(step)
    fallen = [one for one in ledger.entries if one.reason is Reason.VOIDED]
    for line in sorted(lines, key=lambda one: (not one.credits, one.day, one.position)):
        yield from _of_line(line, steps.get(line.statement_id, ()), fallen, teller)


def of_task(balance: Balance, policies: Succession, teller: Teller) -> Iterator[Point]:
    """What the year wants, and what it would take to qualify."""
    year, last = balance.year, policies.last_day(balance.year)
    says = Says.ENOUGH if not balance.missing else Says.TASK
    if balance.required is None or not balance.article:
        says = Says.UNGRADED
    yield teller.point(
        says,
        depth=0,
        on=last,
        rule="R22",
        article=balance.article,
        required=balance.required,
        missing=balance.missing,
        grade=coded(CodeOf.GRADE, balance.grade),
    )
    if balance.article:
        tenure = policies.tenure(last)
        yield teller.point(
            Says.POLICY,
            depth=1,
            on=last,
            article=balance.article,
            policy=tenure.policy.id,
            since=tenure.since,
        )
    for lacking in balance.missing_by_target:
        yield teller.point(
            Says.TARGET_SHORT,
            depth=1,
            on=last,
            article=balance.article,
            target=coded(CodeOf.TARGET, lacking.target),
            least=lacking.least,
            missing=lacking.missing,
            unit=coded(CodeOf.MEASURE, lacking.unit),
        )
    for category, missing in balance.short_shares.items():
        yield teller.point(
            Says.SHARE_SHORT,
            depth=1,
            category=coded(CodeOf.CATEGORY, category),
            missing=missing,
        )
    if balance.grade == "unqualified" and balance.state != ENDED:
        yield teller.point(Says.STILL_OPEN, depth=1, until=last, year=year)
    if balance.carry_reason:
        yield teller.point(
            Says.CARRY_LOST,
            depth=1,
            article=balance.carry_article,
            reason=coded(CodeOf.CARRY, balance.carry_reason),
        )


def _of_line(
    line: Entry, steps: Iterable[Step], fallen: Iterable[Entry], teller: Teller
) -> Iterator[Point]:
    """A line of the ledger: what it earned by which rule, or why nothing; who recorded and decided
    it, what it rests on, what it replaces and what a cap cut of it."""
    yield teller.point(
        Says.CREDITED_NOTHING if line.reason else Says.CREDITED,
        depth=1,
        on=line.day,
        rule=line.rule,
        article=line.article,
        statements=(line.statement_id,),
        day=line.day,
        fact=fact(line.fact),
        subject=quoted(_subject(line, teller)),
        credits=line.credits,
        category=coded(CodeOf.CATEGORY, line.category),
        reason=reason(line.reason),
    )
    for cut in line.cuts:
        yield teller.point(
            Says.CUT,
            depth=2,
            on=line.day,
            article=cut.article,
            cap=coded(CodeOf.CAP, cut.rule),
            credits=cut.credits,
        )
    yield from recorded((line.statement_id,), teller)
    decided = list(steps)
    for step in decided:
        yield _decided(step, teller)
    if line.reason is Reason.PENDING_OR_REJECTED and not decided:
        yield teller.point(Says.PENDING, depth=2, on=line.day, article=line.article)
    named = {step.statement_id for step in decided}
    yield from rests_on([one for one in line.evidence if one not in named], teller)
    for other in fallen:
        same = (other.fact, other.subject) == (line.fact, line.subject)
        if same and other.position < line.position and line.subject is not None:
            yield teller.point(
                Says.REPLACES,
                depth=2,
                statements=(other.statement_id, *other.evidence),
                position=other.position,
            )


def recorded(ids: Iterable[UUID], teller: Teller) -> Iterator[Point]:
    """Who recorded some statements, and how late."""
    for cause in teller.sources.of(tuple(ids)):
        yield teller.point(
            Says.RECORDED,
            depth=2,
            statements=(cause.statement_id,),
            authority=authority(cause.authority),
            position=cause.position,
            stored=teller.day(cause.stored),
            late=late(cause.late_days),
        )


def rests_on(ids: Iterable[UUID], teller: Teller) -> Iterator[Point]:
    """What else a line rests on: a value of the catalogue, an earlier pass, a void."""
    for cause in teller.sources.of(tuple(ids)):
        yield teller.point(
            Says.RESTS_ON,
            depth=2,
            statements=(cause.statement_id,),
            fact=fact(cause.fact),
            position=cause.position,
            authority=authority(cause.authority),
            stored=teller.day(cause.stored),
        )


def _subject(line: Entry, teller: Teller) -> Worded | str | None:
    """What a line is about: a course, a work, or the level that opens with credits."""
    if line.category == opening.CATEGORY:
        return coded(CodeOf.LEVEL, line.subject)
    return teller.sources.called(line.fact, line.subject)


def _decided(step: Step, teller: Teller) -> Point:
    (cause,) = teller.sources.of((step.statement_id,)) or (None,)
    return teller.point(
        Says.DECIDED,
        depth=2,
        on=step.day,
        statements=(step.statement_id,),
        day=step.day,
        fact=fact(step.step),
        who=(cause.actor if cause else step.decided_by)
        or coded(CodeOf.OFFICE, step.role)
        or step.credential,
        position=step.position,
        authority=authority(cause.authority if cause else step.credential),
        reason=step.reason,
    )
