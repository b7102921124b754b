from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, ValidationError

from lrs.statement import formats
from lrs.statement.formats import RFC_3339, duration_parts, instant


def accepts(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind, config=ConfigDict(strict=True)).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2008-09-15T15:53:00.601Z", (15, 53, 0, 601000)),
        ("2008-09-15T15:53:00.601+00:00", (15, 53, 0, 601000)),
        ("2008-09-15t15:53:00z", (15, 53, 0, 0)),
        ("2008-09-15T15:53:00+08:00", (7, 53, 0, 0)),
        ("2008-09-15T15:53:00+0800", (7, 53, 0, 0)),
        ("2008-09-15T15:53:00+08", (7, 53, 0, 0)),
        ("2008-09-15T15:53", (15, 53, 0, 0)),
        ("20080915T155300Z", (15, 53, 0, 0)),
        ("20080915T1553", (15, 53, 0, 0)),
        ("2008-09-15T15:53:00,5Z", (15, 53, 0, 500000)),
        ("2008-09-15T15:53:00.1234567890123Z", (15, 53, 0, 123456)),
        ("2008-09-15T15:53:00.9999999Z", (15, 53, 0, 999999)),
        ("2008-09-15T15:53:00.1Z", (15, 53, 0, 100000)),
    ],
)
def test_instant_is_exact_and_in_utc(text: str, expected: tuple[int, int, int, int]) -> None:
    assert instant(text) == datetime(2008, 9, 15, *expected, tzinfo=UTC)
    assert instant(text).tzinfo is UTC
    assert accepts(formats.Timestamp, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "should fail",
        "01/011/2015",
        "2008-09-15",
        "15:53:00Z",
        "2008-09-15 15:53:00Z",
        "2008-W38-1T15:53:00Z",
        "2008-09-15T15:53:00.601-00",
        "2008-09-15T15:53:00.601-0000",
        "2008-09-15T15:53:00.601-00:00",
        "20080915T155300-00",
        "2008-02-30T15:53:00Z",
        "2008-13-01T15:53:00Z",
        "2008-09-15T24:00:00Z",
        "2008-09-15T15:60:00Z",
        "2008-12-31T23:59:60Z",
        "2008-09-15T15:53:00.Z",
        "2008-09-15T15:53:00+24:00",
        "2008-09-15T15:53:00ZZ",
        "2008-09-15T15:53:00Z\n",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "1221494000",
        "２００８-09-15T15:53:00Z",
    ],
)
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        instant(text)
    assert not accepts(formats.Timestamp, text)


@pytest.mark.parametrize("text", ["2008-09-15T15:53:00-00:30", "2008-09-15T15:53:00-0030"])
def test_half_an_hour_west_is_a_known_offset(text: str) -> None:
    assert instant(text) == datetime(2008, 9, 15, 16, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_rfc_3339"),
    [
        ("2008-09-15T15:53:00Z", True),
        ("2008-09-15T15:53:00.6017654321Z", True),
        ("2008-09-15T15:53:00-05:00", True),
        ("2008-09-15T15:53:00", False),
        ("2008-09-15T15:53Z", False),
        ("2008-09-15T15:53:00+0800", False),
        ("2008-09-15T15:53:00-00:00", False),
        ("20080915T155300Z", False),
    ],
)
def test_rfc_3339_is_narrower(text: str, is_rfc_3339: bool) -> None:
    assert bool(RFC_3339.fullmatch(text)) is is_rfc_3339


