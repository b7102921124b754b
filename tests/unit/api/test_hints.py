"""What fields of forms ask for is said in words, in both languages."""

import re

import pytest

from api.pages.doing.deeds import DEEDS, Deed
from api.pages.doing.fields import fields_of_deed, in_words
from api.pages.wording import texts_in
from projections.words.languages import LANGUAGES
from projections.words.things import Words

FORMS = list(DEEDS.values())


@pytest.mark.parametrize("deed", FORMS, ids=lambda one: one.fact)
def test_no_hint_asks_for_a_code(deed: Deed) -> None:
    for field in fields_of_deed(deed):
        chinese = field.hint("zh", beside="")
        assert not re.search(r"[a-z]{3,}", chinese.replace("IRI", "")), chinese
        assert "_" not in field.hint("en", beside="")
    assert not re.search(r"[a-z]{3,}", in_words(deed.form.words, "zh"))


@pytest.mark.parametrize("deed", FORMS, ids=lambda one: one.fact)
def test_a_hint_of_a_choice_leaves_the_list_to_the_choice(deed: Deed) -> None:
    for field in fields_of_deed(deed):
        if field.choices or field.suggested:
            assert "：" not in field.hint("zh", beside="")
            assert ": " not in field.hint("en", beside="")


def test_what_a_label_says_is_not_said_twice() -> None:
    field = next(one for one in fields_of_deed(DEEDS["class.completed"]) if one.name == "start")
    for language in LANGUAGES:
        label = str(texts_in(language)("label.start"))
        assert field.hint(language, beside=label) == ""
        assert field.hint(language, beside="?") != ""


def test_a_code_goes_and_its_word_stays() -> None:
    words = Words(
        "By `known_at`, or local_affairs.", "方式：meeting 座谈会、local_affairs 地方事务。"
    )
    assert in_words(words, "zh") == "方式：座谈会、地方事务。"
    assert in_words(words, "en") == "By known at, or local affairs."
