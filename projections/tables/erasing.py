"""What the tables forget when statements are erased: keys that these touched are folded anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from lrs.clock import Clock
from lrs.event.log import Log, Recorded
from lrs.message import message
from projections.answers.acts import GrowingReference
from projections.answers.present import present
from projections.case.decisions import AsOf
from projections.case.publications import NoPolicyError
from projections.case.reference import Reference
from projections.facts.learning_act import read_fact
from projections.tables import tracking, trial, versions
from projections.tables.intake import INTAKE
from projections.tables.projection import Scanned
from projections.tables.registry import PROJECTIONS
from projections.tables.touching import stated_by


class BeingMadeError(RuntimeError):
    """The tables are being made in another form, and those of before would keep what is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The keys of each projection whose rows rest on some statements; empty without tables."""

    keys: Mapping[str, Collection[str]] = field(default_factory=dict)


def touched_by(
    conn: Connection[Any], statements: Sequence[Recorded], log: Log, clock: Clock
) -> Touched:
    """What statements that are about to be erased touch; whoever writes the tables waits from here
    on until the transaction ends.

    conn: a member of the projector, in a transaction. Raises BeingMadeError.
    """
    if not tracking.is_laid_out(conn):
        return Touched()
    for projection in PROJECTIONS:
        tracking.lock(conn, projection.name)
    current = {(one.name, one.version, versions.LIVE) for one in PROJECTIONS}
    for place in tracking.places(conn):
        if (place.projection, place.version, place.schema) not in current:
            raise BeingMadeError(
                message(
                    "the tables of {projection} are being made anew: erase when that has ended, "
                    "which `lrs serve` and GET /health/projections tell of",
                    projection=place.projection,
                )
            )
    if trial.is_there(conn):
        raise BeingMadeError(
            "a trial stands beside the tables, which would keep what is erased: end it first, by "
            "`lrs trial switch` or `lrs trial drop`"
        )
    for projection in PROJECTIONS:  # rows that a rebuild left there which was killed
        versions.drop_beside(conn, projection)
    head = log.head()
    reference = GrowingReference().up_to(head, log)
    facts = [read_fact(one) for one in statements]
    stated = stated_by(facts, log, until=head)
    seen = Scanned(
        log=log, reference=reference, until=head, as_of=_as_of(reference, head, clock=clock)
    )
    return Touched(keys={one.name: one.touched(stated, seen).keys() for one in PROJECTIONS})


def forget(
    conn: Connection[Any], touched: Touched, positions: Collection[int], *, since: int
) -> None:
    """Takes away the rows of erased statements, and marks the keys that they touched from the
    position of the erasure on. What rebuilds found wrong of these keys goes, too: it has rows."""
    if not touched.keys:
        return
    versions.work_on(conn, versions.LIVE)
    for name, keys in touched.keys.items():
        tracking.mark(conn, name, dict.fromkeys(keys, since))
        found = list(map(str, positions)) if name == INTAKE.name else list(keys)
        conn.execute(tracking.QUERIES["forget_found"], [name, found])
    tracking.drop(conn, positions)


def _as_of(reference: Reference, head: int, *, clock: Clock) -> AsOf | None:
    """As of when the tables are folded; None while no policy judges."""
    try:
        policies, today = present(reference, head, clock)
    except NoPolicyError:
        return None
    return AsOf(known=head, today=today, zone=policies.zone)
