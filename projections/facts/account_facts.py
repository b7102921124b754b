"""The facts about what a cadre keeps: account and study card, plan, earlier training."""

from typing import Annotated, Any, ClassVar

from projections.facts.data import (
    End,
    Evidence,
    Hours,
    Number,
    OfYear,
    Reason,
    Start,
    Text,
)
from projections.facts.declaration import Declaration, own
from projections.facts.fact import Base, Fact
from projections.facts.possible import possible_period
from projections.words import things
from projections.words.statement import Statement
from projections.words.things import Words


class HistoryImported(Fact, frozen=True, kw_only=True):
    """Training before the register, in hours, with where that is known from (A2-4, Q38).

    `subject` is what the training was, `start` and `end` when, where that is said.
    """

    name: ClassVar[str] = "history.imported"
    declaration = Declaration(
        verb=own("imported-history", en="had earlier training entered", zh="补录以往培训"),
        object=things.ACCOUNT,
        by_cadre=True,
        ends=True,
        needs=("hours",),
        en="Training before the scheme, in hours, with its source.",
        zh="补录本制度实施前的培训学时及其来源。",
    )

    hours: Hours
    source: Annotated[Text, Words("Where imported hours are from.", "补录学时的来源。")]
    subject: Annotated[Text, Words("What earlier training was about.", "以往培训的主题。")]
    start: Start
    end: End

    @classmethod
    def build(cls, base: Base, said: dict[str, Any], statement: Statement) -> Fact:
        """Without hours that its days cannot hold."""
        return cls(*base, **possible_period(said))


class PlanSet(Fact, frozen=True, kw_only=True):
    """A cadre has set a personal plan for a year (A3-14)."""

    name: ClassVar[str] = "plan.set"
    declaration = Declaration(
        verb=own("set-plan", en="set a plan for", zh="制定个人学习计划"),
        object=things.PLAN,
        by_cadre=True,
        en="A cadre set a learning plan for a year.",
        zh="干部制定年度学习培训计划。",
    )

    year: OfYear
    evidence: Evidence = None


class AccountFact(Fact, frozen=True, kw_only=True):
    """Something happened to a cadre's account or study card (A2-4, A2-5(1))."""

    number: Number
    reason: Reason = None


class AccountOpened(AccountFact, frozen=True, kw_only=True):
    """The account was opened."""

    name: ClassVar[str] = "account.opened"
    declaration = Declaration(
        verb=own("opened-account", en="opened the account", zh="开立账户"),
        object=things.ACCOUNT,
        by_cadre=True,
        en="A cadre's account on the learning platform was opened.",
        zh="为干部开立在线学习账户。",
    )


class CardIssued(AccountFact, frozen=True, kw_only=True):
    """A study card was issued."""

    name: ClassVar[str] = "card.issued"
    declaration = Declaration(
        verb=own("issued-card", en="was issued a study card", zh="发放学习卡"),
        object=things.ACCOUNT,
        by_cadre=True,
        en="A study card was issued to a cadre.",
        zh="向干部发放学习卡。",
    )


class CardLost(AccountFact, frozen=True, kw_only=True):
    """The study card was reported lost."""

    name: ClassVar[str] = "card.lost"
    declaration = Declaration(
        verb=own("lost-card", en="reported the study card lost", zh="学习卡挂失"),
        object=things.ACCOUNT,
        by_cadre=True,
        en="A cadre reported the study card lost.",
        zh="干部挂失学习卡。",
    )


class CardReissued(AccountFact, frozen=True, kw_only=True):
    """Another study card was issued in place of one that was lost."""

    name: ClassVar[str] = "card.reissued"
    declaration = Declaration(
        verb=own("reissued-card", en="was reissued a study card", zh="补发学习卡"),
        object=things.ACCOUNT,
        by_cadre=True,
        en="A study card was issued in the place of a lost one.",
        zh="补发学习卡。",
    )
