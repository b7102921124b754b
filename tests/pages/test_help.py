"""The page of help, and the documents of those who use pages."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.api.serving import KEY, SECRET
from tests.pages.conftest import HTML

DOCS = Path(__file__).parents[2] / "docs"
ADDRESS = re.compile(r"`(/[^` {<]*)`")


@pytest.mark.parametrize(("language", "title"), [("zh", "怎样使用"), ("en", "How to use")])
def test_help_is_for_everybody_in_both_languages(
    visitor: httpx.Client, language: str, title: str
) -> None:
    page = visitor.get(f"/help?lang={language}", headers=HTML)
    assert page.status_code == 200
    assert title in page.text


def test_every_page_leads_to_help_and_help_leads_on(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c1?year=2010&lang=en", headers=HTML).text
    assert 'href="/help?lang=en"' in page
    assert 'href="/cadres/c1/handbook?lang=en"' in page
    links = set(re.findall(r'href="(/[a-z][^"#]*)"', officer.get("/help", headers=HTML).text))
    assert len(links) > 5
    for link in links:
        assert (
            officer.get(link.replace("&amp;", "&"), headers=HTML, follow_redirects=True).status_code
            == 200
        ), link


@pytest.mark.parametrize("name", ["officers.md", "cadres.md"])
def test_every_address_in_their_documents_is_there(officer: httpx.Client, name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    addresses = sorted(set(ADDRESS.findall(text)))
    assert len(addresses) > 3
    for address in addresses:
        answer = officer.get(address, headers=HTML)
        assert answer.status_code == 200, address


@pytest.mark.parametrize("kept", ["0", "0~~cadre~sha1 0b+1&2#3", "0~~class~甲班"])
def test_the_loop_of_integrators_tells_what_moved(address: str, tmp_path: Path, kept: str) -> None:
    (tmp_path / "place.txt").write_text(kept)
    text = (DOCS / "integrators.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    placed = '"http://127.0.0.1:8080", "KEY", "SECRET"'
    assert placed in program
    program = program.replace(placed, f'"{address}", "{KEY}", "{SECRET}"')
    with subprocess.Popen(
        [sys.executable, "-u", "-c", program],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdout
        told = next(line for line in running.stdout if " credits " in line)
        running.kill()
    assert re.fullmatch(r"c1 [0-9a-f-]{36} credits None [0-9.]+\n", told)
