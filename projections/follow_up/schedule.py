"""When each item of a follow-up opens and is due (A4-5 to A4-8).

Months are clipped to their end.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from projections.calendar import day_after, months_after
from projections.case.windows import Half, State, Window, halves
from projections.follow_up.numbers import Numbers
from projections.follow_up.run import Run
from projections.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpItem:
    """One thing to be done, and where the regulation asks for it."""

    opens: date
    """The first day on which it may be done."""
    due: date
    """The last day, which is included."""
    state: State
    """How far it is: not_yet_open, open, done, done_early, done_late or overdue."""
    reason: Verdict | None
    """What is amiss; null where it is open or was done in time."""
    done_on: date | None
    """The day on which it was done; null while it was not."""
    evidence: tuple[UUID, ...]
    """The statement that did it; empty while there is none."""
    rule: str
    article: str


_AMISS: Final = {
    State.DONE_EARLY: Verdict.FOLLOW_UP_EARLY,
    State.DONE_LATE: Verdict.FOLLOW_UP_LATE,
    State.OVERDUE: Verdict.FOLLOW_UP_OVERDUE,
}


def item(
    window: Window,
    today: date,
    *,
    done: date | None,
    evidence: tuple[UUID, ...],
    rule: str,
    article: str,
) -> FollowUpItem:
    """The item of a window that was `done` on a day, or not at all (None)."""
    state = window.state(done, today)
    return FollowUpItem(
        opens=window.opens,
        due=window.due,
        state=state,
        reason=_AMISS.get(state),
        done_on=done,
        evidence=evidence,
        rule=rule,
        article=article,
    )


DIGEST: Final = "digest"
PRESET: Final = "preset"
REPORTS: Final = (DIGEST, PRESET)
"""The two reports of each half-year: the feedback collated, and the feedback expected (A4-7(3))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All days of the follow-up of a class. `visits` has a window for each year of it."""

    ends: date
    self_evaluation: Window
    feedback: Window
    seminar: Window
    visits: tuple[Window, ...]
    halves: tuple[Half, ...]

    def report(self, half: Half) -> Window:
        """When a report on a half-year opens and is due: not before the class has ended."""
        return Window(opens=max(half.first, self.self_evaluation.opens), due=half.last)


def schedule_of(run: Run, numbers: Numbers) -> Schedule:
    """The schedule of a class that was held, under the numbers of its last day."""
    end = run.last
    months = numbers.length(run.years, tagged=run.is_tagged)
    ends = months_after(end, months)
    return Schedule(
        ends=ends,
        self_evaluation=Window(opens=end, due=_days_after(end, numbers.evaluation_days)),
        feedback=Window(opens=end, due=_days_after(end, numbers.feedback_days)),
        seminar=Window(
            opens=months_after(end, numbers.seminar_opens),
            due=months_after(end, numbers.seminar_due),
        ),
        visits=tuple(_visits(end, months)),
        halves=halves(end, ends),
    )


def _visits(end: date, months: int) -> list[Window]:
    """A window for each year, the last one as long as the follow-up still lasts (Q42)."""
    windows = []
    for begin in range(0, months, 12):
        opens = day_after(months_after(end, begin)) if begin else end
        windows.append(Window(opens=opens, due=months_after(end, min(begin + 12, months))))
    return windows


def _days_after(day: date, days: int) -> date:
    left = (date.max - day).days
    return day + timedelta(days=min(days, left))
