"""The IRIs of our xAPI Profile and how the short ids of the domain become IRIs and back.

Nothing here is resolved at run time. Where a known IRI means the same it is reused, everything
else stands under `PROFILE`.
"""

import re
from typing import Any, Final
from urllib.parse import quote, unquote

# Not registered at w3id.org yet: whoever publishes the profile registers it there or changes this
# one line before the first statement is recorded. Afterwards it is part of the log.
PROFILE: Final = "https://w3id.org/xapi/cadre-training/"

# Verbs
ADMITTED: Final = "http://adlnet.gov/expapi/verbs/registered"
APPLIED: Final = PROFILE + "verb/applied"
APPOINTED: Final = PROFILE + "verb/appointed"
APPROVED: Final = "https://w3id.org/xapi/tla/verbs/approved"
ASSESSED: Final = PROFILE + "verb/assessed"
ASSIGNED_UNIT: Final = PROFILE + "verb/assigned-unit"
ATTENDED: Final = "http://adlnet.gov/expapi/verbs/attended"
CATALOGUED: Final = PROFILE + "verb/catalogued"
CHANGED_LEVEL: Final = PROFILE + "verb/changed-level"
CONFERRED: Final = "https://w3id.org/xapi/tla/verbs/conferred"
DID_ACTIVITY: Final = PROFILE + "verb/did-activity"
COMPLETED: Final = "http://adlnet.gov/expapi/verbs/completed"
EARNED: Final = "http://id.tincanapi.com/verb/earned"
ENROLLED: Final = PROFILE + "verb/enrolled"
EVALUATED_UNIT: Final = PROFILE + "verb/evaluated-unit"
EXEMPTED: Final = PROFILE + "verb/exempted"
EXTENDED_PROBATION: Final = PROFILE + "verb/extended-probation"
FAILED: Final = "http://adlnet.gov/expapi/verbs/failed"
GAVE_TAG: Final = PROFILE + "verb/gave-tag"
IDENTIFIED: Final = PROFILE + "verb/identified"
IMPORTED_HISTORY: Final = PROFILE + "verb/imported-history"
INSPECTED: Final = PROFILE + "verb/inspected"
ISSUED_CARD: Final = PROFILE + "verb/issued-card"
ISSUED_HANDBOOK: Final = PROFILE + "verb/issued-handbook"
ISSUED_CIRCULAR: Final = PROFILE + "verb/issued-circular"
ISSUED_CORRIGENDUM: Final = PROFILE + "verb/issued-corrigendum"
LEFT: Final = PROFILE + "verb/left"
LOST_CARD: Final = PROFILE + "verb/lost-card"
OPENED_ACCOUNT: Final = PROFILE + "verb/opened-account"
PASSED: Final = "http://adlnet.gov/expapi/verbs/passed"
PUBLISHED: Final = "https://w3id.org/xapi/dod-isd/verbs/published"
PUBLISHED_POLICY: Final = PROFILE + "verb/published-policy"
PUBLISHED_YEAR: Final = PROFILE + "verb/published-year"
REGISTERED_UNIT: Final = PROFILE + "verb/registered-unit"
REGISTERED_CREDIT: Final = PROFILE + "verb/registered-credit"
REINSTATED: Final = PROFILE + "verb/reinstated"
REISSUED_CARD: Final = PROFILE + "verb/reissued-card"
REJECTED: Final = PROFILE + "verb/rejected"
REOPENED_YEAR: Final = PROFILE + "verb/reopened-year"
REPORTED_PLAN: Final = PROFILE + "verb/reported-plan"
REPORTED_RESULT: Final = PROFILE + "verb/reported-result"
RESTORED: Final = PROFILE + "verb/restored"
RETURNED: Final = PROFILE + "verb/returned-to-service"
SELF_INSPECTED: Final = PROFILE + "verb/self-inspected"
SET_PLAN: Final = PROFILE + "verb/set-plan"
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
WITHDREW: Final = PROFILE + "verb/withdrew"
WITHDREW_TAG: Final = PROFILE + "verb/withdrew-tag"

# Activity types
ACCOUNT: Final = PROFILE + "type/account"
ARTICLE: Final = "http://activitystrea.ms/article"
ARTICLES: Final = frozenset({ARTICLE, "http://activitystrea.ms/schema/1.0/article"})
AWARD: Final = "http://id.tincanapi.com/activitytype/reward"
BOOK: Final = "http://id.tincanapi.com/activitytype/book"
COURSE: Final = "http://adlnet.gov/expapi/activities/course"
COURSE_TYPES: Final = frozenset(
    {
        COURSE,
        "http://adlnet.gov/expapi/activities/assessment",
        "http://adlnet.gov/expapi/activities/lesson",
        "http://adlnet.gov/expapi/activities/module",
        "http://id.tincanapi.com/activitytype/lms/course",
        "http://id.tincanapi.com/activitytype/lms/module",
        "https://w3id.org/xapi/cmi5/activitytype/block",
        "https://w3id.org/xapi/cmi5/activitytype/course",
    }
)
"""What cmi5, Moodle and the common authoring tools call what can be passed."""
LEVEL: Final = PROFILE + "type/level"
PLAN: Final = PROFILE + "type/plan"
CREDENTIAL: Final = "https://w3id.org/xapi/tla/activity-types/credential"
HANDBOOK: Final = PROFILE + "type/handbook"
OTHER_ACTIVITY: Final = PROFILE + "type/other-activity"
POLICY: Final = PROFILE + "type/policy"
POST: Final = PROFILE + "type/post"
RESTORED_LOG: Final = PROFILE + "type/restored-log"
TAG: Final = PROFILE + "type/tag"
TRAINING_CLASS: Final = PROFILE + "type/training-class"
UNIT: Final = PROFILE + "type/unit"
YEAR: Final = PROFILE + "type/year"

