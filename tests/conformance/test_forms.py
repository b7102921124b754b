"""The forms in which statements are returned: format, languages, and what 2.0.0 has in UTC
(1.0.3 Communication 2.1.3, Data 2.4.6.2; 2.0.0 4.1.6.1, 4.2.2.5, 4.2.7)."""

from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.xapi.statement_forms import best_language
from lrs.statement.formats import instant, utc_text
from tests.conformance.conftest import Client, Json, agent, message, unique

EXTENSION = "http://example.com/extensions/some"


def activity(name: str, /, **definition: Any) -> Json:
    """An activity of a test's own."""
    own = {"definition": definition} if definition else {}
    return {"objectType": "Activity", "id": f"http://example.com/{unique(name)}", **own}


def verb(**display: str) -> Json:
    """A verb of a test's own."""
    own = {"display": display} if display else {}
    return {"id": f"http://example.com/{unique('verb')}", **own}


def stored(client: Client, **members: Any) -> str:
    """The id of a statement that was stored."""
    whole = {
        "id": str(uuid4()),
        "actor": agent(unique("someone")),
        "verb": verb(),
        "object": activity("object"),
        **members,
    }
    answer = client.post("/statements", json=whole)
    assert answer.status_code == 200, answer.text
    return str(whole["id"])


