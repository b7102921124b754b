"""The pages of what is tried: what another policy would change of a year, and the trial beside the
tables that answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from api.http.strict_route import names_policy
from api.pages.comparing import signed
from api.pages.frame import Frame
from api.pages.rendering import DASH, amount
from api.pages.views import Said, View
from projections.credits.balances import EXCELLENT, QUALIFIED, UNQUALIFIED
from replay.trial_answer import TrialAnswer, TrialDifferencesAnswer
from replay.what_if import Side
from replay.what_if_answer import WhatIfAnswer

_GRADES: Final = (EXCELLENT, QUALIFIED, UNQUALIFIED)
"""The grades in the order of the page; others that a policy gives follow them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of something there are by the policy that judges, and by the one that is tried."""

    code: str
    judged: int
    tried: int

    @property
    def change(self) -> str:
        """How many more there are, with the sign."""
        return signed(Decimal(self.tried - self.judged))


def _what_if(answer: WhatIfAnswer, frame: Frame) -> Mapping[str, Any]:
    first, second = answer.totals.first, answer.totals.second
    return {
        "said": _said_of_policy(answer, frame),
        "grades": list(_counts(first.grades, second.grades, _GRADES)),
        "verdicts": list(_counts(first.verdicts, second.verdicts, ())),
        "credits": _credits(first, second),
        "cadres": sorted(
            answer.cadres, key=lambda one: (one.second.grade != UNQUALIFIED, one.cadre)
        ),
        "tried": _tried(frame),
        "all_amounts": frame.query.get("of") == "amounts",
        "is_part": bool(answer.next or frame.query.get("after")),
        "change": lambda one: signed(one.second.counted - one.first.counted),
    }


def _counts(
    judged: Mapping[str, int], tried: Mapping[str, int], order: Iterable[str]
) -> Iterable[Counts]:
    """How many there are of each, those of the order first."""
    codes = [*order, *sorted(judged), *sorted(tried)]
    for code in dict.fromkeys(codes):
        if code in judged or code in tried:
            yield Counts(code, judged.get(code, 0), tried.get(code, 0))


def _credits(first: Side, second: Side) -> Mapping[str, str]:
    return {
        "judged": amount(first.counted),
        "tried": amount(second.counted),
        "change": signed(second.counted - first.counted),
    }


def _tried(frame: Frame) -> Mapping[str, str]:
    """What is tried besides a policy, as it was asked."""
    return {
        name: text
        for name, text in frame.query.items()
        if names_policy(name) or name == "effective"
    }


def _said_of_policy(answer: WhatIfAnswer, frame: Frame) -> Said:
    t, totals = frame.texts, answer.totals
    if not totals.grades_changed and not totals.verdicts_changed:
        return Said("good", t("what_if.said_same", year=answer.year, n=totals.cadres))
    said = t("what_if.said", year=answer.year, n=totals.grades_changed, of=totals.cadres)
    return Said("", said, t("what_if.said_units", n=totals.verdicts_changed, of=totals.units))


def _trial(answer: TrialAnswer, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    behind = [one for one in answer.projections if one.settled < answer.position]
    if answer.tried is None:
        said = Said("", t("trial.said_none"))
    elif behind:
        said = Said("", _said_tried(answer, frame), t("trial.said_behind", n=len(behind)))
    else:
        said = Said("good", _said_tried(answer, frame), t("trial.said_level"))
    return {
        "said": said,
        "places": [
            (one, answer.position - one.settled, str(t.of_code("projection", one.projection)))
            for one in answer.projections
        ],
    }


def _said_tried(answer: TrialAnswer, frame: Frame) -> Any:
    t = frame.texts
    if answer.candidate is None:
        return t("trial.said_rules")
    return t("trial.said_policy", policy=answer.candidate, day=answer.effective or DASH)


def _differences(answer: TrialDifferencesAnswer, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    if answer.tried is None:
        said = Said("", t("trial.said_none"))
    elif not (answer.cadres or answer.verdicts or answer.tables or answer.next):
        said = Said("good", t("trial.said_alike"))
    else:
        numbers = {"years": len(answer.cadres), "units": len(answer.verdicts)}
        said = Said("", t("trial.said_differ", **numbers), t("trial.said_switch"))
    return {
        "said": said,
        "cadres": answer.cadres,
        "tables": [(one, str(t.of_code("projection", one.projection))) for one in answer.tables],
    }


WHAT_IF: Final = View("what_if.html", _what_if)
TRIAL: Final = View("trial.html", _trial)
DIFFERENCES: Final = View("trial_differences.html", _differences)
