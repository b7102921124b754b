"""What the feed does not tell of the list of findings is declared, query by query and code by code,
as the code that judges has it; the documentation is made from that."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from projections.amiss import Amiss
from projections.case import finding
from projections.reports.findings import KINDS
from projections.tables.findings import FOUND_BY
from replay.feed.untold import TOLD, UNTOLD
from tests.finding_table import table

PROJECTIONS = Path(finding.__file__).parents[1]
JUDGED_IN = {
    "surveys": ["needs/surveys.py", "needs/tally.py"],
    "resources": [f"resources/{one}.py" for one in ("teachers", "funds", "sharing", "counties")],
    "doubts": ["answers/doubtful.py"],
}
"""Where the queries that find many codes have these from."""

OF_ANY = {"unread": Amiss.UNKNOWN_VALUE, "unheeded": Amiss.NOT_AUTHORISED}
"""The functions that find a code about facts of any kind."""


def test_each_query_of_the_list_is_told_or_not_told() -> None:
    assert {*TOLD, *UNTOLD} == {*FOUND_BY}
    assert not TOLD.keys() & UNTOLD.keys()


@pytest.mark.parametrize("query", UNTOLD)
def test_what_is_not_told_has_the_codes_that_are_found(query: str) -> None:
    codes = {*UNTOLD[query].codes}
    assert codes <= {*KINDS}
    found = FOUND_BY[query]
    assert codes == ({*found} if found is not None else set(judged_in(JUDGED_IN[query])))


def judged_in(files: Iterable[str]) -> Iterable[Amiss]:
    """The codes that some files name, or that what they call finds."""
    for file in files:
        for node in ast.walk(ast.parse((PROJECTIONS / file).read_text())):
            match node:
                case ast.Attribute(value=ast.Name(id="Amiss"), attr=name):
                    yield Amiss[name]
                case ast.Call(func=ast.Name(id=name)) if name in OF_ANY:
                    yield OF_ANY[name]


def test_the_documentation_names_all_that_is_not_told() -> None:
    (_, section) = table().split("## Not in the feed of results")
    assert all(f"`{code}`" in section for one in UNTOLD.values() for code in one.codes)
