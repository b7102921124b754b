"""The fonts that forms are set in: those of an operator's folder, else Debian's Noto CJK, and no
others, so that a form looks the same wherever it is made."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from typst import Fonts

from api.http.errors import NoFontError

DEBIAN: Final = Path("/usr/share/fonts/opentype/noto")
"""Where Debian's package `fonts-noto-cjk` puts its fonts."""

_SANS: Final = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei"),
)
_SERIF: Final = (
    *("FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "FangSong"),
)
"""The families that are taken first where a folder has them; of red heads those with serifs."""


@dataclass(frozen=True, slots=True)
class Typefaces:
    """Fonts, in which order their families are taken, and what tells them from others."""

    fonts: Fonts
    families: Mapping[str, Sequence[str]]
    """All families under `sans` and under `serif`, those first that are meant by the name."""
    digest: str
    """The SHA-256 of the names and sizes of the files."""


def typefaces(folder: Path | None) -> Typefaces:
    """The fonts of a folder, of Debian's where none is given. Raises NoFontError."""
    fonts = Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder or DEBIAN)],
    )
    found = fonts.families()
    if not found:
        raise NoFontError(_missing(folder))
    return Typefaces(
        fonts,
        {"sans": _ordered(found, first=_SANS), "serif": _ordered(found, first=_SERIF)},
        _digest({one.path for one in fonts.fonts() if one.path is not None}),
    )


def _missing(folder: Path | None) -> str:
    if folder is not None:
        return f"LRS_FONTS: {folder} holds no font; expected a folder of .ttf, .otf or .ttc files"
    return (
        f"there is no font to print with: {DEBIAN} holds none; install the package fonts-noto-cjk "
        "(apt install fonts-noto-cjk), or name a folder of fonts with LRS_FONTS"
    )


def _ordered(families: Iterable[str], *, first: Sequence[str]) -> list[str]:
    have = sorted(families)
    return [*(one for one in first if one in have), *(one for one in have if one not in first)]


def _digest(paths: Iterable[str]) -> str:
    lines = (f"{Path(one).name} {Path(one).stat().st_size}\n" for one in sorted(paths))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
