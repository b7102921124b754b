"""The policy that a scenario is judged by: a folder beside the file, or one of the product."""

from projections.policy.folder import HEAD, load_folder, load_packaged
from projections.policy.parameter import Policy
from replay.scenario import Scenario


def policy_of(scenario: Scenario) -> Policy:
    """The policy, with the scenario's own parameters for all time. Raises PolicyError."""
    beside = scenario.folder / scenario.policy if scenario.folder else None
    if beside and (beside / HEAD).is_file():
        policy = load_folder(beside)
    else:
        policy = load_packaged(scenario.policy)
    return policy.with_overrides(scenario.parameters)
