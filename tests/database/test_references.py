"""References are found by what finds their targets, in whatever order and groups all arrive."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from lrs.event.credentials import OPERATOR
from lrs.event.references import LONGEST_CHAIN
from lrs.event.terms import Term, own_terms, pairs, term
from lrs.log.record_store import RecordStore, TooManyTermsError
from lrs.postgres.postgres import Database
from tests.database.logbook import (
    Statement,
    clear,
    identity,
    index,
    numbers,
    reference,
    statement,
)
from tests.posting import Hands, post

Aims = Mapping[int, int | None]
"""Numbers of statements with the numbers of those that they refer to."""


def stated(number: int, aim: int | None) -> Statement:
    return statement(number) if aim is None else reference(number, aim)


def expected(aims: Aims, store: RecordStore) -> set[tuple[int, UUID]]:
    """The index by a naive reading of the specification: whatever is on a statement's chain."""
    rows: set[tuple[int, UUID]] = set()
    for number in aims:
        terms: set[Term] = set()
        chain: list[int] = []
        at: int | None = number
        while at is not None and at in aims and at not in chain:
            chain.append(at)
            terms |= own_terms(stated(at, aims[at]), OPERATOR.agent)
            at = aims[at]
        terms |= pairs(terms)
        rows |= {(store.hash_term(term), UUID(identity(number))) for term in terms}
    return rows


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[Aims, list[list[list[int]]]]:
    """Statements that refer to each other, to themselves and to some that never come; and the
    groups of posts of statements in which they arrive."""
    count = draw(st.integers(1, 9))
    aims = {number: draw(st.none() | st.integers(0, count + 1)) for number in range(count)}
    order = draw(st.permutations(range(count)))
    posts = [[order[0]]]
    for number in order[1:]:
        if draw(st.booleans()):
            posts.append([])
        posts[-1].append(number)
    groups = [[posts[0]]]
    for one in posts[1:]:
        if draw(st.booleans()):
            groups.append([])
        groups[-1].append(one)
    return aims, groups


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(arrivals())
def test_the_index_does_not_depend_on_the_order_of_arrival(
    store: RecordStore, database: Database, case: tuple[Aims, Sequence[Sequence[Sequence[int]]]]
) -> None:
    aims, groups = case
    clear(database)
    for group in groups:
        posts = [post(*(stated(number, aims[number]) for number in numbers)) for numbers in group]
        assert store.record(posts) == [None] * len(posts)
    assert index(store) == expected(aims, store)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("grouped", [True, False])
def test_a_long_chain_is_followed_so_far_and_no_further(
    store: RecordStore, order: int, grouped: bool
) -> None:
    count = LONGEST_CHAIN + 20
    chain: Aims = {number: number - 1 if number else None for number in range(count)}
    posts = [post(stated(number, aim)) for number, aim in list(chain.items())[::order]]
    for group in [posts] if grouped else [[one] for one in posts]:
        assert store.record(group) == [None] * len(group)
    assert len(numbers(store)) == count
    verbs = {
        number: store.hash_term(term("verb", f"http://example.com/verbs/{number}"))
        for number in chain
    }
    found = index(store)
    for number in (0, 1, LONGEST_CHAIN - 1, LONGEST_CHAIN, count - 1):
        reached = {
            other for other, verb in verbs.items() if (verb, UUID(identity(number))) in found
        }
        assert reached == set(range(max(0, number + 1 - LONGEST_CHAIN), number + 1))


def test_many_references_wait_for_one_statement(store: RecordStore) -> None:
    waiting = dict.fromkeys(range(1, 400), 500)
    store.record([post(*(reference(number, aim) for number, aim in waiting.items()))])
    store.record([post(statement(500))])
    assert index(store) == expected({**waiting, 500: None}, store)


def crowd(number: int, members: int) -> Statement:
    """A statement about many persons."""
    named = [{"mbox": f"mailto:member{at}@example.com"} for at in range(members)]
    return statement(number, actor={"objectType": "Group", "member": named})


def test_what_references_take_over_from_their_targets_is_bounded_for_each_request(
    store: RecordStore,
) -> None:
    assert store.record([post(crowd(1, 1000))]) == [None]
    some = [reference(number, 1) for number in range(2, 42)]
    more = [reference(number, 1) for number in range(42, 102)]
    accepted, refused = store.record([post(*some), post(*more)])
    assert accepted is None
    assert isinstance(refused, TooManyTermsError)
    assert (refused.index, refused.path) == (49, "object.id")
    assert store.record([post(*more[:30]), post(*more[30:])]) == [None, None]


def test_no_more_than_a_thousand_references_wait_for_a_statement(store: RecordStore) -> None:
    target, first = 5000, [reference(number, 5000) for number in range(1, 1001)]
    assert store.record([post(*first)]) == [None]
    (refused,) = store.record([post(reference(1001, target))])
    assert isinstance(refused, TooManyTermsError)
    assert store.record([post(reference(1002, 5001))]) == [None]
    assert isinstance(store.record([post(crowd(target, 100))])[0], TooManyTermsError)
    assert store.record([post(statement(target))]) == [None]
    assert store.record([post(reference(1001, target))]) == [None]


def test_a_statement_with_a_number_that_no_double_holds_can_be_voided(store: RecordStore) -> None:
    """Such statements are in logs that were written before they were refused."""
    old = post(statement(1, result={"extensions": {"http://example.com/x": "NUMBER"}}))
    (draft,) = old.drafts
    event = structs.replace(draft.event, body=draft.event.body.replace(b'"NUMBER"', b"1e999999999"))
    recorded = replace(old, drafts=(structs.replace(draft, event=event),))
    assert store.record([recorded]) == [None]
    assert store.record([post(reference(2, 1))]) == [None]


def test_a_reference_finds_the_target_that_came_while_it_was_judged(
    store: RecordStore, database: Database, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RecordStore(database.service, clock=hands)
    look = store._states

    def come_meanwhile(ids: Collection[UUID]) -> dict[UUID, bytes]:
        found = look(ids)
        other.record([post(statement(2))])
        return found

    monkeypatch.setattr(store, "_states", come_meanwhile)
    assert store.record([post(reference(1, 2))]) == [None]
    other.close()
    assert index(store) == expected({1: 2, 2: None}, store)
