"""Pages, one after the other, are the whole, each key once, and look no further than they must."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from projections.reports.paging import page


@given(st.sets(st.text(min_size=1)), st.integers(1, 5))
def test_pages_are_the_whole(keys: set[str], limit: int) -> None:
    whole, seen = sorted(keys), list[str]()
    after: str | None = ""
    while after is not None:
        some, after = page(whole, str, after=after, limit=limit)
        assert len(some) == limit or after is None
        seen += some
    assert seen == whole
    assert page(whole, str, limit=None) == (whole, None)


def test_a_page_looks_at_one_that_follows_and_no_further() -> None:
    looked: list[str] = []

    def found() -> Iterator[str]:
        for one in "abcdefg":
            looked.append(one)
            yield one

    assert page(found(), str, after="b", limit=2) == (["c", "d"], "d")
    assert looked == list("abcde")
