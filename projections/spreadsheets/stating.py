"""What the row of a spreadsheet states: its statements, their ids, and the batch that they are of.

The id of a row follows from its fact and its row key, not from its file, so that the same row of
another file is the same statement. The batch is an activity among `contextActivities.other`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from projections.profile.writing import to_statement
from projections.spreadsheets.kind import SheetKind
from projections.spreadsheets.reading import Row
from projections.words import vocabulary as v

BATCHES: Final = f"{v.PROFILE}batches/"
_NAMESPACE: Final = uuid5(NAMESPACE_URL, BATCHES)

Statement = dict[str, Any]


def row_id(kind: SheetKind, row: Row, *, attempt: int) -> UUID:
    """The id of what a row states. `attempt` counts from 1: a row whose statement was voided is
    stated anew under the next one."""
    key = [str(row.fact.get(name, "")) for name in kind.row_key]
    return _id("row", row.fact["fact"], *key, attempt)


def row_statements(kind: SheetKind, row: Row, statement_id: UUID) -> tuple[Statement, ...]:
    """The statements of a row without their batch: the fact, and the application for its credit.

    Raises FactError where the columns that are filled in do not belong to the fact.
    """
    fact = to_statement({**row.fact, "id": str(statement_id)})
    if not kind.applies:
        return (fact,)
    application = {
        "fact": "credit.applied",
        "id": str(_id("applied", statement_id)),
        "cadre": row.fact["cadre"],
        "target": str(statement_id),
        "occurred": row.fact["occurred"],
    }
    return fact, to_statement(application)


def batch_of(ids: Iterable[UUID]) -> UUID:
    """The id of the batch of these statements; the same ones are the same batch."""
    return _id("batch", *ids)


def void_of(target: UUID, *, reason: str | None, at: str) -> Statement:
    """The statement that voids one of a batch at an instant."""
    said = {"reason": reason} if reason else {}
    fact = {"fact": "act.voided", "target": str(target), "occurred_at": at, **said}
    return to_statement({**fact, "id": str(_id("void", target))})


def in_batch(statement: Statement, batch: UUID) -> Statement:
    """The statement as one of a batch."""
    activities = {**statement["context"]["contextActivities"], "other": [{"id": iri_of(batch)}]}
    return {**statement, "context": {**statement["context"], "contextActivities": activities}}


def iri_of(batch: UUID) -> str:
    """The id of the activity that a batch is."""
    return f"{BATCHES}{batch}"


def without_batch(statement: Statement) -> tuple[Statement, UUID | None]:
    """A statement of the log as it was before it was put into a batch, and that batch; None where
    it is of none."""
    context = statement.get("context", {})
    activities: Mapping[str, Any] = context.get("contextActivities", {})
    others = activities.get("other", ())
    for one in [others] if isinstance(others, Mapping) else others:
        batch = _batch_of_iri(one["id"])
        if batch is not None:
            rest = {name: value for name, value in activities.items() if name != "other"}
            return {**statement, "context": {**context, "contextActivities": rest}}, batch
    return statement, None


def _batch_of_iri(iri: str) -> UUID | None:
    """The batch that an activity is; None of any other activity."""
    try:
        return UUID(iri.removeprefix(BATCHES)) if iri.startswith(BATCHES) else None
    except ValueError:
        return None


def _id(*parts: object) -> UUID:
    return uuid5(_NAMESPACE, "\n".join(map(str, parts)))
