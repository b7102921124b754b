"""Settings come from the environment, and what is wrong there is said without its value."""

import os
from pathlib import Path

import pytest

from lrs.settings import Settings, SettingsError, configuration_table, default_home, load

SECRET = "s" * 32


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("LRS_"):
            monkeypatch.delenv(name)


def test_nothing_needs_to_be_set() -> None:
    loaded = load()
    assert loaded.home == default_home()
    assert loaded.database_url is None
    assert loaded.host == "127.0.0.1"


def test_a_variable_sets_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_HOME", "/elsewhere")
    monkeypatch.setenv("LRS_PORT", "0")
    monkeypatch.setenv("LRS_DATABASE_URL", "postgresql://app:hidden@db/lrs")
    loaded = load()
    assert (loaded.home, loaded.port) == (Path("/elsewhere"), 0)
    assert loaded.database_url
    assert loaded.database_url.get_secret_value() == "postgresql://app:hidden@db/lrs"
    assert "hidden" not in repr(loaded)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_DATABASE_URL", "")
    assert load().database_url is None


def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_DATABSE_URL", "postgresql://db")
    with pytest.raises(SettingsError, match="LRS_DATABSE_URL is not a setting"):
        load()


def test_variables_of_the_tests_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_TEST_DATABASE_URL", "postgresql://db")
    load()


def test_a_short_secret_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_BOOTSTRAP_KEY", "first")
    monkeypatch.setenv("LRS_BOOTSTRAP_SECRET", "tooshort")
    with pytest.raises(SettingsError, match=r"LRS_BOOTSTRAP_SECRET: .*32") as error:
        load()
    assert "tooshort" not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"LRS_BOOTSTRAP_KEY": "first"}, "both or neither"),
        ({"LRS_BOOTSTRAP_SECRET": SECRET}, "both or neither"),
        ({"LRS_OWNER_DATABASE_URL": "postgresql://db"}, "needs LRS_DATABASE_URL"),
        ({"LRS_QUEUE_BYTES": "10"}, "at least one body"),
        ({"LRS_PORT": "70000"}, "LRS_PORT"),
        ({"LRS_BOOTSTRAP_SECRET": "short"}, "SECRET: it should have at least 32 characters"),
        ({"LRS_MAX_BATCH": "0"}, "LRS_MAX_BATCH"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], message: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message):
        load()


def test_every_setting_is_described_in_the_table() -> None:
    table = configuration_table()
    assert "| `LRS_PORT` | `8080` |" in table
    for field in Settings.model_fields.values():
        assert field.description
        assert field.description in table


def test_root_has_a_home_that_others_can_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_home() == Path("/var/lib/cadre-lrs")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_home() == Path.home() / ".local/share/cadre-lrs"
