"""A cadre as a member of a unit in a credit year: his dossier, his ledger and his place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from projections.case.dossier import Dossier
from projections.case.scope import Place, place_in
from projections.credits.balances import Balance
from projections.credits.credit_ledger import Credits, credits_of


class MemberResult(Protocol):
    """What a unit's figures of a year need of a member: who and where he is, what his year came to,
    and the statements of the year in his ledger."""

    @property
    def person(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def place(self) -> Place: ...
    @property
    def balance(self) -> Balance: ...
    @property
    def evidence(self) -> tuple[UUID, ...]: ...


_R = TypeVar("_R", bound=MemberResult)


class ResultOfMember(NamedTuple):
    """What the figures of a unit need of a member's year, and no more: of a whole unit over many
    years it can be held."""

    person: str
    place: Place
    balance: Balance
    name: str | None = None
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member's result with all that it is made of."""

    dossier: Dossier
    ledger: Credits
    place: Place
    year: int

    @property
    def person(self) -> str:
        """Who it is."""
        return self.dossier.person

    @property
    def name(self) -> str | None:
        """His name in the register on `today`; None where none was ever stated."""
        return self.dossier.roster.name(self.dossier.case.as_of.today)

    @property
    def unit_name(self) -> str | None:
        """The name of his unit of the year; None where nobody registered one."""
        case, unit = self.dossier.case, self.place.unit
        return None if unit is None else case.reference.units.name(unit, case.as_of)

    @property
    def balance(self) -> Balance:
        """His balance of the year."""
        return self.ledger.balance(self.year)

    @property
    def evidence(self) -> tuple[UUID, ...]:
        """The statements of the year in his ledger."""
        return tuple(line.statement_id for line in self.ledger.entries if line.year == self.year)


def member_of(dossier: Dossier, year: int) -> Member:
    """The member that a dossier makes in a credit year."""
    cycle = dossier.case.policies.cycle_of(year)
    ledger = credits_of(dossier, years=[cycle.first, year, cycle.last])
    return Member(dossier=dossier, ledger=ledger, place=place_in(dossier, year), year=year)


def assessed(results: Iterable[_R]) -> list[_R]:
    """Those who are assessed in their unit, by person."""
    return sorted((one for one in results if one.place.assessed), key=lambda one: one.person)
