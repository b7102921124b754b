"""Statements are read into facts: liberal in form, strict in values."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lrs.event.list_log import ListLog
from lrs.event.log import Recorded
from projections.facts import fact as facts
from projections.facts import learning_act
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.decision_facts import (
    ActVoided,
    CreditApproved,
    CreditRejected,
    Decision,
    VoidWithdrawn,
)
from projections.facts.learning_act import (
    REFERENCE_VERBS,
    facts_with_verb,
    read_fact,
    statement_of,
)
from projections.facts.policy_facts import PolicyPublished
from projections.facts.roster_facts import CadreEnrolled, CadreIdentified, UnitAssigned
from projections.profile.templates import missed
from projections.profile.writing import statement_id, to_statement
from projections.words import things
from projections.words import vocabulary as v
from tests.any_statement import statements
from tests.unit.projections.history import BAOJI, History, row

ID = "3f2b6c1e-0000-4000-8000-000000000001"


def read(statement: dict[str, Any]) -> facts.Fact:
    return read_fact(row(statement))


def written(fact: str, **data: Any) -> dict[str, Any]:
    return to_statement({"fact": fact, "id": ID, "occurred": "2010-06-01", **data})


def foreign(**parts: Any) -> dict[str, Any]:
    """A bare statement as a foreign platform posts it."""
    return {
        "id": ID,
        "actor": {"account": {"homePage": "https://learn.example", "name": "7"}},
        "verb": {"id": v.PASSED},
        "object": {"id": "https://learn.example/law"},
        **parts,
    }


def test_a_fact_says_who_when_and_where_it_stands_in_the_log() -> None:
    fact = read(written("course.passed", cadre="c1", course="o-law"))
    assert fact.position == 1
    assert fact.statement_id == UUID(ID)
    assert fact.credential == "operator"
    assert fact.person == "c1"
    assert fact.occurred == datetime(2010, 6, 1, 4, tzinfo=UTC)
    assert fact.stored == datetime(2010, 1, 1, 12, 0, 0, 1, tzinfo=UTC)
    assert fact.unreadable == ()


def test_a_course_passed() -> None:
    fact = read(written("course.passed", cadre="c1", course="法 律", by="paper", success=False))
    assert isinstance(fact, CoursePassed)
    assert (fact.course, fact.success, fact.by) == ("法 律", False, "paper")


def test_a_bare_pass_may_be_a_course() -> None:
    fact = read(foreign())
    assert isinstance(fact, CoursePassed)
    assert (fact.course, fact.success, fact.by) == ("https://learn.example/law", True, "exam")
    assert fact.person == "account https://learn.example 7"
    assert fact.occurred == fact.stored


@pytest.mark.parametrize("course_type", sorted(v.COURSE_TYPES))
def test_a_pass_of_what_platforms_call_a_course_is_one(course_type: str) -> None:
    thing = {"id": "https://learn.example/law", "definition": {"type": course_type}}
    fact = read(foreign(object=thing))
    assert isinstance(fact, CoursePassed)
    assert fact.success


def test_failed_is_an_attempt_that_did_not_pass_whatever_it_says_of_success() -> None:
    for result in ({}, {"success": False}, {"success": True}):
        fact = read(foreign(verb={"id": v.FAILED}, result=result))
        assert isinstance(fact, CoursePassed)
        assert not fact.success


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"verb": {"id": v.COMPLETED}}, "verb: completed earns nothing; a course is"),
        ({"verb": {"id": "https://learn.example/liked"}}, "verb: expected that of a fact"),
        (
            {"object": {"id": things.CLASS.iri("K"), "definition": {"type": v.TRAINING_CLASS}}},
            "object: expected an activity without a type or of the type http://adlnet.gov",
        ),
        (
            {"actor": {"objectType": "Group", "member": [{"mbox": "mailto:a@b.cn"}]}},
            "actor: expected an Agent",
        ),
        (
            {
                "verb": {"id": v.PROFILE + "verb/catalogued"},
                "object": {"id": "https://learn.example/1"},
            },
            f"object: expected an activity of the type {v.COURSE}",
        ),
    ],
)
def test_what_states_no_fact_says_what_it_would_have_had_to_say(
    parts: dict[str, Any], expected: str
) -> None:
    recorded = foreign(**parts)
    assert type(read(recorded)) is facts.Unknown
    statement = statement_of(row(recorded))
    assert statement is not None
    assert (missed(statement) or "").startswith(expected)
    assert ("object" in (missed(statement) or "")) == ("object" in expected)


def test_a_class_completed() -> None:
    fact = read(
        written(
            "class.completed",
            cadre="c1",
            start="2009-12-28",
            end="2010-01-08",
            scheduled_days="10",
            attended_days="7.5",
            days_before_new_year="4",
            appraisal="excellent",
            organiser="city",
            **{"class": "K5"},
        )
    )
    assert isinstance(fact, ClassCompleted)
    assert fact.training_class == "K5"
    assert (fact.start, fact.end) == (date(2009, 12, 28), date(2010, 1, 8))
    assert (fact.scheduled_days, fact.attended_days) == (Decimal(10), Decimal("7.5"))
    assert fact.days_before_new_year == Decimal(4)
    assert (fact.appraisal, fact.organiser) == ("excellent", "city")


def test_json_numbers_are_read_exactly() -> None:
    recorded = row(written("class.completed", cadre="c1", scheduled_days="1", **{"class": "K"}))
    body = recorded.body.replace(b'scheduled_days": "1"', b'scheduled_days": 3.10')
    fact = read_fact(replace(recorded, body=body))
    assert isinstance(fact, ClassCompleted)
    assert fact.scheduled_days == Decimal("3.1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scheduled_days", "five"),
        ("scheduled_days", -5),
        ("scheduled_days", True),
        ("attended_days", "1e1"),
        ("end", "2010-02-30"),
        ("end", "2010-W15-1"),
        ("end", 20100416),
        ("start", "2010-04-12T00:00:00Z"),
        ("appraisal", 3),
    ],
)
def test_values_that_cannot_be_read_are_named(name: str, value: Any) -> None:
    statement = written("class.completed", cadre="c1", scheduled_days="5", **{"class": "K"})
    statement["context"]["extensions"][v.extension(name)] = value
    fact = read(statement)
    assert isinstance(fact, ClassCompleted)
    assert fact.unreadable == (name,)


def test_an_unknown_way_of_passing_is_named() -> None:
    statement = written("course.passed", cadre="c1", course="o", by="exam")
    statement["context"]["extensions"][v.extension("by")] = "oral"
    assert read(statement).unreadable == ("by",)


@given(st.booleans().flatmap(lambda newer: statements(newer=newer)))
def test_the_members_of_any_valid_statement_can_be_read(statement: dict[str, Any]) -> None:
    body = msgspec.json.Encoder(decimal_format="number").encode(statement)
    found = statement_of(replace(row({"id": ID}), body=body))
    assert found is not None
    assert (found.actor, found.verb.id) == (statement["actor"], statement["verb"]["id"])


@pytest.mark.parametrize(
    ("agent", "identifier"),
    [
        ({"mbox": "mailto:Ann@Example.com"}, "mailto:Ann@example.com"),
        ({"mbox_sha1sum": "A" * 40}, "sha1 " + "a" * 40),
        ({"openid": "http://ann.example"}, "openid http://ann.example"),
        ({"account": {"homePage": "http://x.example", "name": "7"}}, "account http://x.example 7"),
        ({"account": {"homePage": v.CADRES, "name": "c2"}}, "c2"),
        ({"account": {"homePage": v.OFFICERS, "name": "o"}}, None),
    ],
)
def test_a_cadre_is_known_by_any_identifier(agent: dict[str, Any], identifier: str | None) -> None:
    stated = written("cadre.identified", cadre="c1", identifier="c2")
    fact = read({**stated, "object": {"objectType": "Agent", **agent}})
    assert getattr(fact, "identifier", None) == identifier
    assert isinstance(fact, CadreIdentified) is (identifier is not None)


def test_a_catalogue_entry() -> None:
    fact = read(written("course.catalogued", course="o", credits="12.5", minutes="90"))
    assert isinstance(fact, CourseCatalogued)
    assert (fact.course, fact.credits, fact.minutes) == ("o", Decimal("12.5"), Decimal(90))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("unit.assigned", UnitAssigned), ("cadre.enrolled", CadreEnrolled)],
)
def test_a_membership(name: str, kind: type[UnitAssigned]) -> None:
    fact = read(written(name, cadre="c1", unit="A"))
    assert type(fact) is kind
    assert isinstance(fact, UnitAssigned)
    assert (fact.name, fact.person, fact.unit) == (name, "c1", "A")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("act.voided", ActVoided),
        ("void.withdrawn", VoidWithdrawn),
        ("credit.approved", CreditApproved),
        ("credit.rejected", CreditRejected),
    ],
)
def test_a_decision_points_at_its_target(name: str, kind: type[Decision]) -> None:
    fact = read(written(name, target="e1", person="p9"))
    assert type(fact) is kind
    assert isinstance(fact, Decision)
    assert (fact.name, fact.target, fact.person) == (name, statement_id("e1"), "p9")


def published(**changes: Any) -> dict[str, Any]:
    data = {
        "policy": BAOJI.id,
        "content": json.loads(BAOJI.canonical()),
        "digest": BAOJI.digest,
        "effective": "2009-01-01",
    }
    return written("policy.published", **{**data, **changes})


def test_a_published_policy_is_read_whole() -> None:
    fact = read(published())
    assert isinstance(fact, PolicyPublished)
    assert fact.policy == BAOJI
    assert fact.effective == date(2009, 1, 1)
    assert fact.fault is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"digest": "0" * 64}, "digest 000"),
        ({"policy": "other"}, "calls itself baoji-2009"),
        ({"content": {"id": "baoji-2009"}}, "expected exactly the members"),
        ({"content": "baoji"}, "expected exactly the members"),
    ],
)
def test_a_policy_that_is_not_what_it_says_is_not_read(changes: dict[str, Any], fault: str) -> None:
    fact = read(published(**changes))
    assert isinstance(fact, PolicyPublished)
    assert fact.policy is None
    assert fault in (fact.fault or "")


def test_a_first_publication_is_the_default_only_where_it_says_so() -> None:
    for said, default in ({}, False), ({"stand_in": True}, True), ({"stand_in": False}, False):
        fact = read(published(**said))
        assert isinstance(fact, PolicyPublished)
        assert (fact.position, fact.stand_in) == (1, default)


def test_a_publication_whose_day_cannot_be_read_judges_nothing() -> None:
    statement = published()
    statement["context"]["extensions"][v.extension("effective")] = "2010-02-30"
    fact = read(statement)
    assert isinstance(fact, PolicyPublished)
    assert (fact.policy, fact.fault) == (None, "effective: cannot be read, state a day")


@pytest.mark.parametrize(
    ("actor", "person"),
    [
        (v.cadre_agent("c 1"), "c 1"),
        ({"mbox": "mailto:a@b.cn"}, "mailto:a@b.cn"),
        ({"mbox_sha1sum": "ab"}, "sha1 ab"),
        ({"openid": "https://a.cn/x"}, "openid https://a.cn/x"),
    ],
)
def test_who_an_actor_is(actor: dict[str, Any], person: str) -> None:
    assert read(foreign(actor=actor)).person == person


GROUP = {"objectType": "Group", "mbox": "mailto:all@b.cn"}


@pytest.mark.parametrize(
    "statement",
    [
        foreign(verb={"id": "http://adlnet.gov/expapi/verbs/experienced"}),
        foreign(actor=GROUP),
        foreign(object={"id": "https://x.cn/m", "definition": {"type": "https://x.cn/module"}}),
        foreign(object={"objectType": "Agent", "mbox": "mailto:a@b.cn"}),
        foreign(verb={"id": v.ATTENDED}),
        foreign(verb={"id": v.PROFILE + "verb/catalogued"}),
        foreign(verb={"id": v.PROFILE + "verb/assigned-unit"}),
        foreign(verb={"id": v.PROFILE + "verb/published-policy"}),
        foreign(verb={"id": v.VOIDED}),
        foreign(verb={"id": v.VOIDED}, object={"objectType": "StatementRef", "id": "x"}),
        foreign(timestamp="yesterday"),
        foreign(timestamp="0001-01-01T00:00:00+14:00"),
        foreign(timestamp="9999-12-31T23:59:59-12:00"),
        foreign(result={"success": "true"}),
    ],
)
def test_what_names_no_fact_of_ours_is_unknown(statement: dict[str, Any]) -> None:
    assert isinstance(read(statement), facts.Unknown)


@pytest.mark.parametrize(
    ("timestamp", "instant"),
    [
        ("2010-12-31t15:59:59z", datetime(2010, 12, 31, 15, 59, 59, tzinfo=UTC)),
        ("2010-12-31T23:59:59+08:00", datetime(2010, 12, 31, 15, 59, 59, tzinfo=UTC)),
        ("2010-12-31T15:59:59", datetime(2010, 12, 31, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_timestamps_are_instants(timestamp: str, instant: datetime) -> None:
    assert read(foreign(timestamp=timestamp)).occurred == instant


def test_a_void_with_a_time_of_no_history_still_voids_and_all_else_is_set_aside() -> None:
    early = {"timestamp": "0002-03-01T00:00:00Z"}
    void = read({**written("act.voided", target=ID, occurred="2010-01-01"), **early})
    assert isinstance(void, ActVoided)
    assert void.occurred == void.stored
    passed = read({**written("course.passed", cadre="c1", course="o"), **early})
    assert isinstance(passed, facts.SetAside)
    assert (passed.person, passed.code) == ("c1", "cannot_be_read")


def test_an_empty_id_in_the_register_names_nobody() -> None:
    statement = written("course.passed", cadre="c1", course="o")
    statement["actor"]["account"]["name"] = ""
    fact = read(statement)
    assert (type(fact), fact.person) == (facts.Unknown, None)


def _moved(number: int) -> dict[str, Any]:
    """Somebody who comes back to a unit, or has learned something."""
    told = {"id": f"s{number}", "cadre": f"c{number}", "occurred": "2010-05-01"}
    if number % 3:
        return {"fact": "cadre.returned", "unit": "A", **told}
    return {"fact": "course.passed", "course": "o1", **told}


@pytest.mark.parametrize("span", [1, 7, 50_000])
def test_what_may_be_much_of_the_log_is_searched_some_positions_at_a_time(
    monkeypatch: pytest.MonkeyPatch, span: int
) -> None:
    made = History()
    for number in range(20):
        made.receive(to_statement(_moved(number)))
    rows, head = made.rows, made.rows[-1].position
    searched: list[tuple[int, int]] = []

    class Watched(ListLog):
        def with_verb(self, *verbs: str, until: int, after: int = 0) -> list[Recorded]:
            searched.append((after, until))
            return super().with_verb(*verbs, until=until, after=after)

    monkeypatch.setattr(learning_act, "SPAN", span)
    found = list(facts_with_verb(Watched(rows), *REFERENCE_VERBS, after=3, until=head))
    assert found == [
        read_fact(one) for one in ListLog(rows).with_verb(*REFERENCE_VERBS, after=3, until=head)
    ]
    assert found
    assert max(until - after for after, until in searched) == min(span, head - 3)
