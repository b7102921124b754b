"""The days in which something is to be done, and how far it is on a day; a due day is included."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """How far an item is. What is done before it opens is accepted, and flagged."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    DONE = "done"
    DONE_EARLY = "done_early"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days from which and until which something is to be done, both included."""

    opens: date
    due: date

    def state(self, done: date | None, today: date) -> State:
        """How far that is on a day, when it was done on another one or not at all."""
        if done is not None:
            if done < self.opens:
                return State.DONE_EARLY
            return State.DONE if done <= self.due else State.DONE_LATE
        if today < self.opens:
            return State.NOT_YET_OPEN
        return State.OPEN if today <= self.due else State.OVERDUE
