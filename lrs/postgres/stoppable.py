"""A connection whose reader can be stopped from outside, at its next query or when it asks."""

from typing import Any

from psycopg import Connection


class StoppableConnection(Connection[Any]):
    """A connection over which a read goes no further once it was stopped."""

    stopped: Exception | None = None
    """What the reading was stopped with."""

    def check(self) -> None:
        """Raises what the reading was stopped with, if it was. Nothing is asked of the database."""
        if self.stopped is not None:
            raise self.stopped

    def wait(self, *args: Any, **kwargs: Any) -> Any:
        """Waits for the database, as everything does that is asked of it."""
        self.check()
        return super().wait(*args, **kwargs)
