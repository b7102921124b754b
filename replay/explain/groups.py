"""The verdict on a unit and the states of a follow-up, with who and what is wanting."""

from collections.abc import Iterator, Mapping

from projections.answers.follow_up import OfClass
from projections.compliance.unit_compliance import UnitCompliance
from projections.credits.balances import UNQUALIFIED
from projections.follow_up.tally import rows_of
from projections.policy.succession import Succession
from projections.words.codes import CodeOf
from replay.explain.points import Point, Teller
from replay.explain.sentences import Says
from replay.explain.worded import coded


def of_unit(
    found: UnitCompliance, policies: Succession, names: Mapping[str, str | None], teller: Teller
) -> Iterator[Point]:
    """Why a unit has its verdict: how many are unqualified, how many bar it, who they are and what
    each is missing (A3-18)."""
    last = policies.last_day(found.year)
    yield teller.point(
        Says.VERDICT,
        depth=0,
        on=last,
        rule=found.rule,
        article=found.article,
        year=found.year,
        assessed=found.assessed,
        unqualified=found.unqualified,
        verdict=coded(CodeOf.VERDICT, found.verdict),
    )
    if found.limit:
        yield teller.point(Says.LIMIT, depth=1, limit=found.limit, until=found.until_barred)
    if found.to_clear:
        yield teller.point(Says.TO_CLEAR, depth=1, to_clear=found.to_clear)
    for one in sorted(found.members, key=lambda one: (one.grade != UNQUALIFIED, one.cadre)):
        yield teller.point(
            Says.MEMBER if one.missing is not None else Says.MEMBER_OF_TARGETS,
            depth=2,
            cadre=one.cadre,
            name=names.get(one.cadre) or one.cadre,
            counted=one.counted,
            grade=coded(CodeOf.GRADE, one.grade),
            missing=one.missing,
            statements=one.evidence,
        )


def of_class(found: OfClass, teller: Teller, *, cadre: str | None = None) -> Iterator[Point]:
    """Where each item of a follow-up stands and what is wanted, of a class or one of its
    trainees (A4)."""
    if found.follow_up is None:
        return
    for row in rows_of(found.follow_up):
        if cadre is not None and row.cadre != cadre:
            continue
        item = row.item
        about = [row.place, None if row.cadre is None else found.name(row.cadre) or row.cadre]
        yield teller.point(
            Says.ITEM,
            depth=0,
            on=item.due,
            rule=item.rule,
            article=item.article,
            statements=item.evidence,
            item=coded(CodeOf.ITEM, row.name),
            about=" ".join(one for one in about if one),
            cadre=row.cadre,
            state=coded(CodeOf.ITEM_STATE, item.state.value),
            opens=item.opens,
            due=item.due,
        )
        if item.done_on is not None:
            yield teller.point(Says.ITEM_DONE, depth=1, day=item.done_on, statements=item.evidence)
        elif item.state.value in ("open", "overdue"):
            yield teller.point(Says.ITEM_WANTED, depth=1, rule=item.rule, article=item.article)
