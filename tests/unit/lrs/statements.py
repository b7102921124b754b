"""Valid statements for tests, ways to change one place of them, and to post one."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest

from lrs.statement.statement import Received, StatementError, parse
from lrs.statement.versions import V1_0_3, XapiVersion

UUID_A = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
UUID_B = "ec531277-b57b-4c15-8d91-d292c5b2b8f7"

AGENT = {"mbox": "mailto:ada@example.com"}
OTHER_AGENT = {"account": {"homePage": "http://example.com", "name": "grace"}}
GROUP = {"objectType": "Group", "member": [AGENT, OTHER_AGENT]}
ACTIVITY = {"id": "http://example.com/courses/1"}
REFERENCE = {"objectType": "StatementRef", "id": UUID_B}
ATTACHMENT = {
    "usageType": "http://example.com/usage/certificate",
    "display": {"en": "Certificate"},
    "contentType": "application/pdf",
    "length": 27,
    "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
}
CONTEXT_AGENT = {"objectType": "contextAgent", "agent": AGENT}
CONTEXT_GROUP = {"objectType": "contextGroup", "group": GROUP}

MINIMAL: dict[str, Any] = {
    "actor": AGENT,
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
    "object": ACTIVITY,
}
SUB_STATEMENT: dict[str, Any] = {**MINIMAL, "objectType": "SubStatement"}


FULL: dict[str, Any] = {
    **MINIMAL,
    "id": UUID_A,
    "actor": {**GROUP, "name": "x"},
    "verb": {"id": "http://example.com/did", "display": {"en": "did"}},
    "object": {
        **SUB_STATEMENT,
        "object": {
            **ACTIVITY,
            "objectType": "Activity",
            "definition": {
                "name": {"en": "x"},
                "moreInfo": "http://example.com",
                "interactionType": "matching",
                "source": [{"id": "a"}],
                "target": [{"id": "a", "description": {"en": "x"}}],
            },
        },
        "timestamp": "2025-06-01T08:00:00Z",
    },
    "result": {"score": {"scaled": 1, "raw": 2, "min": 1, "max": 3}, "duration": "PT1H"},
    "context": {
        "registration": UUID_B,
        "team": GROUP,
        "contextActivities": {"parent": [ACTIVITY]},
        "language": "en",
        "statement": REFERENCE,
    },
    "timestamp": "2025-06-01T08:00:00Z",
    "version": "1.0.0",
    "authority": AGENT,
    "attachments": [{**ATTACHMENT, "fileUrl": "http://example.com/1"}],
}


class _Gone:
    """The value of a member that a test takes away."""


GONE = _Gone()


def changed(path: str, value: object, base: Mapping[str, Any] = MINIMAL) -> dict[str, Any]:
    """A copy of `base` with `value` at the dotted path, objects made on the way as needed."""
    statement = copy.deepcopy(dict(base))
    *parents, last = path.split(".")
    at = statement
    for parent in parents:
        at = at.setdefault(parent, {})
    if value is GONE:
        del at[last]
    else:
        at[last] = value
    return statement


def raw(statement: object) -> bytes:
    """A statement as compact JSON bytes."""
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()


def one(body: bytes, version: XapiVersion = V1_0_3) -> Received:
    """The one statement of a body that is accepted."""
    (received,) = parse(body, version)
    return received


def refused(body: bytes, version: XapiVersion = V1_0_3) -> StatementError:
    """Why a body is refused."""
    with pytest.raises(StatementError) as caught:
        parse(body, version)
    return caught.value
