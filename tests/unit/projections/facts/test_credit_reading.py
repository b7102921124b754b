"""What a cadre applies with is read leniently in form and strictly in values."""

from typing import Any

import pytest

from projections.facts.credit_facts import (
    ArticlePublished,
    AwardWon,
    BookPublished,
    DegreeAdmitted,
    OtherActivityDone,
)
from projections.facts.decision_facts import CreditApplied, CreditRegistered
from projections.facts.fact import Fact, Unknown
from projections.facts.learning_act import read_fact
from projections.profile.writing import to_statement
from projections.words import vocabulary as v
from tests.unit.projections.history import row
from tests.unit.projections.short_forms import SHORT_FORMS


def statement(name: str, **extensions: Any) -> dict[str, Any]:
    """The example of a fact with some data put in the place of its own."""
    short = next(one for one in SHORT_FORMS if one["fact"] == name)
    written = to_statement({"id": "x", **short})
    written["context"].setdefault("extensions", {}).update(
        {v.extension(key): value for key, value in extensions.items()}
    )
    return written


def read(written: dict[str, Any]) -> Fact:
    return read_fact(row(written))


MINE = (
    *("degree.admitted", "degree.conferred", "degree.withdrawn", "book.published"),
    *("article.published", "award.won", "other_activity.done"),
    *("credit.applied", "credit.assessed", "credit.registered"),
)


@pytest.mark.parametrize("name", MINE)
def test_what_is_written_is_read(name: str) -> None:
    fact = read(statement(name))
    assert fact.name == name
    assert fact.unreadable == ()


def test_an_article_in_full() -> None:
    fact = read(statement("article.published"))
    assert isinstance(fact, ArticlePublished)
    assert (fact.subject, fact.merit, fact.level) == ("w2", "sole", "county")
    assert fact.work_related is True
    assert fact.documents == ("宝鸡日报 2010-07-01",)


@pytest.mark.parametrize(
    ("name", "data", "unreadable"),
    [
        ("degree.admitted", {"level": "grandmaster"}, ("level",)),
        ("degree.admitted", {"level": "none"}, ("level",)),
        ("degree.admitted", {"holds_degree": 3}, ("holds_degree",)),
        ("degree.admitted", {"holds_degree": "unknown"}, ()),
        ("degree.conferred", {"certificate": "attendance"}, ("certificate",)),
        ("book.published", {"role": 1}, ("role",)),
        ("book.published", {"role": "editor"}, ()),
        ("book.published", {"authors": "two"}, ("authors",)),
        ("book.published", {"work_related": "false"}, ("work_related",)),
        ("book.published", {"work_related": 0}, ("work_related",)),
        ("article.published", {"outlet_level": "galactic"}, ("outlet_level",)),
        ("article.published", {"outlet_level": ["county"]}, ("outlet_level",)),
        ("article.published", {"evidence": 7}, ("evidence",)),
        ("article.published", {"evidence": False}, ("evidence",)),
        ("article.published", {"evidence": ""}, ()),
        ("award.won", {"grade": "special"}, ()),
        ("award.won", {"level": None}, ()),
        ("other_activity.done", {"days": "-1"}, ("days",)),
        ("credit.registered", {"role": 5}, ("role",)),
    ],
)
def test_a_value_that_cannot_be_read_is_named_and_never_guessed(
    name: str, data: dict[str, Any], unreadable: tuple[str, ...]
) -> None:
    assert read(statement(name, **data)).unreadable == unreadable


def test_only_the_type_tells_a_book_from_an_article() -> None:
    written = statement("book.published")
    assert isinstance(read(written), BookPublished)
    written["object"]["definition"]["type"] = "http://activitystrea.ms/schema/1.0/article"
    assert isinstance(read(written), ArticlePublished)
    del written["object"]["definition"]
    assert isinstance(read(written), Unknown)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("degree.admitted", DegreeAdmitted),
        ("award.won", AwardWon),
        ("other_activity.done", OtherActivityDone),
    ],
)
def test_an_activity_of_ours_needs_no_type(name: str, kind: type[Fact]) -> None:
    written = statement(name)
    del written["object"]["definition"]
    assert isinstance(read(written), kind)
    written["object"]["definition"] = {"type": "https://x.cn/else"}
    assert isinstance(read(written), Unknown)


@pytest.mark.parametrize("name", [one for one in MINE if not one.startswith("credit.")])
def test_a_group_is_nobody_in_particular(name: str) -> None:
    written = statement(name)
    written["actor"] = {"objectType": "Group", "member": [written["actor"]]}
    assert isinstance(read(written), Unknown)


def test_a_decision_names_its_target_and_office() -> None:
    fact = read(statement("credit.registered"))
    assert isinstance(fact, CreditRegistered)
    assert (fact.role, fact.unit) == ("unit_hr", "A")
    applied = read(statement("credit.applied"))
    assert isinstance(applied, CreditApplied)
    assert (applied.person, applied.documents) == ("c1", ("P-7",))
    written = statement("credit.registered")
    written["object"] = {"id": "https://x.cn/thing"}
    assert isinstance(read(written), Unknown)
