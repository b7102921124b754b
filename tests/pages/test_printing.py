"""Official forms: what is printed is what the data say, the same bytes each time, and only text."""

import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from pypdf import PdfReader

from api.app import create_app
from api.http.errors import NoFontError, UnprintableError
from api.pages.printing import typesetting
from api.pages.printing.fonts import typefaces
from api.pages.printing.typesetting import TEMPLATES, Typesetter
from api.reports.printed import FORMS, PDF
from lrs.access.credential_store import Credentials
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.api.serving import KEY, SECRET, serving, settings
from tests.pages.conftest import NOW, SCRIPT, UNIT
from tests.recording import Hands, record

STATEMENT = "/cadres/c1/personal-statement?year=2010"
RARE = "王\U0003134a"
"""A name with a character that the fonts do not have."""
MARKUP = '#import "x.typ": * $x^2$ *bold* _it_ `raw` <script> \\ // [a] #sys.inputs @preview'


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened


def text_of(content: bytes) -> str:
    """The text of a PDF without any space: where lines break is a matter of looks."""
    reader = PdfReader(io.BytesIO(content))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def printed(client: httpx.Client, path: str, **query: str) -> str:
    answer = client.get(path, params={**httpx.URL(path).params, "format": "pdf", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == PDF
    return text_of(answer.content)


def test_the_form_has_the_numbers_of_the_data(client: httpx.Client) -> None:
    data = client.get(STATEMENT).json()
    for language in ("zh", "en"):
        text = printed(client, STATEMENT, lang=language)
        assert data["who"]["name"] in text
        for year in data["balances"]["annual"].values():
            told = [year[name] for name in ("year", "earned", "carried_in", "counted", "required")]
            assert "".join(map(str, told)) in text
        for line in data["ledger"]["entries"]:
            if line["year"] == 2010:
                assert line["day"] in text
                assert (line["reason"] or {language: ""})[language].replace(" ", "") in text


def test_each_page_says_what_it_rests_on(client: httpx.Client) -> None:
    data = client.get(STATEMENT)
    answer = client.get(STATEMENT, headers={"Accept": PDF})
    assert answer.headers["Answer-Basis"] == data.headers["Answer-Basis"]
    basis = dict(one.split("=") for one in answer.headers["Answer-Basis"].split("; "))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    for number, page in enumerate(pages, 1):
        text = "".join(page.extract_text().split())
        assert f"日志位置{basis['position']}" in text
        assert basis["today"] in text
        assert basis["policies"] in text
        assert basis["answer"] in text
        assert "检查点" in text
        assert f"第{number}页共{len(pages)}页" in text


def test_the_same_bytes_whenever_it_is_made(client: httpx.Client, store: RecordStore) -> None:
    asked = {"format": "pdf", "known_at": "2011-03-01T00:00:00Z"}
    known = client.get("/cadres/c1/personal-statement", params=asked).content
    record(store, {**UNIT, "id": "u9", "unit": "Z", "name": "新单位"})
    assert client.get("/cadres/c1/personal-statement", params=asked).content == known
    found = PdfReader(io.BytesIO(known)).metadata
    assert found is not None
    assert found.creation_date == datetime(2011, 3, 1, tzinfo=UTC)  # by its data, not the clock


def test_a_form_is_tagged_and_made_to_last(client: httpx.Client) -> None:
    content = client.get(STATEMENT, params={"year": "2010", "format": "pdf"}).content
    reader = PdfReader(io.BytesIO(content))
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].lower().startswith("zh")
    assert b"pdfuaid" in content
    assert reader.metadata is not None
    assert reader.metadata.title == "2010年度干部个人学习培训学分报告单"


def test_what_somebody_wrote_is_text(client: httpx.Client, store: RecordStore) -> None:
    assert SCRIPT in printed(client, "/cadres/c2/personal-statement")
    member = {"fact": "cadre.enrolled", "occurred": "2009-01-01", "managed_by": "unit"}
    record(store, {**member, "id": "m8", "cadre": "c8", "unit": "A1", "real_name": MARKUP})
    assert MARKUP.replace(" ", "") in printed(client, "/cadres/c8/personal-statement")
    turned = "\u202e王\u202c芳"
    record(store, {**member, "id": "m9", "cadre": "c9", "unit": "A1", "real_name": turned})
    assert "c9" in printed(client, "/cadres/c9/personal-statement")


def test_what_has_no_form_says_so(client: httpx.Client) -> None:
    refused = client.get("/cadres/c1/balances?format=pdf")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "media_type")
    assert client.get("/cadres/nobody/personal-statement?format=pdf").status_code == 404


