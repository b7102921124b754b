"""Makes the statement of a form and records it: by the same checks and the same store as a POST."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import orjson

from api.http.errors import TemplateError
from api.http.services import Services
from api.pages.doing.deeds import Deed
from api.pages.doing.fields import fields_of_deed
from api.pages.doing.filling import FieldFault
from api.xapi.sheet_faults import not_taken
from api.xapi.sheet_import import HELD
from lrs.event.credentials import Credential
from lrs.log.post import Post
from lrs.message import message_of
from lrs.statement.problem import PostError
from lrs.statement.statement import Limits, parse
from lrs.statement.versions import V1_0_3
from projections.profile.writing import FactError, to_statement
from projections.spreadsheets.faults import Said
from projections.words import vocabulary as v
from projections.words.messages import in_language

_EXTENSIONS: Final = f"context.extensions.{v.extension('')}"


class FaultyError(ValueError):
    """A form that says something that cannot be recorded, with what is wrong."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        super().__init__("the form has faults")
        self.faults = faults


def drafted(
    deed: Deed, fact: Mapping[str, Any], credential: Credential, services: Services
) -> Post:
    """The POST of what a form says, checked as every other and held to the template of its fact.

    Raises FaultyError.
    """
    settings = services.settings
    limits = Limits(batch=settings.max_batch, depth=settings.max_nesting)
    try:
        received = parse(orjson.dumps(to_statement(fact)), V1_0_3, limits=limits)
        return HELD.post(received, {}, credential=credential, version=V1_0_3)
    except FactError as error:
        raise FaultyError((_of_fact(deed, error),)) from error
    except PostError as error:
        raise FaultyError(tuple(_faults(deed, error))) from error


async def recorded(deed: Deed, post: Post, services: Services) -> UUID:
    """Records it; the id of the statement. Raises FaultyError for what the store refuses."""
    try:
        await services.group_commit.submit(post)
    except PostError as error:
        raise FaultyError(tuple(_faults(deed, error))) from error
    return post.drafts[0].id


def _of_fact(deed: Deed, error: FactError) -> FieldFault:
    """What cannot be written, at its field."""
    names = [one.name for one in fields_of_deed(deed) if one.key == error.key]
    expected = error.expected or message_of(error)
    return FieldFault(names[0] if names else "", _not_as(expected))


def _faults(deed: Deed, error: PostError) -> Iterator[FieldFault]:
    """What is wrong with the statement of a form, at the field that says it where one does."""
    names = {one.key: one.name for one in fields_of_deed(deed)}
    for one in (error, *error.others):
        if isinstance(one, TemplateError):
            name = names.get(one.path.removeprefix(_EXTENSIONS), "")
            yield FieldFault(name, _not_as(one.expected))
        else:
            yield FieldFault("", not_taken(one))


def _not_as(expected: str) -> Said:
    return Said(f"不符合要求，应为{in_language(expected, 'zh')}", f"expected {expected}")