def read(client: Client, statement_id: str, *, accept: str | None = None, **form: str) -> Any:
    """A statement in a form."""
    headers = {} if accept is None else {"Accept-Language": accept}
    answer = client.get(
        "/statements", params={"statementId": statement_id, **form}, headers=headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def raw(client: Client, body: str, **form: str) -> str:
    """What is returned of a statement with this text, as text."""
    answer = client.post("/statements", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text
    return client.get("/statements", params={"statementId": answer.json()[0], **form}).text


def test_there_are_three_formats(xapi: Client) -> None:
    statement_id = stored(xapi)
    exact = read(xapi, statement_id)
    assert read(xapi, statement_id, format="exact") == exact
    assert read(xapi, statement_id, format="ids")["id"] == statement_id
    assert read(xapi, statement_id, format="canonical")["id"] == statement_id
    for wrong in ("Exact", "", "all"):
        answer = xapi.get("/statements", params={"statementId": statement_id, "format": wrong})
        assert "format" in message(answer, 400)


# Ids (1.0.3 Communication 2.1.3)


def test_ids_leave_what_identifies(xapi: Client) -> None:
    named = {**agent("named"), "name": "A name"}
    anonymous = {"objectType": "Group", "name": "A name", "member": [named, named]}
    identified = {"objectType": "Group", "mbox": "mailto:group@example.com", "member": [named]}
    about = activity("about", name={"en": "A name"}, type="http://example.com/type")
    context = {
        "instructor": named,
        "team": identified,
        "contextActivities": {"parent": [about], "other": [about]},
        "statement": {"objectType": "StatementRef", "id": str(uuid4())},
        "extensions": {EXTENSION: {"name": "kept"}},
    }
    planned = {"actor": anonymous, "verb": verb(en="did"), "object": about, "context": context}
    statement_id = stored(
        xapi,
        actor=identified,
        verb=verb(en="did"),
        object={"objectType": "SubStatement", **planned},
        context=context,
    )
    found = read(xapi, statement_id, format="ids")
    bare = agent("named")
    assert found["actor"] == {"objectType": "Group", "mbox": "mailto:group@example.com"}
    assert found["verb"].keys() == {"id"}
    assert found["object"]["actor"] == {"objectType": "Group", "member": [bare, bare]}
    assert found["object"]["verb"].keys() == {"id"}
    assert found["object"]["object"] == {"id": about["id"]}
    for part in (found, found["object"]):
        assert part["context"] == {
            **context,
            "instructor": bare,
            "team": {"objectType": "Group", "mbox": "mailto:group@example.com"},
            "contextActivities": {"parent": [{"id": about["id"]}], "other": [{"id": about["id"]}]},
        }
    assert found["authority"].keys() == {"objectType", "account"}


def test_ids_of_an_agent_as_object(xapi: Client) -> None:
    statement_id = stored(xapi, object={**agent("target"), "name": "A name"})
    assert read(xapi, statement_id, format="ids")["object"] == agent("target")


def test_ids_of_context_agents_and_groups(v2: Client) -> None:
    named = {**agent("named"), "name": "A name"}
    group = {"objectType": "Group", "name": "A name", "member": [named]}
    context = {
        "contextAgents": [{"objectType": "contextAgent", "agent": named}],
        "contextGroups": [{"objectType": "contextGroup", "group": group}],
    }
    found = read(v2, stored(v2, context=context), format="ids")["context"]
    assert found["contextAgents"][0]["agent"] == agent("named")
    assert found["contextGroups"][0]["group"] == {
        "objectType": "Group",
        "member": [agent("named")],
    }


# Canonical, and one language (1.0.3 Communication 2.1.3)


def test_canonical_tells_what_all_statements_say(xapi: Client) -> None:
    about, did = activity("about"), verb()
    stored(
        xapi,
        object={**about, "definition": {"name": {"en": "A course", "zh": "课程"}}},
        verb={**did, "display": {"en": "did", "zh": "做了"}},
    )
    stored(
        xapi,
        context={
            "contextActivities": {
                "parent": [{**about, "definition": {"description": {"en": "About it"}}}]
            }
        },
    )
    bare = stored(xapi, object=about, verb=did)
    assert read(xapi, bare)["object"] == about
    found = read(xapi, bare, format="canonical", accept="zh")
    assert found["object"]["definition"] == {
        "name": {"zh": "课程"},
        "description": {"en": "About it"},
    }
    assert found["verb"]["display"] == {"zh": "做了"}


def test_canonical_leaves_agents_and_groups_as_they_were(xapi: Client) -> None:
    group = {"objectType": "Group", "name": "A name", "member": [{**agent("one"), "name": "One"}]}
    statement_id = stored(xapi, actor=group, context={"instructor": group})
    found = read(xapi, statement_id, format="canonical")
    assert (found["actor"], found["context"]["instructor"]) == (group, group)


def test_canonical_has_one_language_in_each_map_of_an_interaction(xapi: Client) -> None:
    both = {"en": "a", "zh": "甲"}
    about = activity(
        "question",
        name=both,
        description=both,
        interactionType="matching",
        source=[{"id": "a", "description": both}, {"id": "b"}],
        target=[{"id": "c", "description": both}],
        correctResponsesPattern=["a[.]c"],
        extensions={EXTENSION: both},
    )
    found = read(xapi, stored(xapi, object=about), format="canonical", accept="zh-Hans, zh;q=0.5")
    one = {"zh": "甲"}
    assert found["object"]["definition"] == {
        **about["definition"],
        "name": one,
        "description": one,
        "source": [{"id": "a", "description": one}, {"id": "b"}],
        "target": [{"id": "c", "description": one}],
    }


def test_canonical_reaches_into_sub_statements_and_contexts(xapi: Client) -> None:
    both = {"en": "a", "zh": "甲"}
    about, did = activity("about", name=both), verb(**both)
    part = {
        "actor": agent("one"),
        "verb": did,
        "object": about,
        "context": {"contextActivities": {"grouping": [about]}},
    }
    statement_id = stored(
        xapi, verb=did, object={"objectType": "SubStatement", **part}, context=part["context"]
    )
    found = read(xapi, statement_id, format="canonical", accept="en")
    for one in (found, found["object"]):
        assert one["verb"]["display"] == {"en": "a"}
        assert one["context"]["contextActivities"]["grouping"][0]["definition"]["name"] == {
            "en": "a"
        }
    assert found["object"]["object"]["definition"]["name"] == {"en": "a"}


@pytest.mark.parametrize("form", ["exact", "ids"])
def test_accept_language_acts_on_canonical_alone(xapi: Client, form: str) -> None:
    both = {"en": "a", "zh": "甲"}
    statement_id = stored(xapi, object=activity("about", name=both), verb=verb(**both))
    assert read(xapi, statement_id, format=form, accept="zh") == read(
        xapi, statement_id, format=form
    )


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, "en-US"),
        ("", "en-US"),
        ("zh", "zh-CN"),
        ("ZH-cn", "zh-CN"),
        ("zh-TW", "en-US"),
        ("fr, zh;q=0.2, en;q=0.1", "zh-CN"),
        ("de;q=0.5, *;q=0.7", "en-US"),
        ("en;q=0", "zh-CN"),
        ("en;q=0, zh;q=0", "de"),
        ("*;q=0", "en-US"),
        ("en, en-US;q=0.1, zh;q=0.5", "zh-CN"),
        ("z", "en-US"),
        ("zh;q=2, de;q=x, de", "de"),
    ],
)
def test_the_best_language(accept: str | None, best: str) -> None:
    assert best_language(["en-US", "zh-CN", "de"], accept) == best


@given(header=st.text(alphabet="aez-*;q=.019 ,"), tags=st.lists(st.sampled_from(["a", "e-z", "z"])))
def test_any_header_gives_one_of_the_languages(header: str, tags: list[str]) -> None:
    assert best_language(tags, header) in [*tags, *([] if tags else [None])]


# Numbers stay exact, in every format


@pytest.mark.parametrize("form", ["exact", "ids", "canonical"])
def test_numbers_stay_exact(xapi: Client, form: str) -> None:
    numbers = "[0.10,1.10000000000000000000000000000001,12345678901234567890123,1E+2,-0.0]"
    name = unique("exact")
    text = (
        '{"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/v"},'
        f'"object":{{"id":"http://example.com/{name}"}},'
        f'"context":{{"extensions":{{"{EXTENSION}":{numbers}}}}}}}'
    )
    assert numbers in raw(xapi, text, format=form)


# What is carried through `more` (1.0.3 Communication 2.1.3)


def test_more_keeps_the_form(xapi: Client) -> None:
    registration = str(uuid4())
    ids = [stored(xapi, context={"registration": registration}) for _ in range(3)]
    parameters = {"registration": registration, "limit": "1", "format": "ids", "ascending": "true"}
    answer, seen = xapi.get("/statements", params=parameters), []
    while True:
        page = answer.json()
        [found] = page["statements"]
        assert found["object"].keys() == {"id"}
        seen.append(found["id"])
        if not page["more"]:
            break
        answer = _more(xapi, page["more"])
    assert seen == ids


