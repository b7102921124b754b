"""The first page: where one may go, and what needs attention."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter

from api.pages.views import View
from api.reports.answering import AnswerRoute
from api.reports.asking import Asks
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.reports.answer import Answer, basis_of

router = APIRouter(route_class=AnswerRoute, tags=["pages"])


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFor:
    """Something that waits for somebody."""

    code: str
    """What waits."""
    count: int
    """How many of it."""


@dataclass(frozen=True, kw_only=True)
class HomePage(Answer):
    """What needs attention, for who looks."""

    year: int
    waiting: tuple[WaitingFor, ...]
    """What waits for him."""

    def rows(self) -> Iterable[WaitingFor]:
        """What waits."""
        return self.waiting


@router.get("/", summary="What needs attention today")
async def home(asking: Asks) -> HomePage:
    """What is due and what waits."""

    def read(_: Answers, __: Log, basis: Basis) -> HomePage:
        year = basis.policies.year_of(basis.today)
        return HomePage(**basis_of(basis), year=year, waiting=())

    return await asking.answer(read)


VIEW: Final = View("home.html")
