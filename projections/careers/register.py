"""A cadre in the register: real name, one account, one study card, earlier training (R28, R29)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.dossier import Dossier
from projections.facts.account_facts import (
    AccountFact,
    AccountOpened,
    CardIssued,
    CardLost,
    CardReissued,
    HistoryImported,
)
from projections.verdicts import Verdict

NONE: Final = "none"
OPENED: Final = "opened"
ACTIVE: Final = "active"
LOST: Final = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStep:
    """Something that happened to the account or card."""

    day: date
    """The day on which it happened."""
    fact: str
    number: str | None
    """The number of the account or card; null where none is named."""
    state: str
    """The state in which it left them: none, opened, active or lost."""
    reason: Verdict | None
    """What is wrong with it; null where nothing is."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How complete the register is for a cadre."""

    state: str
    """The state of account and card: none, opened, active or lost."""
    account: str | None
    """The number of his account; null while he has none."""
    card: str | None
    """The number of the card in use; null while he has none."""
    steps: tuple[AccountStep, ...]
    """How it came to that, by day."""
    lacking: tuple[Verdict, ...]
    """What the register lacks or has too much of."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


def registration(dossier: Dossier) -> Registration:
    """The registration of a cadre as it stands on `today`."""
    facts = dossier.standing(AccountFact)
    steps = _steps(dossier, facts)
    accounts = [one for one in facts if isinstance(one, AccountOpened)]
    cards = [one for one in facts if isinstance(one, CardIssued | CardReissued)]
    state = steps[-1].state if steps else NONE
    history = dossier.standing(HistoryImported)
    lacking = {
        Verdict.NO_REAL_NAME: dossier.roster.name(dossier.case.as_of.today) is None,
        Verdict.NO_ACCOUNT: not accounts,
        Verdict.SECOND_ACCOUNT: any(one.reason is Verdict.SECOND_ACCOUNT for one in steps),
        Verdict.NO_CARD: not cards,
        Verdict.CARD_LOST: state == LOST,
        Verdict.SECOND_CARD: any(one.reason is Verdict.SECOND_CARD for one in steps),
        Verdict.NO_HISTORY: not history,
    }
    return Registration(
        state=state,
        account=accounts[0].number if accounts else None,
        card=cards[-1].number if cards and state == ACTIVE else None,
        steps=steps,
        lacking=tuple(verdict for verdict, lacks in lacking.items() if lacks),
        rule="R28",
        article="A2-4",
        evidence=tuple(one.statement_id for one in (*facts, *history)),
    )


def _steps(dossier: Dossier, facts: list[AccountFact]) -> tuple[AccountStep, ...]:
    steps: list[AccountStep] = []
    state, opened = NONE, False
    for fact in facts:
        reason = _too_much(fact, state, opened=opened)
        opened = opened or isinstance(fact, AccountOpened)
        state = _state(fact, state)
        steps.append(
            AccountStep(
                day=dossier.case.day(fact),
                fact=fact.name,
                number=fact.number,
                state=state,
                reason=reason,
                statement_id=fact.statement_id,
            )
        )
    return tuple(steps)


def _state(fact: AccountFact, state: str) -> str:
    if isinstance(fact, AccountOpened):
        return OPENED if state == NONE else state
    if isinstance(fact, CardLost):
        return LOST
    return ACTIVE


def _too_much(fact: AccountFact, state: str, *, opened: bool) -> Verdict | None:
    """One cadre has one account and one card; another card only for one that was lost."""
    if isinstance(fact, AccountOpened):
        return Verdict.SECOND_ACCOUNT if opened else None
    another = isinstance(fact, CardIssued | CardReissued) and state == ACTIVE
    return Verdict.SECOND_CARD if another else None