def _more(client: Client, path: str) -> httpx.Response:
    return client.get(str(client.base_url).removesuffix("/xapi/") + path)


def test_a_canonical_page_is_short(v1: Client) -> None:
    registration = str(uuid4())
    one = {
        "actor": agent("some"),
        "verb": verb(en="did"),
        "object": activity("some"),
        "context": {"registration": registration},
    }
    assert v1.post("/statements", json=[one] * 60).status_code == 200
    parameters = {"registration": registration, "format": "canonical"}
    page = v1.get("/statements", params=parameters).json()
    rest = _more(v1, page["more"]).json()
    assert (len(page["statements"]), len(rest["statements"]), rest["more"]) == (50, 10, "")


# Context activities are arrays (1.0.3 Data 2.4.6.2)


@pytest.mark.parametrize("form", ["exact", "ids", "canonical"])
def test_a_lone_context_activity_is_returned_in_an_array(v1: Client, form: str) -> None:
    lone = {"contextActivities": {"parent": activity("lone"), "other": [activity("listed")]}}
    planned = {"actor": agent("a"), "verb": verb(), "object": activity("some"), "context": lone}
    found = read(
        v1,
        stored(v1, context=lone, object={"objectType": "SubStatement", **planned}),
        format=form,
    )
    for part in (found, found["object"]):
        for relation in ("parent", "other"):
            [one] = part["context"]["contextActivities"][relation]
            assert one["id"] in orjson.dumps(lone).decode()


# Timestamps (2.0.0 4.2.7; 1.0.3 Data 4.5)

TIMES = [
    ("2026-01-31T08:00:00.065+08:00", "2026-01-31T00:00:00.065Z"),
    ("2026-01-31T00:30:00-01:00", "2026-01-31T01:30:00Z"),
    ("2026-12-31T23:59:59.123456789-00:30", "2027-01-01T00:29:59.123456789Z"),
    ("2026-01-31T08:00:00.065Z", "2026-01-31T08:00:00.065Z"),
    ("2026-01-31T08:00:00.500000z", "2026-01-31T08:00:00.500000z"),
    ("2026-01-31T08:00:00+00:00", "2026-01-31T08:00:00+00:00"),
]


@pytest.mark.parametrize(("sent", "returned"), TIMES)
def test_2_0_0_has_timestamps_in_utc(address: str, sent: str, returned: str) -> None:
    with Client(address, version="1.0.3") as v1, Client(address, version="2.0.0") as v2:
        planned = {"actor": agent("a"), "verb": verb(), "object": activity("some")}
        statement_id = stored(
            v2,
            timestamp=sent,
            object={"objectType": "SubStatement", "timestamp": sent, **planned},
        )
        for form in ("exact", "ids", "canonical"):
            found = read(v2, statement_id, format=form)
            assert (found["timestamp"], found["object"]["timestamp"]) == (returned, returned)
            found = read(v1, statement_id, format=form)
            assert (found["timestamp"], found["object"]["timestamp"]) == (sent, sent)


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        ("2026-01-31T08:00", "2026-01-31T08:00:00Z"),
        ("20260131T080000,25+0800", "2026-01-31T00:00:00.25Z"),
        ("2026-01-31T08:00:00", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00:00+0000", "2026-01-31T08:00:00Z"),
    ],
)
def test_what_only_1_0_3_takes_is_returned_in_the_form_of_2_0_0(
    v1: Client, v2: Client, sent: str, returned: str
) -> None:
    statement_id = stored(v1, timestamp=sent)
    assert read(v1, statement_id)["timestamp"] == sent
    assert read(v2, statement_id)["timestamp"] == returned


@given(
    at=st.datetimes(),
    digits=st.text("0123456789", max_size=9),
    minutes=st.integers(-1439, 1439).filter(bool),
)
def test_utc_is_the_same_instant(at: Any, digits: str, minutes: int) -> None:
    sign, (hour, minute) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    fraction = f".{digits}" if digits else ""
    text = f"{at.replace(microsecond=0).isoformat()}{fraction}{sign}{hour:02}:{minute:02}"
    try:
        expected = instant(text)
    except ValueError:
        return  # outside the years 1 to 9999 in UTC: refused when it comes
    assert instant(utc_text(text)) == expected
    assert utc_text(text).endswith(f"{fraction}Z")
    assert utc_text(utc_text(text)) == utc_text(text)


# HEAD (1.0.3 Communication 1.1)


@pytest.mark.parametrize("form", ["exact", "ids", "canonical"])
def test_head_answers_as_get_without_a_body(xapi: Client, form: str) -> None:
    statement_id = stored(xapi)
    for parameters in ({"statementId": statement_id}, {"limit": "1"}):
        got, head = (
            xapi.request(method, "/statements", params={**parameters, "format": form})
            for method in ("GET", "HEAD")
        )
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == str(len(got.content))
