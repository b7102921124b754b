"""Everything under /xapi, in front of FastAPI: each path with what answers it."""

from collections.abc import Mapping

from api.http.asgi import App
from api.http.services import Services
from api.xapi.about import About
from api.xapi.cors import Cors
from api.xapi.documents import SHAPES, Documents
from api.xapi.form_requests import FormRequests
from api.xapi.guard import Guard
from api.xapi.known import Known
from api.xapi.resource import Resource
from api.xapi.statements import MORE_PATH, PATH, StatementResource
from api.xapi.template_check import Check

BASE = "/xapi/"


def xapi_resources(services: Services, *, guard: Guard, check: Check) -> Mapping[str, App]:
    """By path, all resources of xAPI, each behind CORS and the alternate request syntax."""
    statements = StatementResource(services, guard=guard, check=check)
    known = Known(services)
    resources: dict[str, App] = {
        PATH: statements,
        MORE_PATH: statements,
        "/xapi/about": About(services.settings),
        "/xapi/agents": Resource(services.authenticator, known.agents()),
        "/xapi/activities": Resource(services.authenticator, known.activities()),
    }
    for path, shape in SHAPES.items():
        handlers = Documents(services, shape).handlers()
        resources[path] = Resource(services.authenticator, handlers)
    return {path: _fronted(resource, services) for path, resource in resources.items()}


def _fronted(resource: App, services: Services) -> App:
    settings = services.settings
    forms = FormRequests(resource, services.authenticator, max_bytes=settings.max_body_bytes)
    return Cors(forms, settings.cors_origins)
