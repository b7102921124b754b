"""Small valid statements for tests, and ways to change one place of them."""

import copy
import json
from collections.abc import Mapping
from typing import Any

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