@given(
    st.datetimes().filter(lambda naive: 2 <= naive.year <= 9998),
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_instant_reads_what_isoformat_writes(naive: datetime, offset: int) -> None:
    aware = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert instant(aware.isoformat()) == aware


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("PT4H35M59.14S", "0 0 0 0 4 35 59.14"),
        ("PT16559.14S", "0 0 0 0 0 0 16559.14"),
        ("P3Y1M29DT4H35M59.14S", "0 3 1 29 4 35 59.14"),
        ("P3Y", "0 3 0 0 0 0 0"),
        ("P4W", "4 0 0 0 0 0 0"),
        ("P1.5W", "1.5 0 0 0 0 0 0"),
        ("PT1M", "0 0 0 0 0 1 0"),
        ("P1M", "0 0 1 0 0 0 0"),
        ("PT0,5H", "0 0 0 0 0.5 0 0"),
        ("PT0S", "0 0 0 0 0 0 0"),
    ],
)
def test_durations_are_read_by_their_units(text: str, parts: str) -> None:
    assert duration_parts(text) == tuple(map(Decimal, parts.split()))
    assert accepts(formats.Duration, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "P4W1D",
        "PA1H0M0S",
        "PT1H0.5M3S",
        "P1.5YT1H",
        "P0003-06-04T12:30:05",
        "-PT1H",
        "PT-1H",
        "PT1S\n",
        "pt1h",
        "1H",
        "PT1.S",
    ],
)
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        duration_parts(text)
    assert not accepts(formats.Duration, text)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            formats.Iri,
            [
                "http://example.com",
                "urn:x",
                "https://例子.cn/课程?a=1#b",
                "tag:a@b,2020:c",
                "a+b-.1:x",
            ],
            [
                "",
                "no scheme",
                "example.com/a",
                "://x",
                "ab=c://x",
                "1a:x",
                "http:",
                "http://a b",
                "http://a<b>",
                'http://a"b',
                "http://a\\b",
                "http://a{b}",
                "http://a\n",
                "\nhttp://a",
                1,
            ],
        ),
        (
            formats.Mailbox,
            ["mailto:a@b", "mailto:a.b+c@d.e", "mailto:张三@例子.cn"],
            [
                "a@b",
                "mailto:",
                "mailto:a",
                "mailto:@b",
                "mailto:a@",
                "mailto:a b@c",
                "mailto:a@b ",
                "http://a@b",
                "MAILTO:a@b",
            ],
        ),
        (
            formats.Uuid,
            ["6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE"],
            [
                "",
                "6690e6c93ef04ed38b377f3964730bee",
                "{6690e6c9-3ef0-4ed3-8b37-7f3964730bee}",
                "urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
                "6690e6c9-3ef0-4ed3-8b37-7f3964730bee1",
                "g690e6c9-3ef0-4ed3-8b37-7f3964730bee",
                5,
            ],
        ),
        (
            formats.LanguageTag,
            [
                "en",
                "en-US",
                "zh-Hans-CN",
                "zh-cmn-Hans-CN",
                "de-CH-1901",
                "sl-IT-nedis",
                "es-419",
                "x-private",
                "i-klingon",
                "en-GB-oed",
                "hy-Latn-IT-arevela",
                "de-DE-u-co-phonebk",
                "EN-us",
                "tlh",
                "zh-min-nan",
                "en-a-myext-b-another",
                "und",
            ],
            [
                "",
                "a",
                "a12345678",
                "en_US",
                "en-",
                "-en",
                "english language",
                "en-US-",
                "e1",
                "en-x",
                "abcdefghi",
                "en-US\n",
                "de-419-DE",
                "123",
            ],
        ),
        (
            formats.Sha1,
            [
                "cd9b00a5611f94eaa7b1661edab976068e364975",
                "CD9B00A5611F94EAA7B1661EDAB976068E364975",
            ],
            ["", "cd9b", "gd9b00a5611f94eaa7b1661edab976068e364975"],
        ),
        (
            formats.Sha2,
            ["a" * 56, "b" * 64, "C" * 96, "0" * 128],
            ["", "a" * 40, "a" * 63, "g" * 64],
        ),
        (
            formats.MediaType,
            ["text/plain", "text/plain; charset=ascii", "application/vnd.x+json;v=1"],
            ["", "text", "text/", "/plain", "text plain/x", "text/plain charset", "text/plain;\n"],
        ),
        (
            formats.Number,
            [1, 0, -5, Decimal("0.1")],
            [True, "1", 1.0, None],
        ),
    ],
)
def test_formats(kind: Any, good: list[object], bad: list[object]) -> None:
    assert [value for value in good if not accepts(kind, value)] == []
    assert [value for value in bad if accepts(kind, value)] == []
