"""Our feeder with a witness that nobody here wrote, and our witness with the feeder of that one.

It is `aics-witness` (C2SP tlog-witness), run by a Python of its own.
"""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any, Final

import uvicorn

from api.operations.witnessing import witness_app
from lrs.evidence.feeder import Feeder, last_cosigned_by
from lrs.evidence.witness import Witness, signers_in
from lrs.proof.note import Note
from lrs.proof.tree import consistency_proof
from lrs.proof.trust import TrustPolicy
from tests.faults.waiting import eventually
from tests.interop.material import KEY, NAME, Tree

HERE: Final = Path(__file__).parent
SIZES: Final = (1, 5, 5, 256, 257, 600, 65_536)
TIMEOUT: Final = 60


def ours_to_theirs(python: Path, folder: Path, tree: Tree) -> dict[str, int]:
    """Our feeder has each head cosigned by their witness, which refuses a stale and a forged
    one."""
    config = str(folder / "witness.json")
    port = _free_port()
    address = f"127.0.0.1:{port}"
    base = [str(python), "-m", "aics_witness"]
    options = ("--config", config)
    made = _run(*base, "init", *options, "--name", "witness.example/aics", "--listen", address)
    vkey = next(one for one in made.split() if one.startswith("witness.example/aics+"))
    _run(*base, "add-log", *options, "--origin", NAME, "--vkey", str(KEY.public))
    policy = TrustPolicy.read(
        f"log {KEY.public}\nwitness theirs {vkey} http://{address}\nquorum theirs\n"
    )
    with subprocess.Popen([*base, "serve", *options, "--log-level", "ERROR"]) as serving:
        try:
            eventually(lambda: _listens(port))
            cosigned, feeder = 0, Feeder(policy.witnesses)
            for size in SIZES:
                note = tree.signed(size)
                found = list(feeder.cosignatures(note, tree.nodes(size)))
                assert len(found) == 1, f"their witness did not cosign the head of {size}"
                whole = Note(text=note.text, signatures=(*note.signatures, found[0][1]))
                assert policy.check(whole).size == size
                cosigned += 1
            refused = _refused(Feeder(policy.witnesses), tree)
            [(_, last)] = last_cosigned_by(policy)
            assert isinstance(last, Note)
            assert policy.check(last).size == SIZES[-1]
        finally:
            serving.terminate()
    return {"cosigned": cosigned, "refused": refused}


def _refused(feeder: Feeder, tree: Tree) -> int:
    """An older head, and one of another history: neither is cosigned."""
    stale = tree.signed(300)
    text = stale.text.replace("\n300\n", f"\n{SIZES[-1]}\n")
    forged = Note(text=text, signatures=(KEY.sign(text),))
    for note, size in ((stale, 300), (forged, SIZES[-1])):
        assert not list(feeder.cosignatures(note, tree.nodes(size)))
    return 2


def theirs_to_ours(python: Path, folder: Path, tree: Tree) -> dict[str, int]:
    """Their client feeds our witness, and takes what it answers as cosignatures."""
    signers = signers_in(folder / "ours", "witness.example/ours")
    witness = Witness(signers, [KEY.public], folder / "ours", lambda: datetime.now(UTC))
    heads: list[dict[str, Any]] = []
    for old, size in zip((0, *SIZES), SIZES, strict=False):
        proof = consistency_proof(old, size, tree.nodes(size))
        heads.append(
            {"old": old, "note": str(tree.signed(size)), "proof": [one.hex() for one in proof]}
        )
    with _serving(witness) as url:
        told = _run(
            str(python),
            str(HERE / "their_feeder.py"),
            url,
            str(signers[0].public),
            text=json.dumps(heads),
        )
    found: dict[str, int] = json.loads(told)
    assert found["cosigned"] == len(SIZES)
    return found


@contextmanager
def _serving(witness: Witness) -> Iterator[str]:
    port = _free_port()
    config = uvicorn.Config(witness_app(witness), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        eventually(lambda: _listens(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(TIMEOUT)


def _run(*command: str, text: str = "") -> str:
    ended = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0
