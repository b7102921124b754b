"""What a credential may read, write and assert."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, Self, cast, get_args

from lrs.event.events import IRI_BASE, Agent, CredentialChanged, TemplateCheck
from lrs.message import message

Scope = Literal[
    "statements/write",
    "statements/read/mine",
    "statements/read",
    "define",
    "state",
    "profile",
    "all/read",
    "reports/read",
    "audit/read",
    "all",
]
"""What a credential may do. Besides there are ``reports/read:<unit>``, for a unit and those below
it, and ``reports/read/mine:<cadre>``, by which a cadre reads what is about himself.

Those up to ``all/read``, and ``all``, are xAPI's own (1.0.3 Communication 4.2). ``define``: what it
states tells the names of agents and definitions of activities. ``state``, ``profile``: documents.
"""

SCOPES: tuple[str, ...] = get_args(Scope)
UNIT_REPORTS = "reports/read:"
OWN_REPORTS = "reports/read/mine:"

AUDIT: Final = "audit/read"
_OF_AUDIT: Final[frozenset[str]] = frozenset(
    {"statements/read", "statements/read/mine", "reports/read"}
)
"""What an auditor reads besides what is for him alone: all statements, ledgers and reports."""

EVERYTHING = "*"
"""In ``asserts``: every fact."""

ACT_VOIDED = "act.voided"
"""The fact whose assertion lets a credential void what another authority stated."""

HOME_PAGE = f"{IRI_BASE}credentials"
"""Where the accounts of authorities live."""


class CredentialError(ValueError):
    """A credential that cannot be made, found or revoked, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a key may do. ``asserts`` and ``templates`` as in CredentialChanged."""

    key: str
    name: str
    agent: Agent
    scopes: frozenset[str]
    asserts: tuple[str, ...]
    templates: TemplateCheck = "flag"

    @classmethod
    def of(cls, event: CredentialChanged) -> Self:
        """The credential that an event added."""
        return cls(
            key=event.key,
            name=event.name,
            agent=event.agent,
            scopes=frozenset(event.scopes),
            asserts=event.asserts,
            templates=event.templates,
        )

    def may(self, *scopes: Scope) -> bool:
        """Whether one of these scopes, or a wider one, was granted."""
        granted = self.scopes
        if "all" in granted or not granted.isdisjoint(scopes):
            return True
        if AUDIT in granted and not _OF_AUDIT.isdisjoint(scopes):
            return True
        reads = any("/read" in scope for scope in scopes)
        if reads and "all/read" in granted:
            return True
        return "statements/read/mine" in scopes and "statements/read" in granted

    def of_each(self, kind: str) -> list[str]:
        """Which units, or which cadre, the scopes of a kind name: those that begin with it."""
        return sorted(one.removeprefix(kind) for one in self.scopes if one.startswith(kind))

    @property
    def may_void_any(self) -> bool:
        """Whether it may void what another authority stated.

        A grant for a unit lets every void in: whom the target is about, and where he belonged, is
        for the projections to judge.
        """
        return _may_void_any(self.asserts)


@lru_cache(maxsize=1024)  # it is asked of every statement
def _may_void_any(asserts: tuple[str, ...]) -> bool:
    granted = {entry.partition("@")[0] for entry in asserts}
    return not {EVERYTHING, ACT_VOIDED}.isdisjoint(granted)


def agent_of(key: str, name: str) -> Agent:
    """The agent that is the authority of what a credential states."""
    return {"objectType": "Agent", "name": name, "account": {"homePage": HOME_PAGE, "name": key}}


OPERATOR = Credential(
    key="operator",
    name="Operator of the store",
    agent=agent_of("operator", "Operator of the store"),
    scopes=frozenset({"all"}),
    asserts=(EVERYTHING,),
)
"""The command line's own credential: it has no secret, so nobody can log in with it."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The credentials that are valid, with the hashes of their secrets, and the keys of all others:
    of those that were revoked, and of those that a restore brought back without a secret."""

    by_key: dict[str, tuple[Credential, bytes]]
    others: frozenset[str] = frozenset()

    def knows(self, key: str) -> bool:
        """Whether it is or was the key of a credential."""
        return key in self.by_key or key in self.others

    def authenticate(self, key: str, secret: str) -> Credential | None:
        """The credential of this key and secret, None when there is none; in constant time."""
        credential, expected = self.by_key.get(key, (None, bytes(32)))
        matches = hmac.compare_digest(secret_hash(secret), expected)
        return credential if matches else None


def secret_hash(secret: str) -> bytes:
    """The SHA-256 kept of a secret; 256 random bits need no slower hash."""
    return hashlib.sha256(secret.encode()).digest()


def check_key(key: str) -> None:
    """Raises CredentialError for a key that HTTP Basic could not carry."""
    if not re.fullmatch(r"[\x21-\x39\x3b-\x7e]{1,100}", key):
        raise CredentialError(
            message(
                "the key {key!r} is not 1 to 100 printable ASCII characters without space "
                "and colon",
                key=key,
            )
        )


def check_templates(templates: str) -> TemplateCheck:
    """What becomes of statements that depart from their templates. Raises CredentialError."""
    for known in get_args(TemplateCheck):
        if templates == known:
            return cast(TemplateCheck, known)
    raise CredentialError(
        message(
            "there is no such check of templates as {templates!r}; there are {templatecheck}",
            templates=templates,
            templatecheck=", ".join(get_args(TemplateCheck)),
        )
    )


def check_scopes(scopes: Sequence[str]) -> None:
    """Raises CredentialError for a scope that does not exist."""
    for scope in scopes:
        of_one = any(
            scope.startswith(kind) and len(scope) > len(kind)
            for kind in (UNIT_REPORTS, OWN_REPORTS)
        )
        if scope not in SCOPES and not of_one:
            raise CredentialError(
                message(
                    "there is no scope {scope!r}; there are {scopes}, {unit_reports}<unit>, "
                    "{own_reports}<cadre>",
                    scope=scope,
                    scopes=", ".join(SCOPES),
                    unit_reports=UNIT_REPORTS,
                    own_reports=OWN_REPORTS,
                )
            )
