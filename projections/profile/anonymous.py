"""What an institution collected without names, as the statements that it is to post.

They are sorted by their bytes and bear one timestamp, so that neither the order nor the time of
collection can be told from them; the closing comes last. The same collection gives the same bytes,
so that posting it twice changes nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from projections.profile.writing import to_statement
from projections.words import vocabulary as v


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection: the survey that it belongs to, who states it, and when it had ended."""

    survey: str
    institution: str
    ended: datetime


def answers(collected: Iterable[tuple[str, str, int]], collection: Collection) -> list[bytes]:
    """The statements of the answers to a survey: for each question and choice as many as chose it.

    Raises FactError for an empty question or choice.
    """
    return _posting(
        (
            {"fact": "survey.answered", "question": question, "choice": choice}
            for question, choice, times in collected
            for _ in range(times)
        ),
        collection,
    )


def ratings(
    collected: Iterable[tuple[str, str, int]], collection: Collection, *, year: int
) -> list[bytes]:
    """The statements of ratings from 1 to 5 of cadres' learning in a year: for each cadre and
    rating as many as gave it. They count once the closing is known. Raises FactError."""
    return _posting(
        (
            {"fact": "peer.rated", "cadre": cadre, "rating": rating, "year": year}
            for cadre, rating, times in collected
            for _ in range(times)
        ),
        collection,
    )


def _posting(facts: Iterable[Mapping[str, Any]], collection: Collection) -> list[bytes]:
    seen: dict[str, int] = {}
    found = []
    for fact in facts:
        said = json.dumps(fact, sort_keys=True, ensure_ascii=False)
        seen[said] = number = seen.get(said, 0) + 1
        found.append(_statement(fact, f"{said} {number}", collection))
    closing = _statement({"fact": "survey.closed"}, "closed", collection)
    return [*sorted(found), closing]


def _statement(fact: Mapping[str, Any], name: str, collection: Collection) -> bytes:
    """A statement as one line; its id follows from what it says and how often that was said."""
    short = {
        **fact,
        "id": name,
        "survey": collection.survey,
        "occurred_at": collection.ended.isoformat(),
    }
    made = to_statement(short, salt=f"{collection.institution}\n{collection.survey}")
    made["actor"] = v.institution_agent(collection.institution)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
