"""One `course.passed` from the request to the answer, station by station, by the code that does it.

Nothing here is written by hand: the bytes are those that the product makes. The clock, the ids and
the credential are fixed, so that they are the same every time.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import orjson
from msgspec.structs import asdict

from lrs.event.credentials import OPERATOR, Credential, agent_of
from lrs.event.events import STATEMENT_RECORDED, CredentialChanged, split_state
from lrs.event.list_log import ListLog
from lrs.event.log import Grant, Recorded
from lrs.event.terms import own_terms
from lrs.log.post import Draft
from lrs.statement.statement import parse
from lrs.statement.versions import V1_0_3
from projections.answers.basis import Answers, Basis, Question
from projections.case.dossier import Dossier
from projections.credits.credit_ledger import ledger_of
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from projections.profile.writing import to_statement
from projections.reports import ledgers
from projections.reports.telling import told

STORED: Final = datetime(2010, 6, 1, 8, 30, tzinfo=UTC)
TODAY: Final = date(2010, 6, 2)
PLATFORM: Final = Credential(
    key="platform",
    name="E-learning platform",
    agent=agent_of("platform", "E-learning platform"),
    scopes=frozenset({"statements/write"}),
    asserts=("course.passed",),
)
SHORT: Final = {
    "id": "7d0c9d5e-0f5e-4c39-8d8f-2f6f0a1b2c3d",
    "fact": "course.passed",
    "cadre": "c1",
    "course": "o-law",
    "by": "exam",
    "occurred_at": "2010-06-01T16:20:00+08:00",
}
BEFORE: Final[tuple[Mapping[str, Any], ...]] = (
    publication(load_packaged("baoji-2009")),
    to_statement(
        {
            "fact": "course.catalogued",
            "id": "law",
            "course": "o-law",
            "credits": "5",
            "category": "law",
            "occurred": "2010-01-01",
        }
    ),
)
"""What the log knows already: the policy in force, and what the course is worth."""


def draft(statement: Mapping[str, Any], credential: Credential = OPERATOR) -> Draft:
    """A statement as it comes in, checked and on its way into the log."""
    (received,) = parse(orjson.dumps(statement), V1_0_3)
    return Draft.of(received, credential=credential, version=V1_0_3)


def recorded(position: int, came: Draft) -> Recorded:
    """The event of a statement as whoever reads the log gets it."""
    event = came.event
    _, body = split_state(event.originator_id, event.state())
    return Recorded(
        position=position,
        stored=STORED,
        statement_id=event.originator_id,
        version=event.version,
        credential=event.credential,
        authority=event.authority,
        lacks=event.lacks,
        body=body,
    )


@cache
def passed() -> Draft:
    """The statement that is followed."""
    return draft(to_statement(SHORT), PLATFORM)


@cache
def asked() -> tuple[Dossier, Basis]:
    """The cadre's dossier, opened from a log that is a list."""
    grant = CredentialChanged(
        originator_id=uuid5(NAMESPACE_URL, PLATFORM.key),
        originator_version=1,
        key=PLATFORM.key,
        change="added",
        name=PLATFORM.name,
        agent=PLATFORM.agent,
        scopes=tuple(PLATFORM.scopes),
        asserts=PLATFORM.asserts,
        by=OPERATOR.key,
    )
    drafts = enumerate([*map(draft, BEFORE), passed()], 2)
    log = ListLog(
        [recorded(at, came) for at, came in drafts],
        [Grant(position=1, change=grant)],
        {1: STORED},
    )
    answers = Answers(lambda: STORED)
    basis = answers.basis(log, Question(today=TODAY))
    return answers.dossier(log, "c1", basis), basis


def stations() -> str:
    """The stations as Markdown, each with what happens there and what it looks like."""
    return "\n\n".join(f"**{at}.** {text}" for at, text in enumerate(_stations(), 1))


def _stations() -> Iterator[str]:
    came = passed()
    event, position = came.event, len(BEFORE) + 2
    yield _shown(
        "**The request.** The platform posts a statement; in the short form of the worked examples "
        f"it is `{_inline(SHORT)}` (`projections.profile.writing`).",
        "sh",
        f"curl -u {PLATFORM.key}:SECRET -H 'X-Experience-API-Version: 1.0.3' \\\n"
        "    -H 'Content-Type: application/json' http://127.0.0.1:8080/xapi/statements \\\n"
        f"    --data '{event.body.decode()}'",
    )
    yield _shown(
        "**The statement, checked** (`api.xapi`, `lrs.statement`). What it says is held to xAPI "
        f"{event.version} and, where the credential rejects, to the template of the fact "
        "(`projections.profile.templates`). Its bytes stay as they were received: "
        f"{len(event.body)} of them, SHA-256",
        "text",
        sha256(event.body).hexdigest(),
    )
    header, _, body = event.state().partition(b"\n")
    yield _shown(
        f"**The event** (`lrs.event.events`, decision 1). `{STATEMENT_RECORDED}`: a line about how "
        "it came, and the received bytes behind it. These bytes never change.",
        "text",
        f"{header.decode()}\n{body.decode()}",
    )
    yield _shown(
        "**The log** (`lrs.log.record_store`, `lrs.log.recorder`). One transaction appends the row "
        "to `lrs.log` and its terms to the index, or nothing; the answer to the POST is its id.",
        "text",
        _lines(
            {
                "notification_id": position,
                "originator_id": event.originator_id,
                "originator_version": event.originator_version,
                "topic": STATEMENT_RECORDED,
                "state": f"the {len(event.state())} bytes above",
                "nonce": "16 random bytes, of its leaf in the Merkle tree",
                "stored": STORED.isoformat(),
            }
        ),
    )
    yield _shown(
        "**The index** (`lrs.event.terms`). By these terms, hashed under a key of the store, a "
        "statement is found; the ledger of c1 is read by his.",
        "text",
        "\n".join(sorted(own_terms(json.loads(event.body), event.authority))).replace("\0", " "),
    )
    yield _shown(
        "**The fact** (`projections.facts`). The reader that follows from the declaration of "
        "`course.passed` makes a struct of it; what cannot be read would stand in `unreadable`.",
        "text",
        _struct(read_fact(recorded(position, came))),
    )
    dossier, basis = asked()
    ledger = ledger_of(dossier)
    (entry,) = ledger.entries
    yield _shown(
        "**The rule** (`projections.case`, `projections.credits.online`). The case says whether "
        "the fact is authorised, stands and has happened, and which terms hold on its day; the "
        "rule R5 finds its worth in the catalogue. The line of the ledger:",
        "json",
        _json(told(entry)),
    )
    yield _shown(
        "**The tables** (`projections.tables`). The runner follows the log, folds the same ledger "
        "and writes the line, the balance of the year and what follows from it, in one "
        "transaction with its tracking. **The answer** (`projections.reports.ledgers`, "
        "`api.reports.ledgers`) of `GET /cadres/c1/ledger` is made from the log as of its basis:",
        "json",
        _json(told(ledgers.ledger(ledger, basis))),
    )


def _struct(fact: Fact) -> str:
    members = "".join(f"    {name}={value!r},\n" for name, value in asdict(fact).items())
    return f"{type(fact).__name__}(\n{members})"


def _shown(text: str, language: str, block: str) -> str:
    return f"{text}\n\n```{language}\n{block}\n```"


def _lines(members: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in members.items())


def _inline(short: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in short.items()) + "}"


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
