"""The fold: which reason comes first, which years are shown, what is known and has happened."""

from typing import Any

import pytest
from msgspec.structs import replace

from projections.credits.credit_ledger import fold, fold_bucket
from projections.exact import jsonable, plain
from projections.policy.succession import succession_of
from projections.profile.writing import statement_id
from projections.reasons import SENTENCES, Reason
from projections.words import vocabulary as v
from tests.unit.projections.history import BAOJI, History, entry, reason


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(set(texts) == {"zh", "en"} and all(texts.values()) for texts in SENTENCES.values())


def test_the_codes_stand_in_the_order_of_judgement() -> None:
    assert [reason.value for reason in Reason] == [
        "set_aside",
        "unknown_statement",
        "not_authorised",
        "voided",
        "not_yet_happened",
        "before_effective_from",
        "pending_or_rejected",
        "substitute_not_approved",
        "unknown_value",
        "not_catalogued",
        "catalogue_credits_out_of_range",
        "not_passed",
        "duplicate_class",
        "below_min_days",
        "leave_exceeded",
        "appraisal_failed",
        "duplicate_course",
        "duplicate_work",
        "not_above_existing_degree",
        "second_certificate_same_programme",
        "level_too_low",
        "not_valued",
    ]


PARAMETERS = {
    "apply_first": True,
    "basic.off_job.max_leave_ratio": [1, 7],
    "selection.substitute_credit": "withhold",
}

# A class to which every reason applies, and what mends the first that does, one after the other.
WRONG: dict[str, Any] = {
    "credential": "nobody",
    "voided": True,
    "end": "2007-06-01",
    "approved": False,
    "substitute": True,
    "unreadable": True,
    "duplicate": True,
    "days": "1",
    "attended_days": "1",
    "appraisal": "fail",
}
MENDS: list[tuple[str, Any, Reason]] = [
    ("credential", "operator", Reason.NOT_AUTHORISED),
    ("voided", False, Reason.VOIDED),
    ("end", "2010-06-01", Reason.BEFORE_EFFECTIVE_FROM),
    ("approved", True, Reason.PENDING_OR_REJECTED),
    ("substitute", False, Reason.SUBSTITUTE_NOT_APPROVED),
    ("unreadable", False, Reason.UNKNOWN_VALUE),
    ("duplicate", False, Reason.DUPLICATE_CLASS),
    ("days", "10", Reason.BELOW_MIN_DAYS),
    ("attended_days", "10", Reason.LEAVE_EXCEEDED),
    ("appraisal", "pass", Reason.APPRAISAL_FAILED),
]


def judged(data: dict[str, Any]) -> Reason | None:
    history = History()
    if data["duplicate"]:
        history.attended("first", "K", "2008-02-01", "5")
    history.attended(
        "k",
        "K",
        data["end"],
        data["days"],
        attended_days="99" if data["unreadable"] else data["attended_days"],
        appraisal=data["appraisal"],
        organiser="unit",
        credential=data["credential"],
        **({"substitute_for": "c2"} if data["substitute"] else {}),
    )
    if data["voided"]:
        history.record("act.voided", "v", target="k", occurred="2010-07-01")
    if data["approved"]:
        history.record("credit.approved", "a", target="k", occurred="2010-07-01")
    return reason(history.ledger(PARAMETERS), "k")


def test_the_first_reason_that_applies_wins_for_a_class() -> None:
    data = dict(WRONG)
    for name, mended, expected in MENDS:
        assert judged(data) is expected
        data[name] = mended
    assert judged(data) is None


def pass_of(**wrong: Any) -> Reason | None:
    """A second pass of a course, with as much wrong as is named."""
    history = History()
    history.catalogue("o", "10", "2008-01-01")
    history.passed("first", "o", "2009-01-01")
    history.catalogue("o", "2" if wrong.get("range") else "10", "2009-06-01")
    course = "nowhere" if wrong.get("nowhere") else "o"
    day = "2007-01-01" if wrong.get("early") else "2010-01-01"
    credential = "nobody" if wrong.get("nobody") else "operator"
    fact = history.passed("e", course, day, success=not wrong.get("failed"), credential=credential)
    if wrong.get("unreadable"):
        history.facts[-1] = replace(fact, unreadable=("by",))
    if wrong.get("voided"):
        history.record("act.voided", "v", target="e", occurred="2010-07-01")
    if wrong.get("rejected"):
        history.record("credit.rejected", "r", target="e", occurred="2010-07-01")
    return reason(history.ledger(), "e")


def test_the_first_reason_that_applies_wins_for_a_course() -> None:
    wrong = {
        "nobody": Reason.NOT_AUTHORISED,
        "voided": Reason.VOIDED,
        "early": Reason.BEFORE_EFFECTIVE_FROM,
        "rejected": Reason.PENDING_OR_REJECTED,
        "unreadable": Reason.UNKNOWN_VALUE,
        "nowhere": Reason.NOT_CATALOGUED,
        "range": Reason.CATALOGUE_CREDITS_OUT_OF_RANGE,
        "failed": Reason.NOT_PASSED,
        "": Reason.DUPLICATE_COURSE,
    }
    names = list(wrong)
    for number, expected in enumerate(wrong.values()):
        assert pass_of(**dict.fromkeys(names[number:], True)) is expected


