"""That everything says one word for one thing in Chinese: that of the regulation."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from api.pages.wording import catalogue as pages
from projections.facts.registry import FACTS
from projections.profile.forms import FORMS
from projections.words.codes import CODES
from projections.words.headings import catalogue as headings
from projections.words.messages import catalogue as messages

DOCS: Final = Path(__file__).parents[2] / "docs"

ANOTHER: Final[Mapping[str, str]] = {
    "自我鉴定": "自我评价",
    "自我评估": "自我评价",
    "学习小结": "学习总结",
    "晋升": "提拔",
    "经办": "评定、登记",
    "替训": "顶替",
    "撤消": "撤销",
}
"""Words that the regulation does not use, each with the one that it has for the same."""

MEANS_ELSE: Final = frozenset(
    {
        *("word.open", "word.done", "word.county", "word.required", "word.degree"),
        *("choice.county", "said.county", "choice.township", "choice.degree"),
    }
)
"""Texts under a code that means something else there, such as the county that organises a class."""


def said() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the product, with where it stands."""
    yield from ((f"heading {name}", text["zh"]) for name, text in headings().items())
    yield from ((f"page {key}", str(text["zh"])) for key, text in pages().items())
    yield from messages().items()
    yield from ((name, f"{one.words.zh} {one.display['zh-CN']}") for name, one in FORMS.items())
    for of, codes in CODES.items():
        yield from ((f"code {of} {code}", zh) for code, (_, zh) in codes.items())
    yield from ((one.name, one.read_text(encoding="utf-8")) for one in sorted(DOCS.glob("*.md")))


@pytest.mark.parametrize("word", ANOTHER)
def test_no_text_has_another_word_than_the_regulation(word: str) -> None:
    found = [place for place, text in said() if word in text]
    assert not found, f"{word} is {ANOTHER[word]}: {found}"


def test_a_credential_is_called_one_thing() -> None:
    assert {headings()[name]["zh"] for name in ("credential", "credentials")} == {"凭据"}
    assert FACTS.keys() == FORMS.keys()


@pytest.mark.parametrize("group", ["word", "choice", "said"])
def test_a_code_is_called_the_same_in_every_list(group: str) -> None:
    texts = pages()
    otherwise = {
        key: (zh, text["zh"])
        for codes in CODES.values()
        for code, (_, zh) in codes.items()
        if (text := texts.get(key := f"{group}.{code}")) and text["zh"] != zh
    }
    assert otherwise.keys() <= MEANS_ELSE, otherwise
