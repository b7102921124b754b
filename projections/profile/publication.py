"""Writes the publication of a policy: the statement that carries it whole into the log."""

from datetime import date
from typing import Any

import orjson

from projections.policy.parameter import Policy
from projections.profile.writing import to_statement


def publication(
    policy: Policy,
    *,
    effective: date | None = None,
    after: int = 0,
    stand_in: bool | None = None,
) -> dict[str, Any]:
    """The statement that publishes a policy, in force from ``effective``, by default its own day.

    ``after`` is the position of the last publication before: the same policy with the same day is
    another statement after another one, so that it can come back. ``stand_in`` says whether an
    empty store publishes it by itself, or its operator does.
    """
    day = effective or policy.effective_from
    name = f"{policy.id} {policy.digest} {day.isoformat()}"
    said = {} if stand_in is None else {"stand_in": stand_in}
    return to_statement(
        {
            "fact": "policy.published",
            "id": f"{name} after {after}" if after else name,
            **said,
            "policy": policy.id,
            "name": policy.title,
            "digest": policy.digest,
            "effective": day.isoformat(),
            "content": orjson.loads(policy.canonical()),
            "occurred": day.isoformat(),
        }
    )
