"""The catalogue of messages: everything that is said stands in it, with the same values."""

import pickle
import re
from string import Formatter

import pytest

from lrs.message import joined, message, message_of
from lrs.statement.problem import StatementError
from projections.profile.forms import FORMS
from projections.words.messages import catalogue, in_language
from projections.words.retelling import retold
from tests.messages import help_texts, patterns, said

CHINESE = range(0x3000, 0xFFEF)
SAME = {
    "a Group",
    "a StatementRef",
    "Value error, {why}",
    "a UUID",
    "a {fact}{of_kind}{days}",
    "a {kind}",
    "an Agent",
    "an agent",
    "context.{member}",
    "from, to",
}
"""Texts of names alone, which are the same in Chinese."""


def values_of(pattern: str) -> list[tuple[str, str | None, str | None]]:
    return sorted(
        (name, conversion, spec)
        for _, name, spec, conversion in Formatter().parse(pattern)
        if name is not None
    )


def test_everything_that_is_said_has_its_chinese() -> None:
    missing = [f"{place}: {text}" for text, place in patterns().items() if text not in catalogue()]
    assert not missing, "\n".join(missing)


def test_no_finished_sentence_is_told() -> None:
    assert [place for file in said() for place in file.unheld] == []


def test_the_help_of_every_command_and_option_has_its_chinese() -> None:
    assert help_texts() - catalogue().keys() == set()


def test_nothing_stands_in_the_catalogue_that_nobody_says() -> None:
    assert catalogue().keys() - patterns().keys() - help_texts() == set()


def test_both_languages_name_the_same_values() -> None:
    told = catalogue().keys() & patterns().keys()
    assert told
    for pattern in told:
        assert values_of(pattern) == values_of(catalogue()[pattern]), pattern


def test_the_chinese_is_chinese() -> None:
    for pattern, text in catalogue().items():
        assert any(ord(one) in CHINESE for one in text) or pattern in SAME, pattern


def test_a_message_is_told_with_its_values_in_either_language() -> None:
    error = StatementError(
        index=2, path="actor", value="nothing", expected=message("at most {most} bytes", most=3)
    )
    told = message_of(error)
    assert told == "statement 2: actor: got nothing, expected at most 3 bytes"
    assert in_language(told, "en") == told
    assert in_language(told, "zh") == "statement 2: actor：收到 空，应为最多 3 字节"


def test_braces_in_a_value_are_no_values() -> None:
    told = message("{name}: got it twice, expected each parameter only once", name="{0}{x}")
    assert in_language(told, "zh") == "{0}{x}：出现两次，每个参数只能出现一次"


def test_messages_are_joined_and_carried_to_other_processes() -> None:
    told = joined([message("at most {most} bytes", most=3), "true or false"], by="; ")
    assert in_language(pickle.loads(pickle.dumps(told)), "zh") == "最多 3 字节; true 或 false"


@pytest.mark.parametrize("error", [ValueError(), ValueError("a", "b"), OSError(2, "gone")])
def test_of_an_error_without_a_message_its_text_is_told(error: Exception) -> None:
    assert message_of(error) == str(error)


def test_what_is_expected_of_every_datum_of_every_fact_is_told_in_chinese() -> None:
    expected = {
        kind.expected
        for form in FORMS.values()
        for kind in (*form.data.values(), *form.result.values())
    }
    assert len(expected) > 20
    assert [told for told in expected if in_language(told, "zh") == told] == []


@pytest.mark.parametrize(
    ("told", "zh"),
    [
        ("at most 3 bytes", "最多 3 字节"),
        ("true or false", "true 或 false"),
        (
            "page: got 'x y', expected at most 3 bytes",
            in_language(
                message(
                    "{name}: got {got!r}, expected {expected}",
                    name="page",
                    got="x y",
                    expected=message("at most {most} bytes", most=3),
                ),
                "zh",
            ),
        ),
        ("something that nobody says", "something that nobody says"),
        ("", ""),
        ("{0} {x}", "{0} {x}"),
    ],
)
def test_what_was_kept_in_english_is_told_again_in_chinese(told: str, zh: str) -> None:
    assert retold(told, "zh") == zh
    assert retold(told, "en") == told


def test_every_message_of_the_catalogue_is_recognised_in_what_it_says() -> None:
    """But for those of which another says the same, or that have hardly a word of their own."""
    lost = []
    for pattern in patterns():
        names = [name for _, name, _, _ in Formatter().parse(pattern) if name]
        if len(set(names)) < len(names) or len(re.findall(r"[A-Za-z]{2,}", pattern)) < 8:
            continue
        values = dict.fromkeys(names, 7)
        try:
            told = message(pattern, **values)
        except (KeyError, ValueError, AttributeError):
            continue
        if retold(str(told), "zh") == str(told):
            lost.append(pattern)
    assert lost == []