def test_who_may_not_read_it_may_not_print_it(address: str, store: RecordStore) -> None:
    path = "/cadres/c1/personal-statement?format=pdf"
    assert httpx.get(address + path).status_code == 401
    made, secret = Credentials(store).add("B", scopes=["reports/read:B"])
    refused = httpx.get(address + path, auth=(made.key, secret))
    assert refused.status_code == 403


def test_the_offices_are_those_of_the_settings(city: Database) -> None:
    named = {"issuer": "中共宝鸡市委组织部", "training_office": "宝鸡市委{干}教办"}
    app = create_app(
        settings(issuer=named["issuer"], training_office=named["training_office"]),
        database=city,
        clock=Hands(NOW),
    )
    auth = (KEY, SECRET)
    with serving(app) as address, httpx.Client(base_url=address, auth=auth) as client:
        assert named["issuer"] in printed(client, "/reports/circular?year=2010")
        assert named["training_office"] in printed(client, "/cadres/c1/handbook")


def test_without_fonts_it_is_said_what_to_install(city: Database, tmp_path: Path) -> None:
    app = create_app(settings(fonts=tmp_path), database=city, clock=Hands(NOW))
    with serving(app) as address:
        refused = httpx.get(
            f"{address}/cadres/c1/personal-statement?format=pdf", auth=(KEY, SECRET)
        )
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "no_font")
    assert "LRS_FONTS" in refused.json()["error"]["message"]


def test_the_package_of_fonts_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("api.pages.printing.fonts.DEBIAN", tmp_path)
    with pytest.raises(NoFontError, match="fonts-noto-cjk"):
        typefaces(None)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda one: one.name)
def test_each_form_has_its_template(form: Any) -> None:
    assert (TEMPLATES / f"{form.name}.typ").is_file()


def test_a_template_loads_nothing_from_elsewhere() -> None:
    for file in TEMPLATES.glob("*.typ"):
        assert "@preview" not in file.read_text(encoding="utf-8")
        assert not set(file.read_text(encoding="utf-8")) & set("年月日学分")


def test_an_error_names_the_place_of_a_character_and_whom_it_is_about(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "x.typ").write_text(
        '#set document(title: "x")\n#set text(font: json(bytes(sys.inputs.families)).sans)\n'
        "#json(bytes(sys.inputs.data)).map(one => one.name).join()\n"
    )
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    setter = Typesetter(typefaces(None))
    rows: Any = [{"cadre": "c1", "name": "王"}, {"cadre": "c2", "name": "a\x01b"}]
    with pytest.raises(UnprintableError, match=r"U\+0001\) of 1\.name, cadre c2"):
        setter.set("x", rows, day=date(2011, 1, 1))


def test_a_byte_order_mark_within_a_name_stops_no_form(
    client: httpx.Client, store: RecordStore
) -> None:
    member = {"fact": "cadre.enrolled", "occurred": "2011-02-01", "managed_by": "unit"}
    record(
        store, {**member, "id": "m6", "cadre": "c6", "unit": "B", "real_name": "\ufeff王\ufeff五"}
    )
    assert "王五" in printed(client, "/cadres/c6/personal-statement")


def squeezed(*told: object) -> str:
    """Values one behind the other, as they stand in a row of a form."""
    return "".join("".join("—" if one is None else str(one) for one in told).split())


def test_the_handbook_has_all_its_pages(client: httpx.Client) -> None:
    data = client.get("/cadres/c1/handbook").json()
    text = printed(client, "/cadres/c1/handbook")
    for head in ["一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、"]:
        assert head in text
    assert "Corrections" in printed(client, "/cadres/c1/handbook", lang="en")
    lines = [one for page in data["pages"].values() for one in page]
    assert lines
    for one in lines:
        assert squeezed(one["subject_name"] or one["subject"]) in text
        assert str(Decimal(one["credits"]) - Decimal(one["cut"])) in text
        assert squeezed(*one["documents"]) in text
    for one in data["years"]:
        told = [one[name] for name in ("carried_in", "counted", "required", "missing")]
        assert squeezed(*told, one["carried_out"]) in text
    for one in data["cycles"]:
        hours = data["hours"][one["cycle"]]
        told = [one["total"], one["required"], one["missing"], hours["hours"], hours["target"]]
        assert squeezed(*told, hours["short_by"]) in text


