"""`lrs credential`: the secret is shown once."""

import hashlib
import json

import psycopg

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run


def test_a_secret_is_printed_once_and_never_kept(lrs: Run, environment: Database) -> None:
    scopes = ["--scope", "statements/write", "--scope", "reports/read:u1"]
    added = lrs("credential", "add", "Moodle", *scopes, "--assert", "course.passed@u1")
    assert added.code == 0
    made = json.loads(added.out)
    listed = lrs("credential", "list")
    assert made["secret"] not in listed.out + listed.err
    assert json.loads(listed.out) == {
        "key": made["key"],
        "name": "Moodle",
        "scopes": ["reports/read:u1", "statements/write"],
        "asserts": ["course.passed@u1"],
        "templates": "flag",
        "secret": True,
    }
    with psycopg.connect(environment.service) as conn:
        [(sha256,)] = conn.execute("SELECT sha256 FROM lrs.secret").fetchall()
        states = conn.execute("SELECT state FROM lrs.log").fetchall()
    assert bytes(sha256) == hashlib.sha256(made["secret"].encode()).digest()
    assert not any(made["secret"].encode() in bytes(state) for (state,) in states)


def test_a_revoked_key_is_gone_for_good(lrs: Run, environment: Database) -> None:
    options = ["--scope", "all", "--key", "k1"]
    assert lrs("credential", "add", "One", *options).code == 0
    assert lrs("credential", "revoke", "k1").code == 0
    assert lrs("credential", "list").out == ""
    again = lrs("credential", "add", "Two", *options)
    assert again.code == 1
    assert "a key is never used twice" in again.err
    assert lrs("credential", "revoke", "k1").code == 1


def test_what_becomes_of_faulty_statements_can_be_changed(lrs: Run, environment: Database) -> None:
    added = lrs("credential", "add", "One", "--scope", "all", "--key", "k1", "--templates", "off")
    assert added.code == 0
    assert lrs("credential", "check", "k1", "reject").code == 0
    assert json.loads(lrs("credential", "list").out)["templates"] == "reject"
    assert lrs("credential", "check", "k1", "perhaps").code == 1


def test_an_unknown_scope_is_told_with_those_that_exist(lrs: Run, environment: Database) -> None:
    outcome = lrs("credential", "add", "One", "--scope", "everything")
    assert outcome.code == 1
    assert "there is no scope 'everything'; there are statements/write" in outcome.err


def test_a_grant_of_no_fact_is_told_with_those_like_it(lrs: Run, environment: Database) -> None:
    for given in (
        "course.pased",
        "course.pased@u1",
        "course.passed@",
        "*@u1",
        "policy.published@A",
    ):
        outcome = lrs("credential", "add", "One", "--scope", "all", "--assert", given)
        assert outcome.code == 1
        assert f"--assert {given!r}" in outcome.err.replace("\n", " ")
    outcome = lrs("credential", "add", "One", "--scope", "all", "--assert", "course.pased")
    assert "did you mean course.passed" in outcome.err.replace("\n", " ")
    assert lrs("credential", "list").out == ""


def test_a_grant_that_has_no_effect_is_told(lrs: Run, environment: Database) -> None:
    grant = ("--assert", "course.passed")
    assert (
        "may state nothing" in lrs("credential", "add", "R", "--scope", "reports/read", *grant).err
    )
    write = ("credential", "add", "W", "--scope", "statements/write", "--assert")
    assert "No statement names the unit nowhere" in lrs(*write, "course.passed@nowhere").err
    assert "unit" not in lrs(*write, "course.passed").err


def test_a_link_is_for_a_valid_credential_and_kept_as_a_hash(
    lrs: Run, environment: Database
) -> None:
    made = json.loads(lrs("credential", "add", "Officer", "--scope", "reports/read").out)
    found = lrs("credential", "link", made["key"], "--address", "https://lrs.example")
    token = json.loads(found.out)["link"].removeprefix("https://lrs.example/sign-in/")
    with psycopg.connect(environment.service) as conn:
        [(sha256,)] = conn.execute("SELECT sha256 FROM lrs.sign_in_link").fetchall()
    assert bytes(sha256) == hashlib.sha256(token.encode()).digest()
    refused = lrs("credential", "link", "nobody")
    assert refused.code == 1
    assert "there is no valid credential 'nobody'" in refused.err
