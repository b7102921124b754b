"""Histories for tests: facts in short form become statements, are read back and folded."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from uuid import UUID

from lrs.event.credentials import OPERATOR
from lrs.event.log import Recorded
from projections.answers.acts import by_person
from projections.answers.basis import Basis
from projections.case.case import Entry
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.case.reference import Reference
from projections.credits.credit_ledger import Ledger, fold
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.policy.folder import load_packaged
from projections.policy.parameter import Policy
from projections.policy.succession import Succession, succession_of
from projections.profile.forms import FORMS
from projections.profile.writing import statement_id, to_statement
from projections.reasons import Reason

BAOJI = load_packaged("baoji-2009")


def row(
    statement: Mapping[str, Any],
    *,
    position: int = 1,
    recorded: date = date(2010, 1, 1),
    credential: str = OPERATOR.key,
) -> Recorded:
    """A statement recorded at noon UTC of a day."""
    return Recorded(
        position=position,
        stored=datetime(recorded.year, recorded.month, recorded.day, 12, tzinfo=UTC)
        + timedelta(microseconds=position),
        statement_id=UUID(statement["id"]),
        version="2.0.0",
        credential=credential,
        authority=OPERATOR.agent,
        lacks=(),
        body=json.dumps(statement).encode(),
    )


@dataclass
class History:
    """A log of one cadre (c1, unless a fact names another) that grows fact by fact."""

    facts: list[Fact] = field(default_factory=list)
    rows: list[Recorded] = field(default_factory=list)
    reference: Reference = field(default_factory=Reference)

    def record(self, fact: str, id_: str, *, credential: str = OPERATOR.key, **data: Any) -> Fact:
        """Records a fact on its `recorded` day, by default the day on which it happened."""
        day = data.pop("recorded", None) or data.get("occurred") or data.get("end") or "2010-06-01"
        if not data.keys() & {"occurred", "occurred_at", "end"}:
            data["occurred"] = day
        if FORMS[fact].by_cadre:
            data.setdefault("cadre", "c1")
        statement = to_statement({"fact": fact, "id": id_, **data})
        return self.receive(statement, recorded=date.fromisoformat(day), credential=credential)

    def receive(
        self,
        statement: Mapping[str, Any],
        *,
        recorded: date = date(2010, 6, 1),
        credential: str = OPERATOR.key,
    ) -> Fact:
        """Records a statement as it stands."""
        position = len(self.facts) + 1
        self.rows.append(
            row(statement, position=position, recorded=recorded, credential=credential)
        )
        read = read_fact(self.rows[-1])
        self.facts.append(read)
        self.reference.learn(read)
        return read

    def catalogue(self, course: str, credits_: str, occurred: str = "2008-01-01") -> Fact:
        """A catalogue value from a day on."""
        return self.record(
            "course.catalogued",
            f"{course} {credits_} {occurred}",
            course=course,
            credits=credits_,
            occurred=occurred,
        )

    def passed(self, id_: str, course: str, occurred: str, **data: Any) -> Fact:
        """A course passed."""
        return self.record("course.passed", id_, course=course, occurred=occurred, **data)

    def attended(self, id_: str, training_class: str, end: str, days: str, **data: Any) -> Fact:
        """A class attended on the last days up to its end."""
        before = timedelta(days=max(ceil(Decimal(days)) - 1, 0))
        data = {"start": (date.fromisoformat(end) - before).isoformat(), **data}
        return self.record(
            "class.completed",
            id_,
            **{"class": training_class},
            end=end,
            scheduled_days=days,
            **data,
        )

    def dossier(
        self,
        parameters: Mapping[str, Any] | None = None,
        *,
        person: str = "c1",
        today: str = "2012-12-31",
        known: int | None = None,
        policy: Policy = BAOJI,
    ) -> Dossier:
        """The dossier of a cadre."""
        policy = policy.with_overrides(parameters or {})
        as_of = AsOf(
            known=len(self.facts) if known is None else known,
            today=date.fromisoformat(today),
            zone=policy.zone,
        )
        acts = by_person(self.facts, self.reference, as_of).get(person, [])
        return open_dossier(self.reference, person, acts, succession_of(policy), as_of)

    def basis(
        self, today: date | str, *, known: int | None = None, policies: Succession | None = None
    ) -> Basis:
        """What an answer as of a day rests on: as known by now or at a position, by the policy of
        Baoji or by others."""
        return Basis(
            position=len(self.rows) if known is None else known,
            today=date.fromisoformat(today) if isinstance(today, str) else today,
            policies=policies or succession_of(BAOJI),
            reference=self.reference,
        )

    def approved(self, fact: str, id_: str, occurred: str, **data: Any) -> Fact:
        """Something that a cadre applies with, approved on the day on which it happened."""
        read = self.record(fact, id_, occurred=occurred, **data)
        self.record("credit.approved", f"{id_} approved", target=id_, occurred=occurred)
        return read

    def ledger(
        self,
        parameters: Mapping[str, Any] | None = None,
        *,
        today: str = "2012-12-31",
        known: int | None = None,
        years: Iterable[int] = (),
        policy: Policy = BAOJI,
    ) -> Ledger:
        """The ledger of c1."""
        return fold(
            self.reference,
            "c1",
            self.facts,
            succession_of(policy.with_overrides(parameters or {})),
            known=len(self.facts) if known is None else known,
            today=date.fromisoformat(today),
            years=tuple(years),
        )


def recorded(shorts: Iterable[Mapping[str, Any]]) -> History:
    """A history of facts in short form."""
    history = History()
    for short in shorts:
        history.record(**short)
    return history


def entry(ledger: Ledger, id_: str) -> Entry:
    """The only line of a fact."""
    (found,) = [one for one in ledger.entries if one.statement_id == statement_id(id_)]
    return found


def reason(ledger: Ledger, id_: str) -> Reason | None:
    """Why a fact earned nothing."""
    return entry(ledger, id_).reason
