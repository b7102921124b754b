"""Verifies an evidence bundle of a learning record store. This file needs nothing of the store.

    python verify.py BUNDLE --key FILE [--checkpoint FILE]... [--json]

BUNDLE is the folder that `lrs evidence export` wrote. FILE of --key has the public key of the log,
which you got from its operator by another way than the bundle; FILE of --checkpoint is a checkpoint
that you kept earlier. Exit code 0: good. 1: tampered. 2: it cannot be told.

It uses Python's standard library and the package `cryptography`, and follows public documents:
RFC 6962 (Merkle trees), c2sp.org/signed-note and c2sp.org/tlog-checkpoint (what is signed).

How it works. Each event of the log is a leaf, seven lines of text (see `leaf`). The hash over all
leaves is the root of a tree; the log's key signed the root. So whoever changes, adds, removes or
moves an event changes the root, and cannot sign the new one without the key. With the key he can:
then only a checkpoint that you kept tells, whose root over the first events is another one.
"""

import argparse
import base64
import gzip
import hashlib
import hmac
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GOOD, TAMPERED, CANNOT_TELL = 0, 1, 2
OUTCOMES = ("good", "tampered", "cannot_tell")


class UnreadableError(Exception):
    """What is needed to tell is not there or cannot be read."""


# --- The tree (RFC 6962, section 2.1)


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Leaves come one after the other; `parts` are the roots of complete subtrees, the largest
    first."""

    def __init__(self) -> None:
        self.size = 0
        self.parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.parts.append(leaf_hash(leaf))
        self.size += 1
        size = self.size
        while size % 2 == 0:  # two subtrees of one size become one
            right = self.parts.pop()
            self.parts[-1] = node_hash(self.parts[-1], right)
            size //= 2

    def root(self) -> bytes:
        if not self.parts:
            return hashlib.sha256(b"").digest()
        root = self.parts[-1]
        for left in reversed(self.parts[:-1]):
            root = node_hash(left, root)
        return root


# --- An event and its leaf


def leaf_of(event: dict[str, Any]) -> bytes:
    """The seven lines that the tree commits to. `state` are the bytes of the event, `nonce` sixteen
    random ones: without them nobody can guess the content from the digest."""
    state, nonce = base64.b64decode(event["state"]), base64.b64decode(event["nonce"])
    lines = (
        "lrs-event/v1",
        str(event["position"]),
        event["stored"],
        event["id"],
        str(event["version"]),
        event["topic"],
        hmac.new(nonce, state, hashlib.sha256).hexdigest(),
    )
    return "".join(line + "\n" for line in lines).encode()


def digest_of(event: dict[str, Any]) -> Any:
    """The digest that the event of a document states; None where it was so changed that it states
    none."""
    try:
        return json.loads(base64.b64decode(event["state"]))["digest"]
    except (ValueError, KeyError, TypeError):
        return None


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def events(bundle: Path) -> Iterator[dict[str, Any]]:
    """The events of a bundle in order."""
    for file in sorted((bundle / "events").glob("*.jsonl.gz")):
        yield from lines_of(file)


# --- Signed notes and checkpoints


class Key:
    """The public key of a log: a line `name+id+key`."""

    def __init__(self, file: Path) -> None:
        self.name, key_id, encoded = file.read_text(encoding="utf-8").strip().split("+", 2)
        material = base64.b64decode(encoded, validate=True)
        self.id = hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]
        if material[:1] != b"\x01" or len(material) != 33 or self.id.hex() != key_id:
            raise UnreadableError(f"{file} holds no Ed25519 key of a log")
        self.public = Ed25519PublicKey.from_public_bytes(material[1:])

    def checkpoint(self, file: Path) -> tuple[int, bytes]:
        """How many events a checkpoint is of, and their root, where this key signed it."""
        text, gap, signatures = file.read_text(encoding="utf-8").rpartition("\n\n")
        for line in signatures.splitlines() if gap else []:
            dash, signer, encoded = line.split(" ", 2)
            signature = base64.b64decode(encoded, validate=True)
            if (dash, signer, signature[:4]) == ("\u2014", self.name, self.id):
                self.public.verify(signature[4:], f"{text}\n".encode())
                origin, size, root = text.splitlines()[:3]
                if origin == self.name:
                    return int(size), base64.b64decode(root, validate=True)
        raise UnreadableError(f"{file} is no checkpoint signed by {self.name}")


# --- The verification


class Verification:
    def __init__(self, bundle: Path, key: Key, kept: list[Path]) -> None:
        self.bundle = bundle
        self.faults: list[str] = []
        self.untold: list[str] = []
        self.bad: list[int] = []
        self.agreed: list[int] = []
        self.tree = Tree()
        self.roots: dict[int, bytes] = {}
        self.heads: list[tuple[Path, int, bytes]] = []
        for file in [bundle / "checkpoint", *kept]:
            try:
                self.heads.append((file, *key.checkpoint(file)))
            except InvalidSignature:
                self.untold.append(f"{file}: the signature does not verify")
            except (UnreadableError, OSError, ValueError) as error:
                self.untold.append(f"{file}: {error}")

    def run(self) -> int:
        self.read_events()
        for file, size, root in self.heads:
            if size > self.tree.size:
                self.blame(self.tree.size + 1, f"{file} is of {size} events: some are missing")
            elif self.roots[size] != root:
                self.faults.append(f"{file} has another root over the first {size} events")
            else:
                self.agreed.append(size)
        self.check_files()
        self.check_documents()
        if self.faults:
            return TAMPERED
        return GOOD if self.agreed and self.tree.size and not self.untold else CANNOT_TELL

    def blame(self, position: int, fault: str) -> None:
        self.bad.append(position)
        self.faults.append(fault)

    def read_events(self) -> None:
        sizes = {size for _, size, _ in self.heads}
        before = ""
        for event in events(self.bundle):
            position = self.tree.size + 1
            if event["position"] != position:
                self.blame(position, f"position {position} is missing")
                break
            if event["stored"] <= before:
                self.blame(position, f"position {position} was stored before the one before it")
            before = event["stored"]
            self.tree.add(leaf_of(event))
            if position in sizes:
                self.roots[position] = self.tree.root()

    def check_files(self) -> None:
        """Each document and attachment lies in a file that has the name of its own SHA-256."""
        for file in sorted((self.bundle / "content").glob("*/*")):
            if hashlib.sha256(file.read_bytes()).hexdigest() != file.name:
                self.faults.append(f"{file} was changed")

    def check_documents(self) -> None:
        """Each file that is used is there, and the event of a document has a digest of its bytes
        under a key that lies beside them."""
        documents = {}
        for use in lines_of(self.bundle / "uses.jsonl.gz"):
            file = self.bundle / "content" / use["sha256"][:2] / use["sha256"]
            if not file.exists():
                self.faults.append(f"{file} of position {use['position']} is missing")
            elif use["digest_key"]:
                documents[use["position"]] = file, bytes.fromhex(use["digest_key"])
        for event in events(self.bundle):
            if event["position"] in documents and event["topic"] == "DocumentStored":
                file, key = documents[event["position"]]
                content = file.read_bytes()
                if hmac.new(key, content, hashlib.sha256).hexdigest() != digest_of(event):
                    self.blame(event["position"], f"{file} is not the document of its event")

    def told(self, code: int) -> dict[str, Any]:
        return {
            "outcome": OUTCOMES[code],
            "events": self.tree.size,
            "checkpoints": sorted(self.agreed),
            "first_bad": min(self.bad, default=None),
            "faults": self.faults + self.untold,
        }


def main() -> int:
    parser = argparse.ArgumentParser(description="Verifies an evidence bundle.")
    parser.add_argument("bundle", type=Path, help="the folder")
    parser.add_argument("--key", type=Path, required=True, help="the public key of the log")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="one you kept")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    options = parser.parse_args()
    try:
        verification = Verification(options.bundle, Key(options.key), options.checkpoint)
        code = verification.run()
        told = verification.told(code)
    except (
        UnreadableError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        zlib.error,
    ) as error:
        code = CANNOT_TELL
        told = {"outcome": OUTCOMES[code], "faults": [f"{type(error).__name__}: {error}"]}
    print(json.dumps(told) if options.json else "\n".join(f"{k}: {v}" for k, v in told.items()))
    return code


if __name__ == "__main__":
    sys.exit(main())
