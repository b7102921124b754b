"""What credentials are called on pages and in sentences: by the names that they were given, but for
that of the command line, whose name stands in the log in English."""

from lrs.event.credentials import OPERATOR
from projections.words.languages import Language


def authority_called(name: str, language: Language) -> str:
    """What the credential of a name is called in a language."""
    return "系统管理者" if language == "zh" and name == OPERATOR.name else name
