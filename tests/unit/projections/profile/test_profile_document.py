"""Our xAPI Profile: as the specification structures one, as the forms say, and as packaged."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from projections.profile.document import VERSION, document, packaged, template_iri
from projections.profile.forms import FORMS, Form
from projections.profile.wording import DATA, TYPES
from projections.words import vocabulary as v

PROFILE = document()
CONCEPTS = {one["id"]: one for one in PROFILE["concepts"]}
TEMPLATES = {one["id"]: one for one in PROFILE["templates"]}
PATTERNS = {one["id"]: one for one in PROFILE["patterns"]}

COMMON = {"id", "type", "inScheme", "prefLabel", "definition"}
MATCHES = {"alternates", "optional", "oneOrMore", "sequence", "zeroOrMore"}
# (required, optional) by type, from the tables of the specification's sections 6 to 9.
PROPERTIES: dict[str, tuple[set[str], set[str]]] = {
    "Profile": (
        {"id", "@context", "type", "conformsTo", "prefLabel", "definition", "versions", "author"},
        {"seeAlso", "concepts", "templates", "patterns"},
    ),
    "Verb": (COMMON, {"broader", "broadMatch", "deprecated"}),
    "ActivityType": (COMMON, {"broader", "broadMatch", "deprecated"}),
    "ContextExtension": (COMMON, {"recommendedVerbs", "inlineSchema", "deprecated"}),
    "StatementTemplate": (COMMON, {"verb", "objectActivityType", "rules"}),
    "Pattern": ({"id", "type"}, {"primary", "inScheme", "prefLabel", "definition"} | MATCHES),
}


def parts() -> Iterator[dict[str, Any]]:
    yield PROFILE
    yield from [*PROFILE["concepts"], *PROFILE["templates"], *PROFILE["patterns"]]


def values(part: Any) -> Iterator[Any]:
    yield part
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from values(inner)


def test_the_packaged_file_is_what_the_forms_say() -> None:
    written = "python -m projections.profile.document > projections/profile/cadre-training.jsonld"
    assert json.loads(packaged()) == PROFILE, f"the forms changed; run: {written}"


def test_nothing_is_worded_that_is_not_there() -> None:
    names = {
        iri.removeprefix(v.extension("")) for iri in CONCEPTS if iri.startswith(v.extension(""))
    }
    assert DATA.keys() == names
    types = {one["id"] for one in CONCEPTS.values() if one["type"] == "ActivityType"}
    assert TYPES.keys() == types


@pytest.mark.parametrize("part", list(parts()), ids=lambda part: part["id"].removeprefix(v.PROFILE))
def test_every_part_has_the_properties_of_its_type(part: dict[str, Any]) -> None:
    required, optional = PROPERTIES[part["type"]]
    assert required <= part.keys() <= required | optional
    for name in {"prefLabel", "definition"} & part.keys():
        assert {"en"} <= part[name].keys() <= {"en", "zh-CN"}
    if part["type"] != "Profile":
        assert part["inScheme"] == VERSION
    if part["type"] == "Pattern":
        assert len(MATCHES & part.keys()) == 1
        assert not part.get("primary") or {"prefLabel", "definition"} <= part.keys()


def test_no_value_is_empty_and_no_id_stands_twice() -> None:
    assert not [one for one in values(PROFILE) if one in (None, "", [], {})]
    ids = [part["id"] for part in parts()]
    assert len(ids) == len(set(ids))
    (version,) = PROFILE["versions"]
    assert version["id"] == VERSION != PROFILE["id"]
    assert PROFILE["@context"] == "https://w3id.org/xapi/profiles/context"
    assert PROFILE["conformsTo"] == "https://w3id.org/xapi/profiles#1.0"


def test_whatever_is_ours_and_named_is_defined() -> None:
    for template in TEMPLATES.values():
        for name in ("verb", "objectActivityType"):
            iri = template.get(name, "")
            assert iri in CONCEPTS or not iri.startswith(v.PROFILE)
        for rule in template.get("rules", ()):
            assert {"location", "presence"} <= rule.keys() <= {"location", "presence", "all", "any"}
            assert rule["presence"] in {"included", "recommended"}
            path = rule["location"]
            if "['" in path:
                assert path.split("'")[1] in CONCEPTS
    for pattern in PATTERNS.values():
        for name in MATCHES & pattern.keys():
            members = pattern[name] if isinstance(pattern[name], list) else [pattern[name]]
            assert set(members) <= TEMPLATES.keys() | PATTERNS.keys()
            assert name != "alternates" or len(members) > 1


def test_what_follows_each_other_shares_a_registration() -> None:
    for prefix in ("degree.", "credit."):
        runs = {form.run for fact, form in FORMS.items() if fact.startswith(prefix)}
        assert len(runs) == 1
        assert all(runs)


@pytest.mark.parametrize("fact", FORMS)
def test_each_fact_has_a_template_that_says_what_its_form_says(fact: str) -> None:
    form: Form = FORMS[fact]
    template = TEMPLATES[template_iri(fact)]
    assert template["verb"] == form.verb
    assert template.get("objectActivityType") == (form.thing.type if form.thing else None)
    assert set(form.needs) <= form.data.keys() | form.groupings.keys()
    located = {rule["location"] for rule in template.get("rules", ())}
    for name in {**form.data, **form.fixed}:
        assert f"$.context.extensions['{v.extension(name)}']" in located


def test_schemas_are_json() -> None:
    schemas = [one["inlineSchema"] for one in CONCEPTS.values() if "inlineSchema" in one]
    assert schemas
    assert all("type" in json.loads(schema) for schema in schemas)
