"""The trial: tables of all projections that are folded beside those that answer, to be compared.

They are folded by this release's rules, and by the policies that judge or by one that nobody has
published. They follow the log as the live ones do, step by step, so that a build that was killed
goes on where it was. They answer for nobody until they are switched to (docs/decisions/0033).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson
from psycopg import Connection
from psycopg.errors import UndefinedTable
from psycopg.rows import kwargs_row, scalar_row

from lrs.clock import Clock
from lrs.log.log_reader import LogReader
from lrs.message import message
from lrs.postgres.queries import load
from lrs.progress import Advance, unwatched
from projections.answers.acts import GrowingReference
from projections.answers.publishing import prospect
from projections.case.reference import Reference
from projections.policy.parameter import Policy
from projections.policy.reading import policy_of
from projections.policy.succession import Succession
from projections.tables import tracking, versions
from projections.tables.projection import AnyProjection
from projections.tables.registry import PROJECTIONS
from projections.tables.runner import Runner
from projections.tables.tracking import LAYOUT, Place
from projections.tables.versions import TRIAL

QUERIES: Final = load("projections.tables", "trial")


DROPPED: Final = message("the trial was dropped meanwhile: begin another with `lrs trial build`")


class TrialError(RuntimeError):
    """What is asked of the trial cannot be done as it stands; the text says what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A policy that is tried as if it were published with effect from a day, by default its own."""

    policy: Policy
    effective: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried: a policy, or with None the rules of this release alone; and since when."""

    candidate: Candidate | None
    begun: datetime


class TrialSite:
    """The tables of the trial, as a runner keeps them up."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._judging: dict[int, Succession] = {}

    def lay_out(self, conn: Connection[Any]) -> None:
        """Raises TrialError where the trial was dropped meanwhile; nothing else is to be made."""
        if standing(conn) != self._trial:
            raise TrialError(
                "the trial was dropped meanwhile: begin another with `lrs trial build`"
            )

    def try_lock(self, conn: Connection[Any], projection: str) -> bool:
        """Takes the right to write a projection of the trial, if nobody has it."""
        return tracking.try_lock(conn, f"trial {projection}")

    def lock(self, conn: Connection[Any], projection: str) -> None:
        """Waits for the right to write a projection of the trial."""
        tracking.lock(conn, f"trial {projection}")

    def places(
        self, conn: Connection[Any], projections: Collection[AnyProjection]
    ) -> dict[str, Place]:
        """Where the trial is; what another release had folded of a projection is begun anew."""
        there = {at.projection: at for at in places(conn)}
        for projection in projections:
            at = there.get(projection.name)
            if at is None or at.version != projection.version:
                versions.begin_beside(conn, projection, schema=TRIAL)
                versions.index(conn, projection)
        names = {one.name for one in projections}
        return {at.projection: at for at in places(conn) if at.projection in names}

    def settled(self, conn: Connection[Any], projection: str) -> int:
        """Up to which position the trial's tables of a projection answer."""
        return next((at.settled for at in places(conn) if at.projection == projection), 0)

    def took_over(self, conn: Connection[Any], projection: AnyProjection, place: Place) -> bool:
        """False: only a command lets the trial answer."""
        return False

    def policies(self, reference: Reference, position: int) -> Succession:
        """What judges by the log, with the candidate in its place as if it had been published."""
        candidate = self._trial.candidate
        if candidate is None:
            return reference.succession(known=position)
        if position not in self._judging:
            found = prospect(reference, position, candidate.policy, candidate.effective)
            self._judging = {**dict([*self._judging.items()][-1:]), position: found.policies}
        return self._judging[position]


def is_there(conn: Connection[Any]) -> bool:
    """Whether there is a trial, of whatever release."""
    return bool(conn.cursor(row_factory=scalar_row).execute(QUERIES["there"]).fetchone())


def standing(conn: Connection[Any]) -> Trial | None:
    """The trial that there is; None where there is none.

    Raises TrialError for one whose bookkeeping this release cannot read.
    """
    if not is_there(conn):
        return None
    found = conn.execute(QUERIES["what"]).fetchone()
    if found is None:
        return None
    layout, policy, effective, begun = found
    if layout != LAYOUT:
        raise TrialError(
            message(
                "another release began the trial (its bookkeeping is {layout}, ours "
                "{layout2}): drop it with `lrs trial drop`",
                layout=layout,
                layout2=LAYOUT,
            )
        )
    candidate = policy and Candidate(
        policy=policy_of(orjson.loads(policy), place="the policy on trial"), effective=effective
    )
    return Trial(candidate=candidate or None, begun=begun)


