"""docs/first-statements.md, done as it is written: every command, every statement, every answer."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from api.app import create_app
from lrs.clock import system_clock
from lrs.postgres.postgres import Database
from tests.api.catching_up import catch_up
from tests.api.serving import serving, settings
from tests.cli.conftest import Run

DOCUMENT = Path(__file__).parents[2] / "docs" / "first-statements.md"
VERSION = {"X-Experience-API-Version": "1.0.3"}
BLOCK = re.compile(r"```(sh|json)\n(.*?)\n```", re.DOTALL)
QUESTION = re.compile(r"`GET (/[^`]+)`")

Credentials = dict[str, tuple[str, str]]


class Part(NamedTuple):
    """A part of the document: its words before each block, and the blocks with their languages."""

    title: str
    blocks: list[tuple[str, str, str]]


def parts() -> Iterator[Part]:
    for text in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, body = text.partition("\n")
        found, at = [], 0
        for block in BLOCK.finditer(body):
            found.append((body[at : block.start()], block[1], block[2]))
            at = block.end()
        yield Part(title, found)


def add_credentials(lrs: Run, script: str) -> Credentials:
    made: Credentials = {}
    for command in script.replace("\\\n", " ").splitlines():
        program, *arguments = shlex.split(command)
        assert program == "lrs"
        outcome = lrs(*arguments)
        assert outcome.code == 0, outcome.err
        told = json.loads(outcome.out)
        made[told["key"]] = (told["key"], told["secret"])
    return made


def keys(words: str, title: str, latest: str) -> str:
    """Whose credential a block is posted with."""
    named = re.findall(r"key `([a-z-]+)`", words)
    if named:
        return str(named[-1])
    return {"Linking an account to a cadre": "personnel", "A mistake": "party-school"}.get(
        title, latest
    )


def holds(wanted: Any, got: Any) -> bool:
    """Whether an answer has all that the document shows of it."""
    if isinstance(wanted, dict):
        return all(name in got and holds(value, got[name]) for name, value in wanted.items())
    if isinstance(wanted, list):
        return all(any(holds(one, each) for each in got) for one in wanted)
    return bool(wanted == got)


@pytest.mark.parametrize("key", ["audit", "analysts"])
def test_the_first_statements_are_answered_as_the_document_says(
    lrs: Run, environment: Database, key: str
) -> None:
    app = create_app(settings(), database=environment)
    with serving(app) as address, httpx.Client(base_url=address) as client:
        credentials: Credentials = {}
        latest, posted, asked = "", 0, 0
        for title, blocks in parts():
            for words, language, text in blocks:
                if language == "sh":
                    made = add_credentials(lrs, text)
                    credentials |= made
                    latest = next(iter(made))
                elif title == "The answers":
                    catch_up(environment, system_clock)
                    (path,) = QUESTION.findall(words)
                    answer = client.get(path, auth=credentials[key])
                    assert answer.status_code == 200, answer.text
                    assert holds(json.loads(text), answer.json()), answer.text
                    asked += 1
                else:
                    auth = credentials[keys(words, title, latest)]
                    answer = client.post(
                        "/xapi/statements",
                        content=text.encode(),
                        auth=auth,
                        headers=VERSION | {"Content-Type": "application/json"},
                    )
                    assert answer.status_code == 200, answer.text
                    posted += 1
        assert (posted, asked) == (12, 8)
        assert list(zeros(client, credentials)) == []


def zeros(client: httpx.Client, credentials: Credentials) -> Iterator[tuple[str, str]]:
    """Whose statements earned nothing, and why, but for the one that was void."""
    for key in ("personnel", "academy", "party-school", "finance-hr"):
        path = f"/integrations/{key}/reconciliation"
        for reason in client.get(path, auth=credentials[key]).json()["zero"]["reasons"]:
            if reason != "voided":
                yield key, reason
