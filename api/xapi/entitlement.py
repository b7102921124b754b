"""What a credential may state, told before anything is recorded: by forms and by spreadsheets, in
the same words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lrs.event.credentials import EVERYTHING, Credential
from lrs.event.log import Recorded
from lrs.log.post import Draft
from projections.facts.registry import FACTS
from projections.spreadsheets.faults import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Where a credential may state a fact: everywhere, or in some units and below; no `units` and
    not `everywhere`: nowhere."""

    fact: str
    everywhere: bool
    units: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether it may state the fact anywhere."""
        return self.everywhere or bool(self.units)


def grant_of(credential: Credential, fact: str) -> Grant:
    """Where a credential may state a fact, by its own grants."""
    names = {fact, FACTS[fact].also or fact}
    if EVERYTHING in credential.asserts or not names.isdisjoint(credential.asserts):
        return Grant(fact=fact, everywhere=True)
    granted = (one.partition("@") for one in credential.asserts)
    units = tuple(sorted(unit for name, _, unit in granted if name in names))
    return Grant(fact=fact, everywhere=False, units=units)


def outside(unit: str | None, grant: Grant) -> Said:
    """What is told of that which lies outside of a grant; `unit` is the one that it is about, None
    where that is unknown or not told to who asks."""
    if not grant.is_given:
        how = f"lrs credential add --assert {grant.fact}"
        return Said(
            f"此凭据没有该事项的授权；需要时由管理员授权（{how}）",
            f"this credential may not do this; an administrator grants it ({how})",
        )
    where = "、".join(grant.units)
    zh, en = (f"所涉单位是 {unit}，", f"this concerns the unit {unit}; ") if unit else ("", "")
    return Said(
        f"{zh}此凭据只能在 {where} 及其下级单位内办理；"
        "需要时由管理员授权（lrs credential add --assert）",
        f"{en}this credential may do it within {where} and the units below; "
        "an administrator grants more (lrs credential add --assert)",
    )


def as_if_recorded(drafts: Sequence[Draft], *, after: int, stored: datetime) -> Iterator[Recorded]:
    """Statements as they would stand in the log behind a position."""
    for position, draft in enumerate(drafts, after + 1):
        event = draft.event
        yield Recorded(
            position=position,
            stored=stored,
            statement_id=draft.id,
            version=event.version,
            credential=event.credential,
            authority=event.authority,
            lacks=event.lacks,
            body=event.body,
        )