def needed(conn: Connection[Any]) -> Trial:
    """The trial that there is. Raises TrialError where there is none."""
    found = standing(conn)
    if found is None:
        raise TrialError("there is no trial: begin one with `lrs trial build`")
    return found


def begin(conn: Connection[Any], candidate: Candidate | None, *, clock: Clock) -> Trial:
    """The trial of a candidate, begun unless it stands already.

    Raises TrialError where another one stands: it is not thrown away unasked.
    """
    with conn.transaction():
        tracking.lock(conn, "trial")
        found = standing(conn)
        if found is None:
            versions.drop_all(conn, TRIAL)
            versions.keep_books(conn, TRIAL)
            conn.execute(QUERIES["make"])
            policy = candidate and candidate.policy.canonical().decode()
            effective = candidate and candidate.effective
            conn.execute(QUERIES["begin"], [LAYOUT, policy, effective, clock()])
            return needed(conn)
    if _digest(found.candidate) != _digest(candidate):
        raise TrialError(
            message(
                "a trial of {told} stands already, begun {begun:%Y-%m-%d}: go on with that "
                "one, or drop it with `lrs trial drop`",
                told=told(found.candidate),
                begun=found.begun,
            )
        )
    return found


def told(candidate: Candidate | None) -> str:
    """What is tried, in words."""
    if candidate is None:
        return "the rules of this release"
    day = candidate.effective or candidate.policy.effective_from
    return message("the policy {id} from {day}", id=candidate.policy.id, day=day)


def _digest(candidate: Candidate | None) -> tuple[str, date] | None:
    if candidate is None:
        return None
    return candidate.policy.digest, candidate.effective or candidate.policy.effective_from


def build(conn: Connection[Any], trial: Trial, advance: Advance, *, clock: Clock) -> None:
    """Folds the trial's tables until they answer for all of the log, from where they are;
    statements read and keys folded are counted.

    Each step is a transaction of its own. Raises TrialError where it is dropped meanwhile.
    """
    runner = Runner(clock, site=TrialSite(trial))
    moved = True
    while moved:
        try:
            step = runner.step(conn)
            advance(*_done(conn, step.head))
        except UndefinedTable:
            raise TrialError(DROPPED) from None
        moved = step.moved


def _done(conn: Connection[Any], head: int) -> tuple[int, int]:
    scanned = min((one.scanned for one in places(conn)), default=0)
    folded, stale = conn.execute(QUERIES["keys"]).fetchone() or (0, 0)
    return scanned + folded, head + folded + stale


def places(conn: Connection[Any]) -> list[Place]:
    """How far the trial's tables of each projection are."""
    return conn.cursor(row_factory=kwargs_row(Place)).execute(QUERIES["places"]).fetchall()


def switch(conn: Connection[Any], trial: Trial, *, clock: Clock) -> int:
    """Lets the trial answer in the place of what does, and ends it; up to which position it does.

    Both runners wait meanwhile; who reads sees the old tables until the end. Raises TrialError
    where it is tried by what does not judge: tables never answer by what the log does not say.
    """
    with conn.transaction():
        site = TrialSite(trial)
        for projection in PROJECTIONS:
            tracking.lock(conn, projection.name)
            site.lock(conn, projection.name)
        versions.lay_out(conn)
        build(conn, trial, unwatched, clock=clock)
        settled = min(one.settled for one in places(conn))
        _check(conn, trial, site, settled)
        for projection in PROJECTIONS:
            versions.drop_beside(conn, projection)
        versions.switch(conn, PROJECTIONS, schema=TRIAL)
        versions.drop_all(conn, TRIAL)
    return settled


def _check(conn: Connection[Any], trial: Trial, site: TrialSite, settled: int) -> None:
    log = LogReader(conn)
    reference = GrowingReference().up_to(settled, log)
    judges = reference.succession(known=settled)
    if site.policies(reference, settled).digest != judges.digest and trial.candidate:
        raise TrialError(
            message(
                "{told} does not judge: publish it first (`lrs policy publish`), then switch "
                "to what was folded by it",
                told=told(trial.candidate),
            )
        )


def drop(conn: Connection[Any]) -> None:
    """Ends the trial; what was folded for it is gone. Without one nothing happens."""
    with conn.transaction():
        tracking.lock(conn, "trial")
        versions.drop_all(conn, TRIAL)
