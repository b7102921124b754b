"""The forms in which statements are returned: exact, ids or canonical, and in UTC for 2.0.0."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import msgspec

from api.http.errors import BadRequestError
from lrs.message import message
from lrs.search.assembled import IDENTIFIERS, activities, actors, parts
from lrs.statement.formats import utc_text
from lrs.statement.strict_json import Json, read
from lrs.statement.versions import XapiVersion

Format = Literal["ids", "exact", "canonical"]

ATTACHMENTS = "attachments"
PARAMETERS = ("format", ATTACHMENTS)
"""The query parameters that change how statements are returned, not which."""

UNSAID = 0.0001
"""The quality of a language that Accept-Language does not name: more than of one it refuses."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_RANGE = re.compile(r"\s*([A-Za-z0-9-]+|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a request asks of the statements it gets."""

    format: Format
    attachments: bool

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """The form that query parameters ask for. Raises BadRequestError."""
        attachments = parameters.get("attachments", "false")
        if attachments not in ("true", "false"):
            raise BadRequestError(
                message(
                    "attachments: got {attachments!r}, expected true or false",
                    attachments=attachments[:80],
                )
            )
        match parameters.get("format", "exact"):
            case ("ids" | "exact" | "canonical") as form:
                return cls(format=form, attachments=attachments == "true")
            case form:
                raise BadRequestError(
                    message(
                        "format: got {form!r}, expected ids, exact or canonical", form=form[:80]
                    )
                )

    @property
    def marks(self) -> Sequence[str]:
        """What stands for it behind a token; nothing where nothing need be said."""
        marks = (self.format, ATTACHMENTS if self.attachments else "exact")
        return [mark for mark in marks if mark != "exact"]

    @classmethod
    def of_marks(cls, marks: Sequence[str]) -> Self:
        """The form that marks stand for. Raises BadRequestError."""
        formats = [mark for mark in marks if mark != ATTACHMENTS]
        asked = {"format": ".".join(formats)} if formats else {}
        return cls.of({**asked, ATTACHMENTS: "true" if ATTACHMENTS in marks else "false"})


class _Context(msgspec.Struct):
    activities: dict[str, msgspec.Raw] = msgspec.field(
        name="contextActivities", default_factory=dict
    )


class _Part(msgspec.Struct):
    """What may have to be returned otherwise than it is kept, in an object of any kind."""

    timestamp: str = ""
    context: _Context = msgspec.field(default_factory=_Context)


class _Whole(_Part):
    object: _Part = msgspec.field(default_factory=_Part)


_WHOLE = msgspec.json.Decoder(_Whole)


def in_version(statement: bytes, version: XapiVersion) -> bytes:
    """A statement as a client of a version reads it; what needs no change stays byte for byte.

    A context activity that came alone is returned in an array (1.0.3 Data 2.4.6.2, 2.0.0 4.2.2.5).
    2.0.0 has timestamps in UTC, in the client's own text where it is that already (4.2.7).
    """
    whole = _WHOLE.decode(statement)
    if not (_changes(whole, version) or _changes(whole.object, version)):
        return statement
    members = _changed(statement, whole, version)
    members["object"] = _raw(_changed(members["object"], whole.object, version))
    return msgspec.json.encode(members)


def _changes(part: _Part, version: XapiVersion) -> bool:
    return any(map(_is_alone, part.context.activities.values())) or (
        version.answers_in_utc
        and bool(part.timestamp)
        and part.timestamp != utc_text(part.timestamp)
    )


def _changed(raw: bytes | msgspec.Raw, part: _Part, version: XapiVersion) -> dict[str, msgspec.Raw]:
    members = _MEMBERS.decode(raw)
    if version.answers_in_utc and part.timestamp:
        members["timestamp"] = _raw(utc_text(part.timestamp))
    if part.context.activities:
        context = _MEMBERS.decode(members["context"])
        context["contextActivities"] = _raw(
            {
                relation: [found] if _is_alone(found) else found
                for relation, found in part.context.activities.items()
            }
        )
        members["context"] = _raw(context)
    return members


def _is_alone(activities: msgspec.Raw) -> bool:
    return bytes(activities).startswith(b"{")


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def ids(statement: bytes) -> bytes:
    """A statement with nothing of its agents, groups, verbs and activities but what identifies
    them (1.0.3 Communication 2.1.3, 2.0.0 4.1.6.1). Members of anonymous groups are kept."""
    whole = read(statement)
    for actor in list(actors(whole, whole["authority"])):
        _keep(actor, ("objectType", *IDENTIFIERS, *_members_of_anonymous(actor)))
    for part in parts(whole):
        _keep(part["verb"], ("id",))
    for activity in list(activities(whole)):
        _keep(activity, ("id",))
    return _ENCODER.encode(whole)


def _members_of_anonymous(actor: Json) -> tuple[str, ...]:
    return () if any(name in actor for name in IDENTIFIERS) else ("member",)


def _keep(value: Json, names: Sequence[str]) -> None:
    for name in value.keys() - set(names):
        del value[name]


Known = Callable[[str], Json]
"""What the log knows of an IRI: the definition of an activity or the display of a verb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """Returns statements with what the server knows of their verbs and activities, in one language.

    definition, display: by the IRI; where they know nothing the statement's own stands.
    accept_language: the header of the request, None where it has none.
    """

    definition: Known
    display: Known
    accept_language: str | None

    def __call__(self, statement: bytes) -> bytes:
        """The canonical form of a statement (1.0.3 Communication 2.1.3, 2.0.0 4.1.6.1)."""
        whole = read(statement)
        for part in parts(whole):
            verb = part["verb"]
            if display := self.display(verb["id"]) or verb.get("display"):
                verb["display"] = self._one(display)
        for activity in list(activities(whole)):
            known = self.definition(activity["id"]) or activity.get("definition")
            if known is not None:
                activity["definition"] = self._in_one_language(known)
        return _ENCODER.encode(whole)

    def _in_one_language(self, definition: Mapping[str, Any]) -> Json:
        """A definition whose every language map has one language, each for itself."""
        found = dict(definition)
        for name in ("name", "description"):
            if name in found:
                found[name] = self._one(found[name])
        for name in ("choices", "scale", "source", "target", "steps"):
            if name in found:
                found[name] = [
                    {**one, "description": self._one(one["description"])}
                    if "description" in one
                    else one
                    for one in found[name]
                ]
        return found

    def _one(self, language_map: Mapping[str, str]) -> Json:
        tag = best_language(language_map, self.accept_language)
        return {} if tag is None else {tag: language_map[tag]}


def best_language(tags: Iterable[str], accept_language: str | None) -> str | None:
    """The tag that an Accept-Language header prefers, the first where it says nothing of any.

    A range stands for its tag and all that go on behind it; of several the longest counts (RFC
    2616 14.4). Of equal tags the one whose range is named first wins.
    """
    ranges = list(_ranges(accept_language or ""))
    best, best_rank = None, (-1.0, 0)
    for tag in tags:
        fitting = [
            (len(name), quality, -place)
            for place, (name, quality) in enumerate(ranges)
            if name == "" or f"{tag.lower()}-".startswith(f"{name}-")
        ]
        _, quality, place = max(fitting, default=(0, UNSAID, 0))
        if best is None or (quality, place) > best_rank:
            best, best_rank = tag, (quality, place)
    return best


def _ranges(header: str) -> Iterable[tuple[str, float]]:
    """Language ranges in lower case with their quality, `*` as the empty text; what cannot be read
    is passed over."""
    for part in header.split(","):
        if found := _RANGE.fullmatch(part):
            yield found[1].lower().replace("*", ""), float(found[2] or 1)
