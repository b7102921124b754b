"""`lrs credential`: who may read and write."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import say, show
from api.cli.stores import open_database, open_store
from lrs.message import message

if TYPE_CHECKING:
    from lrs.event.credentials import Credential
    from lrs.log.record_store import RecordStore

TEMPLATES = (
    "What becomes of a statement that claims a fact and departs from its template: reject, flag "
    "(store it, and tell of it in the reconciliation) or off."
)

app = typer.Typer(no_args_is_help=True, help="Who may read and write what: keys with secrets.")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What people call it, such as the system's name.")],
    scope: Annotated[
        list[str],
        typer.Option(
            help="What it may do; more than once for more: statements/write, statements/read/mine, "
            "statements/read, define, state, profile, all/read, reports/read, reports/read:UNIT, "
            "reports/read/mine:CADRE, audit/read, all."
        ),
    ],
    asserts: Annotated[
        list[str] | None,
        typer.Option(
            "--assert",
            metavar="FACT[@UNIT]",
            help="A fact it may state, everywhere or in a unit and those below it; `*` is all. "
            "More than once for more. What it states beyond is kept but earns nothing.",
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The public key, else a random one. Never used twice.")
    ] = None,
    templates: Annotated[str, typer.Option(help=TEMPLATES)] = "flag",
) -> None:
    """Makes a credential and prints its key and secret.

    The secret is shown this once: the store keeps only its SHA-256. Clients send both as HTTP Basic
    authentication. The change is an event of the log.

    Example:

        lrs credential add "Online academy" --scope statements/write --assert course.passed
    """
    from api.xapi.guard import check_asserts
    from lrs.access.credential_store import Credentials

    check_asserts(asserts or ())
    with open_database() as database, open_store(database) as store:
        made, secret = Credentials(store).add(
            name, scopes=scope, asserts=asserts or (), key=key, templates=templates
        )
        _warn_of_what_has_no_effect(store, made)
    say("Keep the secret now: it cannot be shown again.")
    show({"key": made.key, "secret": secret})


def _warn_of_what_has_no_effect(store: "RecordStore", made: "Credential") -> None:
    """Tells of grants that do nothing as yet: units that no statement names, and facts of who may
    not state anything."""
    from lrs.log.log_reader import LogReader
    from projections.words.things import UNIT

    if made.asserts and not made.may("statements/write"):
        say("It may state nothing: --assert has no effect without --scope statements/write.")
    units = {entry.partition("@")[2] for entry in made.asserts} - {""}
    with store.connection() as conn:
        reader = LogReader(conn, store.hash_term)
        unknown = sorted(one for one in units if not reader.has_activity(UNIT.iri(one)))
    if unknown:
        say(
            message(
                "No statement names the unit {unknown} so far: is that spelt right?",
                unknown=", ".join(unknown),
            )
        )


@app.command("list")
def list_valid() -> None:
    """Lists the credentials, oldest first; never a secret. Revoked ones are not among them.

    Those of a restored log stand behind the others with `"secret": false`: nobody can use them
    until `lrs credential secret KEY` gives them one.

    Example:

        lrs credential list
    """
    from lrs.access.credential_store import Credentials

    with open_database() as database, open_store(database) as store:
        credentials = Credentials(store)
        valid, waiting = credentials.valid(), credentials.without_secret()
    show(
        *(
            {
                "key": one.key,
                "name": one.name,
                "scopes": sorted(one.scopes),
                "asserts": list(one.asserts),
                "templates": one.templates,
                "secret": one not in waiting,
            }
            for one in (*valid, *waiting)
        )
    )
    if waiting:
        say("Without a secret a credential cannot be used: give it one by `lrs credential secret`.")


@app.command("failed-sign-ins")
def failed_sign_ins(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of so many days.")] = 7,
) -> None:
    """Lists the hours in which sign-ins failed, the latest first, with how many.

    `credential` is the key that they came with, null for all keys that are of no credential: what
    people type there is not kept. The server's log has a line for each, at most once a minute.

    Example:

        lrs credential failed-sign-ins --days 30
    """
    from datetime import timedelta

    from lrs.event.events import timestamp_text
    from lrs.log.refusals import denied_since

    with open_database() as database, open_store(database) as store, store.connection() as conn:
        found = denied_since(conn, store.now() - timedelta(days=days))
    show(
        *(
            {
                "credential": one.credential or None,
                "hour": timestamp_text(one.hour),
                "failed": one.times,
            }
            for one in found
        )
    )


@app.command()
def check(
    key: Annotated[str, typer.Argument(help="Its key, see `lrs credential list`.")],
    templates: Annotated[str, typer.Argument(help=TEMPLATES)],
) -> None:
    """Changes what becomes of statements that depart from the templates of their facts.

    It holds for what is posted from now on. The change is an event of the log.

    Example:

        lrs credential check 5f0d3a9be1c24f77 reject
    """
    from lrs.access.credential_store import Credentials

    with open_database() as database, open_store(database) as store:
        Credentials(store).check(key, templates)
    say(message("{key}: {templates}.", key=key, templates=templates))


@app.command("secret")
def give_secret(
    key: Annotated[str, typer.Argument(help="Its key, as the log that was restored had it.")],
) -> None:
    """Gives a credential of a restored log a secret, and prints it.

    An export has what credentials may do, and no secret: nobody can use them where the log was
    restored until they get one here. The key stays, and so does what it means: what was stated
    under it may be voided under it. The change is an event of the log.

    Example:

        lrs credential secret 5f0d3a9be1c24f77
    """
    from lrs.access.credential_store import Credentials

    with open_database() as database, open_store(database) as store:
        secret = Credentials(store).give_secret(key)
    say("Keep the secret now: it cannot be shown again.")
    show({"key": key, "secret": secret})


@app.command()
def revoke(key: Annotated[str, typer.Argument(help="Its key, see `lrs credential list`.")]) -> None:
    """Ends a credential for good.

    What it stated stays. The key can never be given again. The change is an event of the log.

    Example:

        lrs credential revoke 5f0d3a9be1c24f77
    """
    from lrs.access.credential_store import Credentials

    with open_database() as database, open_store(database) as store:
        Credentials(store).revoke(key)
    say(message("{key} is revoked.", key=key))


@app.command()
def link(
    key: Annotated[str, typer.Argument(help="The key of the credential.")],
    address: Annotated[
        str | None, typer.Option(help="Where people reach the server; default: as it listens.")
    ] = None,
) -> None:
    """Makes a link that signs a browser in to the pages as a credential.

    It works once, within a quarter of an hour: hand it to the person whom the credential is for.

    Example:

        lrs credential link 3f2a9c5b7d1e8064 --address https://lrs.city.example
    """
    from datetime import timedelta

    from lrs.access.credential_store import Credentials
    from lrs.access.session_store import Sessions
    from lrs.event.credentials import CredentialError
    from lrs.settings import load

    settings = load()
    idle = timedelta(minutes=settings.session_minutes)
    with open_database() as database, open_store(database) as store:
        if key not in {one.key for one in Credentials(store).valid()}:
            raise CredentialError(
                message("there is no valid credential {key!r}; see `lrs credential list`", key=key)
            )
        token = Sessions(store, clock=store.now, idle=idle).link(key)
    show({"link": f"{address or f'http://{settings.host}:{settings.port}'}/sign-in/{token}"})
