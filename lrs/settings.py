"""What an operator can set: the reader of the environment, prefix `LRS_`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lrs.message import joined, message

PREFIX = "LRS_"
TEST_PREFIX = "LRS_TEST_"
ROOT_HOME = Path("/var/lib/cadre-lrs")
MIN_SECRET_LENGTH = 32
LIBPQ_SESSION = ("PGTZ", "PGDATESTYLE")
"""With these libpq would bend the sessions of the product, over the options that it gives."""
KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


class SettingsError(ValueError):
    """The environment sets something wrongly; the text names the variable and never its value."""


def default_home() -> Path:
    """Return where the embedded PostgreSQL keeps its data unless `LRS_HOME` says otherwise.

    One place per user and never the current directory: a record store must not look empty because
    a command was started elsewhere. Root's own home is closed to the user that runs PostgreSQL.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ROOT_HOME
    return Path.home() / ".local" / "share" / "cadre-lrs"


MOST_NESTING = 500
"""What LRS_MAX_NESTING may be at most, and a statement of any log."""


class Settings(BaseSettings):
    """The settings of one process; read once by `load`, then handed down."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    home: Annotated[
        Path,
        Field(
            default_factory=default_home,
            description=(
                "Directory of the embedded PostgreSQL: data, socket, log. Default: "
                "`~/.local/share/cadre-lrs`, for root `/var/lib/cadre-lrs`. Unused when "
                "`LRS_DATABASE_URL` is set."
            ),
        ),
    ]
    database_url: SecretStr | None = Field(
        default=None,
        description=(
            "A PostgreSQL 15 to 18 of your own, as `postgresql://...`. Its login must be neither "
            "superuser nor owner. Unset: the product runs its own PostgreSQL 18."
        ),
    )
    owner_database_url: SecretStr | None = Field(
        default=None,
        description=(
            "The same database as its owner; another one is refused. Only `lrs migrate`, "
            "`lrs restore`, `lrs reindex`, `lrs clock`, `lrs erase` and `lrs evidence` use it."
        ),
    )
    reports_database_url: SecretStr | None = Field(
        default=None,
        description=(
            "A hot standby of the same database, from which reports are read; every answer then "
            "says by the header `Standby` how far it is behind. Unset: `LRS_DATABASE_URL`."
        ),
    )
    evidence: Path | None = Field(
        default=None,
        description=(
            "Directory of the key that signs the log and of the last checkpoint it signed. Unset: "
            "`evidence` in `LRS_HOME`, there a folder for each database of your own. It proves "
            "more on another disk or machine than the database."
        ),
    )
    witnesses: Path | None = Field(
        default=None,
        description=(
            "A trust policy (c2sp.org/tlog-policy) whose witnesses with an address are asked to "
            "cosign the log. Unset: none."
        ),
    )
    bootstrap_key: str | None = Field(
        default=None,
        min_length=1,
        description="Key of the first credential (scope `all`), made when the store is empty.",
    )
    bootstrap_secret: SecretStr | None = Field(
        default=None,
        min_length=MIN_SECRET_LENGTH,
        description="Its secret, 32 characters or more.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `lrs serve` listens on.")
    port: int = Field(
        default=8080, ge=0, le=65535, description="Port that `lrs serve` listens on; 0 takes any."
    )
    max_body_bytes: int = Field(
        default=8 * MIB, gt=0, description="Largest request body, in bytes; more is 413."
    )
    max_request_line_bytes: int = Field(
        default=32 * KIB,
        ge=KIB,
        description="Longest path with its query, in bytes; more is 414.",
    )
    max_header_bytes: int = Field(
        default=32 * KIB,
        ge=KIB,
        description="Most bytes of a request's headers; more is 431.",
    )
    request_seconds: int = Field(
        default=30,
        gt=0,
        description=(
            "Seconds in which a request's headers must have come, and then its body, which has one "
            "more for every 1,000 bytes; longer is 408. An answer must be taken as fast."
        ),
    )
    session_minutes: int = Field(
        default=30,
        gt=0,
        le=720,
        description="Minutes after which a session of the pages ends when nobody uses it.",
    )
    keep_alive_seconds: int = Field(
        default=75, gt=0, description="Seconds after which an idle connection is closed."
    )
    max_batch: int = Field(
        default=1000, gt=0, description="Most statements in one POST; more is 413."
    )
    max_nesting: int = Field(
        default=64,
        gt=0,
        le=MOST_NESTING,
        description="Most objects and arrays inside each other in a statement; more is 400.",
    )
    max_attachment_bytes: int = Field(
        default=32 * MIB,
        gt=0,
        description=(
            "Largest request of statements with attachments, and about the most bytes of "
            "attachments in one page; more is 413, or behind `more`."
        ),
    )
    max_document_bytes: int = Field(
        default=8 * MIB,
        gt=0,
        description="Largest state or profile document, in bytes; more is 413.",
    )
    strict_profiles: bool = Field(
        default=False,
        description=(
            "Whether a 1.0.3 client must send If-None-Match with a new profile, as two tests of "
            "ADL's suite want it: `true` refuses others with 400. Many public clients cannot "
            "send it."
        ),
    )
    state_retention_days: int | None = Field(
        default=None,
        ge=0,
        description=(
            "Days after which `lrs retain` removes the bytes of a state document's version that "
            "was replaced or deleted. Unset: never. The log's events stay."
        ),
    )
    activity_profile_retention_days: int | None = Field(
        default=None, ge=0, description="The same of activity profiles."
    )
    agent_profile_retention_days: int | None = Field(
        default=None, ge=0, description="The same of agent profiles."
    )
    cors_origins: str = Field(
        default="*",
        pattern=r"^(\*|none|https?://[^\s/*]+( +https?://[^\s/*]+)*)$",
        description=(
            "Origins whose pages may call `/xapi` from a browser, such as "
            "`https://lms.example.com`, separated by spaces; `*` is any, `none` is none."
        ),
    )
    traffic_bytes: int = Field(
        default=128 * MIB,
        gt=0,
        description=(
            "Bytes of bodies that one process holds while it receives and answers them, and as "
            "many of answers that clients have yet to take, whoever they are; more is 503."
        ),
    )
    queue_bytes: int = Field(
        default=64 * MIB,
        gt=0,
        description="Bytes of accepted bodies that may wait for the writer; more is 503.",
    )
    queue_posts: int = Field(
        default=2000, gt=0, description="Requests that may wait for the writer; more is 503."
    )
    page_limit: int = Field(
        default=500, gt=0, description="Most statements in one answer; the rest is behind `more`."
    )
    page_bytes: int = Field(
        default=8 * MIB,
        gt=0,
        description=(
            "About the most bytes of statements in one answer, which has one at least; the rest is "
            "behind `more`."
        ),
    )
    read_connections: int = Field(
        default=4, gt=0, description="Most database connections that one process reads with."
    )

    read_seconds: int = Field(
        default=300,
        gt=0,
        description=(
            "Seconds that a read may take, be it of statements or a report over all cadres; longer "
            "is ended and answered with 504."
        ),
    )
    report_processes: int | None = Field(
        default=None,
        gt=0,
        description=(
            "Processes that make the reports over many cadres. One more answers about single "
            "cadres, units and classes. Unset: one, from four cores on half as many as there are."
        ),
    )
    report_queue: int = Field(
        default=200,
        gt=0,
        le=4096,
        description="Requests that may wait for a report process; more is 503.",
    )
    report_memory_bytes: int = Field(
        default=GIB,
        ge=256 * MIB,
        description=(
            "Memory above which a report process is replaced as soon as it has answered what it "
            "makes; at twice as much, at once."
        ),
    )

    lang: Literal["zh", "en"] | None = Field(
        default=None,
        description=(
            "Language of the command line, `zh` or `en`. Unset: Chinese where `LC_ALL`, "
            "`LC_MESSAGES` or `LANG` begins with `zh`, else English."
        ),
    )
    kept_answers: Path | None = Field(
        default=None,
        description=(
            "Folder of the answers over many cadres that are kept, since they cannot change; it "
            "may be removed at any time. Unset: `answers` in `LRS_HOME`."
        ),
    )
    kept_answers_bytes: int = Field(
        default=GIB,
        gt=0,
        description="Most bytes of kept answers; those asked for the longest ago go first.",
    )

    fonts: Path | None = Field(
        default=None,
        description=(
            "Folder of the fonts (.ttf, .otf, .ttc) that forms are printed in. Unset: those of "
            "Debian's package `fonts-noto-cjk`."
        ),
    )
    issuer: str | None = Field(
        default=None,
        min_length=1,
        max_length=60,
        description=(
            "Name of the office that issues circulars, such as `中共宝鸡市委组织部`, in their red "
            "head on paper. Unset: that of no city."
        ),
    )
    training_office: str | None = Field(
        default=None,
        min_length=1,
        max_length=60,
        description=(
            "Name of the office that issues handbooks, such as `宝鸡市委干部教育办公室`, on their "
            "cover. Unset: that of no city."
        ),
    )

    @property
    def kept_answers_folder(self) -> Path:
        """Where answers are kept."""
        return self.kept_answers or self.home / "answers"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.bootstrap_key is None) != (self.bootstrap_secret is None):
            raise ValueError("set LRS_BOOTSTRAP_KEY and LRS_BOOTSTRAP_SECRET both or neither")
        if self.owner_database_url is not None and self.database_url is None:
            raise ValueError("LRS_OWNER_DATABASE_URL needs LRS_DATABASE_URL")
        if self.reports_database_url is not None and self.database_url is None:
            raise ValueError("LRS_REPORTS_DATABASE_URL needs LRS_DATABASE_URL")
        if self.queue_bytes < self.max_body_bytes:
            raise ValueError("LRS_QUEUE_BYTES must hold at least one body of LRS_MAX_BODY_BYTES")
        return self


def load() -> Settings:
    """Return the settings of the environment, from which it takes what would bend sessions.

    Raises:
        SettingsError: a variable is wrong, or begins with `LRS_` and is not ours: a misspelt
            `LRS_DATABASE_URL` must not quietly start an empty embedded store.
    """
    for name in LIBPQ_SESSION:
        os.environ.pop(name, None)
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known:
            raise SettingsError(
                message(
                    "{name} is not a setting; there are {known}",
                    name=name,
                    known=", ".join(sorted(known)),
                )
            )
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(joined(_sentences(error), by="; ")) from None


def _sentences(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False, include_input=False):
        name = "".join(PREFIX + str(part).upper() for part in detail["loc"][:1])
        told = detail["msg"]
        if detail["type"] == "too_short":  # of a secret pydantic speaks as of a list
            told = message(
                "it should have at least {min_length} characters",
                min_length=detail["ctx"]["min_length"],
            )
        yield f"{name}: {told}" if name else told


def configuration_table() -> str:
    """Return the settings as the Markdown table of the README: variable, default, meaning."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        plain = field.default_factory is None and field.default is not None
        default = f"`{field.default}`" if plain else ""
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
