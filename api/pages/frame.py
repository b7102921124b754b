"""What stands around every page: who looks, as of when, where one may go, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import Request

from api.http.auth import session_of
from api.http.language import language_of
from api.http.path import path_of
from api.http.strict_route import names_policy
from api.pages.around import Around
from api.pages.forms import form_token
from api.pages.wording import Texts, texts_in
from api.reports.asking import reads_units
from lrs.event.credentials import OWN_REPORTS, Credential
from projections.words.languages import LANGUAGES, Language

LARGE: Final = "lrs-large"
"""The cookie that keeps that somebody chose the large type."""

OF_NOW: Final = (
    *("/statements", "/do", "/integrations", "/identities", "/catalogue/unmapped", "/health"),
    *("/audit/trial", "/audit/failed-sign-ins", "/sign-in"),
)
"""How the addresses begin of pages without `known_at`: they tell of now, or of what was sent."""

_SIDES: Final = frozenset({"known_at", "today", "policy"})
"""What makes a page show something else than the present, besides parameters of the policy to try.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way of the navigation."""

    key: str
    path: str
    current: bool
    waiting: int = 0
    """How much waits behind it."""


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
    reads_statements: bool
    """Whether who looks reads statements, be they his own alone."""
    reads_units: bool
    """Whether who looks reads of units and classes, and not of himself alone."""
    acts: bool
    """Whether who looks may do something, and looks at the present."""
    large: bool
    """Whether the type is large."""
    around: Around
    """What the log says of the surroundings."""

    @property
    def kept(self) -> dict[str, str]:
        """Those parameters that a link to another page takes along: the question's side, whatever
        its subject, and the language."""
        return {name: text for name, text in self.query.items() if name == "lang" or is_side(name)}

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

    @property
    def is_of_now(self) -> bool:
        """Whether the page is of now, whatever it is looked from: such a page has no `known_at`."""
        return _is_of_now(self.path)

    @property
    def compared(self) -> str | None:
        """Where what this page told then stands beside what is known now; None where that is told
        of nothing of its kind, or not to who looks."""
        then = {**self.kept, "year": self.query.get("year")}
        if self.path == "/reports/circular":
            then["against"] = then.pop("known_at", None)
            return address("/reports/drift", then)
        head, _, name = self.path.removeprefix("/").partition("/")
        if head in ("cadres", "units") and name and "/" not in name:
            return address(f"{self.path}/as-of", then)
        return None

    def is_later(self, of: object) -> bool:
        """Whether a number of the page, by what it is of, is another one by what is known now."""
        since = self.around.since
        return since is not None and str(of) in since.later and self.compared is not None

    @property
    def other_type(self) -> str:
        """Where the large type is chosen, or the normal one again."""
        return address("/type", {"large": "0" if self.large else "1", "back": self.same()})

    def same(self, **changed: object) -> str:
        """This page with some parameters changed; None takes one away."""
        return address(self.path, {**self.query, **changed})

    def twin(self, form: str, path: str | None, **query: object) -> str:
        """The data of this page in another form, or of `path`, where those of its table are."""
        return self.same(format=form) if path is None else self.to(path, format=form, **query)

    @staticmethod
    def part(text: object) -> str:
        """A text as a part of a path."""
        return quote(str(text), safe="")

    def doing(self, path: str, **query: object) -> str:
        """A form, about what is named: it is of the present, whatever the page shows."""
        return address(path, {**query, "lang": self.query.get("lang")})

    def leads(self, path: str) -> bool:
        """Whether who looks is shown pages of a kind: no link leads to what would be refused."""
        if path.startswith("/statements/"):
            return self.reads_statements
        return self.reads_units or not path.startswith(("/units/", "/classes/"))

    def to(self, path: str, **query: object) -> str:
        """Another page on the same side of the question."""
        kept = {"lang": self.query.get("lang")} if _is_of_now(path) else self.kept
        return address(path, {**kept, **query})


def address(path: str, query: Mapping[str, object]) -> str:
    """A path with those parameters that have a value."""
    given = {name: str(value) for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def is_side(name: str) -> bool:
    """Whether a parameter says from which side something is asked: as of when, by which policy."""
    return name in _SIDES or names_policy(name)


def _is_of_now(path: str) -> bool:
    return path.startswith(OF_NOW)


def frame_of(
    request: Request,
    credential: Credential | None,
    *,
    language: Language | None = None,
    surroundings: Around | None = None,
) -> Frame:
    """What surrounds the page that is asked for, in a language, else the one that the request
    asks for. Raises ParameterError."""
    found = surroundings or Around()
    path = path_of(request)
    token = session_of(request)
    acts = _acts(credential) and not any(map(is_side, request.query_params))
    return Frame(
        texts=texts_in(language or language_of(request)),
        path=path,
        query=dict(request.query_params),
        who=None if credential is None else credential.name,
        form_token=form_token(token) if token and credential else None,
        audits=credential is not None and credential.may("audit/read"),
        reads_statements=_reads_statements(credential),
        reads_units=credential is not None and reads_units(credential),
        acts=acts,
        large=request.cookies.get(LARGE) == "1",
        around=found,
        navigation=[
            Entry(
                key,
                way,
                path == way or (way != "/" and path.startswith(f"{way}/")),
                found.waiting.get(key, 0),
            )
            for key, way in _ways(credential, acts=acts)
        ],
    )


def _reads_statements(credential: Credential | None) -> bool:
    return credential is not None and credential.may("statements/read", "statements/read/mine")


def _acts(credential: Credential | None) -> bool:
    return credential is not None and credential.may("statements/write")


def _ways(credential: Credential | None, *, acts: bool) -> list[tuple[str, str]]:
    """Where a credential may go."""
    if credential is None:
        return []
    ways = [("home", "/")]
    audits = credential.may("audit/read")
    if reads_units(credential):
        ways += [
            ("cadres", "/cadres"),
            ("years", "/reports/circular"),
            ("classes", "/classes"),
            ("follow_up", "/follow-up"),
            ("at_risk", "/reports/at-risk"),
            ("learning", "/reports/learning"),
            ("catalogue", "/catalogue"),
            ("policies", "/policies"),
            ("audit", "/audit") if audits else ("findings", "/reports/findings"),
        ]
    if _reads_statements(credential):
        ways.append(("statements", "/statements"))
    if acts:
        ways.append(("do", "/do"))
    if credential.may("statements/write") and not audits:
        ways.append(("desk", f"/integrations/{Frame.part(credential.key)}"))
    for own in credential.of_each(OWN_REPORTS):
        ways.append(("own", f"/cadres/{Frame.part(own)}"))
    return ways
