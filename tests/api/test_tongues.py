"""Errors in the language that is asked for, over the real routes."""

import httpx
import pytest

from tests.api.conversation import Conversation, error_of, statement

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
BAD = {
    "actor": {**statement(), "actor": "somebody"},
    "verb": {name: value for name, value in statement().items() if name != "verb"},
    "timestamp": {**statement(), "timestamp": "yesterday"},
    "score": {**statement(), "result": {"score": {"scaled": 7}}},
    "twice": b'{"actor": 1, "actor": 2}',
    "cut short": b'[{"actor": ',
    "another encoding": '{"a": "干部"}'.encode("gb18030"),
}


def says_chinese(text: str) -> bool:
    return any(0x4E00 <= ord(one) < 0xA000 for one in text)


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_bad_statement_is_refused_in_the_language_asked_for(
    xapi: Conversation, body: object
) -> None:
    english = xapi.send_statements(body)
    chinese = xapi.send_statements(body, **CHINESE)
    told, zh = error_of(english, 400), error_of(chinese, 400)
    assert told["code"] == zh["code"]
    assert told["path"] == zh["path"]
    assert english.headers["Content-Language"] == "en"
    assert chinese.headers["Content-Language"] == "zh"
    assert not says_chinese(told["expected"])
    assert says_chinese(zh["message"])
    assert says_chinese(zh["expected"])
    assert "expected" not in zh["message"]


def test_of_a_batch_each_error_is_told_in_it(xapi: Conversation) -> None:
    error = error_of(xapi.send_statements([BAD["actor"], BAD["verb"]], **CHINESE), 400)
    assert error["found"] == 2
    assert "共 2 处错误的第一处" in error["message"]
    assert all(says_chinese(one["message"]) for one in error["errors"])


QUESTIONS = {
    "/xapi/statements?statementId=x": 400,
    "/xapi/statements?limit=-1": 400,
    "/xapi/statements?nonsense=1": 400,
    "/xapi/statements?statementId=00000000-0000-4000-8000-000000000000": 404,
    "/cadres/nobody/balances?policy=baoji-2009": 404,
    "/cadres/nobody/balances": 409,
    "/cadres/nobody/balances?today=tomorrow": 400,
    "/reports/circular?year=2025&format=doc": 400,
    "/reports/circular?year=soon": 400,
    "/reports/circular?year=2025&policy=baoji-2009&policy.nonsense=1": 400,
    "/reports/learning?by=nothing": 400,
    "/changes?after=x": 400,
    "/nowhere": 404,
}


@pytest.mark.parametrize(("path", "status"), QUESTIONS.items(), ids=QUESTIONS)
def test_a_question_is_refused_in_the_language_asked_for(
    xapi: Conversation, path: str, status: int
) -> None:
    told = error_of(xapi.get(path), status)
    zh = error_of(xapi.get(path, headers=CHINESE), status)
    assert told["code"] == zh["code"]
    assert not says_chinese(told["message"])
    assert says_chinese(zh["message"])
    assert "expected" not in zh["message"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("en,zh;q=0.5", "en"),
        ("zh;q=0", "en"),
        ("zh", "zh"),
        ("en;q=0.1, ZH-hant;q=0.2", "zh"),
    ],
)
def test_who_asks_for_no_language_of_ours_is_told_in_english(
    address: str, header: str, language: str
) -> None:
    answer = httpx.get(f"{address}/xapi/statements", headers={"Accept-Language": header})
    assert answer.status_code == 401
    assert answer.headers["Content-Language"] == language


def test_lang_says_it_for_a_report(xapi: Conversation) -> None:
    answer = xapi.get("/cadres/nobody/balances?lang=zh&policy=baoji-2009")
    assert says_chinese(error_of(answer, 404)["message"])


def test_a_page_tells_its_problem_in_its_language(xapi: Conversation) -> None:
    for language, told in (("zh", "没有关于干部"), ("en", "no statement is about the cadre")):
        answer = xapi.get(
            f"/cadres/nobody?lang={language}&policy=baoji-2009", headers={"Accept": "text/html"}
        )
        assert answer.status_code == 404
        assert told in answer.text
