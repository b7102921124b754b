"""Names stand beside ids, in every answer and table: no member that holds an id goes without."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from api.app import create_app
from api.reports.answering import AnswerRoute, row_type
from projections.reports.answer import Answer
from projections.reports.columns import value_type
from projections.reports.described import members_of
from projections.reports.naming import IDS, OF_RECORDS, names_beside
from projections.reports.records import is_record
from tests.api.serving import settings

ANSWERS = [
    route.answer_type
    for route in create_app(settings()).rest.routes
    if isinstance(route, AnswerRoute) and issubclass(route.answer_type, Answer)
]

NO_IDS = frozenset(
    {
        *(
            "merit",
            "subject_category",
            "account",
            "candidate",
            "judged",
            "made",
            "projection",
            "stood",
            "table",
            "tried",
            "version",
            "unit_name",
            "answer",
            "authority",
            "member",
            "paper",
            "policies",
            "policy",
            "request",
            "sentences",
            "asserts",
            "by_name",
            "change",
            "credential_name",
            "of_name",
            "key",
            "scopes",
            "asked",
            "matched",
            "appointed_for",
            "appraisal",
            "article",
            "aspect",
            "assessor",
        ),
        *(
            "parameter",
            "title",
            "packaged",
            "officer",
            "origin",
            "root",
            "signer",
            "key_id",
            "checkpoint",
            "check",
            "faults",
        ),
        *("base_of", "batch", "block", "books", "by", "card", "carry_article", "carry_reason"),
        *("category", "certificate", "channel", "choice", "class_tag", "code", "commendation"),
        *("credential", "credentials", "credit", "cycle", "decision", "declaration"),
        *(
            "digest",
            "document",
            "documents",
            "elective",
            "electives",
            "en",
            "evaluation",
            "excellent_appraisal",
        ),
        *("expected", "fact", "grade", "group", "half", "id", "identifier", "identifiers"),
        *("intensive", "item", "kind", "kinds", "known_at", "learning_report", "left"),
        *(
            "letter",
            "level",
            "list",
            "managed_by",
            "matched",
            "measure",
            "members",
            "message",
            "name",
        ),
        *("method", "missing_headings", "modules", "next", "nomination", "number"),
        *("of", "office", "organiser", "outcome", "part", "path", "period", "plan"),
        *("post", "question", "reason", "recorded_by", "result", "role", "rule", "scheme", "score"),
        *(
            "seed",
            "severity",
            "source",
            "speed",
            "state",
            "step",
            "tag",
            "tags",
            "target",
            "templates",
        ),
        *("theme", "unit_of_account", "unit_result", "unit_state", "value", "verdict"),
        *("when", "window", "year_state", "zh"),
    }
)
"""The members that hold texts which are no ids of people, units, courses or classes: words of a
closed list, numbers of papers, names, sentences, identifiers of what has no name."""


def records(hint: Any, seen: set[type]) -> Iterator[type]:
    """The records that an answer holds, itself among them, each once."""
    kind = value_type(hint)
    if is_record(kind):
        if kind not in seen:
            seen.add(kind)
            yield kind
            for member in members_of(kind):
                yield from records(member.type, seen)
    else:
        for inner in get_args(kind):
            yield from records(inner, seen)


def every_record() -> list[type]:
    seen: set[type] = set()
    kinds = [*ANSWERS, *(row for one in ANSWERS if (row := row_type(one)))]
    return [found for kind in kinds for found in records(kind, seen)]


def texts(kind: type) -> set[str]:
    """The members of a record that hold texts or lists of texts."""
    found = {one.name: value_type(one.type) for one in members_of(kind)}
    return {
        name
        for name, held in found.items()
        if held is str or (get_origin(held) is tuple and value_type(get_args(held)[0]) is str)
    }


@pytest.mark.parametrize("kind", every_record(), ids=lambda kind: kind.__name__)
def test_an_id_has_its_name_beside_it(kind: type) -> None:
    """A member with a text is either said to hold ids, and then its name is there, or it is told
    apart above: who adds one has to decide."""
    members = [one.name for one in members_of(kind)]
    named = {one.id: one.name for one in names_beside(kind)}
    assert set(named.values()) <= set(members)
    apart = {member for record, member in OF_RECORDS if record == kind.__name__}
    assert texts(kind) - named.keys() - set(named.values()) - apart <= NO_IDS


def test_what_holds_no_ids_is_not_said_to() -> None:
    assert NO_IDS.isdisjoint(IDS)
