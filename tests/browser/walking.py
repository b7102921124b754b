"""Which pages there are: those that links lead to from the first one, and those that have a route.

Pages of one route that are asked for by the same parameters are alike, so of each such kind two are
looked at: the first that a link leads to, and the first that is about a stranger.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Match

from api.app import create_app
from tests.api.serving import settings
from tests.browser.town import DOCUMENT
from tests.stranger_names import MARK

ASIDE: Final = frozenset({"known_at", "today", "policy", "lang", "after", "token", "limit"})
"""Parameters that make no other kind of page."""

TRIED: Final = "policy."
"""How the names of parameters begin that try a value of the policy, which links of a page keep."""

NO_PAGES: Final = (
    *("/assets/", "/charts/", "/openapi.json", "/profile", "/xapi", "/sign-in/"),
    *("/audit/checkpoint", "/audit/tile/", "/audit/receipts/", "/changes", "/documents/content"),
    *("/import/template/", "/import/void"),
)
"""How the addresses begin of what stands in a page, leads to one, is a file or for programs
alone."""

ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "/audit/as-of": {"cadre": "c000001", "known_at": "2025-12-31"},
    "/cadres/{cadre:path}/as-of": {"known_at": "2025-12-31"},
    "/units/{unit:path}/as-of": {"known_at": "2025-12-31"},
    "/audit/what-if": {"policy.thresholds.annual_credits": "50", "of": "amounts"},
    "/documents/history": {"resource": "state", **DOCUMENT},
}
"""What a route wants to be asked, where it does not declare that."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages of one route that are asked for by the same parameters."""

    route: str
    parameters: frozenset[str]
    is_strange: bool


@dataclass(slots=True)
class Walk:
    """A walk over all pages: `look` opens an address and tells the links that stand there."""

    look: Callable[[str], Iterable[str]]
    samples: Mapping[str, str]
    """A value for each parameter that a route cannot do without."""
    seen: dict[Kind, str] = field(default_factory=dict)
    """Where it was, by kind."""
    unfilled: list[str] = field(default_factory=list)
    """Parameters that a route cannot do without and that have no sample."""

    def run(self, *starts: str) -> None:
        """Follows the links from some addresses, then goes to the routes that none led to."""
        self._follow(starts)
        for route in ROUTES:
            if route.path not in {kind.route for kind in self.seen}:
                self._follow([self._address_of(route)])

    def _follow(self, addresses: Iterable[str]) -> None:
        waiting = deque(addresses)
        while waiting:
            address = waiting.popleft()
            kind = kind_of(address)
            if kind is not None and kind not in self.seen:
                self.seen[kind] = address
                waiting += self.look(address)

    def _address_of(self, route: APIRoute) -> str:
        path, asked = route.path, dict(ASKED.get(route.path, {}))
        for dependant in _all(route.dependant):
            for name in (one.alias for one in dependant.path_params):
                value = quote(self._sample(route, name), safe="")
                path = path.replace(f"{{{name}:path}}", value).replace(f"{{{name}}}", value)
            for one in dependant.query_params:
                if one.field_info.is_required() and one.alias not in asked:
                    asked[one.alias] = self._sample(route, one.alias)
        return f"{path}?{urlencode(asked)}" if asked else path

    def _sample(self, route: APIRoute, name: str) -> str:
        if name not in self.samples:
            self.unfilled.append(f"{route.path}: {name}")
        return self.samples.get(name, "none")


def kind_of(address: str) -> Kind | None:
    """The kind of an address of ours; None for what is no page: data, a picture, a file."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    if "format" in asked or not _is_for_people(parts.path):
        return None
    scope = {"type": "http", "method": "GET", "path": unquote(parts.path)}
    found = [one.path for one in ROUTES if one.matches(scope)[0] is Match.FULL]
    is_strange = MARK in unquote(address)
    parameters = frozenset(one for one in asked if not one.startswith(TRIED)) - ASIDE
    return Kind(found[0] if found else "", parameters, is_strange)


def _routes() -> Iterator[APIRoute]:
    """The routes at which people may look."""
    for route in create_app(settings()).rest.routes:
        if not isinstance(route, APIRoute):
            continue
        if "GET" in (route.methods or ()) and _is_for_people(route.path):
            yield route


def _is_for_people(path: str) -> bool:
    return not path.startswith(NO_PAGES) and "/attachments/" not in path


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _all(one)


ROUTES: Final = tuple(_routes())
"""The routes at which people may look, in the order in which they are tried."""
