"""The closed lists of our Profile: the only names that some data may have.

Levels of cadres, categories of courses and kinds of classes are not among them: a policy names its
own (docs/decisions/0008). A name outside a closed list is a fault of the template, with the names
allowed, and where a credit depends on it the fact is `unknown_value`.
"""

from typing import Final

from projections.words.form import OneOf
from projections.words.ranks import DEGREES, LEVELS, NO_DEGREE, UNKNOWN_DEGREE

CITY: Final = "city"

MANAGED_BY: Final = OneOf((CITY, "county", "unit"))
"""Who may manage a cadre (A3-10, A3-11)."""

SCHEME: Final = OneOf(("direct", "by_reference"))
"""Whether the scheme binds a cadre directly or by reference (A3-4, A3-20)."""

LEAVING: Final = OneOf(("retired", "resigned", "died", "transferred_out"))
"""Why a cadre leaves the service."""

PASSED_BY: Final = OneOf(("exam", "paper"))
"""How a course is passed (A2-3, A3-7(2))."""

APPRAISAL: Final = OneOf(("excellent", "pass", "fail"))
"""How an institution appraises who attended a class (A3-7(1)); a policy says what each is worth."""

CERTIFICATE: Final = OneOf(("graduation", "degree"))
"""What is conferred at the end of a programme (A3-8)."""

STUDIED: Final = OneOf(tuple(degree for degree in DEGREES if degree != NO_DEGREE))
"""The degree that a programme leads to (A3-8)."""

HELD: Final = OneOf((*DEGREES, UNKNOWN_DEGREE))
"""The degree held before (A3-8)."""

RANK: Final = OneOf(tuple(LEVELS))
"""The level of who publishes or awards (A3-9)."""

TRAINING_INSTITUTION: Final = "training_institution"
DISPATCHING_DEPARTMENT: Final = "dispatching_department"
ORGANIZATION_DEPARTMENT: Final = "organization_department"
UNIT_HR: Final = "unit_hr"

OFFICE: Final = OneOf(
    (TRAINING_INSTITUTION, DISPATCHING_DEPARTMENT, ORGANIZATION_DEPARTMENT, UNIT_HR)
)
"""The offices that assess and register credits (A3-10 to A3-12)."""