# Where the accounts and the activities of the domain live
CADRES: Final = PROFILE + "cadres"
OFFICERS: Final = PROFILE + "officers"
COURSES: Final = PROFILE + "courses/"
CLASSES: Final = PROFILE + "classes/"
UNITS: Final = PROFILE + "units/"
POLICIES: Final = PROFILE + "policies/"
DEGREES: Final = PROFILE + "degrees/"
WORKS: Final = PROFILE + "works/"
ACHIEVEMENTS: Final = PROFILE + "achievements/"
ACTIVITIES: Final = PROFILE + "activities/"
HANDBOOKS: Final = PROFILE + "handbooks/"
TAGS: Final = PROFILE + "tags/"
ACCOUNTS: Final = PROFILE + "accounts/"
LEVELS: Final = PROFILE + "levels/"
PLANS: Final = PROFILE + "plans/"
POSTS: Final = PROFILE + "posts/"
YEARS: Final = PROFILE + "years/"
RESTORED_LOGS: Final = PROFILE + "restored-logs/"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def extension(name: str) -> str:
    """The IRI of the extension `name`, which is the key of the fact's short form."""
    return f"{PROFILE}ext/{name}"


def course_iri(course: str) -> str:
    """The activity id of a course; percent-encoded where the short id is not safe in an IRI."""
    return iri(COURSES, course)


def course_id(iri: str) -> str:
    """The short id of a course; an IRI that is not ours stays itself."""
    return short(COURSES, iri)


def class_iri(training_class: str) -> str:
    """The activity id of a training class."""
    return iri(CLASSES, training_class)


def class_id(iri: str) -> str:
    """The short id of a training class; an IRI that is not ours stays itself."""
    return short(CLASSES, iri)


def unit_iri(unit: str) -> str:
    """The activity id of a unit."""
    return iri(UNITS, unit)


def unit_id(iri: str) -> str:
    """The short id of a unit; an IRI that is not ours stays itself."""
    return short(UNITS, iri)


def policy_iri(policy: str) -> str:
    """The activity id of a policy."""
    return iri(POLICIES, policy)


def policy_id(iri: str) -> str:
    """The short id of a policy; an IRI that is not ours stays itself."""
    return short(POLICIES, iri)


def account_iri(account: str) -> str:
    """The activity id of an account or a study card, by its number."""
    return iri(ACCOUNTS, account)


def level_iri(level: str) -> str:
    """The activity id of a level."""
    return iri(LEVELS, level)


def post_iri(post: str) -> str:
    """The activity id of a post."""
    return iri(POSTS, post)


def post_id(iri: str) -> str:
    """The name of a post; an IRI that is not ours stays itself."""
    return short(POSTS, iri)


def plan_iri(year: str) -> str:
    """The activity id of the training plans for a year."""
    return iri(PLANS, year)


def year_iri(year: str) -> str:
    """The activity id of a credit year."""
    return iri(YEARS, year)


def degree_iri(programme: str) -> str:
    """The activity id of a degree programme."""
    return iri(DEGREES, programme)


def degree_id(iri: str) -> str:
    """The short id of a degree programme; an IRI that is not ours stays itself."""
    return short(DEGREES, iri)


def tag_iri(tag: str) -> str:
    """The activity id of a tag, a group of cadres."""
    return iri(TAGS, tag)


def tag_id(iri: str) -> str:
    """The name of a tag; an IRI that is not ours stays itself."""
    return short(TAGS, iri)


def work_iri(work: str) -> str:
    """The activity id of a book or article."""
    return iri(WORKS, work)


def work_id(iri: str) -> str:
    """The short id of a book or article; an IRI that is not ours stays itself."""
    return short(WORKS, iri)


def achievement_iri(achievement: str) -> str:
    """The activity id of an achievement that was awarded."""
    return iri(ACHIEVEMENTS, achievement)


def achievement_id(iri: str) -> str:
    """The short id of an achievement; an IRI that is not ours stays itself."""
    return short(ACHIEVEMENTS, iri)


def activity_iri(kind: str) -> str:
    """The activity id of a kind of other activity, such as secondment."""
    return iri(ACTIVITIES, kind)


def activity_kind(iri: str) -> str:
    """The kind of an other activity; an IRI that is not ours stays itself."""
    return short(ACTIVITIES, iri)


def handbook_iri(number: str) -> str:
    """The activity id of a credit handbook, by its number."""
    return iri(HANDBOOKS, number)


def handbook_number(iri: str) -> str:
    """The number of a credit handbook; an IRI that is not ours stays itself."""
    return short(HANDBOOKS, iri)


def restored_log_iri(sha256: str) -> str:
    """The activity id of the file of this digest that a log was restored from."""
    return iri(RESTORED_LOGS, sha256)


def cadre_agent(cadre: str) -> dict[str, Any]:
    """The agent of a cadre: an account in our own register."""
    return _agent(CADRES, cadre)


def officer_agent(officer: str) -> dict[str, Any]:
    """The agent of an officer who decides or registers and is not named as a cadre."""
    return _agent(OFFICERS, officer)


def _agent(home_page: str, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}


def iri(base: str, name: str) -> str:
    """The id of an activity of ours; an IRI stays itself, and what is not safe in one is
    percent-encoded."""
    return name if _IRI.fullmatch(name) else base + quote(name, safe="")


def short(base: str, iri: str) -> str:
    """The short id of an activity; an IRI that is not ours stays itself."""
    if not iri.startswith(base):
        return iri
    name = iri[len(base) :]
    return unquote(name) if "%" in name else name
