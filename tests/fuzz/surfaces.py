"""Whether all that tells a number tells the same: balances, histories, both axes, findings."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

import httpx

TOLD: Final = ("state", "earned", "carried_in", "counted", "carried_out", "missing", "grade")
"""The members of a balance that histories tell."""

State = dict[tuple[str, str], Any]
"""The members of the balances of a cadre by year; what is null is left out."""


def disagreements(
    client: httpx.Client, cadres: Iterable[str], *, today: date
) -> Iterator[tuple[str, Any, Any]]:
    """What two surfaces tell differently of today: whom or what it is about, and what both say."""
    live = pages(client, "/reports/findings", "findings")
    then = pages(client, "/reports/findings", "findings", known_at=today.isoformat())
    if live != then:
        yield "findings", [one for one in live if one not in then], then
    for cadre in cadres:
        answer = client.get(f"/cadres/{cadre}/balances")
        if answer.status_code == 404:
            yield from _unknown(client, cadre)
            continue
        balances = _of_balances(answer.json()["annual"])
        history = pages(client, "/audit/history", "changes", cadre=cadre, kind="balance")
        if balances != (told := _after(history)):
            yield f"history of {cadre}", balances, told
        asked = {"cadre": cadre, "known_at": today.isoformat()}
        both = pages(client, "/audit/as-of", "numbers", **asked)
        if balances != (told := _now(both)):
            yield f"as-of of {cadre}", balances, told


def pages(client: httpx.Client, path: str, member: str, **asked: Any) -> list[Any]:
    """A list as all pages of an answer tell it."""
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        answer = client.get(path, params={**asked, "after": after, "limit": 1000})
        answer.raise_for_status()
        found += answer.json()[member]
        after = answer.json()["next"]
    return found


def _unknown(client: httpx.Client, cadre: str) -> Iterator[tuple[str, Any, Any]]:
    answer = client.get("/audit/history", params={"cadre": cadre})
    if answer.status_code != 404:
        yield f"history of {cadre}", 404, answer.status_code


def _of_balances(annual: dict[str, Any]) -> State:
    return {
        (year, member): one[member]
        for year, one in annual.items()
        for member in TOLD
        if one[member] is not None
    }


def _after(changes: Iterable[Any]) -> State:
    """What a cadre's balances are after some changes."""
    found: State = {}
    for moved in (moved for change in changes for moved in change["moved"]):
        key = moved["of"], moved["member"]
        assert found.get(key) == moved["before"], moved
        found[key] = moved["after"]
    return {key: value for key, value in found.items() if value is not None}


def _now(numbers: Iterable[Any]) -> State:
    return {
        (one["of"], one["member"]): one["now"]
        for one in numbers
        if one["kind"] == "balance" and one["now"] is not None
    }