def test_the_circular_has_its_head_and_annexes(client: httpx.Client) -> None:
    data = client.get("/reports/circular?year=2010").json()
    text = printed(client, "/reports/circular?year=2010")
    assert text.startswith("中共市委组织部")
    figures = data["figures"]
    assert f"应考核干部{figures['assessed']}人，合格{figures['qualified']}人" in text
    assert f"人均计入{figures['mean_credits']}学分" in text
    assert data["units"]
    for one in data["units"]:
        counts = one["assessed"], one["qualified"], one["unqualified"]
        assert squeezed(one["unit_name"] or "", one["unit"], *counts) in text
    assert data["lists"]["criticised_persons"]
    for one in data["lists"]["criticised_persons"]:
        where = squeezed(one["unit_name"] or "", one["unit"])
        assert squeezed(one["name"], one["cadre"], where, one["counted"]) in text
    for number in range(1, 5):
        assert f"附件{number}" in text


def test_the_drift_has_then_and_now(
    client: httpx.Client, city: Database, store: RecordStore
) -> None:
    with psycopg.connect(city.service) as conn:
        log = LogReader(conn)
        then = log.stored_at(log.head())
    assert then is not None
    days = {"start": "2010-11-01", "end": "2010-11-05", "scheduled_days": "5"}
    late = {"fact": "class.completed", "id": "late", "cadre": "c1", "class": "late"}
    record(store, {**late, **days})
    path = f"/reports/drift?year=2010&against={then.isoformat().replace('+', '%2B')}"
    data = client.get(path).json()
    text = printed(client, path)
    assert f"{data['year']}年度考核结果变动报告" in text
    assert f"当时日志位置{data['then']['position']}" in text
    assert "c1" in data["changed"]
    for cadre, one in data["changed"].items():
        assert squeezed(cadre, data["names"][cadre], *one["counted"]) in text


def test_the_half_year_has_two_parts(client: httpx.Client) -> None:
    path = "/institutions/school/follow-up?half=2010-H1"
    for language, parts in (("zh", ("第一部分", "第二部分")), ("en", ("Part1.", "Part2."))):
        text = printed(client, path, lang=language)
        assert all(one in text for one in parts)
        assert "2010-H1" in text


def test_pages_lead_to_their_forms(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c1?year=2010").text
    for way in ("handbook?", "personal-statement?year=2010"):
        assert f"/cadres/c1/{way}" in page
    found = re.findall(r'href="([^"]*format=pdf[^"]*)"', page)
    assert len(found) == 2
    for way in (*found, "/reports/circular?year=2010&format=pdf"):
        answer = officer.get(html.unescape(way))
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == PDF
        assert answer.headers["content-disposition"].startswith("inline; filename=")


def test_heads_are_repeated_and_no_row_is_split(client: httpx.Client, store: RecordStore) -> None:
    passed = {"fact": "class.completed", "cadre": "c1", "attended_days": 3}
    for number in range(60):
        day = f"2010-{1 + number // 10:02}-{1 + number % 10 * 2:02}"
        name = f"第{number}期示范班" * 6
        at = {"id": f"many{number}", "class": f"many{number}", "name": name, "occurred": day}
        record(store, {**passed, **at})
    content = client.get(f"{STATEMENT}&format=pdf").content
    pages = ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]
    long = [one for one in pages if "期示范班" in one]
    assert len(long) > 1
    assert all("日期项目类别学分" in one or "日期项目类别原因" in one for one in long)
    for number in range(60):
        assert any(one.count(f"第{number}期示范班") >= 6 for one in pages)


def test_a_character_that_no_font_has_is_an_error(client: httpx.Client, store: RecordStore) -> None:
    """The last one: nothing that lists the cadre can be printed from then on."""
    member = {"fact": "cadre.enrolled", "occurred": "2009-01-01", "managed_by": "unit"}
    record(store, {**member, "id": "m7", "cadre": "c7", "unit": "B", "real_name": RARE})
    refused = client.get("/cadres/c7/personal-statement?format=pdf")
    assert refused.status_code == 409
    told = refused.json()["error"]
    assert told["code"] == "unprintable"
    assert "U+3134A" in told["message"]
    assert "cadre c7" in told["message"]
