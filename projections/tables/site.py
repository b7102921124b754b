"""Where a runner works: in which schema, under which locks, and by which policies it judges."""

from collections.abc import Collection
from typing import Any, Final, Protocol

from psycopg import Connection

from projections.case.reference import Reference
from projections.policy.succession import Succession
from projections.tables import tracking, versions
from projections.tables.projection import AnyProjection
from projections.tables.tracking import Place


class Site(Protocol):
    """What a runner has to know of the tables that it keeps up, beside how to fold them."""

    def lay_out(self, conn: Connection[Any]) -> None:
        """Makes the bookkeeping unless it is there."""

    def try_lock(self, conn: Connection[Any], projection: str) -> bool:
        """Takes the right to write a projection until the transaction ends, if nobody has it."""

    def lock(self, conn: Connection[Any], projection: str) -> None:
        """Waits for the right to write a projection, until the transaction ends."""

    def places(
        self, conn: Connection[Any], projections: Collection[AnyProjection]
    ) -> dict[str, Place]:
        """Where the tables of this release's versions stand; they are made where they are missing.

        Whoever asks has the lock of these projections.
        """

    def settled(self, conn: Connection[Any], projection: str) -> int:
        """Up to which position the tables of a projection answer; 0 where there are none."""

    def took_over(self, conn: Connection[Any], projection: AnyProjection, place: Place) -> bool:
        """Lets tables that answer for all of the log take the place of older ones, if they may."""

    def policies(self, reference: Reference, position: int) -> Succession:
        """What judges, as known at a position. Raises NoPolicyError while nothing does."""


class LiveSite:
    """The tables that answer, with newer versions beside them, by the policies of the log."""

    def lay_out(self, conn: Connection[Any]) -> None:
        """Makes the bookkeeping and, empty, the tables of all projections."""
        versions.lay_out(conn)

    def try_lock(self, conn: Connection[Any], projection: str) -> bool:
        """Takes the right to write a projection, if nobody has it."""
        return tracking.try_lock(conn, projection)

    def lock(self, conn: Connection[Any], projection: str) -> None:
        """Waits for the right to write a projection."""
        tracking.lock(conn, projection)

    def places(
        self, conn: Connection[Any], projections: Collection[AnyProjection]
    ) -> dict[str, Place]:
        """Where the versions of this release stand."""
        return versions.places(conn, projections)

    def settled(self, conn: Connection[Any], projection: str) -> int:
        """Up to which position the tables that answer do so."""
        return tracking.answering(conn, [projection]).settled

    def took_over(self, conn: Connection[Any], projection: AnyProjection, place: Place) -> bool:
        """A newer version takes the place of the one that answers."""
        if place.schema != versions.NEXT:
            return False
        versions.switch(conn, [projection])
        return True

    def policies(self, reference: Reference, position: int) -> Succession:
        """The policies that judge by the log."""
        return reference.succession(known=position)


LIVE_SITE: Final = LiveSite()
