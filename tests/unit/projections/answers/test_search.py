"""Finding people and things by name, id and pinyin, by what is known and within what one sees."""

from datetime import date

import pytest

from projections.answers.search import KINDS, search
from projections.words.pinyin import typed
from tests.unit.projections.history import History


def city() -> History:
    history = History()
    history.record("unit.registered", "u", unit="A", name="人事局", occurred="2009-01-01")
    history.record(
        "unit.registered", "u2", unit="B", name="曾家镇", parent="A", occurred="2009-01-01"
    )
    for cadre, name, unit in (("c1", "张伟", "A"), ("c2", "曾敏", "B"), ("c10", "Wei Zhang", "B")):
        history.record(
            "cadre.enrolled", f"e {cadre}", cadre=cadre, real_name=name, unit=unit,
            occurred="2009-02-01",
        )  # fmt: skip
    history.record(
        "course.catalogued", "o", course="o-law", credits="5", name="行政法", occurred="2009-01-01"
    )
    history.record(
        "class.planned", "k", start="2010-06-01", persons="30", name="伟人班", institution="B",
        occurred="2009-03-01", **{"class": "K1"},
    )  # fmt: skip
    return history


def found(
    history: History,
    wanted: str,
    *,
    known: int | None = None,
    visible: frozenset[str] | None = None,
    kinds: tuple[str, ...] = KINDS,
) -> list[str]:
    basis = history.basis(date(2012, 1, 1), known=known)
    return [one.id for one in search(wanted, basis, kinds=kinds, visible=visible)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("张伟", ["c1"]),
        ("张", ["c1"]),
        ("伟", ["K1", "c1"]),
        ("zw", ["c1"]),
        ("ZW", ["c1"]),
        ("zhangw", ["c1"]),
        ("zhang wei", ["c1"]),
        ("zm", ["c2"]),  # 曾 is read zeng, as a name, and ceng
        ("cengmin", ["c2"]),
        ("ｗｅｉ", ["c10", "K1"]),
        ("c1", ["c1", "c10"]),
        ("rsj", ["A"]),
        ("人事", ["A"]),
        ("xzf", ["o-law"]),
        ("law", ["o-law"]),
        ("nobody", []),
        (" ", []),
        ("\u202e", []),
        ("'; DROP TABLE", []),
        ("z", ["c10"]),  # one letter is no pinyin
    ],
)
def test_by_name_id_and_pinyin(wanted: str, expected: list[str]) -> None:
    assert found(city(), wanted) == expected


def test_a_cadre_is_found_by_a_name_of_the_past() -> None:
    history = city()
    history.record(
        "cadre.enrolled", "again", cadre="c1", real_name="张炜", unit="A", occurred="2011-01-01"
    )
    assert found(history, "张伟") == found(history, "张炜") == ["c1"]
    assert found(history, "张炜", known=len(history.rows) - 1) == []
    history.record("act.voided", "v", target="e c1", occurred="2011-02-01")
    assert found(history, "张伟") == []


def test_by_an_identifier_that_is_linked_to_him() -> None:
    history = city()
    history.record(
        "cadre.enrolled", "m", cadre="mailto:w@b.cn", real_name="阿伟", unit="A",
        occurred="2009-02-01",
    )  # fmt: skip
    history.record(
        "cadre.identified", "l", cadre="c1", identifier="mailto:w@b.cn", occurred="2010-01-01"
    )
    assert found(history, "阿伟") == ["c1"]


def test_only_what_one_sees_is_found() -> None:
    history = city()
    assert found(history, "张伟", visible=frozenset("B")) == []
    assert found(history, "zm", visible=frozenset("B")) == ["c2"]
    assert found(history, "rsj", visible=frozenset("B")) == []
    assert found(history, "law", visible=frozenset("B")) == ["o-law"]
    assert found(history, "K1", visible=frozenset("B")) == ["K1"]
    assert found(history, "K1", visible=frozenset("C")) == []


def test_only_of_the_kinds_that_are_asked_for() -> None:
    assert found(city(), "伟", kinds=("class",)) == ["K1"]
    assert found(city(), "曾", kinds=("unit",)) == ["B"]


def test_nobody_is_found_before_he_is_known() -> None:
    assert found(city(), "张伟", known=2) == []


def test_a_name_has_few_readings_however_long_it_is() -> None:
    name = typed("曾" * 10_000)
    assert len(name.full) <= 8
    assert typed("𠮷田").folded == "𠮷田"
