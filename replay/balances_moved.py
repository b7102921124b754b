"""What statements would move of balances, if they were recorded now: of many cadres."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from msgspec import Struct

from lrs.event.log import Log
from projections.answers.acts import each_with_acts
from projections.answers.basis import Basis
from projections.answers.people import names_of
from projections.case.dossier import open_dossier
from projections.case.sifting import folded_or_sifted
from projections.credits.balances import Balance
from projections.credits.credit_ledger import credits_of
from projections.facts.fact import Fact
from replay.dry_run import IfRecorded


class BalanceMoved(Struct, frozen=True, kw_only=True):
    """What would change of the balance of a cadre in a credit year."""

    cadre: str
    """The cadre's id in the register."""
    name: str | None
    """His name in the register."""
    year: int
    """The credit year."""
    before: Decimal | None
    """The credits that count now; null where he has no balance of the year yet."""
    after: Decimal | None
    """The credits that would count."""
    missing_before: Decimal | None
    """The credits that are lacking now; null where several targets are to be met."""
    missing_after: Decimal | None
    """The credits that would be lacking."""


def balances_moved(tried: IfRecorded, cadres: Sequence[str]) -> Iterator[BalanceMoved]:
    """The balances of some cadres that statements would move, by cadre in the order given, then by
    year. Each is folded twice."""
    before = _balances(tried.log, cadres, tried.before)
    after = _balances(tried.log, cadres, tried.after)
    names = names_of(cadres, tried.after)
    for cadre in cadres:
        was, would_be = before[cadre], after[cadre]
        for year in sorted(was.keys() | would_be.keys()):
            counted, missing = _numbers(was.get(year))
            would_count, would_miss = _numbers(would_be.get(year))
            if (counted, missing) != (would_count, would_miss):
                yield BalanceMoved(
                    cadre=cadre,
                    name=names[cadre],
                    year=year,
                    before=counted,
                    after=would_count,
                    missing_before=missing,
                    missing_after=would_miss,
                )


def _balances(log: Log, cadres: Collection[str], basis: Basis) -> dict[str, Mapping[int, Balance]]:
    """The balances of some cadres, by year; none of one who cannot be judged."""
    found = each_with_acts(cadres, log, basis.reference, basis.as_of)
    return {
        cadre: folded_or_sifted(partial(_folded, cadre, basis), acts) or {} for cadre, acts in found
    }


def _folded(cadre: str, basis: Basis, acts: Sequence[Fact]) -> Mapping[int, Balance]:
    dossier = open_dossier(basis.reference, cadre, acts, basis.policies, basis.as_of)
    return {one.year: one for one in credits_of(dossier).balances}


def _numbers(balance: Balance | None) -> tuple[Decimal | None, Decimal | None]:
    return (balance.counted, balance.missing) if balance else (None, None)
