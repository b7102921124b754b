"""The page of failed sign-ins: with which credential, how often, and what is to be done."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from api.audit.access import FailedSignInsAnswer
from api.pages.frame import Frame
from api.pages.views import Said, View

MANY: Final = 10
"""Failed sign-ins of one hour that look like guessing: nobody mistypes a secret so often."""


def _shown(answer: FailedSignInsAnswer, frame: Frame) -> Mapping[str, Any]:
    return {
        "said": _said(answer, frame),
        "many": MANY,
        "only": frame.query.get("key"),
    }


def _said(answer: FailedSignInsAnswer, frame: Frame) -> Said:
    t = frame.texts
    failed = Counter[str | None]()
    for one in answer.hours:
        failed[one.credential] += one.failed
    if not failed:
        return Said("good", t("failed.said_none"))
    said = t("failed.said", n=sum(failed.values()), of=len(failed))
    if any(one.failed >= MANY for one in answer.hours):
        return Said("bad", said, t("failed.said_many", many=MANY))
    return Said("", said, t("failed.said_few"))


VIEW: Final = View("failed_sign_ins.html", _shown)
