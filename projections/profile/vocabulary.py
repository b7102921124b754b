"""The IRIs of our xAPI Profile and how the short ids of the domain become IRIs and back.

Nothing here is resolved at run time. Where a known IRI means the same it is reused, everything
else stands under `PROFILE`.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

# Not registered at w3id.org yet: whoever publishes the profile registers it there or changes this
# one line before the first statement is recorded. Afterwards it is part of the log.
PROFILE: Final = "https://w3id.org/xapi/cadre-training/"

# Verbs
APPROVED: Final = "https://w3id.org/xapi/tla/verbs/approved"
ASSIGNED_UNIT: Final = PROFILE + "verb/assigned-unit"
ATTENDED: Final = "http://adlnet.gov/expapi/verbs/attended"
CATALOGUED: Final = PROFILE + "verb/catalogued"
ENROLLED: Final = PROFILE + "verb/enrolled"
PASSED: Final = "http://adlnet.gov/expapi/verbs/passed"
PUBLISHED_POLICY: Final = PROFILE + "verb/published-policy"
REINSTATED: Final = PROFILE + "verb/reinstated"
REJECTED: Final = PROFILE + "verb/rejected"
RESTORED: Final = PROFILE + "verb/restored"
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"

# Activity types
COURSE: Final = "http://adlnet.gov/expapi/activities/course"
POLICY: Final = PROFILE + "type/policy"
RESTORED_LOG: Final = PROFILE + "type/restored-log"
TRAINING_CLASS: Final = PROFILE + "type/training-class"
UNIT: Final = PROFILE + "type/unit"

# Where the accounts and the activities of the domain live
CADRES: Final = PROFILE + "cadres"
OFFICERS: Final = PROFILE + "officers"
COURSES: Final = PROFILE + "courses/"
CLASSES: Final = PROFILE + "classes/"
UNITS: Final = PROFILE + "units/"
POLICIES: Final = PROFILE + "policies/"
RESTORED_LOGS: Final = PROFILE + "restored-logs/"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def extension(name: str) -> str:
    """The IRI of the extension `name`, which is the key of the fact's short form."""
    return f"{PROFILE}ext/{name}"


def course_iri(course: str) -> str:
    """The activity id of a course; percent-encoded where the short id is not safe in an IRI."""
    return _iri(COURSES, course)


def course_id(iri: str) -> str:
    """The short id of a course; an IRI that is not ours stays itself."""
    return _short(COURSES, iri)


def class_iri(training_class: str) -> str:
    """The activity id of a training class."""
    return _iri(CLASSES, training_class)


def class_id(iri: str) -> str:
    """The short id of a training class; an IRI that is not ours stays itself."""
    return _short(CLASSES, iri)


def unit_iri(unit: str) -> str:
    """The activity id of a unit."""
    return _iri(UNITS, unit)


def unit_id(iri: str) -> str:
    """The short id of a unit; an IRI that is not ours stays itself."""
    return _short(UNITS, iri)


def policy_iri(policy: str) -> str:
    """The activity id of a policy."""
    return _iri(POLICIES, policy)


def policy_id(iri: str) -> str:
    """The short id of a policy; an IRI that is not ours stays itself."""
    return _short(POLICIES, iri)


def restored_log_iri(sha256: str) -> str:
    """The activity id of the file of this digest that a log was restored from."""
    return _iri(RESTORED_LOGS, sha256)


def cadre_agent(cadre: str) -> dict[str, Any]:
    """The agent of a cadre: an account in our own register."""
    return _agent(CADRES, cadre)


def officer_agent(officer: str) -> dict[str, Any]:
    """The agent of an officer who decides or registers and is not named as a cadre."""
    return _agent(OFFICERS, officer)


def cadre_id(agent: Mapping[str, Any]) -> str | None:
    """The short id of a cadre, None for an agent that our own register does not name."""
    account = agent.get("account")
    if isinstance(account, Mapping) and account.get("homePage") == CADRES:
        name = account.get("name")
        return name if isinstance(name, str) else None
    return None


def _agent(home_page: str, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}


def _iri(base: str, name: str) -> str:
    return name if _IRI.fullmatch(name) else base + quote(name, safe="")


def _short(base: str, iri: str) -> str:
    return unquote(iri.removeprefix(base)) if iri.startswith(base) else iri
