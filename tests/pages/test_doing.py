"""Doing: forms that state facts, each tried first; rights, resends, faults, hostile texts."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

import httpx
import pytest

from api.pages.doing.deeds import DEEDS
from api.pages.doing.fields import fields_of_deed
from api.pages.wording import catalogue
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.amiss import AMISS, Amiss
from projections.profile.writing import statement_id
from tests.api.serving import KEY
from tests.pages.conftest import HTML, SCRIPT, signed_in

Browse = Callable[..., httpx.Client]

CLASS = {
    "class": "2011-k9",
    "cadre": "c2",
    "start": "2011-02-14",
    "end": "2011年2月18日",
    "scheduled_days": "5",
}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form of a page, the last of it."""
    form = page.rsplit("<form", 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def fault(page: str) -> str:
    """What the summary of faults says."""
    return page.split('class="errsum"')[1].split("</ul>")[0]


def drawn(browser: httpx.Client, fact: str) -> dict[str, str]:
    """The hidden fields of a form that is drawn anew."""
    return hidden(browser.get(f"/do/{fact}").text)


def tried(browser: httpx.Client, fact: str, **fields: str) -> httpx.Response:
    """The dry run of a form, or the form with its faults."""
    given = {**drawn(browser, fact), **fields, "step": "try"}
    return browser.post(f"/do/{fact}", data=given)


def sent(browser: httpx.Client, fact: str, **fields: str) -> httpx.Response:
    """What comes of a form that is tried and then sent."""
    trial = tried(browser, fact, **fields)
    assert trial.status_code == 200, trial.text
    return browser.post(f"/do/{fact}", data={**hidden(trial.text), "step": "send"})


def test_a_credit_is_tried_then_recorded_and_counts(officer: httpx.Client) -> None:
    before = officer.get("/cadres/c2/balances?format=json").json()
    trial = tried(officer, "class.completed", **CLASS)
    assert trial.status_code == 200, trial.text
    assert "尚未提交" in trial.text
    assert "A3-7(1)" in trial.text
    assert re.search(r"计入2011年度\d", trial.text)
    assert officer.get("/cadres/c2/balances?format=json").json() == before
    answer = officer.post("/do/class.completed", data={**hidden(trial.text), "step": "send"})
    assert answer.status_code == 303
    done = officer.get(answer.headers["location"])
    assert "已写入日志" in done.text
    assert 'href="/cadres/c2"' in done.text
    after = officer.get("/cadres/c2/balances?format=json").json()
    earned = re.search(r"计入2011年度([\d.]+)学分", trial.text)
    assert earned is not None
    assert after["annual"]["2011"]["earned"] == earned[1]


def test_a_course_that_the_catalogue_does_not_know_has_its_form(officer: httpx.Client) -> None:
    page = officer.get("/do/course.catalogued", params={"course": "o-new"})
    assert page.status_code == 200, page.text
    assert re.search(r'name="course" value="o-new"', page.text)
    listed = officer.get("/do", params={"course": "o-new"}).text
    assert "/do/course.catalogued?course=o-new" in listed


def test_a_form_that_is_sent_twice_is_recorded_once(officer: httpx.Client) -> None:
    trial = tried(officer, "cadre.nominated", **{"class": "2011-k8", "cadre": "c2"})
    fields = {**hidden(trial.text), "step": "send"}
    first, again = (officer.post("/do/cadre.nominated", data=fields) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    other = officer.post("/do/cadre.nominated", data={**fields, "cadre": "c1"})
    assert other.status_code == 400
    assert 'role="alert"' in other.text
    retried = officer.post("/do/cadre.nominated", data={**fields, "step": "try"})
    assert retried.status_code == 400
    assert "已经提交过" in retried.text


def test_a_form_that_says_something_else_in_another_tab_is_refused_in_words(
    officer: httpx.Client,
) -> None:
    form = {**drawn(officer, "class.completed"), **CLASS, "class": "two-tabs", "step": "send"}
    assert officer.post("/do/class.completed", data=form).status_code == 303
    other = officer.post("/do/class.completed", data={**form, "scheduled_days": "9"})
    assert other.status_code == 400
    assert "当时的内容与现在不同" in other.text
    assert "extensions" not in other.text


def test_every_fault_is_told_on_top_and_at_its_field(officer: httpx.Client) -> None:
    faulty = {**CLASS, "cadre": "", "end": "2011-02-30", "scheduled_days": "五"}
    page = tried(officer, "class.completed", **faulty)
    assert page.status_code == 400
    summary = page.text.split('class="errsum" role="alert"')[1].split("</div>")[0]
    assert re.findall(r'href="#([a-z_]+)"', summary) == ["cadre", "end", "scheduled_days"]
    for name in ("cadre", "end", "scheduled_days"):
        described = f'id="{name}-fault"'
        assert described in page.text
        assert re.search(
            rf'id="{name}" [^>]*{name}-hint {name}-fault" aria-invalid="true"', page.text
        )
    assert 'value="2011-02-30"' in page.text
    order = tried(officer, "class.completed", **{**CLASS, "start": "2011-02-19"})
    assert order.status_code == 400
    assert 'href="#end"' in order.text


def test_no_form_of_another_session_or_site_does_anything(
    officer: httpx.Client, visitor: httpx.Client
) -> None:
    fields = {**drawn(officer, "class.completed"), **CLASS, "step": "send"}
    for forged in ({**fields, "form_token": "0" * 64}, {**fields, "form_token": ""}):
        assert officer.post("/do/class.completed", data=forged).status_code == 400
    foreign = officer.post(
        "/do/class.completed", data=fields, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 400
    undrawn = officer.post("/do/class.completed", data={**fields, "statement": "x"})
    assert undrawn.status_code == 400


def test_who_is_not_signed_in_is_led_to_do_so(visitor: httpx.Client) -> None:
    assert visitor.get("/do/class.completed").headers["location"].startswith("/sign-in")
    assert visitor.post("/do/class.completed", data=CLASS).status_code == 400


@pytest.fixture
def browse(address: str) -> Iterator[Browse]:
    """Signs browsers in with credentials that are made for a test."""
    browsers: list[httpx.Client] = []

    def browse(store: RecordStore, *, scopes: list[str], asserts: list[str]) -> httpx.Client:
        made, secret = Credentials(store).add("Somebody", scopes=scopes, asserts=asserts)
        browser = httpx.Client(base_url=address, headers=HTML)
        browsers.append(browser)
        return signed_in(browser, made.key, secret)

    yield browse
    for one in browsers:
        one.close()


def test_who_may_not_sees_why_before_and_after_he_fills_it_in(
    browse: Browse, store: RecordStore
) -> None:
    reader = browse(store, scopes=["reports/read"], asserts=[])
    page = reader.get("/do/class.completed")
    assert page.status_code == 403
    assert "statements/write" in page.text
    assert "--assert class.completed" in page.text
    listed = reader.get("/do?cadre=c2&lang=en")
    assert "It lacks: statements/write, --assert class.completed." in listed.text
    fields = {**CLASS, "form_token": hidden(reader.get("/do").text).get("form_token", "")}
    assert reader.post("/do/class.completed", data=fields).status_code == 400


def test_an_officer_of_a_unit_does_it_for_his_subtree_alone(
    browse: Browse, store: RecordStore
) -> None:
    clerk = browse(
        store,
        scopes=["statements/write", "reports/read:A"],
        asserts=["class.completed@A"],
    )
    assert tried(clerk, "class.completed", **{**CLASS, "cadre": "c1"}).status_code == 200
    refused = tried(clerk, "class.completed", **{**CLASS, "cadre": "c3"})
    assert refused.status_code == 400
    assert "A 及其下级单位" in refused.text
    unknown = tried(clerk, "class.completed", **{**CLASS, "cadre": "c99"})
    assert [fault(page.text) for page in (refused, unknown)] == [fault(refused.text)] * 2
    sent_anyway = clerk.post(
        "/do/class.completed",
        data={**drawn(clerk, "class.completed"), **CLASS, "cadre": "c3", "step": "send"},
    )
    assert sent_anyway.status_code == 400


def test_what_one_may_do_stands_before_what_he_may_not(browse: Browse, store: RecordStore) -> None:
    cadre = browse(
        store,
        scopes=["statements/write", "reports/read/mine:c1"],
        asserts=["self_evaluation.submitted", "credit.applied"],
    )
    may, _, may_not = cadre.get("/do").text.partition("<details>")
    assert 'href="/do/self_evaluation.submitted"' in may
    assert "您的凭据不能办理" not in may
    assert "--assert course.passed" in may_not
    assert 'href="/do/' not in may_not


def test_a_cadre_speaks_for_himself_alone(browse: Browse, store: RecordStore) -> None:
    cadre = browse(
        store,
        scopes=["statements/write", "reports/read/mine:c1"],
        asserts=["self_evaluation.submitted", "cadre.nominated", "credit.approved"],
    )
    said = {"knowledge_renewed": "法律", "inspiration": "好", "new_ideas": SCRIPT}
    page = cadre.get("/do/self_evaluation.submitted?class=k1")
    assert 'name="cadre" value="c1"' in page.text
    other = tried(cadre, "self_evaluation.submitted", **{**said, "class": "k1", "cadre": "c2"})
    assert other.status_code == 400
    assert "本人（c1）" in other.text
    trial = tried(cadre, "self_evaluation.submitted", **{**said, "class": "k1", "cadre": "c1"})
    assert trial.status_code == 200
    assert "<script" not in trial.text
    assert "&lt;script&gt;" in trial.text
    assert cadre.get("/do/credit.approved").status_code == 403


def test_a_cadre_who_approves_himself_is_told_so_before_he_does(
    browse: Browse, store: RecordStore
) -> None:
    cadre = browse(
        store,
        scopes=["statements/write", "reports/read", "reports/read/mine:c2"],
        asserts=["credit.approved"],
    )
    target = statement_id("b2", salt="")
    trial = tried(cadre, "credit.approved", target=str(target))
    assert trial.status_code == 200, trial.text
    assert "已批准" in trial.text
    assert AMISS[Amiss.SELF_APPROVED]["zh"] in unescape(trial.text)


def test_a_void_shows_what_it_takes_away(officer: httpx.Client) -> None:
    trial = tried(officer, "act.voided", target=str(statement_id("b1")), reason="重复登记")
    assert trial.status_code == 200, trial.text
    assert "计0学分" in trial.text
    gone = tried(officer, "act.voided", target="6b1d5a5e-0f5e-4c39-8d8f-2f6f0a1b2c3d", reason="x")
    assert gone.status_code == 400
    assert "日志中没有这条语句" in gone.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("fact", DEEDS)
def test_every_form_is_whole_in_both_languages(
    officer: httpx.Client, fact: str, language: str
) -> None:
    page = officer.get(f"/do/{fact}", params={"lang": language}).text
    assert not re.search(r"<script|style=|javascript:", page)
    names = re.findall(r'<(?:input|select|textarea) id="([^"]+)" name="([^"]+)"', page)
    fields = fields_of_deed(DEEDS[fact])
    assert [name for identity, name in names if identity not in ("q", "ka")] == [
        one.name for one in fields
    ]
    written = catalogue()
    for field in fields:
        assert f'<label for="{field.name}">' in page
        assert f'id="{field.name}-hint"' in page
        assert {f"label.{fact}.{field.name}", f"label.{field.name}"} & written.keys(), field.name
        for one in (*field.choices, *field.suggested):
            assert {f"choice.{field.key}.{one}", f"choice.{one}"} & written.keys(), one


def test_forms_are_no_part_of_the_api(officer: httpx.Client) -> None:
    assert not [
        path
        for path in officer.get("/openapi.json").json()["paths"]
        if path.startswith(("/do/", "/done"))
    ]


def test_pages_lead_to_what_can_be_done_with_what_they_show(officer: httpx.Client) -> None:
    book = statement_id("b2")
    for page, way in (
        ("/cadres/c2", "/do?cadre=c2"),
        ("/units/A?year=2010", "/do?unit=A&amp;year=2010"),
        ("/classes/k1", "/do?class=k1"),
        ("/reports/circular?year=2010", "/do?year=2010"),
        (f"/statements/{book}", f"/do?target={book}"),
    ):
        assert f'href="{way}"' in officer.get(page).text, page
        listed = officer.get(unescape(way))
        assert listed.status_code == 200
        assert len(re.findall(r'href="/do/[a-z_.]+\?', listed.text)) >= 2, way
    past = officer.get("/cadres/c2?known_at=2011-03-01")
    assert past.status_code == 200
    assert 'href="/do' not in past.text


def test_what_waits_is_decided_from_its_list(
    officer: httpx.Client, browse: Browse, store: RecordStore
) -> None:
    book = statement_id("b2")
    page = officer.get("/applications")
    assert f'href="/do/credit.approved?target={book}"' in page.text
    assert 'href="/cadres/c2"' in page.text
    waiting = officer.get("/applications?format=json").json()
    assert [one["statement_id"] for one in waiting["applications"]] == [str(book)]
    of_other = browse(store, scopes=["reports/read:B"], asserts=[])
    assert of_other.get("/applications?format=json").json()["pending"] == 0
    of_unit = browse(store, scopes=["reports/read:A"], asserts=[])
    assert of_unit.get("/applications?format=json").json()["pending"] == 1
    own = browse(store, scopes=["reports/read/mine:c2"], asserts=[])
    assert own.get("/applications?format=json").json()["pending"] == 1
    assert (
        browse(store, scopes=["statements/write"], asserts=[]).get("/applications").status_code
        == 403
    )


def test_a_report_shows_what_the_unit_owes_no_more(officer: httpx.Client) -> None:
    trial = tried(officer, "annual_result.reported", unit="A", year="2010")
    assert trial.status_code == 200, trial.text
    assert re.search(
        r"2010 年度考核结果.*?未上报.*?(按期上报|宽限期内上报|逾期上报)", trial.text, re.DOTALL
    )
    done = officer.post("/do/annual_result.reported", data={**hidden(trial.text), "step": "send"})
    assert done.status_code == 303
    due = officer.get("/units/A/deadlines?year=2010&format=json").json()
    assert due["result"]["state"] != "missing"


def test_a_year_is_published_and_opened_again(officer: httpx.Client) -> None:
    trial = tried(officer, "year.published", year="2010", number="宝组发1号")
    assert trial.status_code == 200, trial.text
    assert "未公布" in trial.text
    assert "已公布" in trial.text


def test_a_void_shows_what_becomes_of_the_unit(officer: httpx.Client) -> None:
    answer = sent(
        officer,
        "class.completed",
        **{
            **CLASS,
            "cadre": "c3",
            "scheduled_days": "30",
            "end": "2010-12-30",
            "start": "2010-11-01",
            "class": "2010-k3",
        },
    )
    act = answer.headers["location"].rsplit("/", 1)[1]
    trial = tried(officer, "act.voided", target=act, reason="未参加")
    assert trial.status_code == 200, trial.text
    assert 'href="/units/B"' in trial.text
    assert re.search(r"单位 2010 不合格.*?0.*?1", trial.text, re.DOTALL)


def test_a_dry_run_names_whom_and_what_an_id_means_and_warns_of_one_that_nobody_knows(
    officer: httpx.Client,
) -> None:
    trial = tried(officer, "class.completed", **{**CLASS, "cadre": "c11"})
    assert trial.status_code == 200
    assert "名册中没有干部 c11，请核对编号" in trial.text
    assert "相近的有：c1 王芳" in trial.text
    known = tried(officer, "class.completed", **{**CLASS, "cadre": "c1"}).text
    assert "名册中没有" not in known
    assert re.search(r"c1</span>\s*<span[^>]*>王芳", known)
    moved = tried(officer, "unit.assigned", cadre="c1", unit="A11", occurred="2011-02-01").text
    assert "没有登记过单位 A11" in moved
    assert re.search("相近的有：A1 一科", moved)
    course = {"fact": "course.passed", "cadre": "c1", "course": "o-new", "occurred": "2011-02-01"}
    passed = tried(officer, **course).text
    assert "课程目录中没有 o-new" not in passed, (
        "nothing is catalogued, so there is nothing to hold it to"
    )
    registered = tried(officer, "unit.registered", unit="A11", name="新单位").text
    assert "没有登记过单位" not in registered


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cadre", "x" * 5000),
        ("cadre", "mailto:nobody"),
        ("cadre", "account a b"),
        ("class", "a\0b"),
        ("end", "9999-12-31"),
        ("scheduled_days", "1e5"),
        ("appraisal", "splendid"),
        ("form_drawn", "now"),
    ],
)
def test_bad_input_is_a_fault_and_no_error(officer: httpx.Client, key: str, value: str) -> None:
    answer = tried(officer, "class.completed", **{**CLASS, key: value})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "Traceback" not in answer.text


def test_what_an_address_names_is_filled_in_as_text(officer: httpx.Client) -> None:
    page = officer.get(
        "/do/class.completed", params={"cadre": SCRIPT, "class": '" autofocus="'}
    ).text
    assert "<script" not in page
    assert '" autofocus' not in page
    assert f'value="{escape(SCRIPT)}"' in page
    assert officer.get("/do", params={"cadre": SCRIPT}).text.count("<script") == 0
    assert officer.get("/do/nothing").status_code == 404
    assert officer.get("/done/6b1d5a5e-0f5e-4c39-8d8f-2f6f0a1b2c3d").status_code == 404


def test_one_may_go_back_from_the_dry_run_and_mend(officer: httpx.Client) -> None:
    trial = tried(officer, "class.completed", **CLASS)
    fields = hidden(trial.text)
    back = officer.post("/do/class.completed", data={**fields, "step": "mend"})
    assert back.status_code == 200
    assert 'role="alert"' not in back.text
    for name in ("class", "cadre", "start", "end", "scheduled_days"):
        assert f'value="{CLASS[name]}"' in back.text
    assert hidden(back.text)["statement"] == fields["statement"]


def test_text_of_several_lines_stays_the_same_from_form_to_log(officer: httpx.Client) -> None:
    said = {"knowledge_renewed": "一\r\n二", "inspiration": "\r\n空行在前", "new_ideas": " x "}
    fields = {**said, "class": "k1", "cadre": "c1"}
    answer = sent(officer, "self_evaluation.submitted", **fields)
    assert answer.status_code == 303
    statement = answer.headers["location"].rsplit("/", 1)[1]
    stored = officer.get(f"/statements/{statement}?format=json").json()
    written = {
        name.rsplit("/", 1)[1]: text for name, text in stored["context"]["extensions"].items()
    }
    assert written == {"knowledge_renewed": "一\r\n二", "inspiration": "空行在前", "new_ideas": "x"}
    assert stored["authority"]["account"]["name"] == KEY
    assert stored["actor"]["account"]["name"] == "c1"


def test_nobody_learns_by_a_dry_run_whom_he_may_not_read(
    browse: Browse, store: RecordStore
) -> None:
    writer = browse(
        store, scopes=["statements/write", "reports/read:B"], asserts=["class.completed"]
    )
    trial = tried(writer, "class.completed", **{**CLASS, "cadre": "c1"})
    assert trial.status_code == 200, trial.text
    assert "您不能查看此人的报告" in trial.text
    assert "王芳" not in trial.text
    assert "年度学分" not in trial.text.split("<main")[1]
    assert "A1" not in trial.text
