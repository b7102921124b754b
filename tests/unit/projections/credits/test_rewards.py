"""Books, articles and awards: what each is worth, and which of several claims counts."""

from typing import Any

import pytest

from projections.exact import plain
from projections.profile.writing import statement_id
from projections.reasons import Reason
from tests.unit.projections.history import History, entry, reason

BOOK = {"fact": "book.published", "work": "w"}
ARTICLE = {"fact": "article.published", "work": "w", "outlet_level": "county"}
AWARD = {"fact": "award.won", "achievement": "w", "level": "municipal"}


def worth(short: dict[str, Any], parameters: dict[str, Any] | None = None) -> str | Reason | None:
    history = History()
    history.approved(id_="e", occurred="2010-06-01", **short)
    line = entry(history.ledger(parameters), "e")
    return line.reason or plain(line.credits)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ({**BOOK, "role": "sole"}, "10"),
        ({**BOOK, "role": "co"}, "5"),
        ({**BOOK, "role": "contributor"}, "3"),
        ({**BOOK, "role": "editor"}, Reason.UNKNOWN_VALUE),
        (BOOK, Reason.UNKNOWN_VALUE),
        ({**BOOK, "role": "sole", "work_related": True}, "10"),
        ({**BOOK, "role": "sole", "work_related": False}, Reason.NOT_VALUED),
        ({**ARTICLE, "role": "sole"}, "5"),
        ({**ARTICLE, "role": "co"}, "3"),
        ({**ARTICLE, "role": "contributor"}, Reason.UNKNOWN_VALUE),
        ({**ARTICLE, "role": "min_outlet"}, Reason.UNKNOWN_VALUE),
        ({**ARTICLE, "role": "sole", "outlet_level": "township"}, Reason.LEVEL_TOO_LOW),
        ({**ARTICLE, "role": "sole", "outlet_level": "district"}, "5"),
        ({**ARTICLE, "role": "sole", "outlet_level": "lunar"}, Reason.UNKNOWN_VALUE),
        ({"fact": "article.published", "work": "w", "role": "sole"}, Reason.UNKNOWN_VALUE),
        ({**AWARD, "grade": "first"}, "5"),
        ({**AWARD, "grade": "second"}, "4"),
        ({**AWARD, "grade": "third"}, "3"),
        ({**AWARD, "grade": "excellence"}, "2"),
        ({**AWARD, "grade": "special"}, Reason.UNKNOWN_VALUE),
        ({**AWARD, "grade": "min_level"}, Reason.UNKNOWN_VALUE),
        ({**AWARD, "grade": "first", "level": "county"}, Reason.LEVEL_TOO_LOW),
        ({**AWARD, "grade": "first", "level": "national"}, "5"),
        ({**AWARD, "grade": "special", "level": "county"}, Reason.UNKNOWN_VALUE),
        ({"fact": "other_activity.done", "kind": "research"}, Reason.NOT_VALUED),
    ],
)
def test_what_each_is_worth(short: dict[str, Any], expected: str | Reason) -> None:
    assert worth(short) == expected


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ({**BOOK, "role": "co", "authors": "2"}, "2.5"),
        ({**BOOK, "role": "co", "authors": "3"}, "1.66"),
        ({**BOOK, "role": "co", "authors": "0"}, Reason.UNKNOWN_VALUE),
        ({**BOOK, "role": "co"}, Reason.UNKNOWN_VALUE),
        ({**BOOK, "role": "sole"}, "10"),
        ({**BOOK, "role": "contributor"}, "3"),
        ({**ARTICLE, "role": "co", "authors": "4"}, "0.75"),
    ],
)
def test_a_divided_value_is_never_rounded_up(short: dict[str, Any], expected: object) -> None:
    assert worth(short, {"reward.split": "divide"}) == expected


def test_a_value_of_nothing_is_no_value() -> None:
    assert worth({**BOOK, "role": "co"}, {"reward.book.co": 0}) is Reason.NOT_VALUED


def claims(*shorts: tuple[str, dict[str, Any]]) -> History:
    history = History()
    for id_, short in shorts:
        history.approved(id_=id_, **{"occurred": "2010-06-01", **short})
    return history


def test_the_highest_counts_then_the_earliest() -> None:
    history = claims(
        ("low", {**ARTICLE, "role": "co", "occurred": "2010-01-01"}),
        ("late", {**ARTICLE, "role": "sole", "occurred": "2010-03-01"}),
        ("best", {**ARTICLE, "role": "sole", "occurred": "2010-02-01"}),
    )
    ledger = history.ledger()
    assert reason(ledger, "best") is None
    for id_ in ("low", "late"):
        line = entry(ledger, id_)
        assert line.reason is Reason.DUPLICATE_WORK
        assert line.evidence == (statement_id("best"),)


def test_a_work_is_one_whether_book_or_article_and_an_achievement_is_another_thing() -> None:
    ledger = claims(
        ("book", {**BOOK, "role": "contributor"}),
        ("article", {**ARTICLE, "role": "sole"}),
        ("award", {**AWARD, "grade": "first"}),
    ).ledger()
    assert reason(ledger, "book") is Reason.DUPLICATE_WORK
    assert reason(ledger, "article") is None
    assert reason(ledger, "award") is None


def test_a_claim_refused_for_its_value_does_not_use_up_its_work() -> None:
    ledger = claims(
        ("special", {**AWARD, "grade": "special"}),
        ("county", {**AWARD, "grade": "first", "level": "county"}),
        ("city", {**AWARD, "grade": "excellence", "occurred": "2011-01-01"}),
    ).ledger()
    assert reason(ledger, "special") is Reason.UNKNOWN_VALUE
    assert reason(ledger, "county") is Reason.DUPLICATE_WORK
    assert reason(ledger, "city") is None


def test_with_no_claim_that_counts_each_has_its_own_reason() -> None:
    ledger = claims(
        ("one", {**AWARD, "grade": "first", "level": "county"}),
        ("two", {**AWARD, "grade": "first", "work_related": False}),
    ).ledger()
    assert reason(ledger, "one") is Reason.LEVEL_TOO_LOW
    assert reason(ledger, "two") is Reason.NOT_VALUED


def test_only_standing_claims_block_others() -> None:
    history = claims(("best", {**BOOK, "role": "sole"}), ("other", {**BOOK, "role": "co"}))
    assert reason(history.ledger(), "other") is Reason.DUPLICATE_WORK
    history.record("act.voided", "v", target="best", occurred="2010-07-01")
    assert reason(history.ledger(), "other") is None
    history.record("void.withdrawn", "y", target="best", occurred="2010-08-01")
    assert reason(history.ledger(), "other") is Reason.DUPLICATE_WORK


def test_documents_stand_on_the_line() -> None:
    history = claims(("b", {**BOOK, "role": "sole", "evidence": "ISBN 7-1"}))
    assert entry(history.ledger(), "b").documents == ("ISBN 7-1",)
