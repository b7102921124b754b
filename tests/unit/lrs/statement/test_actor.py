import pytest

from lrs.statement.statement import StatementError, parse
from lrs.statement.versions import V1_0_3
from tests.unit.lrs.statements import AGENT, GROUP, OTHER_AGENT, changed, raw

ACCOUNT = {"homePage": "http://example.com", "name": "ada"}


def posted(actor: object) -> None:
    for place in ("actor", "context.instructor"):
        parse(raw(changed(place, actor)), V1_0_3)


@pytest.mark.parametrize(
    "actor",
    [
        AGENT,
        {**AGENT, "objectType": "Agent", "name": "Ada"},
        {"mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975"},
        {"openid": "http://openid.example.org/1"},
        {"account": ACCOUNT},
        GROUP,
        {"objectType": "Group", "member": [AGENT]},
        {**AGENT, "objectType": "Group"},
        {"objectType": "Group", "account": ACCOUNT, "member": []},
        {"objectType": "Group", "openid": "http://x.y/", "name": "x", "member": [AGENT]},
    ],
)
def test_actors_with_one_identity_are_accepted(actor: object) -> None:
    posted(actor)


@pytest.mark.parametrize(
    ("actor", "path", "expected"),
    [
        ("ada", "", "an object"),
        ([AGENT], "", "an object"),
        ({}, "", "exactly one of"),
        ({"name": "Ada"}, "", "exactly one of"),
        ({**AGENT, "openid": "http://x.y/"}, "", "exactly one of"),
        ({**AGENT, **OTHER_AGENT}, "", "exactly one of"),
        ({**AGENT, "objectType": "agent"}, ".objectType", "one of 'Agent', 'Group'"),
        ({**AGENT, "objectType": None}, ".objectType", "one of 'Agent', 'Group'"),
        ({**AGENT, "objectType": ["Agent"]}, ".objectType", "one of 'Agent', 'Group'"),
        ({**AGENT, "objectType": "Activity"}, ".objectType", "one of 'Agent', 'Group'"),
        ({**AGENT, "name": 1}, ".name", "a string"),
        ({**AGENT, "name": None}, ".name", "a string"),
        ({**AGENT, "age": 36}, ".age", "no member of this name"),
        ({**AGENT, "Name": "Ada"}, ".Name", "no member of this name"),
        ({**AGENT, "member": [AGENT]}, ".member", "no member of this name"),
        ({"mbox": "ada@example.com"}, ".mbox", "a mailbox as mailto:name@domain"),
        ({"mbox": None}, ".mbox", "a string"),
        ({"mbox_sha1sum": "abc"}, ".mbox_sha1sum", "a SHA-1 digest"),
        ({"openid": "example.org/ada"}, ".openid", "an IRI with a scheme"),
        ({"account": "ada"}, ".account", "an object"),
        ({"account": {"name": "ada"}}, ".account.homePage", "this required member"),
        ({"account": {"homePage": "http://x.y"}}, ".account.name", "this required member"),
        ({"account": {**ACCOUNT, "homePage": "x.y"}}, ".account.homePage", "an IRI"),
        ({"account": {**ACCOUNT, "home_page": "x"}}, ".account.home_page", "no member of"),
        ({"account": {**ACCOUNT, "name": 5}}, ".account.name", "a string"),
        ({"account": {**ACCOUNT, "id": 5}}, ".account.id", "no member of this name"),
        ({"objectType": "Group"}, "", "members, or an identifier"),
        ({"objectType": "Group", "member": []}, "", "members, or an identifier"),
        ({"objectType": "Group", "member": AGENT}, ".member", "an array"),
        ({"objectType": "Group", "member": [GROUP]}, ".member[0].objectType", "'Agent'"),
        ({"objectType": "Group", "member": [AGENT, {}]}, ".member[1]", "exactly one of"),
        ({**GROUP, **AGENT, **OTHER_AGENT}, "", "at most one of"),
    ],
)
def test_other_actors_are_refused(actor: object, path: str, expected: str) -> None:
    for place in ("actor", "context.instructor"):
        with pytest.raises(StatementError) as caught:
            parse(raw(changed(place, actor)), V1_0_3)
        assert caught.value.path == place + path
        assert caught.value.expected.startswith(expected)
