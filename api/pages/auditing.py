"""The pages of an auditor's desk: what is amiss, who could do what, the signed head, reports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from api.audit.access import AccessAnswer
from api.audit.desk import AuditorsDesk
from api.audit.evidence import EvidenceAnswer
from api.audit.issued_reports import IssuedReport, IssuedReportsAnswer
from api.pages.frame import Frame
from api.pages.views import Said, View
from api.reports.issuing import Reproduced
from lrs.access.history import REVOKED, AccessChange
from lrs.event.credentials import EVERYTHING, OWN_REPORTS, UNIT_REPORTS
from projections.amiss import Amiss
from projections.reports.findings import KINDS, SEVERITIES, FindingsAnswer, FoundAmiss, Severity
from projections.verdicts import SENTENCES, Verdict

LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    Severity.HIGH: ("bad", "late"),
    Severity.MEDIUM: ("late", "half"),
    Severity.LOW: ("calm", "dot"),
}
"""The look and the sign of each gravity."""


@dataclass(frozen=True, slots=True)
class About:
    """A finding, with what it found fault with in words."""

    one: FoundAmiss
    cadre: str | None
    """Another cadre, whom its value names."""
    value: str | None


def _about(one: FoundAmiss, frame: Frame) -> About:
    if one.value is None or one.value == one.training_class:
        return About(one, None, None)
    if one.code in _OF_CADRES:
        return About(one, one.value, None)
    t = frame.texts
    if one.value in _VERDICTS:
        return About(one, None, SENTENCES[Verdict(one.value)][t.language])
    return About(one, None, str(t.of_code("fact", one.value)))


_OF_CADRES: Final = frozenset({Amiss.SUBSTITUTED_UNAPPROVED, Amiss.TWO_CADRES_ONE_PERSON})
"""What is amiss whose value is another cadre."""

_VERDICTS: Final = frozenset(one.value for one in Verdict)


@dataclass(frozen=True, slots=True)
class Grave:
    """A gravity in words, with what was found of it."""

    severity: str
    look: str
    sign: str
    says: str
    found: Any
    """What was found of it, as the page wants it."""
    latest: Sequence[About] = ()
    """Those that became known last, one by one."""


def _grave(severity: str, found: Any, frame: Frame) -> Grave:
    kind = Severity(severity)
    look, sign = LOOKS[kind]
    return Grave(severity, look, sign, SEVERITIES[kind][frame.texts.language], found)


def _desk(answer: AuditorsDesk, frame: Frame) -> Mapping[str, Any]:
    return {
        "graves": [
            replace(
                _grave(one.severity, one, frame),
                latest=[_about(each, frame) for each in one.first],
            )
            for one in answer.found or ()
        ],
        "counted": sum(one.count for one in answer.found or ()),
        "said": _said_of_desk(answer, frame),
        "changes": [change_told(one, frame) for one in answer.changes],
        "reports": [_report(one, frame) for one in answer.reports],
        "is_past": "known_at" in frame.query,
        "earlier": answer.days[1] if len(answer.days) > 1 else None,
        **_evidence(answer.evidence, frame),
    }


def _said_of_desk(answer: AuditorsDesk, frame: Frame) -> Said | None:
    t = frame.texts
    if answer.found is None:
        return None
    high = answer.found[0]
    if not any(one.count for one in answer.found):
        return Said("good", t("audit.said_nothing"))
    others = sum(one.count for one in answer.found[1:])
    key = "audit.said_more" if high.more else "audit.said"
    return Said("bad" if high.count else "", t(key, n=high.count), t("audit.said_others", n=others))


def _findings(answer: FindingsAnswer, frame: Frame) -> Mapping[str, Any]:
    order = list(Severity)
    rows = sorted(answer.findings, key=lambda one: order.index(Severity(one.severity)))
    grouped = [
        _grave(severity, list(_of_kinds(found, frame)), frame)
        for severity, found in groupby(rows, key=lambda one: one.severity)
    ]
    return {
        "graves": grouped,
        "severities": [one.value for one in Severity],
        "kinds": [(code, getattr(kind, frame.texts.language)) for code, kind in KINDS.items()],
    }


def _of_kinds(
    found: Iterable[FoundAmiss], frame: Frame
) -> Iterator[tuple[FoundAmiss, str, list[About]]]:
    """The findings of each kind, with what is amiss in words."""
    for _, some in groupby(found, key=lambda one: one.code):
        rows = list(some)
        told = [_about(one, frame) for one in rows]
        yield rows[0], getattr(rows[0], frame.texts.language), told


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A change of what a credential may do, in words."""

    one: AccessChange
    by: str
    scopes: tuple[str, ...]
    asserts: tuple[str, ...]


