"""The pages of an integrator: what became of what was sent, why, and how to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.pages.frame import Frame
from api.pages.views import Said, View
from api.pages.wording import Texts
from api.reports.integrators_desk import IntegratorsDesk
from api.reports.reconciling import Rejection, RejectionsAnswer
from projections.reasons import Reason
from projections.tables.loose_ends import UnmatchedAnswer
from projections.tables.reconciliation import Reconciled, ReconciliationAnswer
from projections.words.messages import in_language


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that was refused, with what was wrong in words, and how to mend it."""

    one: Rejection
    says: str
    mend: str


@dataclass(frozen=True, slots=True)
class ForNothing:
    """A reason for which statements earned nothing, with how many, and how to mend it."""

    code: str
    count: int
    says: str
    mend: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A statement, with what departs from its template, in words."""

    one: Reconciled
    faults: tuple[tuple[str, str], ...]
    """The member that is wrong, and what should stand there."""
    expected: str | None
    """What it would have had to say to state a fact of ours."""


def _desk(answer: IntegratorsDesk, frame: Frame) -> Mapping[str, Any]:
    return {
        "found": answer.reconciliation,
        "refused": _refused(answer.rejections.rejections, frame.texts),
        "more_refused": answer.rejections.next is not None,
        "for_nothing": _for_nothing(answer.reconciliation, frame.texts),
        "zero": answer.reconciliation.statements,
        "flagged": _faulty(answer.flagged, frame.texts),
        "unmatched": answer.unmatched,
        "said": _said(answer, frame.texts),
        "home": f"/integrations/{frame.part(answer.credential)}",
        "days": {"from": answer.reconciliation.since, "to": answer.reconciliation.until},
    }


def _said(answer: IntegratorsDesk, t: Texts) -> Said:
    found = answer.reconciliation
    if not found.received and not found.refused:
        return Said("", t("desk.said_nothing"))
    told = t("desk.said", received=found.received, stored=found.stored, resent=found.resent)
    wrong = found.refused or found.flagged or found.unmatched
    if not wrong:
        return Said("good", told, t("desk.said_good", credited=found.credited))
    return Said(
        "bad",
        told,
        t(
            "desk.said_wrong",
            refused=found.refused,
            flagged=found.flagged or 0,
            unmatched=found.unmatched,
        ),
    )


def _refused(found: Iterable[Rejection], t: Texts) -> list[Refused]:
    return [
        Refused(one, str(t.of_code("refused", one.code)), _mended("mend_refused", one.code, t))
        for one in found
    ]


def _mended(group: str, code: str, t: Texts) -> str:
    key = f"{group}.{code}"
    return str(t(key if t.has(key) else f"{group}.other"))


def _for_nothing(found: ReconciliationAnswer, t: Texts) -> list[ForNothing]:
    """The reasons for which statements earned nothing, the most frequent first."""
    ordered = sorted(found.zero.reasons.items(), key=lambda one: (-one[1].count, one[0]))
    return [
        ForNothing(code, one.count, getattr(one, t.language), str(t(f"mend.{Reason(code)}")))
        for code, one in ordered
    ]


def _faulty(found: Iterable[Reconciled], t: Texts) -> list[Faulty]:
    return [
        Faulty(
            one,
            tuple((each.path, in_language(each.expected, t.language)) for each in one.faults),
            one.expected and in_language(one.expected, t.language),
        )
        for one in found
    ]


def _rejections(answer: RejectionsAnswer, frame: Frame) -> Mapping[str, Any]:
    return {
        "refused": _refused(answer.rejections, frame.texts),
        "home": f"/integrations/{frame.part(answer.credential)}",
    }


LISTS: Final = ("zero", "flagged", "unmatched", "credited", "other", "all")
"""What can be listed, in the order of the page."""


def _reconciliation(answer: ReconciliationAnswer, frame: Frame) -> Mapping[str, Any]:
    asked = frame.query.get("reason")
    return {
        "found": answer,
        "rows": _faulty(answer.statements, frame.texts),
        "lists": [one for one in LISTS if one != "flagged" or answer.flagged is not None],
        "for_nothing": _for_nothing(answer, frame.texts),
        "reason": asked if answer.list == "zero" else None,
        "home": f"/integrations/{frame.part(answer.credential)}",
    }


def _unmatched(_: UnmatchedAnswer, __: Frame) -> Mapping[str, Any]:
    return {}


DESK: Final = View("integrations.html", _desk)
REJECTIONS: Final = View("rejections.html", _rejections)
RECONCILIATION: Final = View("reconciliation.html", _reconciliation)
UNMATCHED: Final = View("unmatched.html", _unmatched)
