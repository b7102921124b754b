"""What people and things are called: as registered, as of the day, else as statements call them."""

from datetime import date
from typing import Any

from lrs.event.list_log import ListLog
from projections.answers.basis import Basis
from projections.answers.naming import CADRE, EACH, glossary
from projections.policy.succession import succession_of
from projections.profile.writing import to_statement
from projections.words.names import LONGEST_NAME, name_in, shown
from projections.words.things import CLASS, COURSE, INSTITUTION, UNIT
from tests.unit.projections.history import BAOJI, History

C1, O1, K, A = (CADRE, "c1"), (COURSE.base, "o1"), (CLASS.base, "K"), (UNIT.base, "A")


def names(history: History, known: int | None = None, today: str = "2012-12-31") -> dict[str, Any]:
    """What c1, o1, K and A are called."""
    basis = history.basis(today, known=known)
    found = glossary([C1, O1, K, A], ListLog(history.rows), basis)
    return {name: found[key] for name, key in zip("coka", (C1, O1, K, A), strict=True)}


def called(
    history: History, fact: str, id_: str, *, actor: str = "", thing: str = "", **data: Any
) -> None:
    """A statement that calls its actor and its object something."""
    statement = to_statement({"fact": fact, "id": id_, "occurred": "2010-05-01", **data})
    if actor:
        statement["actor"]["name"] = actor
    if thing:
        statement["object"].setdefault("definition", {})["name"] = {"fr": "loi", "zh-CN": thing}
    history.receive(statement)


def test_where_nobody_registered_a_name_it_is_what_the_first_statement_called_it() -> None:
    history = History()
    assert names(history) == dict.fromkeys("coka")
    called(history, "course.passed", "p1", cadre="c1", course="o1")
    assert names(history) == dict.fromkeys("coka")
    called(history, "course.passed", "p2", cadre="c1", course="o1", actor="小李", thing="法律")
    called(history, "course.passed", "p3", cadre="c1", course="o1", actor="老李", thing="法学")
    assert names(history) == {"c": "小李", "o": "法律", "k": None, "a": None}
    assert names(history, known=1) == dict.fromkeys("coka")


def test_what_is_registered_goes_before_what_statements_say() -> None:
    history = History()
    called(history, "course.passed", "p", cadre="c1", course="o1", actor="小李", thing="法律")
    history.record("cadre.enrolled", "e", unit="A", real_name="李明", occurred="2009-01-01")
    called(history, "course.catalogued", "o", course="o1", credits="5", thing="行政法")
    called(
        history,
        "class.planned",
        "k",
        thing="春季班",
        start="2010-06-01",
        persons=30,
        **{"class": "K"},
    )
    called(history, "unit.registered", "u", unit="A", thing="人事局")
    assert names(history) == {"c": "李明", "o": "行政法", "k": "春季班", "a": "人事局"}
    assert names(history, known=1) == {"c": "小李", "o": "法律", "k": None, "a": None}


def test_a_name_that_changed_is_the_one_of_the_day() -> None:
    history = History()
    history.record("cadre.enrolled", "e", unit="A", real_name="李明", occurred="2009-01-01")
    history.record("cadre.enrolled", "e2", unit="A", real_name="李鸣", occurred="2011-01-01")
    assert names(history, today="2010-12-31")["c"] == "李明"
    assert names(history)["c"] == "李鸣"
    assert names(history, known=1)["c"] == "李明"


def test_an_institution_has_the_name_of_the_unit_that_it_is() -> None:
    history = History()
    called(history, "unit.registered", "u", unit="school", thing="市委党校")
    key = (INSTITUTION.base, "school")
    basis = Basis(
        position=1,
        today=date(2012, 1, 1),
        policies=succession_of(BAOJI),
        reference=history.reference,
    )
    assert glossary([key], ListLog(history.rows), basis) == {key: "市委党校"}


def test_what_had_its_chance_is_not_looked_for_again() -> None:
    class Counting(ListLog):
        asked = 0

        def first_of(self, *args: Any, **kwargs: Any) -> Any:
            self.asked += 1
            return super().first_of(*args, **kwargs)

    history = History()
    for number in range(EACH):
        called(history, "course.passed", f"p{number}", cadre="c1", course="o1")
    called(history, "course.passed", "late", cadre="c1", course="o1", actor="小李", thing="法律")
    log = Counting(history.rows)
    basis = history.basis(date(2012, 1, 1))
    for _ in range(3):
        assert glossary([C1, O1], log, basis) == {C1: None, O1: None}
    assert log.asked == 2


def test_of_names_in_many_languages_that_of_the_reader_is_told_or_else_the_chinese_one() -> None:
    names_of_law = {"fr": "loi", "zh-CN": "法", "en-GB": "law"}
    assert name_in(names_of_law) == "法"
    assert name_in(names_of_law, "en") == "law"
    assert name_in({"fr": "loi", "zh-CN": "法", "en": ""}, "en") == "法"
    assert name_in({"fr": "loi", "de": "Gesetz"}, "en") == "loi"
    assert name_in({}, "en") is None


def test_a_poisoned_name_is_a_line_of_bounded_text() -> None:
    assert shown("李明") == "李明"
    assert shown("<script>alert(1)</script>") == "<script>alert(1)</script>"
    assert shown("a\u202eb\u200f\x00c\r\nd\u2028e") == "ab c d e"
    assert shown("长" * 10_000) == "长" * (LONGEST_NAME - 1) + "…"
    assert shown(" \n\u200f ") is None
    assert shown(None) is None
    assert shown("𠮷" * LONGEST_NAME) == "𠮷" * LONGEST_NAME