def change_told(one: AccessChange, frame: Frame) -> ChangeInWords:
    """A change of what a credential may do, in words."""
    return ChangeInWords(
        one,
        one.by_name or one.by,
        tuple(scope_told(scope, frame) for scope in one.scopes),
        tuple(assertion_told(fact, frame) for fact in one.asserts),
    )


def scope_told(scope: str, frame: Frame) -> str:
    """What a scope lets do, in words."""
    t = frame.texts
    if scope.startswith(OWN_REPORTS):
        return str(t("scope.own", whom=scope.removeprefix(OWN_REPORTS)))
    if scope.startswith(UNIT_REPORTS):
        return str(t("scope.unit", unit=scope.removeprefix(UNIT_REPORTS)))
    return str(t.of_code("scope", scope))


def assertion_told(asserted: str, frame: Frame) -> str:
    """Which fact may be stated, in words, and for which unit."""
    t = frame.texts
    if asserted == EVERYTHING:
        return str(t("access.every_fact"))
    fact, _, unit = asserted.partition("@")
    called = str(t.of_code("fact", fact))
    return str(t("access.of_unit", fact=called, unit=unit)) if unit else called


def _access(answer: AccessAnswer, frame: Frame) -> Mapping[str, Any]:
    return {
        "holders": [
            (one, [change_told(change, frame) for change in one.changes])
            for one in answer.credentials
        ],
        "revoked": REVOKED,
        "only": frame.query.get("key"),
    }


_CHECKED: Final[Mapping[str, tuple[str, str, str]]] = {
    "matches": ("good", "good", "ok"),
    "differs": ("bad", "bad", "no"),
    "too_long": ("", "wait", "open"),
    "nothing_signed": ("", "late", "late"),
}
"""Of what reading the log again came to: the look of the sentence, and look and sign of a badge."""


def _evidence(answer: EvidenceAnswer, frame: Frame) -> Mapping[str, Any]:
    said, look, sign = _CHECKED[answer.check]
    t = frame.texts
    told = {"checked": answer.checked, "size": answer.size, "bad": answer.first_bad}
    return {
        "evidence": answer,
        "checked": {"look": look, "sign": sign},
        "said_of_head": Said(
            said, t(f"evidence.said_{answer.check}", **told), t("evidence.said_self")
        ),
        "witnesses": [one for one in answer.signers if one.is_witness],
        "logs": [one for one in answer.signers if not one.is_witness],
    }


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was issued, with where its question is answered now."""

    one: IssuedReport
    link: str | None


def _report(one: IssuedReport, frame: Frame) -> Report:
    asked = one.request or ""
    is_ours = asked.startswith("/") and not asked.startswith("//")
    return Report(one, _asked_again(asked, one, frame) if is_ours else None)


def _asked_again(asked: str, one: IssuedReport, frame: Frame) -> str:
    """The address of what was asked, as of the position that it rests on."""
    path, _, query = asked.partition("?")
    wanted = [] if "known_at=" in query or one.position is None else [f"known_at={one.position}"]
    lang = frame.query.get("lang")
    parts = [query, *wanted, *([f"lang={lang}"] if lang in ("zh", "en") else [])]
    return f"{path}?{'&'.join(filter(None, parts))}"


def _reports(answer: IssuedReportsAnswer, frame: Frame) -> Mapping[str, Any]:
    return {"reports": [_report(one, frame) for one in answer.reports]}


def _reproduced(answer: Reproduced, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    if answer.same:
        said = Said("good", t("reproduced.same"))
    elif answer.same is False:
        said = Said("bad", t("reproduced.differs", member=answer.first_difference or ""))
    elif answer.made is None:
        said = Said("", t("reproduced.not_made"))
    elif answer.versions:
        said = Said("", t("reproduced.versions"))
    else:
        said = Said("", t("reproduced.erased"))
    return {"said": said, "called": answer.number or str(answer.report)}


DESK: Final = View("audit.html", _desk)
FINDINGS: Final = View("findings.html", _findings)
ACCESS: Final = View("access.html", _access)
EVIDENCE: Final = View("evidence.html", _evidence)
REPORTS: Final = View("issued.html", _reports)
REPRODUCED: Final = View("reproduced.html", _reproduced)
