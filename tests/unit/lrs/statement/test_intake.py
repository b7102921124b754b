"""IRIs and mailboxes that were taken formerly and are refused where they come in now."""

from typing import Any

import pytest

from lrs.files.ndjson import read_statement
from lrs.statement.statement import Limits
from lrs.statement.versions import V1_0_3, V2_0_0, XapiVersion
from tests.unit.lrs.statements import ATTACHMENT, MINIMAL, OTHER_AGENT, one, raw, refused

BAD_IRIS = [
    *("http://example.com/100%", "http://example.com/%", "http://example.com/%4"),
    *("http://example.com/%zz", "http://example.com/%u4e2d", "urn:x:%%41", "a:%4G"),
]
GOOD_IRIS = [
    *("http://example.com/%E5%9F%B9%e8%ae%ad", "urn:x:%25", "a:%41", "http://例子.cn/课?x=%20#%20"),
]
BAD_MAILBOXES = [
    *("mailto:ada@example.com?subject=hello", "mailto:ada@example.com?", "mailto:a?b@example.com"),
    *("mailto:ada@example.com#x", "mailto:ada@example.com,bob@example.com", "mailto:a%@b.cn"),
]
GOOD_MAILBOXES = ["mailto:ada+x@example.com", "mailto:a%3Fb@example.com", "mailto:张三@例子.cn"]


def places(iri: str) -> dict[str, dict[str, Any]]:
    """By path, members that hold an IRI."""
    around = {"contextActivities": {"other": [{"id": iri}]}}
    return {
        "verb.id": {"verb": {"id": iri}},
        "object.id": {"object": {"id": iri}},
        "object.definition.type": {"object": {"id": "a:b", "definition": {"type": iri}}},
        "object.definition.moreInfo": {"object": {"id": "a:b", "definition": {"moreInfo": iri}}},
        "actor.openid": {"actor": {"openid": iri}},
        "actor.account.homePage": {"actor": {"account": {"homePage": iri, "name": "a"}}},
        "context.contextActivities.other[0].id": {"context": around},
        f'context.extensions["{iri}"]': {"context": {"extensions": {iri: 1}}},
        "attachments[0].usageType": {"attachments": [{**ATTACHMENT, "usageType": iri}]},
    }


both = pytest.mark.parametrize("version", [V1_0_3, V2_0_0], ids=lambda version: version.number)


@both
@pytest.mark.parametrize("iri", BAD_IRIS)
def test_an_iri_with_a_bad_escape_is_refused_and_may_be_restored(
    version: XapiVersion, iri: str
) -> None:
    for path, members in places(iri).items():
        error = refused(raw({**MINIMAL, **members}), version)
        assert error.path == path
        assert "hexadecimal" in error.expected
        restored, _ = read_statement(
            raw({**MINIMAL, **members}), version=version, limits=Limits(bounded=False)
        )
        assert restored.json.items() >= members.items()


@both
@pytest.mark.parametrize("iri", GOOD_IRIS)
def test_any_other_iri_is_taken(version: XapiVersion, iri: str) -> None:
    for members in places(iri).values():
        assert one(raw({**MINIMAL, **members}), version)


@both
@pytest.mark.parametrize("mailbox", BAD_MAILBOXES)
def test_more_than_a_mailbox_is_refused_and_may_be_restored(
    version: XapiVersion, mailbox: str
) -> None:
    group = {"objectType": "Group", "member": [OTHER_AGENT, {"mbox": mailbox}]}
    for path, actor in {"actor.mbox": {"mbox": mailbox}, "actor.member[1].mbox": group}.items():
        statement = {**MINIMAL, "actor": actor}
        assert refused(raw(statement), version).path == path
        restored, _ = read_statement(raw(statement), version=version, limits=Limits(bounded=False))
        assert restored.json["actor"] == actor


@both
@pytest.mark.parametrize("mailbox", GOOD_MAILBOXES)
def test_a_mailbox_is_taken(version: XapiVersion, mailbox: str) -> None:
    assert one(raw({**MINIMAL, "actor": {"mbox": mailbox}}), version)
