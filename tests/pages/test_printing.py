"""Official forms: what is printed is what the data say, the same bytes each time, and only text."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from api.app import create_app
from api.http.errors import NoFontError, UnprintableError
from api.pages.printing import typesetting
from api.pages.printing.fonts import typefaces
from api.pages.printing.typesetting import TEMPLATES, Typesetter
from api.reports.printed import FORMS, PDF
from lrs.access.credential_store import Credentials
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


def test_a_character_that_no_font_has_is_an_error(client: httpx.Client, store: RecordStore) -> None:
    member = {"fact": "cadre.enrolled", "occurred": "2009-01-01", "managed_by": "unit"}
    record(store, {**member, "id": "m7", "cadre": "c7", "unit": "B", "real_name": RARE})
    refused = client.get("/cadres/c7/personal-statement?format=pdf")
    assert refused.status_code == 409
    told = refused.json()["error"]
    assert told["code"] == "unprintable"
    assert "U+3134A" in told["message"]
    assert "cadre c7" in told["message"]


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


def test_a_template_loads_nothing_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
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
