"""What a survey publishes: counts once it is closed, none of a few, none by a difference."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.amiss import Amiss
from tests.unit.projections.needs.survey_log import NOON, SurveyLog


def closed_with(**choices: int) -> SurveyLog:
    log = SurveyLog()
    log.opened()
    for choice, times in sorted(choices.items()):
        log.answered(choice, times)
    log.closed()
    return log


def test_nothing_is_published_before_the_closing_is_known() -> None:
    log = closed_with(law=6, economy=4)
    before = log.result(known=len(log.facts) - 1)
    assert (before.survey.state, before.published, before.totals) == ("open", {}, {})
    assert log.counts() == {"law": 6, "economy": None}


def test_nothing_is_published_before_the_day_of_the_closing() -> None:
    log = closed_with(law=6)
    assert log.result(today=NOON.date() - timedelta(days=1)).published == {}
    assert log.result(today=NOON.date()).published == {"content": {"law": 6}}


@pytest.mark.parametrize(("given", "told"), [(4, None), (5, 5), (6, 6)])
def test_a_choice_of_fewer_than_min_cell_is_withheld(given: int, told: int | None) -> None:
    assert closed_with(law=given).counts() == {"law": told}


def test_a_total_is_withheld_with_any_choice_of_its_question() -> None:
    assert closed_with(law=6, economy=9).result().totals == {"content": 15}
    assert closed_with(law=6, economy=4).result().totals == {"content": None}


def test_a_policy_that_does_not_say_how_many_make_a_count_publishes_none() -> None:
    assert closed_with(law=60).result(least=None).published == {}


def test_late_answers_are_kept_found_and_never_counted() -> None:
    log = closed_with(law=6)
    log.answered("law", 9)
    assert log.counts() == {"law": 6}
    assert log.result().amiss == (Amiss.ANSWERED_LATE,)
    assert log.result(known=len(log.facts) - 9).amiss == ()


def test_a_second_closing_lets_no_late_answer_in() -> None:
    log = closed_with(law=6)
    log.answered("law", 9)
    log.closed()
    assert log.counts() == {"law": 6}


def test_a_closing_by_who_may_not_state_it_closes_nothing() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 6)
    log.closed(credential="nobody")
    log.answered("law", 6)
    assert log.counts() == {}
    log.closed()
    assert log.counts() == {"law": 12}


def test_answers_by_who_may_not_state_them_are_not_counted() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 6)
    log.answered("law", 6, credential="nobody")
    log.closed()
    assert log.counts() == {"law": 6}


def test_timestamps_that_tell_answers_apart_are_found_and_the_answers_count() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 5)
    log.answered("law", at=NOON + timedelta(hours=1))
    log.closed()
    assert log.counts() == {"law": 6}
    assert log.result().amiss == (Amiss.ANSWERS_TOLD_APART,)


def test_answers_that_do_not_come_sorted_are_found() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 6)
    log.answered("economy", 6)
    log.closed()
    assert log.result().amiss == (Amiss.ANSWERS_NOT_SORTED,)


def test_an_answer_that_names_a_person_counts_without_him_and_is_found() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 5)
    log.answered("law", named=("actor",))
    log.closed()
    assert log.counts() == {"law": 6}
    assert log.result().amiss == (Amiss.NAMES_A_PERSON,)


def test_an_answer_by_an_account_that_is_linked_to_a_cadre_counts_and_is_found() -> None:
    log = SurveyLog()
    log.opened()
    log.linked("account https://lms.example u1", to="c1")
    log.answered("law", 6, person="account https://lms.example u1")
    log.closed()
    assert log.counts() == {"law": 6}
    assert log.result().amiss == (Amiss.NAMES_A_PERSON,)


def test_an_account_of_an_institution_is_nobody_to_be_found() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 6, person="account https://school.example party-school")
    log.closed()
    assert log.result().amiss == ()


def test_an_answer_without_a_choice_is_found_and_not_counted() -> None:
    log = SurveyLog()
    log.opened()
    log.answered("law", 5)
    log.answered(None)
    log.closed()
    assert log.counts() == {"law": 5}
    assert log.result().amiss == (Amiss.UNKNOWN_VALUE,)


def test_a_standing_survey_has_one_id_for_each_half_year() -> None:
    log = SurveyLog()
    log.opened(kind="standing", at=NOON - timedelta(days=92))  # the last day of June
    log.answered("law", 5)
    log.closed()
    assert log.result().amiss == (Amiss.STANDING_BEYOND_ITS_HALF,)


def test_what_was_voided_before_the_closing_does_not_count_and_returns_when_reinstated() -> None:
    log = SurveyLog()
    log.opened()
    answers = log.answered("law", 6)
    log.voided(answers[0])
    log.closed()
    assert log.counts() == {"law": 5}


def test_voids_after_the_closing_tell_of_no_single_answer() -> None:
    log = closed_with(law=16)
    answers = log.facts[1:17]
    log.voided(answers[0])
    assert log.counts() == {"law": None}
    for answer in answers[1:5]:
        log.voided(answer)
    assert log.counts() == {"law": 11}
    log.voided(answers[5])
    assert log.counts() == {"law": None}
    log.withdrawn(answers[5])
    assert log.counts() == {"law": 11}


def test_a_void_that_is_withdrawn_restores_the_count() -> None:
    log = closed_with(law=6)
    answer = log.facts[1]
    log.voided(answer)
    log.withdrawn(answer)
    assert log.counts() == {"law": 6}


def test_a_closing_that_is_void_publishes_nothing_and_another_closes_anew() -> None:
    log = closed_with(law=6)
    log.voided(log.facts[-1])
    assert log.counts() == {}
    log.answered("law", 5)
    log.closed()
    assert log.counts() == {"law": 11}


def test_closing_anew_with_a_few_more_answers_tells_nothing_of_these() -> None:
    log = closed_with(law=6)
    log.voided(log.facts[-1])
    log.answered("law")
    log.closed()
    assert log.counts() == {"law": None}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "close", "void", "withdraw"]),
        st.sampled_from(["law", "economy"]),
        st.integers(min_value=0, max_value=40),
        st.integers(min_value=1, max_value=7),
    ),
    max_size=25,
)


def grown(steps: list[tuple[str, str, int, int]]) -> SurveyLog:
    log = SurveyLog()
    log.opened()
    for step, choice, which, times in steps:
        if step == "answer":
            log.answered(choice, times)
        elif step == "close":
            log.closed()
        elif step == "void":
            log.voided(log.facts[which % len(log.facts)])
        else:
            log.withdrawn(log.facts[which % len(log.facts)])
    return log


@given(STEPS)
def test_no_two_positions_together_tell_of_fewer_than_min_cell(
    steps: list[tuple[str, str, int, int]],
) -> None:
    log = grown(steps)
    told = [log.counts(known=known) for known in range(1, len(log.facts) + 1)]
    for choice in ("law", "economy"):
        shown = {one[choice] for one in told if one.get(choice) is not None}
        assert all(count >= 5 for count in shown if count is not None)
        for one, other in combinations(sorted(count for count in shown if count), 2):
            assert other - one >= 5


@given(STEPS, STEPS)
def test_what_is_known_at_a_position_stays_as_it_was(
    before: list[tuple[str, str, int, int]], after: list[tuple[str, str, int, int]]
) -> None:
    early = grown(before)
    late = grown(before + after)
    assert late.result(known=len(early.facts)) == early.result()


@given(STEPS, st.integers(min_value=0))
def test_what_is_voided_and_reinstated_changes_nothing(
    steps: list[tuple[str, str, int, int]], which: int
) -> None:
    log = grown(steps)
    before = log.result()
    target = log.facts[which % len(log.facts)]
    was_void = log.reference.is_decided(target)
    log.voided(target)
    log.withdrawn(target)
    if not was_void:
        assert log.result() == before
