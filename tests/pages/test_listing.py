"""Tables of forms: a text is never wider than it is reckoned, so that no row is too low for it."""

import json
from random import Random
from typing import Final

import orjson
from typst import Compiler

from api.pages.printing.fonts import typefaces
from api.pages.printing.printing import GROUPS
from api.pages.printing.typesetting import TEMPLATES, Typesetter
from api.pages.wording import texts_in
from tests.stranger_names import NAMES

PROBE: Final = b"""
#import "lib.typ": *
#let weights = ("regular", "bold")
#show: form.with("x")
#context [#metadata(json(bytes(sys.inputs.told)).map(one => weights.map(weight => {
  let wide = reckoned(one, weight)
  (if wide == none { none } else { wide.pt() }, measure(text(weight: weight, one)).width.pt())
}))) <found>]
"""

PIECES: Final = (
    *(
        "2025-03-01",
        "7",
        "0.5",
        "W",
        "@",
        "m",
        "AVATAR",
        "fi",
        "ffl",
        "To",
        " ",
        "K2025-008-C000001",
        " – ",
        "–",
    ),
    *(
        "年",
        "月",
        "日",
        "（",
        "）",
        "，",
        "·",
        "—",
        "…",
        "“",
        "”",
        "学分",
        "\U00020bb7",
        "Ａ",
        "！",
    ),
)


def told() -> list[str]:
    """Texts of some pieces each, the names that mean harm, and the texts of forms themselves."""
    draw = Random(1)
    found = ["".join(draw.choices(PIECES, k=draw.randint(1, 9))) for _ in range(400)]
    texts = texts_in("zh").of_groups(GROUPS).values()
    return [*found, *NAMES, *(one for one in texts if isinstance(one, str)), "—", "", "王\n五"]


def test_no_text_is_wider_than_it_is_reckoned() -> None:
    faces = typefaces(None)
    texts = texts_in("zh").of_groups(GROUPS)
    basis = dict.fromkeys(("position", "known", "today", "policy", "policies", "answer"), "x")
    data = {"answer": {}, "basis": basis | {"checkpoint": None}, "lang": "zh", "texts": texts}
    compiler = Compiler(
        PROBE,
        root=str(TEMPLATES),
        font_paths=faces.fonts,
        sys_inputs={
            "data": orjson.dumps(data).decode(),
            "families": orjson.dumps(faces.families).decode(),
            "measures": Typesetter(faces).measures,
            "told": orjson.dumps(told()).decode(),
        },
    )
    found = json.loads(compiler.query("<found>", field="value", one=True))
    sure = 0
    for text, sizes in zip(told(), found, strict=True):
        for reckoned, wide in sizes:
            if reckoned is not None:
                sure += 1
                assert wide <= reckoned, text
                assert reckoned <= wide * 2 + 6, text
    assert sure > 400
