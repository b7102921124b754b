"""Our xAPI Profile as JSON-LD, made from the forms: `python -m projections.profile.document`.

The structure is that of ADL's xAPI Profile specification 1.0. The packaged file is what is served;
a test holds it to what is made here. Nothing in it is resolved at run time.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from projections.profile.forms import FORMS, Form
from projections.profile.wording import DATA, TYPES, language_map
from projections.words import vocabulary as v
from projections.words.kinds import TEXT, Kind, names_of
from projections.words.things import Words

Json = dict[str, Any]

FILE: Final = "cadre-training.jsonld"
MEDIA_TYPE: Final = "application/ld+json"

# A version of the profile is what statements name among their categories; the profile as a whole
# has an IRI of its own. The next version gets another IRI and a wasRevisionOf.
VERSION: Final = v.PROFILE
_GENERATED: Final = "2026-11-22T00:00:00Z"

_GROUPED: Final = "$.context.contextActivities.grouping[*].definition.type"
_CREDIT_STEPS: Final = ("applied", "assessed", "approved", "rejected", "registered")


def packaged() -> bytes:
    """The profile as it is served."""
    return (files("projections.profile") / FILE).read_bytes()


def document() -> Json:
    """The profile, whole."""
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": v.PROFILE + "profile",
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"en": "Cadre training", "zh-CN": "干部教育培训"},
        "definition": {
            "en": "The facts from which the training credits of civil servants are counted.",
            "zh-CN": "据以计算干部教育培训学分的事实。",
        },
        "versions": [{"id": VERSION, "generatedAtTime": _GENERATED}],
        "author": {"type": "Organization", "name": "cadre-lrs"},
        "concepts": [*_verbs(), *_types(), *_extensions()],
        "templates": [_template(fact, form) for fact, form in FORMS.items()],
        "patterns": list(_patterns()),
    }


def _verbs() -> Iterator[Json]:
    """The verbs that we mint; those of others are only used."""
    for form in FORMS.values():
        if form.verb.startswith(v.PROFILE):
            yield _concept("Verb", form.verb, dict(form.display), form.words)


def _types() -> Iterator[Json]:
    base = v.PROFILE + "type/"
    for iri, words in sorted(TYPES.items()):
        name = iri.removeprefix(base).replace("-", " ")
        yield _concept("ActivityType", iri, {"en": name}, words)


def _extensions() -> Iterator[Json]:
    kinds: dict[str, Kind] = {}
    verbs: dict[str, set[str]] = {}
    for fact, form in FORMS.items():
        for name, kind in {**form.data, **dict.fromkeys(form.fixed, TEXT)}.items():
            if (first := kinds.setdefault(name, kind)).schema != kind.schema:
                kinds[name] = _wider(fact, name, first, kind)
            verbs.setdefault(name, set()).add(form.verb)
    for name, kind in sorted(kinds.items()):
        label = {"en": name.replace("_", " ")}
        concept = _concept("ContextExtension", v.extension(name), label, DATA[name])
        schema = json.dumps(kind.schema, separators=(",", ":"))
        yield {**concept, "recommendedVerbs": sorted(verbs[name]), "inlineSchema": schema}


def _wider(fact: str, name: str, first: Kind, second: Kind) -> Kind:
    """The kind of data that several facts have: where their closed lists differ, any text.

    The template of each fact says which names it allows. Raises TypeError where one is no text.
    """
    if all(kind.schema["type"] == "string" for kind in (first, second)):
        return TEXT
    raise TypeError(f"{fact}: {name} is {second.expected} here and another elsewhere")


def _concept(kind: str, iri: str, label: dict[str, str], words: Words) -> Json:
    return {
        "id": iri,
        "type": kind,
        "inScheme": VERSION,
        "prefLabel": label,
        "definition": language_map(words),
    }


def template_iri(fact: str) -> str:
    """The IRI of a fact's statement template."""
    return f"{v.PROFILE}template/{fact}"


def _template(fact: str, form: Form) -> Json:
    template = _concept("StatementTemplate", template_iri(fact), dict(form.display), form.words)
    template["verb"] = form.verb
    if form.thing:
        template["objectActivityType"] = form.thing.type
    rules = list(_rules(form))
    return {**template, "rules": rules} if rules else template


def _rules(form: Form) -> Iterator[Json]:
    if form.thing is None:
        kinds = ["StatementRef", "Agent"] if form.agent else ["StatementRef"]
        yield {"location": "$.object.objectType", "presence": "included", "all": kinds}
    if form.run:
        yield {"location": "$.context.registration", "presence": "included"}
    for name in form.result:
        yield {"location": f"$.result.{name}", "presence": "recommended"}
    for thing in form.groupings.values():
        presence = "included" if thing.key in form.needs else "recommended"
        yield {"location": _GROUPED, "presence": presence, "any": [thing.type]}
    for name, value in form.fixed.items():
        yield {"location": _location(name), "presence": "included", "all": [value]}
    for name in form.data:
        if name not in form.fixed:
            presence = "included" if name in form.needs else "recommended"
            names = names_of(form.data[name])
            allowed = {"any": list(names)} if names else {}
            yield {"location": _location(name), "presence": presence, **allowed}


def _location(name: str) -> str:
    return f"$.context.extensions['{v.extension(name)}']"


def _patterns() -> Iterator[Json]:
    """What follows each other under one registration, where the order says something."""
    yield _pattern("degree-ended", alternates=_templates("degree.conferred", "degree.withdrawn"))
    yield _pattern("degree-ends", zeroOrMore=_pattern_iri("degree-ended"))
    yield {
        **_pattern(
            "degree", sequence=[*_templates("degree.admitted"), _pattern_iri("degree-ends")]
        ),
        "primary": True,
        "prefLabel": {"en": "Degree study", "zh-CN": "学历学位进修"},
        "definition": {
            "en": "Admission, then the certificates or the withdrawal.",
            "zh-CN": "取得入学通知书，其后取得证书或退学。",
        },
    }
    steps = _templates(*(f"credit.{step}" for step in _CREDIT_STEPS))
    yield _pattern("credit-step", alternates=steps)
    yield {
        **_pattern("credit", oneOrMore=_pattern_iri("credit-step")),
        "primary": True,
        "prefLabel": {"en": "Handling of a credit", "zh-CN": "学分办理"},
        "definition": {
            "en": "What is applied for, assessed, approved or rejected, and registered.",
            "zh-CN": "申请、评定、批准或不予批准、登记。",
        },
    }


def _templates(*facts: str) -> list[str]:
    return [template_iri(fact) for fact in facts]


def _pattern_iri(name: str) -> str:
    return f"{v.PROFILE}pattern/{name}"


def _pattern(name: str, **matches: str | list[str]) -> Json:
    return {"id": _pattern_iri(name), "type": "Pattern", "inScheme": VERSION, **matches}


if __name__ == "__main__":
    print(json.dumps(document(), ensure_ascii=False, indent=1))
