"""Which acts earn nothing until the cadre has applied and the credit was approved (R15, A3-12)."""

from typing import Final

from projections.case.item_match import match
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import (
    DegreeAdmitted,
    DegreeConferred,
    OtherActivityDone,
    Reward,
)
from projections.facts.fact import Fact
from projections.policy.terms import Terms

_DEGREES: Final = (DegreeAdmitted, DegreeConferred)
_OWN_CLASSES: Final = ("county", "unit")


def is_needed(fact: Fact, terms: Terms) -> bool:
    """Whether the credit of an act needs an approval.

    An item of the policy says so itself. Else degrees and rewards always do, the classes of a
    county or unit where the policy reads A3-12 so (`apply_first`), other activities as soon as the
    policy gives them a value: before that there is nothing to apply for.
    """
    found = match(fact, terms) if terms.families else None
    if found is not None:
        return found.item.needs_approval
    if isinstance(fact, CoursePassed):
        return False
    if isinstance(fact, ClassCompleted):
        return bool(terms.get(Terms.apply_first)) and fact.organiser in _OWN_CLASSES
    if isinstance(fact, OtherActivityDone):
        return fact.kind in (terms.get(Terms.other_activities) or {})
    if isinstance(fact, _DEGREES):
        return Terms.additional.annual in terms
    return isinstance(fact, Reward) and Terms.reward.split in terms
