"""What goes wrong with a request, beside the errors of the rooms below; `problems` says how each is
answered."""

from lrs.log.record_store import RefusedError
from lrs.message import message
from lrs.statement.statement import StatementError


class BadRequestError(ValueError):
    """A request that cannot be understood: what was got, and what was expected."""


class MediaTypeError(BadRequestError):
    """A body, or an answer that is asked for, of a media type that the server does not have."""


class UnprintableError(ValueError):
    """An answer that cannot be printed as it is: the text says which character stands in the way,
    and where."""


class NoFontError(RuntimeError):
    """There are no fonts to print with; the text says how to get some."""


class UnsupportedMediaError(BadRequestError):
    """A body in a charset, or packed in a way, that the server does not read."""


class NotFoundError(LookupError):
    """There is no such thing, or the credential may not see it."""


class NameTakenError(ValueError):
    """Something else has this name already, or several things have it."""


class MethodError(Exception):
    """The resource does not have this method. ``allowed`` as in the Allow header."""

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(
            message("the method {method} is not one of {allowed}", method=method, allowed=allowed)
        )
        self.allowed = allowed


class BodyTooLargeError(ValueError):
    """The body is larger than the server takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            message("the body is larger than {limit} bytes; send it in parts", limit=limit)
        )


class LineTooLongError(ValueError):
    """The request line is longer than the server reads."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            message(
                "the request line is longer than {limit} bytes; in xAPI 1.0.3 a long query "
                "can come as a form, by POST with ?method=GET",
                limit=limit,
            )
        )


class HeadTooLargeError(ValueError):
    """The headers of the request, or what frames its body, are larger than the server reads."""

    def __init__(self, limit: int) -> None:
        super().__init__(message("the headers are larger than {limit} bytes", limit=limit))


class TooSlowError(TimeoutError):
    """The client takes too long to send its request."""


class TooLongError(TimeoutError):
    """What is asked for takes longer than any answer may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            message(
                "this takes longer than {seconds:g} s (LRS_READ_SECONDS), and was ended: ask "
                "for a unit, a shorter time or a page of it",
                seconds=seconds,
            )
        )


class StoppedError(RuntimeError):
    """Nobody waits any more for what was being read, or the server ends."""

    def __init__(self) -> None:
        super().__init__("the server ends: ask again")


class ReportEndedError(RuntimeError):
    """The process that made an answer ended before it was whole, or none is there."""

    def __init__(self) -> None:
        super().__init__(
            "the process that made this answer ended; another takes its place: ask again"
        )


class AuthenticationError(Exception):
    """The request does not prove who sends it."""


class ScopeError(Exception):
    """The credential lacks the scope for this."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__(
            message("the credential needs the scope {scopes}", scopes=" or ".join(scopes))
        )
        self.scopes = scopes


class TemplateError(StatementError):
    """The statement departs from the template of the fact that it claims."""


class GuardError(RefusedError):
    """The credential may not state this fact."""
