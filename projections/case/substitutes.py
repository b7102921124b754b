"""Who may come to a class for another: substitutions that the calling office approved (M4-1, R50).

It is judged for the class, whose nominations it decides, and for the credits of the substitute.
"""

from collections.abc import Iterable
from datetime import date

from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.selection_facts import SubstitutionApproved


def approval_of(
    approvals: Iterable[SubstitutionApproved],
    reference: Reference,
    as_of: AsOf,
    *,
    cadre: str,
    substitute: str,
    first_day: date,
) -> SubstitutionApproved | None:
    """The first of some approvals that lets a substitute come for a cadre, dated on or before the
    first day of the class; None where none does.

    Both are named as in the register.
    """

    def named(name: str | None, approval: SubstitutionApproved) -> str | None:
        return name and reference.identities.person(name, approval.occurred, as_of)

    for one in approvals:
        both = named(one.cadre, one), named(one.substitute, one)
        if both == (cadre, substitute) and as_of.day(one.occurred) <= first_day:
            return one
    return None
