"""Which acts earn nothing until the cadre has applied and the credit was approved (R15, A3-12)."""

from typing import Final

from projections.credit_facts import DegreeAdmitted, DegreeConferred, OtherActivityDone, Reward
from projections.facts import ClassCompleted, Fact
from projections.policy.parameter import Terms

_APPLIED_FOR: Final = (DegreeAdmitted, DegreeConferred, Reward)
_OWN_CLASSES: Final = ("county", "unit")


def is_needed(fact: Fact, terms: Terms) -> bool:
    """Whether the credit of an act needs an approval.

    Degrees and rewards always do, the classes of a county or unit where the policy reads A3-12 so
    (`apply_first`), other activities as soon as the policy gives them a value: before that there is
    nothing to apply for.
    """
    if isinstance(fact, ClassCompleted):
        return bool(terms.value("apply_first")) and fact.organiser in _OWN_CLASSES
    if isinstance(fact, OtherActivityDone):
        return fact.kind in terms.value("other_activities")
    return isinstance(fact, _APPLIED_FOR)
