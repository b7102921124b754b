"""Runs the tests of the public JavaScript clients against a server of their own."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from lrs.postgres.postgres import connect
from tests.api.serving import KEY, SECRET, product, settings

HERE = Path(__file__).parent


def main() -> int:
    """The exit status of node's test runner."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        print("node and npm are needed for these tests", file=sys.stderr)
        return 1
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    home = Path(mkdtemp(prefix="lrs-clients-"))
    try:
        with ExitStack() as stack:
            database = stack.enter_context(connect(settings(home=home)))
            address = stack.enter_context(product(database))
            environment = {
                **os.environ,
                "LRS_TEST_ENDPOINT": f"{address}/xapi/",
                "LRS_TEST_KEY": KEY,
                "LRS_TEST_SECRET": SECRET,
            }
            return subprocess.run(
                [node, "--test", str(HERE / "test_clients.mjs")], env=environment
            ).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
