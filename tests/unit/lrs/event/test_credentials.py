"""What scopes allow, and how a key and its secret are checked."""

import hashlib

import pytest

from lrs.event.credentials import (
    OPERATOR,
    SCOPES,
    Credential,
    CredentialError,
    Registry,
    Scope,
    agent_of,
    check_key,
    check_scopes,
    secret_hash,
)


def credential(*scopes: str, asserts: tuple[str, ...] = ()) -> Credential:
    return Credential(
        key="k", name="K", agent=agent_of("k", "K"), scopes=frozenset(scopes), asserts=asserts
    )


@pytest.mark.parametrize(
    ("granted", "allowed"),
    [
        ("statements/write", {"statements/write"}),
        ("statements/read/mine", {"statements/read/mine"}),
        ("statements/read", {"statements/read", "statements/read/mine"}),
        (
            "all/read",
            {"statements/read", "statements/read/mine", "all/read", "reports/read", "audit/read"},
        ),
        ("define", {"define"}),
        ("state", {"state"}),
        ("profile", {"profile"}),
        ("reports/read", {"reports/read"}),
        ("reports/read:u1", set()),
        (
            "audit/read",
            {"audit/read", "statements/read", "statements/read/mine", "reports/read"},
        ),
        ("all", set(SCOPES)),
    ],
)
def test_each_scope_allows_itself_and_what_it_includes(granted: str, allowed: set[Scope]) -> None:
    scopes: tuple[Scope, ...] = (
        "statements/write",
        "statements/read/mine",
        "statements/read",
        "define",
        "state",
        "profile",
        "all/read",
        "reports/read",
        "audit/read",
        "all",
    )
    assert set(scopes) == set(SCOPES)
    assert {scope for scope in scopes if credential(granted).may(scope)} == allowed


def test_one_of_several_scopes_is_enough_and_none_allows_nothing() -> None:
    both: tuple[Scope, Scope] = ("statements/write", "statements/read/mine")
    assert credential("statements/read").may(*both)
    assert not credential("reports/read").may(*both)
    assert not any(credential().may(scope) for scope in both)


@pytest.mark.parametrize("scope", ["", "read", "ALL", "reports/read:", "statements/read/mine:u"])
def test_a_scope_that_does_not_exist_is_named(scope: str) -> None:
    with pytest.raises(CredentialError, match="there is no scope"):
        check_scopes(["all", scope])


def test_existing_scopes_pass() -> None:
    check_scopes([*SCOPES, "reports/read:u 1"])


@pytest.mark.parametrize("key", ["", "a:b", "a b", "a\nb", "密钥", "a\0", "x" * 101, "a\n"])
def test_a_key_that_basic_authentication_cannot_carry_is_refused(key: str) -> None:
    with pytest.raises(CredentialError, match="the key"):
        check_key(key)


@pytest.mark.parametrize("key", ["a", "0123456789abcdef", "lms@example.com", "a/b+c", "x" * 100])
def test_other_keys_pass(key: str) -> None:
    check_key(key)


@pytest.mark.parametrize(
    ("asserts", "expected"),
    [
        *[((), False), (("course.passed",), False), (("act.voided",), True), (("*",), True)],
        *[(("act.voided@A",), True), (("credit.approved@A",), False)],
    ],
)
def test_who_may_void_anybodys_statements(asserts: tuple[str, ...], expected: bool) -> None:
    assert credential("all", asserts=asserts).may_void_any is expected


def test_the_operator_asserts_everything_and_has_no_secret() -> None:
    assert OPERATOR.may_void_any
    assert OPERATOR.may("all")


def test_a_secret_is_kept_as_its_sha_256() -> None:
    assert secret_hash("s3cret") == hashlib.sha256(b"s3cret").digest()


@pytest.mark.parametrize(
    ("key", "secret", "found"),
    [
        ("k", "right", True),
        ("k", "wrong", False),
        ("k", "", False),
        ("K", "right", False),
        ("other", "right", False),
        ("operator", "", False),
        ("operator", "operator", False),
        ("", "", False),
    ],
)
def test_only_the_right_key_and_secret_are_known(key: str, secret: str, found: bool) -> None:
    registry = Registry({"k": (credential("all"), secret_hash("right"))})
    assert registry.authenticate(key, secret) == (credential("all") if found else None)
