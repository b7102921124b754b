"""The one strict reader of query parameters: what a resource does not know is refused, by name."""

from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import parse_qsl

from api.http.errors import BadRequestError
from lrs.message import joined, message

_OF_POLICY: Final = message("those of the policy, such as carry.mode or policy.year_cap")


def read_parameters(
    query: bytes,
    known: Collection[str],
    *,
    also: Callable[[str], bool] | None = None,
    alone: str = "",
) -> dict[str, str]:
    """The parameters of a query string; where ``alone`` is among them, that one without the others.

    Raises BadRequestError for one that is neither ``known`` (case counts) nor a parameter of the
    policy where ``also`` tells such names, that comes twice, or that is not UTF-8.
    """
    if not query:
        return {}
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise BadRequestError("the query string is not percent-encoded UTF-8") from error
    is_alone = any(name == alone for name, _ in pairs)
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if name not in known and not (also and also(name)):
            there = sorted(known) + [_OF_POLICY] * bool(also)
            told = (
                message("there are {there} (capitals count)", there=joined(there, by=", "))
                if there
                else message("there are none")
            )
            raise BadRequestError(
                message("there is no parameter {name!r} here; {told}", name=name[:80], told=told)
            )
        if is_alone and name != alone:
            continue
        if name in parameters:
            raise BadRequestError(
                message("{name}: got it twice, expected each parameter only once", name=name)
            )
        parameters[name] = value
    return parameters
