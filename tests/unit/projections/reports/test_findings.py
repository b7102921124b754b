"""The register of findings has every kind, in both languages, with rule and article."""

import re

import pytest

from projections.amiss import Amiss
from projections.aside import Aside
from projections.reports.findings import ELSEWHERE, KINDS, SEVERITIES, VALUES, FindingKind, Severity
from projections.rules import RULES
from tests.finding_table import table


def test_every_code_of_what_is_amiss_is_a_kind() -> None:
    assert {*KINDS, *ELSEWHERE} == {*Amiss, *Aside, *VALUES}
    assert not KINDS.keys() & ELSEWHERE.keys()
    assert all(code in table() for code in ELSEWHERE)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_kind_is_told_in_both_languages_and_documented(kind: FindingKind) -> None:
    assert re.search("[一-鿿]", kind.zh)
    assert re.fullmatch(r"[^一-鿿]+\.", kind.en)
    assert (kind.rule is None) == (kind.article is None)
    assert kind.rule is None or kind.rule in {one.id for one in RULES}
    assert f"| `{kind.code}` | {kind.zh} | {kind.en} |" in table()


def test_every_gravity_is_explained() -> None:
    assert set(SEVERITIES) == set(Severity)
