"""Routes that refuse what they do not know: a query parameter has an effect, or it is an error."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.http.auth import authenticated
from api.http.errors import BadRequestError
from api.http.parameters import ParameterError, check_whole
from api.http.query_string import read_parameters
from lrs.message import message

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_POLICY: Final = "policy."

_TAKES_POLICY: Final[set[Callable[..., Any]]] = set()


def takes_policy(dependency: Callable[..., Any]) -> Callable[..., Any]:
    """Marks what reads the parameters that name one of the policy to try, such as `carry.mode`."""
    _TAKES_POLICY.add(dependency)
    return dependency


class StrictRoute(APIRoute):
    """A route whose query parameters are those that it declares, each once, numbers in digits.

    `also`: names that a subclass reads itself. `known`: all names, but those of the policy.
    `for_anybody`: it asks for no credential.
    """

    also: frozenset[str] = frozenset()
    for_anybody: bool = False
    known: frozenset[str]
    _numbers: frozenset[str]

    def get_route_handler(self) -> Handler:
        """The handler of the route, which is asked only what it knows, by who may ask."""
        handler: Handler = super().get_route_handler()
        dependants = list(_all(self.dependant))
        of_policy = any(one.call in _TAKES_POLICY for one in dependants)
        declared = [param for one in dependants for param in one.query_params]
        self.known = self.also.union(param.alias for param in declared)
        self._numbers = frozenset(
            param.alias for param in declared if param.field_info.annotation in (int, int | None)
        )

        async def answer(request: Request) -> Response:
            if not self.for_anybody:
                await authenticated(request)  # who may not ask is told nothing else
            parameters = read_parameters(
                request.scope["query_string"],
                self.known,
                also=names_policy if of_policy else None,
            )
            for name in self._numbers & parameters.keys():  # pydantic reads `1_000` and `5.0`, too
                check_whole(name, parameters[name])
            for name, value in (*request.path_params.items(), *parameters.items()):
                if "\0" in str(value):  # the one character that no text of the database can have
                    raise BadRequestError(
                        message("{name}: got a text with U+0000, expected one without", name=name)
                    )
            return await handler(request)

        return answer


class PublicRoute(StrictRoute):
    """A route for anybody: what the pages look like, and how one signs in to them."""

    for_anybody = True


def add_routes(app: FastAPI, *routers: APIRouter) -> None:
    """Adds the routes of some routers to an application, as they are: `include_router` would
    prepare each a second time, and look through all of them twice for each request."""
    for router in routers:
        app.router.routes.extend(router.routes)


def overrides_of(request: Request) -> dict[str, str]:
    """The parameters of the policy that a request wants to try, by their names in the policy.

    Raises ParameterError for one that is given with and without `policy.` before it.
    """
    route: StrictRoute = request.scope["route"]
    overrides: dict[str, str] = {}
    for asked, text in request.query_params.items():
        if asked not in route.known:
            name = asked.removeprefix(_POLICY)
            if name in overrides:
                raise ParameterError(
                    name,
                    text,
                    message("it once, with or without {policy} before it", policy=_POLICY),
                )
            overrides[name] = text
    return overrides


def names_policy(name: str) -> bool:
    """Whether a name is meant to be that of a parameter of the policy or of a group of them. It has
    a dot, as no other name has: what has none in the policy gets one by `policy.` before it."""
    return "." in name


def _all(dependant: Dependant) -> Iterator[Dependant]:
    """A dependant with all that it depends on."""
    yield dependant
    for one in dependant.dependencies:
        yield from _all(one)
