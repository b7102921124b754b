"""The closed lists of our Profile: the only names that some data may have.

Levels of cadres, categories of courses and kinds of classes are not among them: a policy names its
own (docs/decisions/0008). A name outside a closed list is a fault of the template, with the names
allowed, and where a credit depends on it the fact is `unknown_value`.
"""

from typing import Final

from projections.words.kinds import one_of
from projections.words.ranks import DEGREES, LEVELS, NO_DEGREE, UNKNOWN_DEGREE

CITY: Final = "city"

MANAGED_BY: Final = one_of(CITY, "county", "unit")
"""Who may manage a cadre (A3-10, A3-11)."""

SCHEME: Final = one_of("direct", "by_reference")
"""Whether the scheme binds a cadre directly or by reference (A3-4, A3-20)."""

LEAVING: Final = one_of("retired", "resigned", "died", "transferred_out")
"""Why a cadre leaves the service."""

PASSED_BY: Final = one_of("exam", "paper")
"""How a course is passed (A2-3, A3-7(2))."""

APPRAISAL: Final = one_of("excellent", "pass", "fail", closed=False)
"""How an institution appraises who attended a class (A3-7(1)); a policy says what each is worth."""

CERTIFICATE: Final = one_of("graduation", "degree")
"""What is conferred at the end of a programme (A3-8)."""

STUDIED: Final = one_of(*(degree for degree in DEGREES if degree != NO_DEGREE))
"""The degree that a programme leads to (A3-8)."""

HELD: Final = one_of(*DEGREES, UNKNOWN_DEGREE)
"""The degree held before (A3-8)."""

RANK: Final = one_of(*LEVELS)
"""The level of who publishes or awards (A3-9)."""

TRAINING_INSTITUTION: Final = "training_institution"
DISPATCHING_DEPARTMENT: Final = "dispatching_department"
ORGANIZATION_DEPARTMENT: Final = "organization_department"
UNIT_HR: Final = "unit_hr"

OFFICE: Final = one_of(
    TRAINING_INSTITUTION,
    DISPATCHING_DEPARTMENT,
    ORGANIZATION_DEPARTMENT,
    UNIT_HR,
    closed=False,
)
"""The offices that assess and register credits (A3-10 to A3-12)."""

PROBLEM: Final = one_of("theory", "practice")
"""The problems that a trainee hands in (M2-2)."""

INTENSIVE: Final = "intensive"
SPEED: Final = "speed"

READING: Final = one_of(INTENSIVE, SPEED)
"""How a reading club reads (M3-3(3))."""

BROAD_BASE: Final = "broad_base"
LIVE_MODULE: Final = "live_module"

BLOCK: Final = one_of(BROAD_BASE, LIVE_MODULE)
"""The two blocks that the courses of a class fall into (M3-2)."""

KEY: Final = "key"

CLASS_TAG: Final = one_of(KEY, "pilot")
"""What a class is besides, by which it is followed up for longer (A4-5)."""

FULL_TIME: Final = "full_time"

TEACHER: Final = one_of(FULL_TIME, "part_time", "invited")
"""How a teacher stands to his school (M4-6)."""

AGENCY: Final = "agency"
FULLY_FUNDED_INSTITUTION: Final = "institution_fully_funded"
OTHER_INSTITUTION: Final = "institution_other"
ENTERPRISE: Final = "enterprise"
"""The kinds of units that training funds are measured for (M4-4); a unit may be of any other."""
