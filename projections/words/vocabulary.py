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
APPROVED: Final = "https://w3id.org/xapi/tla/verbs/approved"
ATTENDED: Final = "http://adlnet.gov/expapi/verbs/attended"
CONFERRED: Final = "https://w3id.org/xapi/tla/verbs/conferred"
COMPLETED: Final = "http://adlnet.gov/expapi/verbs/completed"
EARNED: Final = "http://id.tincanapi.com/verb/earned"
FAILED: Final = "http://adlnet.gov/expapi/verbs/failed"
PASSED: Final = "http://adlnet.gov/expapi/verbs/passed"
PUBLISHED: Final = "https://w3id.org/xapi/dod-isd/verbs/published"
RESTORED: Final = PROFILE + "verb/restored"
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"

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
INSTITUTIONS: Final = PROFILE + "institutions"
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


def restored_log_iri(sha256: str) -> str:
    """The activity id of the file of this digest that a log was restored from."""
    return iri(RESTORED_LOGS, sha256)


def cadre_agent(cadre: str) -> dict[str, Any]:
    """The agent of a cadre: an account in our own register."""
    return _agent(CADRES, cadre)


def officer_agent(officer: str) -> dict[str, Any]:
    """The agent of an officer who decides or registers and is not named as a cadre."""
    return _agent(OFFICERS, officer)


def institution_agent(institution: str) -> dict[str, Any]:
    """The agent of an institution, which states what is anonymous."""
    return _agent(INSTITUTIONS, institution)


def _agent(home_page: str, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}


def iri(base: str, name: str) -> str:
    """The id of an activity of ours; an IRI stays itself, and what is not safe in one is
    percent-encoded."""
    return name if _IRI.fullmatch(name) else base + quote(name, safe="")


def short(base: str, iri: str) -> str:
    """The short id of an activity; an IRI stays itself where it is not ours or what it encodes is
    no text that a table can hold: U+0000, or bytes that are no UTF-8."""
    if not iri.startswith(base):
        return iri
    name = iri[len(base) :]
    if "%" not in name:
        return name
    try:
        decoded = unquote(name, errors="strict")
    except UnicodeDecodeError:
        return iri
    return iri if "\0" in decoded else decoded
