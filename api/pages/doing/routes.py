"""The pages on which something is done: the forms, their dry runs, and what was recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from psycopg import Connection
from starlette.responses import RedirectResponse

from api.http.auth import Authenticated, signed_in
from api.http.errors import NotFoundError
from api.http.parameters import uuid
from api.http.services import Services
from api.http.sight import units_read
from api.http.strict_route import StrictRoute
from api.pages import rendering
from api.pages.around import around
from api.pages.doing import stating, trying
from api.pages.doing.deeds import ABOUT, DEEDS, Deed, deeds_about
from api.pages.doing.fields import fields_of_deed, in_words
from api.pages.doing.filling import DRAWN, STATEMENT, FieldFault, filled, is_drawn
from api.pages.doing.rights import Right, own_of, right_to
from api.pages.forms import ForgedFormError, FormRoute, fields_of_session
from api.pages.frame import Frame, frame_of
from api.pages.views import named
from api.reports.asking import Asking
from lrs.entropy import new_statement_id
from lrs.event.credentials import Credential
from lrs.event.log import Recorded
from lrs.log.log_reader import LogReader
from lrs.log.post import Post
from lrs.message import message
from projections.answers import search
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis, Question
from projections.answers.naming import CADRE, glossary
from projections.facts.learning_act import read_fact
from projections.spreadsheets.faults import Said
from projections.words.things import CLASS, UNIT

Text = Annotated[str | None, Query()]
OfClass = Annotated[str | None, Query(alias="class")]

STEP: Final = "step"
SEND: Final = "send"
MEND: Final = "mend"

router = APIRouter(route_class=StrictRoute, include_in_schema=False)
posted = APIRouter(route_class=FormRoute, include_in_schema=False)


def _given(
    cadre: Text = None,
    training_class: OfClass = None,
    course: Text = None,
    unit: Text = None,
    year: Text = None,
    target: Text = None,
    lang: Text = None,  # noqa: ARG001 - read from the request
) -> Mapping[str, str]:
    """What the address names, by its key: whom and what something is done about."""
    values = (cadre, training_class, course, unit, year, target)
    return {key: value for key, value in zip(ABOUT, values, strict=True) if value}


Given = Annotated[Mapping[str, str], Depends(_given)]


@router.get("/do")
async def listed(request: Request, credential: Authenticated, given: Given) -> Response:
    """What can be done, about whom or what is named; what the credential may not do stands below,
    and why not."""
    found = [(one, right_to(one, credential)) for one in deeds_about(given)]
    may = [one for one in found if one[1].is_given]
    shown = {
        "groups": [(group, list(some)) for group, some in groupby(may, lambda one: one[0].group)],
        "others": [one for one in found if not one[1].is_given],
        "given": given,
    }
    return await _page(request, credential, "deeds.html", shown)


@router.get("/do/{fact}")
async def form(request: Request, credential: Authenticated, fact: str, given: Given) -> Response:
    """An empty form, drawn under the id that its statement will have."""
    deed = _deed(fact)
    own = right_to(deed, credential).own
    services: Services = request.state.services
    drawn = {STATEMENT: str(new_statement_id()), DRAWN: services.store.now().isoformat()}
    filled_in = {**({"cadre": own} if own else {}), **given, **drawn}
    return await _form(request, credential, deed, filled_in, ())


@posted.post("/do/{fact}")
async def done(request: Request, fact: str, lang: Text = None) -> Response:  # noqa: ARG001 - read from the request
    """Tries what was filled in and shows what it would change, or records it. Raises
    ForgedFormError."""
    given = await fields_of_session(request)
    credential = request.state.credential = await signed_in(request)
    deed = _deed(fact)
    if not is_drawn(given):
        raise ForgedFormError("the form has not the id that it was drawn with: open the page anew")
    right = right_to(deed, credential)
    step = given.pop(STEP, "")
    if step == MEND or not right.is_given:
        return await _form(request, credential, deed, given, ())
    said = filled(deed, given, credential)
    if said.faults:
        return await _form(request, credential, deed, given, said.faults)
    services: Services = request.state.services
    try:
        post = stating.drafted(deed, said.fact, credential, services)
        if await run_in_threadpool(services.store.known, [post.drafts[0].id]):
            return await _sent_before(request, credential, deed, given, post, step=step)
        asking = Asking(services, credential, Question())
        run, meant = await trying.tried(asking, post, said.fact)
        if faults := trying.objections(run, right, said.fact):
            return await _form(request, credential, deed, given, faults)
        if step == SEND:
            return await _sent(request, deed, post)
    except stating.FaultyError as error:
        return await _form(request, credential, deed, given, error.faults)
    frame = frame_of(request, credential, surroundings=await around(request, credential))
    shown = {
        "deed": deed,
        "given": given,
        "fields": [one for one in fields_of_deed(deed) if given.get(one.name)],
        "run": run,
        "meant": meant,
        "effects": [(one, trying.numbers_of(one, frame)) for one in run.effects],
        "is_dated": bool(given.get("end" if deed.form.ends else "occurred")),
    }
    return await _page(request, credential, "dry_run.html", shown)


async def _sent(request: Request, deed: Deed, post: Post) -> Response:
    """Records a POST, or finds it recorded, and leads to what was recorded. Raises FaultyError."""
    recorded = await stating.recorded(deed, post, request.state.services)
    way = frame_of(request, None).doing(f"/done/{recorded}")
    return RedirectResponse(way, 303, headers={"Cache-Control": "no-store"})


async def _sent_before(  # what a form is drawn of has as many parts
    request: Request,
    credential: Credential,
    deed: Deed,
    given: Mapping[str, str],
    post: Post,
    *,
    step: str,
) -> Response:
    """A form that was sent before: sent again it changes nothing, unless it says something else
    now, as in another tab; that and to try it again is refused."""
    if step == SEND:
        try:
            return await _sent(request, deed, post)
        except stating.FaultyError:
            return await _form(request, credential, deed, given, [FieldFault("", _OTHERWISE)])
    return await _form(request, credential, deed, given, [FieldFault("", _SENT)])


_SENT: Final = Said(
    "这份表已经提交过：要再办一件，请重新打开表单",
    "this form was sent before: to do another one, open the form anew",
)


_OTHERWISE: Final = Said(
    "这份表已经提交过，当时的内容与现在不同；现在的没有提交：要改的，作废后重新打开表单办理",
    "this form was sent before and said something else; this was not sent: to change it, void that "
    "and open the form anew",
)


@router.get("/done/{statement}")
async def recorded(
    request: Request,
    credential: Authenticated,
    statement: str,
    lang: Text = None,  # noqa: ARG001 - read from the request
) -> Response:
    """What was recorded by a form of the credential, and where its numbers stand now."""
    wanted = uuid("statement", statement)
    services: Services = request.state.services

    def look(conn: Connection[Any]) -> tuple[Recorded, Sequence[About]] | None:
        reader = LogReader(conn, services.store.hash_term)
        found = reader.by_ids([wanted], until=reader.head())
        if not found or found[0].credential != credential.key:
            return None
        basis = services.answers.basis(reader, Question())
        return found[0], list(_about(found[0], reader, basis, credential))

    found = await services.reads.run(look)
    if found is None:
        raise NotFoundError(
            message("you recorded no statement with the id {wanted}", wanted=wanted)
        )
    shown = {"one": found[0], "fact": read_fact(found[0]).name, "about": found[1]}
    return await _page(request, credential, "done.html", shown)


@dataclass(frozen=True, slots=True)
class About:
    """Whom or what a statement is about: the path of its pages, its id, and its name as far as who
    asks reads it."""

    path: str
    id: str
    name: str | None


def _about(
    recorded: Recorded, reader: LogReader, basis: Basis, credential: Credential
) -> Iterator[About]:
    """Whom and what a statement is about."""
    known = {recorded.statement_id: read_fact(recorded)}
    load_targets(known, reader, reader.head())
    subject = subject_of(known[recorded.statement_id], known)
    cadre = subject.person if subject and subject.of_cadre else None
    about = [
        ("/cadres/", search.CADRE, CADRE, cadre and basis.person(cadre)),
        ("/classes/", search.CLASS, CLASS.base, getattr(subject, "training_class", None)),
        ("/units/", search.UNIT, UNIT.base, getattr(subject, "unit", None)),
    ]
    names = glossary([(kind, id_) for _, _, kind, id_ in about if id_], reader, basis)
    visible, own = units_read(credential, basis), own_of(credential)
    for path, what, kind, id_ in about:
        if id_:
            is_read = what == search.CLASS or id_ == own
            is_read = is_read or search.is_visible(what, id_, basis, visible)
            yield About(path, id_, names[kind, id_] if is_read else None)


def _deed(fact: str) -> Deed:
    if fact not in DEEDS:
        raise NotFoundError(
            message("there is no form for {fact!r}; /do lists those there are", fact=fact[:64])
        )
    return DEEDS[fact]


async def _form(
    request: Request,
    credential: Credential,
    deed: Deed,
    given: Mapping[str, str],
    faults: Sequence[FieldFault],
) -> Response:
    right: Right = right_to(deed, credential)
    by_field: dict[str, list[FieldFault]] = {}
    for one in faults:
        by_field.setdefault(one.name, []).append(one)
    shown = {
        "deed": deed,
        "right": right,
        "fields": fields_of_deed(deed),
        "given": given,
        "faults": faults,
        "by_field": by_field,
    }
    status = 400 if faults else 200 if right.is_given else 403
    return await _page(request, credential, "deed.html", shown, status=status)


async def _page(
    request: Request,
    credential: Credential,
    template: str,
    shown: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    frame: Frame = frame_of(request, credential)
    action = frame.doing(frame.path)
    values = {"frame": frame, "basis": None, "action": action, "named": named, **shown}
    values["in_words"] = in_words
    make = partial(rendering.page, template, frame.texts, values, status=status)
    return await run_in_threadpool(make)
