"""Opens a class of a history, as the answers do."""

from typing import Any

from lrs.event.list_log import ListLog
from projections.answers.class_files import ClassFile, file_of
from projections.answers.subjects import CLASSES, subjects
from projections.case.subject import Subject
from projections.classes.life import ClassLife, life
from tests.unit.projections.history import History

K = {"class": "K"}
HELD: dict[str, Any] = {**K, "start": "2010-06-10", "end": "2010-06-14", "scheduled_days": "5"}


def opened(history: History, *, today: str = "2010-12-31", known: int | None = None) -> Subject:
    """The class K of a history, up to a position and a day."""
    basis = history.basis(today, known=known)
    return subjects(CLASSES, ["K"], ListLog(history.rows), basis)["K"]


def told(history: History, **asked: Any) -> tuple[ClassLife, ClassFile]:
    """What is judged of the class K."""
    subject = opened(history, **asked)
    return life(subject), file_of(subject)
