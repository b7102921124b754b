"""Reads the queries of a package: each stands in a `.sql` file under a name and its purpose."""

import re
from importlib.resources import files

_HEADING = re.compile(r"^-- (\w+): \S.*$", re.MULTILINE)


def load(package: str, name: str = "queries") -> dict[str, str]:
    """The queries of `sql/queries.sql` in a package, or of another file there, by name.

    A line ``-- name: purpose`` begins each; other comment lines are left out.
    """
    text = (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    _, *parts = _HEADING.split(text)
    names, bodies = parts[::2], parts[1::2]
    if len(set(names)) < len(names):
        raise ValueError(f"a name stands twice among the queries of {package}: {names}")
    return dict(zip(names, map(_without_comments, bodies), strict=True))


def _without_comments(body: str) -> str:
    lines = (line for line in body.splitlines() if not line.startswith("--"))
    return "\n".join(lines).strip()
