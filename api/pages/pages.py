"""Pages at the addresses of answers: a browser is shown what a program is told."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.audit.access import AccessAnswer, FailedSignInsAnswer
from api.audit.desk import AuditorsDesk
from api.audit.evidence import EvidenceAnswer
from api.audit.issued_reports import IssuedReportsAnswer
from api.http.auth import authenticated
from api.http.path import path_of
from api.http.strict_route import Handler, add_routes
from api.pages import (
    assets,
    at_risk,
    audit,
    auditing,
    cadre,
    cadres,
    calendar,
    catalogue,
    comparing,
    cycle,
    failed_sign_ins,
    generic,
    guide,
    handbook,
    home,
    integrating,
    learning,
    policies,
    problems,
    rendering,
    signing_in,
    statements,
    training_class,
    trying,
    unit,
    unit_years,
    year,
)
from api.pages.around import around
from api.pages.charts.routes import router as chart_router
from api.pages.doing import importing
from api.pages.doing import routes as doing
from api.pages.frame import Frame, address, frame_of
from api.pages.later import later_of
from api.pages.printing.ways import forms_of
from api.pages.views import View, named
from api.reports.answering import AnswerRoute, Unwritten
from api.reports.integrators_desk import IntegratorsDesk
from api.reports.issuing import Reproduced
from api.reports.reconciling import RejectionsAnswer
from projections.reports.answer import Answer
from projections.reports.drift import DriftAnswer
from projections.reports.findings import FindingsAnswer
from projections.reports.ledgers import HandbookAnswer
from projections.reports.policies import PoliciesAnswer, PolicyComparisonAnswer
from projections.reports.search import SearchAnswer
from projections.reports.unit_years import UnitYearsAnswer
from projections.reports.years import CircularAnswer, CycleAnswer
from projections.tables.loose_ends import UnmatchedAnswer
from projections.tables.reconciliation import ReconciliationAnswer
from projections.tables.waiting import WaitingAnswer
from replay.explain.answer import ExplainAnswer
from replay.history.answer import BiographyAnswer
from replay.history.both_axes import AsOfAnswer
from replay.trial_answer import TrialAnswer, TrialDifferencesAnswer
from replay.what_if_answer import WhatIfAnswer

DESIGNED: Final[Mapping[type, View]] = {
    cadre.CadrePage: cadre.VIEW,
    cadres.CadresPage: cadres.VIEW,
    calendar.CalendarPage: calendar.VIEW,
    catalogue.CataloguePage: catalogue.VIEW,
    learning.LearningPage: learning.VIEW,
    at_risk.AtRiskPage: at_risk.VIEW,
    unit.UnitPage: unit.VIEW,
    UnitYearsAnswer: unit_years.VIEW,
    home.HomePage: home.VIEW,
    training_class.ClassPage: training_class.VIEW,
    CircularAnswer: year.VIEW,
    CycleAnswer: cycle.VIEW,
    ExplainAnswer: audit.EXPLANATION,
    BiographyAnswer: audit.BIOGRAPHY,
    HandbookAnswer: handbook.VIEW,
    AuditorsDesk: auditing.DESK,
    FindingsAnswer: auditing.FINDINGS,
    AccessAnswer: auditing.ACCESS,
    EvidenceAnswer: auditing.EVIDENCE,
    IssuedReportsAnswer: auditing.REPORTS,
    Reproduced: auditing.REPRODUCED,
    AsOfAnswer: comparing.COMPARISON,
    DriftAnswer: comparing.DRIFT,
    PoliciesAnswer: policies.POLICIES,
    IntegratorsDesk: integrating.DESK,
    RejectionsAnswer: integrating.REJECTIONS,
    ReconciliationAnswer: integrating.RECONCILIATION,
    UnmatchedAnswer: integrating.UNMATCHED,
    PolicyComparisonAnswer: policies.COMPARISON,
    FailedSignInsAnswer: failed_sign_ins.VIEW,
    WhatIfAnswer: trying.WHAT_IF,
    TrialAnswer: trying.TRIAL,
    TrialDifferencesAnswer: trying.DIFFERENCES,
    SearchAnswer: View("search.html"),
    WaitingAnswer: View("applications.html"),
}
"""The views of answers that have a page of their own design, by type; those of the rooms above are
given to `install`."""

INSTEAD: Final = (
    at_risk.router,
    cadre.router,
    cadres.router,
    calendar.router,
    catalogue.router,
    learning.router,
    training_class.router,
    unit.router,
)
"""Pages at addresses where programs get an answer of less."""

_GENERIC: Final = View("generic.html", generic.shown)


class Pages:
    """Shows answers as pages."""

    def __init__(self, instead: Iterable[AnswerRoute], views: Mapping[type, View]) -> None:
        self._views = views
        self._instead = {route.path: (route, route.answering()) for route in instead}

    async def page(self, route: AnswerRoute, handler: Handler, request: Request) -> Response:
        """The page at the address of a route, without the fields that a form left empty."""
        if any(not value for value in request.query_params.values()):
            asked = {name: value for name, value in request.query_params.items() if value}
            return RedirectResponse(address(path_of(request), asked), 303)
        instead = self._instead.get(route.path)
        if instead:
            request.scope["route"], handler = instead
        found = await handler(request)
        if not isinstance(found, Unwritten):
            return found
        frame = await _frame(request, found.answer)
        view = self._views.get(type(found.answer), _GENERIC)
        path = request.scope["route"].path
        return await run_in_threadpool(partial(_page, found.answer, frame, view, path))

    def problem(self, request: Request, found: Any) -> Response:
        """A problem as a page."""
        return problems.problem_page(request, found)


async def _frame(request: Request, answer: Any) -> Frame:
    """The frame of the page of an answer, with its surroundings."""
    credential = await authenticated(request)
    is_past = "known_at" in request.query_params
    position = getattr(answer, "then_position", getattr(answer, "position", None))
    found = await around(
        request, credential, position=position if is_past else None, later=later_of(answer)
    )
    return frame_of(request, credential, surroundings=found)


def _page(answer: Any, frame: Frame, view: View, path: str) -> Response:
    """The page of an answer; `path` is that of its route, by which titles and forms go."""
    values = {
        "frame": frame,
        "basis": answer if isinstance(answer, Answer) else None,
        "answer": answer,
        "named": partial(named, getattr(answer, "glossary", {})),
        "address": path,
        "forms": forms_of(answer, frame, path),
        **view.shown(answer, frame),
    }
    return rendering.page(view.template, frame.texts, values)


def install(app: FastAPI, views: Mapping[type, View]) -> None:
    """Makes an application show its answers as pages, and adds the pages that are none; `views` are
    those of answers of the rooms above this one."""
    add_routes(app, home.router, chart_router, statements.router, signing_in.router, guide.router)
    add_routes(app, doing.router, doing.posted, importing.router, importing.posted, assets.router)
    routes = (route for router in INSTEAD for route in router.routes)
    instead = (one for one in routes if isinstance(one, AnswerRoute))
    app.state.pages = Pages(instead, {**DESIGNED, **views})
