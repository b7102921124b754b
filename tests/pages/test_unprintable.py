"""Characters that cannot be printed: each form says which, where, and whom it is about, or prints
it; it never draws a box, and never fails without a word."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import httpx
import psycopg
import pytest
from typst import TypstError

from api.http.errors import UnprintableError
from api.pages.printing import typesetting
from api.pages.printing.fonts import typefaces
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.api.serving import KEY, SECRET
from tests.pages.conftest import MEMBER
from tests.pages.numbers import text_of
from tests.recording import record

REFUSED = {
    "王\U0003134a": "U+3134A",  # extension H, newer than the fonts
    "王😀": "U+1F600",
    "محمد": "U+062F",
    "བོད": "U+0F56 U+0F7C",
    "x\u0301\u0302\u0323": "U+0078 U+0301 U+0302 U+0323",
    "王\u0336芳": "U+738B U+0336",
    "王\ue000": "U+E000",
    "\U000f0000": "U+F0000",
    "\ufffd": "U+FFFD",
}
"""Names that cannot be printed, and the code points that are told."""

PRINTED = (
    "\U00020bb7\U0003106c",
    "e\u0301",
    "葛\U000e0100",
    "\u202e王\u202c",
    "a\u200bb",
    "\ufeff王",
)
"""Names that can: extensions B and G, an accent, a variant of a character, a turned direction."""


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened


def enrolled(store: RecordStore, name: str, *, day: str = "2011-02-01") -> str:
    """The id of a new cadre of that name; he comes after the year that forms of many are about."""
    cadre = "c-" + "-".join(f"{ord(one):x}" for one in name)
    member = {**MEMBER, "occurred": day, "id": cadre, "cadre": cadre, "unit": "B"}
    record(store, {**member, "real_name": name})
    return cadre


@pytest.mark.parametrize("form", ["personal-statement", "handbook"])
@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_a_form_of_a_cadre_names_him_and_the_character(
    client: httpx.Client, store: RecordStore, name: str, form: str
) -> None:
    cadre = enrolled(store, name)
    refused = client.get(f"/cadres/{cadre}/{form}?format=pdf")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "unprintable")
    told = refused.json()["error"]["message"]
    assert "no font has the character" in told
    assert f"({REFUSED[name]}) of answer." in told
    assert f"cadre {cadre}" in told


@pytest.mark.parametrize("name", PRINTED, ids=ascii)
def test_what_the_fonts_have_is_printed(
    client: httpx.Client, store: RecordStore, name: str
) -> None:
    answer = client.get(f"/cadres/{enrolled(store, name)}/handbook?format=pdf")
    assert answer.status_code == 200, answer.text
    shown = "王" if "王" in name else name[0]
    assert shown in text_of(answer.content)


def test_a_character_for_private_use_is_named_even_where_a_font_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Refusing:
        def __init__(self, *_: object, **__: object) -> None: ...

        def query(self, *_: object, **__: object) -> str:
            return "{}"

        def compile(self, **_: object) -> bytes:
            told = 'PDF/A-2a error: the text contains the codepoint `"\\u{e000}"`'
            error = TypstError(told, told)
            error.message = told
            raise error

    monkeypatch.setattr(typesetting, "Compiler", Refusing)
    setter = typesetting.Typesetter(typefaces(None))
    data = {"cadre": "c1", "name": "王\ue000"}
    with pytest.raises(UnprintableError, match=r"PDF/A.*U\+E000\) of name, cadre c1"):
        setter.set("handbook", data, day=date(2011, 1, 1))


def test_the_reason_is_told_in_chinese(client: httpx.Client, store: RecordStore) -> None:
    path = f"/cadres/{enrolled(store, '王😀')}/handbook?format=pdf&lang=zh"
    told = client.get(path, headers={"Accept-Language": "zh"}).json()["error"]["message"]
    assert "字体中没有字符" in told


def test_forms_about_many_name_whom_it_is_about(
    client: httpx.Client, city: Database, store: RecordStore
) -> None:
    cadre = enrolled(store, "王\U0001f601", day="2009-01-01")
    with psycopg.connect(city.service) as conn:
        log = LogReader(conn)
        then = log.stored_at(log.head())
    assert then is not None
    school = "校\U0001f601"
    held = {"class": "k9", "institution": school, "name": "班"}
    days = {"start": "2010-11-24", "end": "2010-11-30", "scheduled_days": "5"}
    record(store, {"fact": "class.completed", "id": "k9", "cadre": cadre, **held, **days})
    for path, whom in (
        ("/reports/circular?year=2010", f"cadre {cadre}"),
        (f"/reports/drift?year=2010&against={quote(then.isoformat())}", cadre),
        (f"/institutions/{quote(school)}/follow-up?half=2010-H2", "answer.institution"),
    ):
        refused = client.get(path, params={**httpx.URL(path).params, "format": "pdf"})
        assert refused.status_code == 409, (path, refused.text[:200])
        told = refused.json()["error"]["message"]
        assert "U+1F601" in told
        assert whom in told