def test_a_statement_that_names_no_fact_is_kept_and_earns_nothing() -> None:
    history = History()
    history.receive(
        {
            "id": str(statement_id("u")),
            "actor": v.cadre_agent("c1"),
            "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
            "object": {"id": "https://x.cn/page"},
            "timestamp": "2010-06-01T00:00:00Z",
        },
        credential="nobody",
    )
    line = entry(history.ledger(), "u")
    assert (line.reason, line.fact, line.rule) == (Reason.UNKNOWN_STATEMENT, "unknown", None)


def test_a_void_counts_only_from_who_may_void() -> None:
    history = History()
    history.reference.grant(position=0, credential="p", asserts=("class.completed",))
    history.reference.grant(position=0, credential="q", asserts=("class.completed",))
    history.attended("k", "K", "2010-06-01", "5", credential="p")
    history.record("act.voided", "v1", target="k", occurred="2010-07-01", credential="q")
    history.record("act.voided", "v2", target="k", occurred="2010-07-02", credential="p")
    history.record("void.withdrawn", "w1", target="k", occurred="2010-07-03", credential="p")
    history.record("void.withdrawn", "w2", target="k", occurred="2010-07-04")
    reasons = [reason(history.ledger(known=n), "k") for n in range(1, 6)]
    assert reasons == [None, None, Reason.VOIDED, Reason.VOIDED, None]
    assert entry(history.ledger(known=3), "k").evidence == (statement_id("v2"),)


def test_today_hides_what_has_not_happened_and_not_what_is_known() -> None:
    history = History()
    history.attended("k", "K", "2010-06-01", "5", recorded="2011-01-01")
    history.record("act.voided", "v", target="k", occurred="2010-08-01")
    assert reason(history.ledger(today="2010-05-31", known=1), "k") is Reason.NOT_YET_HAPPENED
    assert reason(history.ledger(today="2010-06-01", known=1), "k") is None
    assert reason(history.ledger(today="2010-05-31"), "k") is Reason.VOIDED
    assert reason(history.ledger(today="2010-06-01"), "k") is Reason.VOIDED


def test_years_run_from_the_first_act_to_today_and_wider_where_asked() -> None:
    history = History()
    history.attended("old", "K0", "2003-06-01", "5")
    history.attended("k", "K", "2010-06-01", "5")

    def years(**asked: Any) -> list[int]:
        return [balance.year for balance in history.ledger(**asked).balances]

    assert years(today="2012-03-01") == [2010, 2011, 2012]
    assert years(today="2012-03-01", years=[2008, 2014]) == list(range(2008, 2015))
    assert years(today="2009-01-01") == [2009]
    assert History().ledger(today="2012-03-01").balances == ()  # nobody is known


def test_years_before_the_policy_can_be_asked_for_and_earn_nothing() -> None:
    history = History()
    history.attended("old", "K0", "2003-06-01", "5")
    ledger = history.ledger(years=[2003])
    assert plain(ledger.balance(2003).counted) == "0"
    assert reason(ledger, "old") is Reason.BEFORE_EFFECTIVE_FROM
    assert reason(history.ledger({"effective_from": "2000-01-01"}), "old") is None


def test_what_is_not_shown_is_a_key_error() -> None:
    ledger = History().ledger()
    with pytest.raises(KeyError, match="1999"):
        ledger.balance(1999)
    with pytest.raises(KeyError, match="1998-2002"):
        ledger.cycle("1998-2002")


def test_the_ledger_says_what_it_rests_on() -> None:
    ledger = History().ledger(today="2012-03-01")
    assert (ledger.person, ledger.known, ledger.policy) == ("c1", 0, "baoji-2009")
    assert ledger.digest == BAOJI.digest


def test_a_ledger_is_json_ready_with_exact_decimals() -> None:
    history = History()
    history.attended("k", "K", "2010-04-15", "3.5")
    data = jsonable(history.ledger(today="2010-12-31"))
    assert data["entries"][0]["credits"] == "17.5"
    assert data["entries"][0]["reason"] is None
    assert data["balances"][0]["by_category"] == {"basic.off_job": "17.5"}
    assert data["today"] == "2010-12-31"


def test_a_bucket_is_folded_person_by_person() -> None:
    history = History()
    history.attended("k", "K", "2010-04-15", "5")
    asked: dict[str, Any] = {"known": 1, "today": history.ledger().today}
    policies = succession_of(BAOJI)
    bucket = fold_bucket(history.reference, {"c1": history.facts, "c2": []}, policies, **asked)
    assert bucket["c1"] == fold(history.reference, "c1", history.facts, policies, **asked)
    assert bucket["c2"].entries == ()
