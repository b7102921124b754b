"""Every report under every packaged policy: a part that a policy has not does not apply."""

from typing import Any

import httpx
import pytest

from projections.policy.folder import packaged
from tests.api.test_learning import client
from tests.api.test_tables import PATHS

__all__ = ["client"]

OF_BAOJI = (
    *("/cadres/{cadre:path}/follow-up", "/cadres/{cadre:path}/needs"),
    *("/classes", "/classes/{class_id:path}", "/classes/{class_id:path}/follow-up"),
    *("/classes/{class_id:path}/learning", "/classes/{class_id:path}/problems"),
    *("/classes/{class_id:path}/sample", "/follow-up"),
    "/institutions/{institution:path}/follow-up",
    *("/reports/assessment", "/reports/classes", "/reports/coverage", "/reports/follow-up"),
    *("/reports/funds", "/reports/needs", "/reports/renewal", "/reports/selection"),
    *("/reports/sharing", "/reports/teachers", "/surveys", "/surveys/{survey:path}"),
)
"""The reports on parts of the regulation that Baoji's policy has alone."""


def under(client: httpx.Client, route: str, policy: str) -> httpx.Response:
    path = PATHS[route]
    return client.get(f"{path}{'&' if '?' in path else '?'}policy={policy}")


def states(answer: Any) -> set[str]:
    """Every text that stands anywhere in an answer."""
    if isinstance(answer, dict):
        return {found for one in answer.values() for found in states(one)}
    if isinstance(answer, list):
        return {found for one in answer for found in states(one)}
    return {answer} if isinstance(answer, str) else set()


@pytest.mark.parametrize("policy", sorted(packaged()))
@pytest.mark.parametrize("route", PATHS)
def test_every_report_can_be_asked_under_every_policy(
    client: httpx.Client, route: str, policy: str
) -> None:
    answer = under(client, route, policy)
    takes_none = answer.status_code == 400 and "policy" in answer.text
    assert takes_none or answer.status_code == 200, answer.text


@pytest.mark.parametrize("policy", sorted({*packaged()} - {"baoji-2009"}))
@pytest.mark.parametrize("route", OF_BAOJI)
def test_a_part_that_a_policy_has_not_does_not_apply(
    client: httpx.Client, route: str, policy: str
) -> None:
    assert "not_applicable" in states(under(client, route, policy).json())


@pytest.mark.parametrize("route", OF_BAOJI)
def test_baoji_has_every_part(client: httpx.Client, route: str) -> None:
    answer = under(client, route, "baoji-2009").json()
    assert answer.get("part", "asked") == "asked"
    assert answer.get("state") != "not_applicable"
