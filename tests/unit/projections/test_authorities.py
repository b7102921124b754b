"""The credential of the command line has a name in each language."""

from lrs.event.credentials import OPERATOR
from projections.words.authorities import authority_called
from replay.explain.worded import authority


def test_the_operator_is_called_so_in_chinese_and_everybody_else_by_his_name() -> None:
    assert authority_called(OPERATOR.name, "zh") == "系统管理者"
    assert authority_called(OPERATOR.name, "en") == "Operator of the store"
    assert authority_called("E-learning platform", "zh") == "E-learning platform"


def test_an_explanation_tells_it_in_words_and_keeps_the_name_for_programs() -> None:
    told = authority(OPERATOR.name)
    assert (told.value, told.zh, told.en) == (OPERATOR.name, "系统管理者", OPERATOR.name)
