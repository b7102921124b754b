"""What stands around every page: who looks, as of when, where one may go, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import Request

from api.http.auth import session_of
from api.http.language import language_of
from api.pages.forms import form_token
from api.pages.wording import Texts, texts_in
from lrs.event.credentials import OWN_REPORTS, UNIT_REPORTS, Credential
from projections.reports.answer import Answer
from projections.words.languages import LANGUAGES, Language

KEPT: Final = ("known_at", "today", "policy", "lang")
"""What every link of a page keeps: the question's side, whatever its subject."""

_SIDES: Final = frozenset(KEPT) - {"lang"}
"""What makes a page show something else than the present."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way of the navigation."""

    key: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds a page."""

    texts: Texts
    path: str
    """The address of the page as links write it, without its query."""
    query: Mapping[str, str]
    """What was asked of it."""
    who: str | None
    """The name of the credential that looks; None for nobody."""
    form_token: str | None
    """What a form must send with it; None where no session looks."""
    navigation: Sequence[Entry]
    audits: bool
    """Whether who looks reads what is for auditors."""
    acts: bool
    """Whether who looks may do something, and looks at the present."""

    @property
    def kept(self) -> dict[str, str]:
        """Those parameters that a link to another page takes along."""
        return {name: self.query[name] for name in KEPT if name in self.query}

    @property
    def elsewhen(self) -> dict[str, str]:
        """The parameters of this page but for when it is looked from, and where a list begins."""
        return {
            name: text for name, text in self.query.items() if name not in ("known_at", "after")
        }

    @property
    def other(self) -> Language:
        """The language to change to."""
        return next(one for one in LANGUAGES if one != self.texts.language)

    @staticmethod
    def moments(basis: Answer | None) -> list[tuple[date, str]]:
        """Days that one may want to look back to: the ends of the last years."""
        last = basis.today.year if basis else 0
        return [
            (date(year, 12, 31), "frame.year_end") for year in range(last - 3, last) if year > 0
        ]

    def same(self, **changed: object) -> str:
        """This page with some parameters changed; None takes one away."""
        query = {**self.query, **changed}
        given = {name: str(value) for name, value in query.items() if value is not None}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    def twin(self, form: str, path: str | None, **query: object) -> str:
        """The data of this page in another form, or of `path`, where those of its table are."""
        return self.same(format=form) if path is None else self.to(path, format=form, **query)

    @staticmethod
    def part(text: object) -> str:
        """A text as a part of a path."""
        return quote(str(text), safe="")

    def doing(self, path: str, **query: object) -> str:
        """A form, about what is named: it is of the present, whatever the page shows."""
        language = self.query.get("lang")
        named = {name: str(one) for name, one in query.items() if one is not None}
        given = named if language is None else {**named, "lang": language}
        return f"{path}?{urlencode(given)}" if given else path

    def to(self, path: str, **query: object) -> str:
        """Another page on the same side of the question."""
        given = {**self.kept, **{name: str(one) for name, one in query.items() if one is not None}}
        return f"{path}?{urlencode(given)}" if given else path


def path_of(request: Request) -> str:
    """The path that was asked for, written as it stands in an address."""
    root = request.scope.get("root_path", "")
    return quote(str(request.scope["path"]).removeprefix(root))


def frame_of(
    request: Request, credential: Credential | None, *, language: Language | None = None
) -> Frame:
    """What surrounds the page that is asked for, in a language, else the one that the request
    asks for. Raises ParameterError."""
    path = path_of(request)
    token = session_of(request)
    acts = _acts(credential) and _SIDES.isdisjoint(request.query_params)
    return Frame(
        texts=texts_in(language or language_of(request)),
        path=path,
        query=dict(request.query_params),
        who=None if credential is None else credential.name,
        form_token=form_token(token) if token and credential else None,
        audits=credential is not None and credential.may("audit/read"),
        acts=acts,
        navigation=[
            Entry(key, way, path == way or (way != "/" and path.startswith(f"{way}/")))
            for key, way in _ways(credential, acts=acts)
        ],
    )


def _acts(credential: Credential | None) -> bool:
    return credential is not None and credential.may("statements/write")


def _ways(credential: Credential | None, *, acts: bool) -> list[tuple[str, str]]:
    """Where a credential may go."""
    if credential is None:
        return []
    ways = [("home", "/")]
    if credential.may("reports/read") or credential.of_each(UNIT_REPORTS):
        ways += [
            ("cadres", "/cadres"),
            ("years", "/reports/circular"),
            ("classes", "/classes"),
            ("follow_up", "/follow-up"),
            ("at_risk", "/reports/at-risk"),
            ("learning", "/reports/learning"),
            ("catalogue", "/catalogue"),
            ("findings", "/reports/findings"),
        ]
    if credential.may("statements/read", "statements/read/mine"):
        ways.append(("statements", "/statements"))
    if acts:
        ways.append(("do", "/do"))
    for own in credential.of_each(OWN_REPORTS):
        ways.append(("own", f"/cadres/{Frame.part(own)}"))
    return ways
