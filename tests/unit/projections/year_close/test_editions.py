"""The editions of a year's results: published, opened again, corrected, published again (Q24)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from projections.case.decisions import AsOf
from projections.year_close.editions import SENTENCES, Editions, EditionState, editions_of
from tests.unit.projections.history import History

ZONE = ZoneInfo("Asia/Shanghai")
Step = tuple[str, dict[str, Any]]
PUBLISHED: Step = ("year.published", {"known_at": "2010-12-31"})
CIRCULAR: Step = ("circular.issued", {"known_at": "2010-12-31", "number": "2011-1"})
REOPENED: Step = ("year.reopened", {"reason": "appeal"})
CORRIGENDUM: Step = ("corrigendum.issued", {"known_at": "2011-03-01", "number": "2011-2"})


def found(*steps: Step, unit: str | None = None, voided: int | None = None) -> Editions:
    history = History()
    for number, (fact, data) in enumerate(steps):
        history.record(fact, f"f{number}", year=2010, occurred=f"2011-01-{number + 1:02}", **data)
    if voided is not None:
        history.record("act.voided", "v", target=f"f{voided}", occurred="2011-02-01")
    as_of = AsOf(known=99, today=date(2012, 1, 1), zone=ZONE)
    return editions_of(2010, history.reference, as_of, unit=unit)


@pytest.mark.parametrize(
    ("steps", "standing", "facts"),
    [
        ([], EditionState.PROVISIONAL, []),
        ([REOPENED, CORRIGENDUM], EditionState.PROVISIONAL, []),
        ([PUBLISHED], EditionState.PUBLISHED, ["year.published"]),
        ([PUBLISHED, CIRCULAR], EditionState.PUBLISHED, ["year.published"]),
        ([PUBLISHED, REOPENED], EditionState.REOPENED, ["year.published"]),
        (
            [PUBLISHED, REOPENED, CORRIGENDUM],
            EditionState.CORRECTED,
            ["year.published", "corrigendum.issued"],
        ),
        (
            [PUBLISHED, CIRCULAR, REOPENED, PUBLISHED, CIRCULAR],
            EditionState.PUBLISHED,
            ["year.published", "year.published"],
        ),
        (
            [PUBLISHED, ("circular.issued", {"known_at": "2011-01-15"})],
            EditionState.PUBLISHED,
            ["year.published", "circular.issued"],
        ),
    ],
)
def test_each_publication_is_an_edition(
    steps: list[Step], standing: EditionState, facts: list[str]
) -> None:
    editions = found(*steps)
    assert editions.standing is standing
    assert [one.fact for one in editions.editions] == facts
    assert [one.number for one in editions.editions] == [*range(1, len(facts) + 1)]


def test_an_edition_says_what_it_rests_on_and_who_recorded_it() -> None:
    first, second = found(CIRCULAR, REOPENED, CORRIGENDUM).editions
    assert (first.known_at, first.document, first.position) == ("2010-12-31", "2011-1", 1)
    assert (second.known_at, second.document, second.day) == (
        "2011-03-01",
        "2011-2",
        date(2011, 1, 3),
    )
    assert second.recorded_by == "operator"


def test_a_voided_publication_is_no_edition() -> None:
    assert found(PUBLISHED, voided=0).editions == ()


def test_a_unit_may_be_opened_again_alone() -> None:
    steps = [PUBLISHED, ("year.reopened", {"unit": "A"})]
    assert found(*steps, unit="A").standing is EditionState.REOPENED
    assert found(*steps, unit="B").standing is EditionState.PUBLISHED
    assert found(*steps).standing is EditionState.PUBLISHED


def test_each_standing_has_its_sentences() -> None:
    assert all(SENTENCES[one].keys() == {"zh", "en"} for one in EditionState)
