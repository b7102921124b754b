"""Policies in words: every parameter and value of every policy that comes with the product."""

import re
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from projections.policy.declaration import Measure
from projections.policy.folder import load_packaged, packaged
from projections.policy.kinds import Amount, PositiveAmount, Ratio, Whole
from projections.policy.mechanisms import FAMILIES, PARAMETERS
from projections.policy.view import in_force
from projections.reports.policy_words import called, told_value
from projections.words.languages import LANGUAGES, Language
from projections.words.phrases import Phrase, Phrases, catalogue

RAW = re.compile(r"[a-z]+[_.][a-z]+|[{}\[\]]|null|true|false")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_has_a_name(language: Language) -> None:
    for name in (*PARAMETERS, *FAMILIES):
        assert Phrases(language).has(f"parameter.{name}"), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_parameter_is_counted_in_has_a_word(language: Language) -> None:
    measures = {one.counted_in for one in PARAMETERS.values()}
    assert measures == {None, *get_args(Measure)}
    for measure in measures - {None, "share", "ratio"}:
        assert Phrases(language).has(f"quantity.{measure}")


def test_a_number_of_a_policy_is_told_with_what_it_counts() -> None:
    bare = {
        name
        for name, one in PARAMETERS.items()
        if one.counted_in is None and isinstance(one.kind, Whole | Amount | PositiveAmount | Ratio)
    }
    assert not bare


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy", packaged())
def test_no_value_is_told_by_its_key(policy: str, language: Language) -> None:
    t = Phrases(language)
    for row in in_force(load_packaged(policy), date(2026, 1, 1)):
        told = told_value(row["parameter"], row["value"], t)
        assert told
        assert not RAW.search(told), (row["parameter"], told)
        assert not RAW.search(called(row["parameter"], t)), row["parameter"]
        if language == "zh":
            assert not re.search("[a-z]{3}", told.replace("Asia/Shanghai", "")), told


def test_every_phrase_is_there_in_each_language_with_the_same_values() -> None:
    for key, phrase in catalogue().items():
        assert phrase.keys() == set(LANGUAGES), key
        assert _values(phrase["zh"]) == _values(phrase["en"]), key
        assert not re.search(r"[一-鿿]", str(phrase["en"])), key


def _values(phrase: Phrase) -> set[str]:
    said = [phrase] if isinstance(phrase, str) else phrase
    return {name for one in said for _, name, _, _ in Formatter().parse(one) if name}
