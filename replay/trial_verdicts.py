"""Which units have another verdict by what a trial made than by the tables that answer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from psycopg import Connection

from lrs.log.log_reader import LogReader
from lrs.postgres.queries import load
from projections.answers.acts import in_buckets
from projections.answers.basis import Basis
from projections.case.scope import Place
from projections.compliance.members import Member
from projections.credits.balances import Balance
from replay.year_under import UnitJudged, YearUnder

QUERIES: Final = load("replay", "differences")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A unit whose verdict differs."""

    unit: str
    unit_name: str | None
    year: int
    stood: UnitJudged
    """What is said of it by the tables that answer."""
    made: UnitJudged
    """What is said of it by the trial."""


def units_of(
    reader: LogReader, sides: tuple[Basis, Basis], differing: Mapping[int, Collection[str]]
) -> set[tuple[int, str]]:
    """The years and units that cadres belong to whose balances differ, by year."""
    found: set[tuple[int, str]] = set()
    for year, names in differing.items():
        for basis in sides:
            members = YearUnder(reader, basis, year).members(names)
            units = (member.place.unit for member in members)
            found.update((year, unit) for unit in units if unit is not None)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stood:
    """A member of a unit with the balance that the live tables have of him."""

    member: Member
    balance: Balance

    @property
    def person(self) -> str:
        return self.member.person

    @property
    def name(self) -> str | None:
        return self.member.name

    @property
    def place(self) -> Place:
        return self.member.place

    @property
    def evidence(self) -> tuple[UUID, ...]:
        return self.member.evidence


def verdict_change(
    conn: Connection[Any], reader: LogReader, sides: tuple[Basis, Basis], year: int, unit: str
) -> VerdictChange | None:
    """The verdict of a unit by what the live tables have of its members and as the log makes it on
    trial; None where they are the same."""
    before, after = (YearUnder(reader, basis, year) for basis in sides)
    stood = before.verdict(unit, _as_stood(conn, before, unit))
    made = after.verdict(unit, _all_of(after, unit))
    if stood.verdict == made.verdict:
        return None
    return VerdictChange(
        unit=unit, unit_name=after.name_of(unit), year=year, stood=stood, made=made
    )


def _all_of(under: YearUnder, unit: str) -> Iterator[Member]:
    for bucket in in_buckets(under.ever_in(unit)):
        yield from under.members(bucket)


def _as_stood(conn: Connection[Any], under: YearUnder, unit: str) -> Iterator[_Stood]:
    for bucket in in_buckets(under.ever_in(unit)):
        rows = conn.execute(QUERIES["stood"], [bucket, under.year]).fetchall()
        stood = {person: values for person, *values in rows}
        for member in under.members(bucket):
            balance = member.balance
            if member.person in stood:
                counted, grade, categories = stood[member.person]
                balance = msgspec.structs.replace(
                    balance,
                    counted=counted,
                    grade=grade,
                    by_category={name: Decimal(one) for name, one in categories.items()},
                )
            yield _Stood(member=member, balance=balance)
