"""Forms are read as people fill them in: by the words that a form suggests, or by any other."""

from uuid import uuid4

import pytest

from api.pages.doing.deeds import DEEDS
from api.pages.doing.fields import fields_of_deed
from api.pages.doing.filling import DRAWN, STATEMENT, filled
from api.pages.wording import texts_in
from lrs.event.credentials import Credential, agent_of
from projections.spreadsheets.kinds import KINDS
from projections.words.languages import LANGUAGES

WHO = Credential(
    key="clerk",
    name="clerk",
    scopes=frozenset({"statements/write"}),
    agent=agent_of("clerk", "clerk"),
    asserts=(),
)
SUGGESTING = [
    (fact, field.name)
    for fact, deed in DEEDS.items()
    for field in fields_of_deed(deed)
    if field.suggested
]
TARGET = "e88de9a6-a8cb-58d7-a6bd-0648d074e476"
ROLES = {"独立": "sole", "合作": "co", "参与编写": "contributor", "主编": "主编", "co": "co"}
GRADES = {"一等奖": "first", "优秀奖": "excellence", "Second prize": "second"}
LEVELS = {"市": "city", "县区": "county", "省": "province", "系统内": "系统内"}


def read(fact: str, key: str, text: str) -> object:
    """What a form says under a key for a text of its field."""
    drawn = {STATEMENT: str(uuid4()), DRAWN: "2026-11-29T10:00:00+08:00"}
    return filled(DEEDS[fact], {**drawn, key: text}, WHO).fact[key]


@pytest.mark.parametrize(
    ("fact", "key", "said"),
    [
        ("book.published", "role", ROLES),
        ("award.won", "grade", GRADES),
        ("class.completed", "organiser", LEVELS),
    ],
)
def test_a_word_says_what_the_rules_know_by_another_name(
    fact: str, key: str, said: dict[str, str]
) -> None:
    assert {text: read(fact, key, text) for text in said} == said


@pytest.mark.parametrize("text", ["c0\u200b1", "c1\u200e2", "nan", "'c1"])
def test_what_is_no_id_in_a_spreadsheet_is_none_in_a_form(text: str) -> None:
    drawn = {STATEMENT: str(uuid4()), DRAWN: "2026-11-29T10:00:00+08:00"}
    form = filled(DEEDS["book.published"], {**drawn, "cadre": text}, WHO)
    assert "cadre" in {one.name for one in form.faults}
    assert "cadre" not in form.fact


@pytest.mark.parametrize(("fact", "key"), SUGGESTING)
def test_whatever_is_suggested_is_read_in_either_language(fact: str, key: str) -> None:
    field = next(one for one in fields_of_deed(DEEDS[fact]) if one.name == key)
    for language in LANGUAGES:
        words = [str(texts_in(language)(f"choice.{key}.{one}")) for one in field.suggested]
        assert [read(fact, key, one) for one in words] == list(field.suggested)


@pytest.mark.parametrize(
    "text",
    [
        TARGET,
        TARGET.upper(),
        f"/statements/{TARGET}?lang=zh",
        f"http://lrs:8080/statements/{TARGET}?known_at=2025-12-31#raw",
    ],
)
def test_a_target_is_given_by_its_id_or_by_the_address_of_its_page(text: str) -> None:
    assert read("credit.registered", "target", text) == TARGET


def test_a_cadre_is_enrolled_under_his_name() -> None:
    fields = {one.name: one.needed for one in fields_of_deed(DEEDS["cadre.enrolled"])}
    assert fields["real_name"], "A2-4: he enters the register under his real name"
    assert read("cadre.enrolled", "real_name", "王芳") == "王芳"


@pytest.mark.parametrize("key", ["role", "grade", "organiser"])
def test_a_form_suggests_what_a_spreadsheet_offers(key: str) -> None:
    offered = {
        word: value
        for kind in KINDS.values()
        for column in kind.columns
        if column.key == key and column.is_open
        for word, value in column.choices.items()
    }
    fact = {"role": "book.published", "grade": "award.won", "organiser": "class.completed"}[key]
    assert {word: read(fact, key, word) for word in offered} == offered
