"""`lrs witness`: runs a witness, which cosigns the checkpoints of logs that only ever grew."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.trusted_files import read_trust


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(witness)


def witness(
    log: Annotated[
        list[Path], typer.Option(metavar="FILE", help="The public key of a log to cosign.")
    ],
    folder: Annotated[Path, typer.Option(help="Where keys and cosigned checkpoints are kept.")],
    name: Annotated[
        str, typer.Option(help="The name of the witness, best an address without scheme.")
    ],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8090,
) -> None:
    """Runs a witness: it cosigns the checkpoints of logs that only ever grew.

    It belongs to another office than the log, on a machine of its own, and needs neither the store
    nor a database. It makes its two keys at the first start and prints the lines by which a trust
    policy names it; the log's server gets that policy as `LRS_WITNESSES`, an auditor as `lrs verify
    --policy`. Put a web server with TLS before it where it is asked over a network.

    Example:

        lrs witness --log signing.pub --folder /srv/witness --name witness.audit.example
    """
    import uvicorn

    from api.operations.witnessing import witness_app
    from lrs.clock import system_clock
    from lrs.evidence.witness import Witness, signers_in
    from lrs.proof.cosignature import ED25519

    trust = read_trust(log, None)
    signers = signers_in(folder, name)
    for signer in signers:
        kind = "ed25519" if signer.public.kind == ED25519 else "ml-dsa-44"
        typer.echo(f"witness {kind} {signer.public} http://{host}:{port}")
    application = witness_app(Witness(signers, trust.logs, folder, system_clock))
    uvicorn.run(application, host=host, port=port, log_level="warning")
