"""Sets forms as PDF by typst: templates of ours, and data that comes as JSON and is never markup.

The same data give the same bytes: the document is dated by its data, not by the clock, and set in
no fonts but those given. It is tagged for who cannot see it (PDF/UA-1) and made to last (PDF/A-2a);
by both a character that no font has is an error.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, cached_property
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from threading import Lock
from typing import Any, Final
from unicodedata import category

import orjson
from typst import Compiler, TypstError

from api.http.errors import UnprintableError
from api.pages.printing.fonts import Typefaces
from lrs.message import message

TEMPLATES: Final = Path(__file__).parent / "templates"
STANDARDS: Final = ["a-2a", "ua-1"]

_MEASURES: Final = TEMPLATES / "measures.typ"
_NOWHERE: Final = str(TEMPLATES / "packages")
"""Where packages of templates would be: there is no such folder, and ours import none."""
_ORDER_MARK: Final = "\ufeff"
"""It came with a text from some file and shows nothing; no PDF that is made to last may hold it."""
_NOT_TO_LAST: Final = re.compile(r"PDF/.* error: (.*)", re.DOTALL)
"""How typst says that a form does not keep to a standard; anything else is a fault of ours."""
_NO_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_NOT_ALLOWED: Final = re.compile(r'the (?:disallowed )?codepoint `"(.*?)"`', re.DOTALL)
"""A character for private use: it stands in no document made to last, whatever fonts have it."""
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


class Typesetter:
    """Sets forms in some fonts, in as many threads as call it: typst lets go of the interpreter."""

    def __init__(self, typefaces: Typefaces) -> None:
        self._typefaces = typefaces
        self._free: dict[str, list[Compiler]] = {}
        self._lock = Lock()
        self._families = orjson.dumps(typefaces.families).decode()

    @cached_property
    def measures(self) -> str:
        """How large characters are in the fonts, as JSON."""
        compiler = Compiler(
            str(_MEASURES),
            root=str(_MEASURES.parent),
            font_paths=self._typefaces.fonts,
            sys_inputs={"families": self._families},
            package_path=_NOWHERE,
            package_cache_path=_NOWHERE,
        )
        return compiler.query("<measures>", field="value", one=True)

    def set(self, form: str, data: Mapping[str, Any], *, day: date) -> bytes:
        """A form as PDF, dated a day. Raises UnprintableError, which names the character and whom
        it is about."""
        inputs = {
            "data": orjson.dumps(data).decode().replace(_ORDER_MARK, ""),
            "families": self._families,
            "measures": self.measures,
        }
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        compiler = self._taken(form)
        try:
            found = compiler.compile(
                sys_inputs=inputs,
                format="pdf",
                pdf_standards=STANDARDS,  # type: ignore[arg-type] # names of standards
                timestamp=at,
            )
        except TypstError as error:
            against = _NOT_TO_LAST.search(error.message)
            if against is None:
                raise
            raise UnprintableError(_why(against[1], data)) from None
        finally:
            with self._lock:
                self._free[form].append(compiler)
        return bytes(found)  # type: ignore[arg-type] # one file, since it is a PDF

    def digest(self, form: str, data: Mapping[str, Any]) -> str:
        """Names all that the bytes of a form follow from: data, templates, fonts, typst."""
        found = hashlib.sha256(f"{form} {self._typefaces.digest} {_code_digest()} ".encode())
        found.update(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
        return found.hexdigest()

    def _taken(self, form: str) -> Compiler:
        """A compiler of a form that nobody uses."""
        with self._lock:
            free = self._free.setdefault(form, [])
            if free:
                return free.pop()
        return Compiler(
            str(TEMPLATES / f"{form}.typ"),
            root=str(TEMPLATES),
            font_paths=self._typefaces.fonts,
            package_path=_NOWHERE,
            package_cache_path=_NOWHERE,
        )


@cache
def _code_digest() -> str:
    found = hashlib.sha256(version("typst").encode())
    for path in sorted(TEMPLATES.glob("*.typ")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _unescaped(text: str) -> str:
    """The characters of a text as Rust writes it for programmers."""

    def one(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2])

    return _ESCAPED.sub(one, text)


def _why(error: str, data: Mapping[str, Any]) -> str:
    """Why a form does not keep to a standard: for which character, where, and whom it is about."""
    if lacking := _NO_GLYPH.search(error):
        return message(
            "no font has the character {character}: put a font that has it into the folder that "
            "LRS_FONTS names, beside those that are used now",
            character=_told(_unescaped(lacking[1]), data),
        )
    if refused := _NOT_ALLOWED.search(error):
        return message(
            "a document that is made to last (PDF/A) may not hold the character {character}, "
            "whatever fonts there are: state the text anew with a character of Unicode in its "
            "place",
            character=_told(_unescaped(refused[1]), data),
        )
    return message("the form cannot be made to last (PDF/A): {error}", error=error)


def _told(character: str, data: Mapping[str, Any]) -> str:
    """A character with the marks on it, its code points, where it stands, and whom that is about.

    typst names the letter under a mark that the fonts lack: what bears marks is looked for first.
    """
    places = sorted(_places(character, data, (), None), key=lambda one: -len(one[0]))
    written, place, cadre = next(iter(places), (character, None, None))
    shown = f"{written!r} ({' '.join(f'U+{ord(one):04X}' for one in written)})"
    if place is None:
        return shown
    if cadre is None:
        return message("{character} of {place}", character=shown, place=place)
    return message(
        "{character} of {place}, cadre {cadre}", character=shown, place=place, cadre=cadre
    )


def _places(
    character: str, value: Any, path: tuple[str, ...], cadre: str | None
) -> Iterator[tuple[str, str, str | None]]:
    """Where a character stands in data: it with the marks on it, a dotted place, and the cadre of
    the record around."""
    if isinstance(value, str):
        if character in value:
            yield _with_marks(character, value), ".".join(path), cadre
    elif isinstance(value, Mapping):
        of = value.get("cadre", cadre)
        for name, one in value.items():
            yield from _places(character, one, (*path, str(name)), of)
    elif isinstance(value, Sequence):
        for at, one in enumerate(value):
            yield from _places(character, one, (*path, str(at)), cadre)


def _with_marks(character: str, text: str) -> str:
    """A character with the marks that stand on it in a text, where it bears most."""
    ends = (found.end() for found in re.finditer(re.escape(character), text))
    marks = ("".join(takewhile(_is_mark, text[end:])) for end in ends)
    return character + max(marks, key=len)


def _is_mark(character: str) -> bool:
    return category(character).startswith("M")
