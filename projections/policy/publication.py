"""Writes the publication of a policy: the statement that carries it whole into the log."""

from datetime import date
from typing import Any

import orjson

from projections.policy.parameter import Policy
from projections.profile.writing import to_statement


def publication(policy: Policy, *, effective: date | None = None) -> dict[str, Any]:
    """The statement that publishes a policy, in force from ``effective``, by default its own day.

    The same policy and day give the same statement, so publishing it again changes nothing.
    """
    day = effective or policy.effective_from
    return to_statement(
        {
            "fact": "policy.published",
            "id": f"{policy.id} {policy.digest} {day.isoformat()}",
            "policy": policy.id,
            "name": policy.title,
            "digest": policy.digest,
            "effective": day.isoformat(),
            "content": orjson.loads(policy.canonical()),
            "occurred": day.isoformat(),
        }
    )
