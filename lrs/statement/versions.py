"""What differs between xAPI 1.0.3 and 2.0.0, in one table, and which of them a request speaks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lrs.message import message
from lrs.statement.formats import ISO_8601, RFC_3339


class VersionError(ValueError):
    """The X-Experience-API-Version header is missing, malformed or names an unsupported version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XapiVersion:
    """One supported version of xAPI.

    number: what answers and the log call it.
    header: the request headers that select it.
    statement_version: the `version` of a statement that brings none.
    statement_versions: the `version` members a statement may bring.
    timestamp, timestamp_format: the form of a timestamp, and its name for people.
    context_members: members of a context that other versions do not know.
    ignored: per kind of object, the members that do not count when two statements are compared.
    answers_in_utc: whether timestamps are returned in UTC (2.0.0 4.2.7).
    form_requests: whether a POST may carry another request as a form (1.0.3 Communication 1.3).
    guarded_resources: those whose documents no PUT replaces without If-Match.
    tells_of_new: whether clients are told to send a precondition with a new one, too.
    """

    number: str
    header: re.Pattern[str]
    statement_version: str
    statement_versions: re.Pattern[str]
    timestamp: re.Pattern[str]
    timestamp_format: str
    context_members: frozenset[str]
    ignored: Mapping[str, frozenset[str]]
    answers_in_utc: bool
    form_requests: bool
    guarded_resources: frozenset[str]
    tells_of_new: bool


V1_0_3 = XapiVersion(
    number="1.0.3",
    header=re.compile(r"1\.0(\.\d+)?", re.ASCII),
    statement_version="1.0.0",
    statement_versions=re.compile(r"1\.0(\.\d+)?", re.ASCII),
    timestamp=ISO_8601,
    timestamp_format="ISO 8601 with date and time",
    context_members=frozenset(),
    ignored={
        "statement": frozenset({"attachments"}),
        "verb": frozenset({"display"}),
        "activity": frozenset({"definition"}),
    },
    answers_in_utc=False,
    form_requests=True,
    guarded_resources=frozenset({"activity_profile", "agent_profile"}),
    tells_of_new=True,
)
V2_0_0 = XapiVersion(
    number="2.0.0",
    header=re.compile(r"2\.0(\.\d+)?", re.ASCII),
    statement_version="2.0.0",
    statement_versions=re.compile(r"(1|2)\.0(\.\d+)?", re.ASCII),
    timestamp=RFC_3339,
    timestamp_format="RFC 3339 with an offset",
    context_members=frozenset({"contextAgents", "contextGroups"}),
    ignored={
        "statement": frozenset({"attachments"}),
        "verb": frozenset({"display"}),
        "activity": frozenset({"definition"}),
    },
    answers_in_utc=True,
    form_requests=False,
    guarded_resources=frozenset({"state", "activity_profile", "agent_profile"}),
    tells_of_new=False,
)
VERSIONS: dict[str, XapiVersion] = {version.number: version for version in (V1_0_3, V2_0_0)}


def negotiate(header: str | None) -> XapiVersion:
    """The version that a request's X-Experience-API-Version header asks for.

    1.0, 1.0.x are 1.0.3; 2.0, 2.0.x are 2.0.0 (1.0.3 Communication 3.3). Raises VersionError.
    """
    if header is None:
        raise VersionError("the header X-Experience-API-Version is missing")
    for version in VERSIONS.values():
        if version.header.fullmatch(header):
            return version
    raise VersionError(
        message(
            "X-Experience-API-Version: got {header!r}, expected one of {versions}",
            header=header[:80],
            versions=", ".join(VERSIONS),
        )
    )
