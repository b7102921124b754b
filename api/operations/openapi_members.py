"""What the members of xAPI's own objects mean, for the description of the hand-made routes."""

from collections.abc import Mapping
from typing import Final

from api.operations.openapi_parts import Json

_ACTOR: Final = {
    "objectType": "what it is: Agent or Group",
    "name": "its full name",
    "mbox": "its mailbox, as `mailto:` and the address; the one identifier of several",
    "mbox_sha1sum": "the hexadecimal SHA-1 of its `mbox`; the one identifier of several",
    "openid": "its OpenID, a URI; the one identifier of several",
    "account": "its account in some system; the one identifier of several",
}
_EXTENSIONS: Final = "further data, by the IRI that defines each"
_STATEMENT: Final = {
    "actor": "who did it",
    "verb": "what was done",
    "object": "to what, or to whom",
    "result": "what came of it",
    "context": "in which circumstances",
    "timestamp": "when it happened, an instant (ISO 8601) in the client's own text",
    "attachments": "files that belong to it",
}
MEANINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "Statement": {
        **_STATEMENT,
        "id": "its id, a UUID; given by the server where the client gives none",
        "stored": "when it was stored, an instant; set by the server",
        "authority": "who vouches for it; set by the server",
        "version": "the version of xAPI that it follows",
    },
    "SubStatement": {**_STATEMENT, "objectType": "what it is: SubStatement"},
    "StatementRef": {
        "objectType": "what it is: StatementRef",
        "id": "the id of the statement that is meant, a UUID",
    },
    "Agent": _ACTOR,
    "Group": {**_ACTOR, "member": "the agents that belong to it"},
    "Account": {
        "homePage": "the IRI of the system that the account is in",
        "name": "the id of the account there",
    },
    "Verb": {
        "id": "the IRI of the verb",
        "display": "what the verb is called, by language",
    },
    "Activity": {
        "objectType": "what it is: Activity",
        "id": "the IRI of the activity",
        "definition": "what the activity is",
    },
    "ActivityDefinition": {
        "name": "its name, by language",
        "description": "its description, by language",
        "type": "the IRI of its type",
        "moreInfo": "the IRL of a document about it",
        "extensions": _EXTENSIONS,
        "interactionType": "of an interaction, which kind it is",
        "correctResponsesPattern": "of an interaction, the answers that are right",
        "choices": "of an interaction by choice or sequence, what there is to choose",
        "scale": "of an interaction by likert, the scale",
        "source": "of an interaction by matching, what is matched",
        "target": "of an interaction by matching, what it is matched with",
        "steps": "of an interaction by performance, its steps",
    },
    "InteractionComponent": {
        "id": "the id of the component within its list",
        "description": "what it says, by language",
    },
    "Result": {
        "score": "the score",
        "success": "whether it was a success",
        "completion": "whether it was completed",
        "response": "what was answered",
        "duration": "how long it took, as an ISO 8601 duration",
        "extensions": _EXTENSIONS,
    },
    "Score": {
        "scaled": "the score from -1 to 1",
        "raw": "the score as it was measured, from `min` to `max`",
        "min": "the least score there is",
        "max": "the greatest score there is",
    },
    "Context": {
        "registration": "the run that it belongs to, a UUID",
        "instructor": "who instructs the actor",
        "team": "the team that the actor belongs to",
        "contextActivities": "activities that it is to be seen with",
        "contextAgents": "agents that have a part in it (2.0.0)",
        "contextGroups": "groups that have a part in it (2.0.0)",
        "revision": "the revision of the activity",
        "platform": "the platform on which it was done",
        "language": "the language in which it was done (RFC 5646)",
        "statement": "another statement that is its context",
        "extensions": _EXTENSIONS,
    },
    "ContextActivities": {
        "parent": "what the activity is a part of",
        "grouping": "what it belongs to in a wider sense",
        "category": "what it is of, such as an xAPI Profile",
        "other": "any other that has to do with it",
    },
    "ContextAgent": {
        "objectType": "what it is: contextAgent",
        "agent": "the agent",
        "relevantTypes": "the IRIs of the parts that it has",
    },
    "ContextGroup": {
        "objectType": "what it is: contextGroup",
        "group": "the group",
        "relevantTypes": "the IRIs of the parts that it has",
    },
    "Attachment": {
        "usageType": "the IRI of what it is used for",
        "display": "its title, by language",
        "description": "its description, by language",
        "contentType": "its media type",
        "length": "its length in bytes",
        "sha2": "its SHA-2, hexadecimal",
        "fileUrl": "the IRL from which it can be had, too",
    },
}


def explain(components: Mapping[str, Json]) -> None:
    """Gives each member of xAPI's objects among some schemas its meaning."""
    for name, members in MEANINGS.items():
        for member, meaning in components[name]["properties"].items():
            meaning.setdefault("description", members[member])
