"""How a person is named: the register's short id, or for others the identifier of the agent."""

from hashlib import sha1
from typing import Any, Final

from lrs.event.credentials import HOME_PAGE
from lrs.event.terms import identifier
from lrs.statement.bounds import NAME_BYTES
from projections.words import vocabulary as v

LONGEST: Final = len("account  ") + 2 * NAME_BYTES
"""Most bytes of UTF-8 in a name, which is a key of the tables; what comes in is bounded by it."""

_FOREIGN: Final = ("mailto:", "account ", "sha1 ", "openid ")
"""How the names begin that are no ids of our register."""
_NOBODY = (HOME_PAGE, v.OFFICERS, v.INSTITUTIONS)
_OWN = identifier(v.cadre_agent("")) or ""


def person_of(agent: dict[str, Any]) -> str | None:
    """The name of a person: `c1` for an account of our register, else the agent's identifier; so
    too where the id in the register could be taken for one.

    None for an anonymous group, for an empty id in the register, and for the accounts of
    credentials, officers and institutions: these speak, but nothing is learned by them.
    """
    account = agent.get("account")
    if account is None:
        return identifier(agent)
    home_page, name = account["homePage"], account["name"]
    if home_page == v.CADRES and not name.startswith(_FOREIGN):
        return str(name) or None
    return None if home_page in _NOBODY else identifier(agent)


def office_of(agent: dict[str, Any]) -> str | None:
    """The account of an officer, an institution or a credential, by its name: of who decides or
    speaks and is no person of whom something is learned; None for all others."""
    account = agent.get("account")
    if agent.get("objectType", "Agent") != "Agent" or account is None:
        return None
    return str(account["name"]) if account["homePage"] in _NOBODY else None


def same_person(name: str) -> str:
    """The name that `person_of` gives to whom somebody asks for by another spelling of it: the
    register's account in full, or a mailbox whose domain has capitals."""
    return (person_of(agent_of(name)) or name) if name.startswith(_FOREIGN) else name


def is_of_register(person: str) -> bool:
    """Whether a name is an id of our register, not the identifier of some other account."""
    return not person.startswith(_FOREIGN)


def digests_of(agent: dict[str, Any]) -> tuple[str, ...]:
    """The names that a mailbox has by its digest, which platforms send that keep mailboxes to
    themselves: made of the mailbox as it was written, or with the domain in small letters."""
    mailbox = agent.get("mbox")
    if mailbox is None:
        return ()
    written = dict.fromkeys((mailbox, identifier(agent) or mailbox))
    return tuple(
        f"sha1 {sha1(text.encode(), usedforsecurity=False).hexdigest()}" for text in written
    )


def is_too_long(person: str) -> bool:
    """Whether a name cannot be a key: of statements that were recorded before they were bounded."""
    return len(person) * 4 > LONGEST and len(person.encode()) > LONGEST


def identifier_of(person: str) -> str:
    """The identifier that statements about a person are found by: the inverse of `person_of`."""
    return person if person.startswith(_FOREIGN) else f"{_OWN}{person}"


def agent_of(person: str) -> dict[str, Any]:
    """The agent of a person, by the name that `person_of` gives; anything else is a short id."""
    kind, _, rest = person.partition(" ")
    if person.startswith("mailto:"):
        return {"objectType": "Agent", "mbox": person}
    if kind == "account" and " " in rest:
        home_page, _, name = rest.partition(" ")
        return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}
    members = {"sha1": "mbox_sha1sum", "openid": "openid"}
    if kind in members and rest:
        return {"objectType": "Agent", members[kind]: rest}
    return v.cadre_agent(person)
