"""`lrs access`: who could do what, where the store is."""

import json

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run


def test_every_change_of_a_credential_is_listed_and_no_secret(
    lrs: Run, environment: Database
) -> None:
    given = ("--scope", "statements/write", "--assert", "course.passed", "--key", "academy")
    made = json.loads(lrs("credential", "add", "Academy", *given).out)
    assert lrs("credential", "revoke", "academy").code == 0
    listed = lrs("access", "academy")
    assert listed.code == 0
    assert made["secret"] not in listed.out
    added, revoked = (json.loads(line) for line in listed.out.splitlines())
    assert (added["change"], added["scopes"], added["asserts"], added["by"]) == (
        *("added", ["statements/write"], ["course.passed"]),
        "operator",
    )
    assert (revoked["change"], revoked["scopes"], revoked["state"]) == ("revoked", [], "revoked")
    assert added["position"] < revoked["position"]
    refused = lrs("access", "--known-at", "soon")
    assert refused.code == 2
    assert "Traceback" not in refused.err
