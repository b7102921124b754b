"""Names that a page, a spreadsheet or a terminal may take for something else than a name.

Statements bring names from everywhere, and whoever writes one may mean harm. Each of these has to
be shown as the text that it is.
"""

from collections.abc import Iterator
from typing import Any, Final

MARK: Final = "zoo"
"""What all of them hold, so that a test finds where they are shown."""

NAMES: Final = (
    "<script>alert('zoo')</script>",
    "\"><img src=x onerror=alert('zoo')>",
    "' onmouseover='alert(1)' zoo='",
    "</title></textarea></style><h1>zoo",
    '=HYPERLINK("http://evil.example","zoo")',
    "+zoo|' /C calc'!A0",
    "@SUM(1,1)zoo",
    "-1+1 zoo",
    "{{ 7*7 }} {% zoo %} {missing} {0.__class__} %s %(zoo)d",
    "&lt;zoo&gt; &amp;amp; &#x202e;",
    "\u202ezoo\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\u2067zoo\u2066 a\u200db\u200cc\ufeff",
    "zoo \U00020bb7\U0003106c",  # characters beyond the first plane
    "zoo \U000f0000\ue000\U0010fffd",  # for private use: no font has them
    "z\u0300\u0301\u0302\u0303oo zoo",
    "zoo" + "\u4e07" * 120,  # longer than any column
    "zoo" + "W" * 120,  # the same without a place to break it
    "zoo\tone\ttwo  three",
    "javascript:alert('zoo')",
    "../../etc/zoo?x=1&y=2#z;%2e%2f",
)
"""What a person, a unit, a class or a course may be called."""

_DAY: Final = "2024-01-10"


def facts(year: int) -> list[dict[str, Any]]:
    """For each name a unit, a cadre, a class, a course and a book that bear it, all of the year."""
    return [fact for name in NAMES for fact in _of(name, f"{year}-03-01", f"{year}-03-05")]


def _of(name: str, day: str, end: str) -> Iterator[dict[str, Any]]:
    cadre, unit, held = (f"{kind}-{name}" for kind in ("c", "u", "k"))
    own = {"cadre": cadre, "occurred": day, "name": name}
    run = {"class": held, "start": day, "end": end, "scheduled_days": "5", "kind": "party_school"}
    said = dict.fromkeys(("theme", "organiser", "institution", "certificate", "evidence"), name)
    book = f"zoo book {name}"
    yield {"fact": "unit.registered", "unit": unit, "name": name, "occurred": _DAY, "id": unit}
    yield {
        "fact": "cadre.enrolled",
        "id": cadre,
        "cadre": cadre,
        "unit": unit,
        "real_name": name,
        "occurred": _DAY,
    }
    yield {"fact": "class.completed", "id": held, **own, **run, **said}
    yield {"fact": "course.passed", "id": f"zoo course {name}", **own, "course": name, "by": "exam"}
    yield {
        "fact": "book.published",
        "id": book,
        **own,
        "work": name,
        "role": "sole",
        "evidence": name,
    }
    yield {
        "fact": "credit.applied",
        "id": f"zoo asked {name}",
        "target": book,
        "cadre": cadre,
        "occurred": day,
        "reason": name,
    }
