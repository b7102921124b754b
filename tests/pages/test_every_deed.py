"""Every fact that people state: on a form, tried and recorded, or named with what states it."""

from collections.abc import Mapping
from typing import Any, Final

import httpx
import pytest

from api.pages.doing.deeds import DEEDS, ELSEWHERE, Deed
from api.pages.doing.fields import HEADING, Field, fields_of_deed
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.facts.registry import FACTS
from projections.profile.writing import statement_id
from tests.pages.conftest import signed_in
from tests.pages.test_doing import hidden, tried
from tests.unit.projections.short_forms import SHORT_FORMS

PLAIN: Final[tuple[dict[str, Any], ...]] = (
    {"fact": "class.completed", "class": "k7", "attended_days": 3, "scheduled_days": 3},
    {"fact": "course.passed", "course": "o1", "by": "exam", "score": "80"},
    *({"fact": fact} for fact in ("credit.approved", "credit.rejected", "act.voided")),
    {"fact": "void.withdrawn"},
    {"fact": "cadre.enrolled", "unit": "A", "level": "section", "managed_by": "unit"},
    {"fact": "unit.assigned", "unit": "B", "scheme": "direct"},
    {"fact": "course.catalogued", "course": "o1", "name": "公文写作", "block": "broad_base"},
)
EXAMPLES: Final = {form["fact"]: form for form in (*reversed(SHORT_FORMS), *PLAIN)}
IN_PLACE: Final[Mapping[str, Any]] = {
    "target": str(statement_id("b2")),
    "cadre": "c2",
    "occurred": "2011-03-01",
    "start": "2011-02-28",
    "end": "2011-03-01",
    "reason": "依据文件",
    "year": "2011",
    "number": "宝组〔2011〕1号",
    "role": "unit_hr",
    "evidence": "E-1",
    "decision": "增加现场教学",
    "knowledge_renewed": "知识",
    "inspiration": "启发",
    "new_ideas": "思路",
    "method": "meeting",
    "office": "经济教研室",
    "credits": "10",
    "real_name": "王芳",
}
"""What is filled in where the example of a fact does not say it."""
ALWAYS: Final = {"target", "cadre"}
"""What examples name that the city of these tests does not have."""


def filled_in(deed: Deed) -> dict[str, str]:
    """What somebody enters on a form: what the example of its fact says, and all that is needed."""
    example = EXAMPLES[deed.fact]
    found = {one.name: _text(one, example) for one in fields_of_deed(deed)}
    return {name: text for name, text in found.items() if text is not None}


def _text(field: Field, example: Mapping[str, Any]) -> str | None:
    value = example.get(field.key)
    if field.key in ALWAYS or (value is None and field.needed):
        value = IN_PLACE[field.key]
    heading = field.name.partition(HEADING)[2]
    if isinstance(value, Mapping):
        value = value.get(heading) if heading else next(iter(value.values()))
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "\n".join(map(str, value))
        case _:
            return str(value)


def test_every_fact_has_a_form_or_another_way_that_is_named() -> None:
    assert DEEDS.keys() | ELSEWHERE.keys() == FACTS.keys()
    assert not DEEDS.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("fact", DEEDS)
def test_every_deed_is_tried_and_then_recorded(officer: httpx.Client, fact: str) -> None:
    trial = tried(officer, fact, **filled_in(DEEDS[fact]))
    assert trial.status_code == 200, trial.text
    assert "尚未提交" in trial.text
    answer = officer.post(f"/do/{fact}", data={**hidden(trial.text), "step": "send"})
    assert answer.status_code == 303, answer.text
    done = officer.get(answer.headers["location"])
    assert done.status_code == 200
    assert "已写入日志" in done.text


def test_one_who_may_not_issue_a_circular_sees_what_is_lacking(
    visitor: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add("HR", scopes=["statements/write", "reports/read"])
    page = signed_in(visitor, made.key, secret).get("/do/circular.issued", params={"lang": "en"})
    assert page.status_code == 403
    assert "--assert circular.issued" in page.text
