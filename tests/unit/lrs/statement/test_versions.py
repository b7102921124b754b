import pytest

from lrs.statement.versions import V1_0_3, V2_0_0, VERSIONS, VersionError, XapiVersion, negotiate


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("1.0.3", V1_0_3),
        ("1.0.0", V1_0_3),
        ("1.0", V1_0_3),
        ("1.0.9", V1_0_3),
        ("2.0.0", V2_0_0),
        ("2.0", V2_0_0),
        ("2.0.1", V2_0_0),
    ],
)
def test_header_selects_the_version(header: str, version: XapiVersion) -> None:
    assert negotiate(header) is version


@pytest.mark.parametrize(
    "header",
    [None, "", "1", "0.95", "0.9.5", "1.1.0", "2.1.0", "3.0.0", "1.0.x", " 1.0.3", "1.0.٣"],
)
def test_any_other_header_is_refused(header: str | None) -> None:
    with pytest.raises(VersionError, match="X-Experience-API-Version"):
        negotiate(header)


def test_versions_are_found_by_number() -> None:
    assert VERSIONS == {"1.0.3": V1_0_3, "2.0.0": V2_0_0}


@pytest.mark.parametrize(("version", "given"), [(V1_0_3, "1.0.0"), (V2_0_0, "2.0.0")])
def test_a_statement_without_a_version_gets_one_its_version_accepts(
    version: XapiVersion, given: str
) -> None:
    assert version.statement_version == given
    assert version.statement_versions.fullmatch(given)
