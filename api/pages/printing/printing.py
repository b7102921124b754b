"""Prints answers: the form of an answer with what it rests on at the foot of every page."""

from functools import cached_property, partial
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from psycopg import Connection

from api.pages.printing.fonts import typefaces
from api.pages.printing.typesetting import Typesetter
from api.pages.wording import texts_in
from api.reports.printed import PDF, Form, form_of
from api.reports.stamp import stamp_of
from lrs.evidence.tile_store import TileStore
from lrs.log.log_reader import LogReader
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.note import encoded
from lrs.settings import Settings
from projections.answers.basis import Answers
from projections.profile.writing import POLICY_ZONE
from projections.reports.answer import Answer
from projections.reports.telling import told
from projections.words.languages import Language

Basis = dict[str, Any]


class Printing:
    """Prints answers in the fonts of the settings, with the offices that these name.

    `with_checkpoint`: whether the foot names the first checkpoint that covers the position. Before
    one was signed there was none to name.
    """

    def __init__(self, settings: Settings, *, with_checkpoint: bool = True) -> None:
        self._settings = settings
        self._with_checkpoint = with_checkpoint

    @cached_property
    def _typesetter(self) -> Typesetter:
        """Opened when something is printed for the first time. Raises NoFontError."""
        return Typesetter(typefaces(self._settings.fonts))

    async def printed(self, answer: Answer, request: Request, language: Language) -> Response:
        """An answer as PDF. Raises NoFontError and UnprintableError."""
        form = form_of(type(answer))
        assert form is not None  # noqa: S101 - the route asks for none of what has no form
        reads = request.state.services.reads
        known = await reads.run(
            partial(_known, answer.position, with_checkpoint=self._with_checkpoint)
        )
        address = f"{request.url.path}?{request.url.query}".rstrip("?")
        answers = request.state.services.answers
        make = partial(self._made, form, answer, answers, language, {**known, "address": address})
        return await run_in_threadpool(make)

    def _made(
        self, form: Form, answer: Answer, answers: Answers, language: Language, known: Basis
    ) -> Response:
        data = told(answer)
        stamp = stamp_of(answer, data)
        document = {
            "lang": language,
            "answer": data,
            "basis": {
                **known,
                "position": stamp.position,
                "today": stamp.today.isoformat(),
                "policy": stamp.policy,
                "policies": stamp.policies,
                "answer": stamp.answer,
                "incomplete": stamp.incomplete,
            },
            "texts": {**texts_in(language).of_groups(GROUPS), **self._offices()},
        }
        make = partial(self._typesetter.set, form.name, document, day=stamp.today)
        if form.is_kept:
            content = answers.set_once(self._typesetter.digest(form.name, document), make)
        else:
            content = make()
        headers = {
            "Content-Disposition": _disposition(form, told_subject(form, answer)),
            "Answer-Basis": str(stamp),
        }
        return Response(content, media_type=PDF, headers=headers)

    def _offices(self) -> dict[str, str]:
        """The texts that name offices, as the settings have them."""
        named = {
            "print.department": self._settings.issuer,
            "print.training_office": self._settings.training_office,
        }
        return {key: name for key, name in named.items() if name is not None}


GROUPS: Final = frozenset(
    (
        "print",
        "grade",
        "verdict",
        "state",
        "bar",
        "level",
        "managed_by",
        "channel",
        "item_state",
        "fact",
        "said",
    )
)
"""The groups of texts that forms say."""


def told_subject(form: Form, answer: Answer) -> str | None:
    """What a form is about, or its year."""
    if form.subject is None:
        return str(getattr(answer, "year", answer.today.year))
    found: Any = answer
    for name in form.subject.split("."):
        found = getattr(found, name)
    return str(found)


def _disposition(form: Form, subject: str | None) -> str:
    """The file name under which a browser keeps it."""
    name = f"{form.name}-{subject}.pdf".replace("/", "-")
    plain = name.encode("ascii", "replace").decode().replace('"', "").replace("?", "-")
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _known(position: int, conn: Connection[Any], *, with_checkpoint: bool) -> Basis:
    """When the log came to a position, and the first checkpoint that covers it."""
    stored = LogReader(conn).stored_at(position)
    note = TileStore(conn).first_checkpoint_over(position) if with_checkpoint else None
    checkpoint = None if note is None else Checkpoint.read(note.text)
    return {
        "known": None
        if stored is None
        else stored.astimezone(POLICY_ZONE).isoformat(sep=" ", timespec="microseconds"),
        "checkpoint": checkpoint and {"size": checkpoint.size, "root": encoded(checkpoint.root)},
    }


def install(app: FastAPI, settings: Settings, *, with_checkpoint: bool = True) -> None:
    """Makes an application print its answers."""
    app.state.printing = Printing(settings, with_checkpoint=with_checkpoint)
