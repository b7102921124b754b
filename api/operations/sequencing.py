"""Runs the sequencer beside the server: what is recorded is in the tree a second or two later."""

import logging
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event
from typing import Final

import psycopg

from api.operations.beside import as_child, running_beside
from lrs.entropy import new_log_name, new_signing_seed
from lrs.evidence.feeder import Feeder
from lrs.evidence.folder import EvidenceError, EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.message import message, message_of
from lrs.postgres.postgres import Database
from lrs.proof.trust import PolicyFileError, TrustPolicy

logger = logging.getLogger(__name__)

NICENESS: Final = 10
"""How far it stands back behind those who post."""

AGAIN_SECONDS: Final = 60.0
"""After which a sequencer that refuses to sign looks again, and says again why."""


def sequencer_running(
    database: Database, folder: Path, witnesses: Path | None
) -> AbstractContextManager[None]:
    """Signs the log until the end of the block, and has it cosigned by the witnesses of a policy.

    A log that nobody signs yet gets a key. One that another server signs is left to that one, and
    where the folder cannot be written nothing is signed.
    """
    found = EvidenceFolder(folder)
    try:
        if found.key() is None:
            if is_signed(database):
                logger.warning("the log is signed by another server: %s has no key of it", folder)
                return nullcontext()
            key = found.make_key(new_log_name(), new_signing_seed())
            logger.warning(
                "made the key that signs the log. It is in %s: put a copy of that folder into a "
                "safe, for a lost key cannot be made again. Your auditors need its public part, %s",
                folder.resolve(),
                key.public,
            )
    except OSError as error:
        logger.error(
            "nothing is signed: %s: %s; set LRS_EVIDENCE to a folder that can be written",
            folder,
            error.strerror,
        )
        return nullcontext()
    return running_beside("sequencer", sign, database.sequencer, folder, witnesses)


def is_signed(database: Database) -> bool:
    """Whether somebody has signed a checkpoint of the log."""
    with psycopg.connect(database.sequencer) as conn:
        return TileStore(conn).last_checkpoint() is not None


def sign(conninfo: str, folder: Path, witnesses: Path | None) -> None:
    """Signs the log until the parent ends or asks for it."""
    alive = as_child()
    os.nice(NICENESS)
    while alive():
        try:
            Sequencer(EvidenceFolder(folder), _feeder(witnesses)).run(conninfo, alive)
        except EvidenceError as error:
            logger.error("the sequencer refuses to sign: %s", error)
            Event().wait(AGAIN_SECONDS)


def _feeder(witnesses: Path | None) -> Feeder | None:
    """Feeds the witnesses of a trust policy. Raises EvidenceError where it cannot be read."""
    if witnesses is None:
        return None
    try:
        return Feeder(TrustPolicy.read(witnesses.read_text(encoding="utf-8")).witnesses)
    except (OSError, UnicodeError, PolicyFileError) as error:
        raise EvidenceError(
            message(
                "LRS_WITNESSES: {witnesses}: {error}", witnesses=witnesses, error=message_of(error)
            )
        ) from None
