"""The policies that a scenario names: a folder beside the file, or one of the product."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from projections.policy.folder import HEAD, load_folder, load_packaged
from projections.policy.parameter import Policy


def policy_named(name: str, folder: Path | None, parameters: Mapping[str, Any]) -> Policy:
    """A policy with the scenario's own parameters for all time. Raises PolicyError."""
    beside = folder / name if folder else None
    policy = load_folder(beside) if beside and (beside / HEAD).is_file() else load_packaged(name)
    return policy.with_overrides(parameters)


def published(data: Mapping[str, Any], folder: Path | None) -> dict[str, Any]:
    """The whole of a fact `policy.published` that names a policy, its effective day (by default the
    policy's own) and perhaps `parameters`. Raises PolicyError."""
    said = {key: value for key, value in data.items() if key != "parameters"}
    policy = policy_named(data["policy"], folder, data.get("parameters", {}))
    effective = data.get("effective") or policy.effective_from
    return {
        **said,
        "policy": policy.id,
        "name": policy.title,
        "digest": policy.digest,
        "effective": effective.isoformat() if isinstance(effective, date) else effective,
        "content": orjson.loads(policy.canonical()),
    }
