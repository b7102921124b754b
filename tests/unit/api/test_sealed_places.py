"""A sealed place tells nobody behind whom it lies, and leads back to where it was."""

import pytest

from api.reports.sealed_places import opened, sealed
from replay.feed.place import Place, PlaceError

KEY, OTHER = bytes(range(32)), bytes(32)
WITHIN = [
    *("144~~cadre~c1", "144~2026-01-01~paper~0f", "7~~unit~~x~sealed~", "7~~cadre~培训 a&b+c"),
    *(
        "7~~cadre~ends\0",
        "7~~cadre~\0\0",
        "7~~cadre~",
        f"7~~cadre~{'x' * 58}",
        f"7~~unit~{'汉' * 300}",
    ),
]


@pytest.mark.parametrize("text", WITHIN)
def test_it_leads_back_and_is_the_same_text_each_time(text: str) -> None:
    place = Place.of(text)
    told = sealed(place, KEY)
    assert told == sealed(place, KEY)
    assert told.startswith(text[: text.index("~", text.index("~") + 1)] + "~sealed~")
    assert not (name := text.split("~", 3)[3]) or name not in told
    assert opened(told, KEY) == place


def test_its_length_tells_nothing_of_an_id() -> None:
    assert len({len(sealed(Place.of(f"1~~cadre~{'c' * size}"), KEY)) for size in range(1, 50)}) == 1


@pytest.mark.parametrize("text", ["0", "144", "144~2026-01-01", *WITHIN])
def test_places_that_are_not_sealed_are_taken(text: str) -> None:
    assert opened(text, KEY) == Place.of(text)


@pytest.mark.parametrize("text", ["0", "144~2026-01-01"])
def test_where_nobody_is_in_it_nothing_is_sealed(text: str) -> None:
    assert sealed(Place.of(text), KEY) == text


def test_what_was_changed_or_is_of_another_store_is_refused() -> None:
    told = sealed(Place.of("144~~cadre~c1"), KEY)
    for text in (
        told[:-4],
        told.replace("144", "145"),
        "1~~sealed~",
        "1~~sealed~汉",
        "1~~sealed~a",
    ):
        with pytest.raises(PlaceError):
            opened(text, KEY)
    with pytest.raises(PlaceError):
        opened(told, OTHER)


@pytest.mark.parametrize(
    ("text", "begun"),
    [("144~~cadre~c1", "143"), ("144~2026-01-01~unit~A", "144~2025-12-31"), ("0~~cadre~c", "0")],
)
def test_who_has_what_another_store_sealed_is_told_where_its_moment_begins(
    text: str, begun: str
) -> None:
    with pytest.raises(PlaceError) as refused:
        opened(sealed(Place.of(text), OTHER), KEY)
    assert f"`{begun}`" in refused.value.expected
    assert str(Place.of(text).of_moment) == begun
