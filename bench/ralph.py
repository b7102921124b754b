"""Ralph, the peer: its release from PyPI in its own environment, with a store without I/O."""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.servers import KEY, SECRET, Server, serving
from bench.stores import BUILD

VERSION = "5.1.0"
REQUIREMENTS = (f"ralph-malph[lrs]=={VERSION}", "requests", "uvloop", "httptools")
"""`requests` it imports without asking for it; the other two are what our own server runs on."""
HOME = BUILD / f"ralph-{VERSION}"
HASH = "import bcrypt, sys; print(bcrypt.hashpw(sys.argv[1].encode(), bcrypt.gensalt()).decode())"
AGENT = {"mbox": "mailto:bench@example.com"}


class NotInstalledError(RuntimeError):
    """Ralph cannot be installed here."""


@contextmanager
def ralph() -> Iterator[Server]:
    """Ralph's server. Raises NotInstalledError."""
    python = _installed()
    environment = {
        "RALPH_APP_DIR": str(HOME),
        "RALPH_AUTH_FILE": str(_credentials(python)),
        "RALPH_RUNSERVER_BACKEND": "nothing",
    }
    with serving(
        "bench.ralph_store:app",
        "/xAPI/statements",
        python=python,
        environment=environment,
    ) as server:
        yield server


def _installed() -> Path:
    """Ralph's Python, installed on the first use."""
    python = HOME / "bin" / "python"
    done = HOME / "installed"
    if done.exists():
        return python
    venv.create(HOME, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "-qq", *REQUIREMENTS]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        raise NotInstalledError(f"{REQUIREMENTS[0]} could not be installed")
    done.touch()
    return python


def _credentials(python: Path) -> Path:
    """Ralph's file of users, with the one that the load comes from."""
    hashed = subprocess.run(
        [str(python), "-c", HASH, SECRET], capture_output=True, text=True, check=True
    )
    user = {"username": KEY, "hash": hashed.stdout.strip(), "scopes": ["all"], "agent": AGENT}
    file = HOME / "auth.json"
    file.write_text(json.dumps([user]), encoding="utf-8")
    return file
