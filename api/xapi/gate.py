"""What every statement passes on its way in, by POST, PUT or import, once its form is valid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.http.errors import GuardError, TemplateError
from api.xapi.guard import Guard, reserved_facts
from api.xapi.template_check import Check, rejecting
from lrs.event.credentials import Credential
from lrs.log.post import Draft, Post
from lrs.message import joined, message
from lrs.statement.attachments import File, match
from lrs.statement.problem import MOST_COUNTED, PostError, together
from lrs.statement.signature import check_signatures
from lrs.statement.statement import Received, StatementError
from lrs.statement.versions import XapiVersion
from projections.profile.templates import Fault

Files = Mapping[str, File]
"""The files that came with statements, by their SHA-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Holds statements to their files and signatures, and credentials to what they may state."""

    guard: Guard = reserved_facts
    check: Check = rejecting

    def post(
        self,
        all_received: Sequence[Received],
        files: Files,
        *,
        credential: Credential,
        version: XapiVersion,
        is_batch: bool = False,
        statement_id: UUID | None = None,
    ) -> Post:
        """The post of valid statements; ``statement_id`` is for one that has none.

        Raises StatementError, GuardError and AttachmentError, with all that is wrong.
        """
        matched = match(
            ((index if is_batch else None, one) for index, one in enumerate(all_received)), files
        )
        drafts: list[Draft] = []
        errors: list[PostError] = []
        for index, (received, own) in enumerate(zip(all_received, matched, strict=True)):
            place = index if is_batch else None
            draft = Draft.of(
                received,
                credential=credential,
                version=version,
                statement_id=statement_id,
                content=tuple(sorted({file.sha256 for file in own})) if own else (),
            )
            drafts.append(draft)
            try:
                check_signatures(received, own, version, index=place)
            except StatementError as error:
                errors.append(error)
            if reason := self.guard(credential, received):
                errors.append(GuardError(index, draft.id, reason))
            errors += [_template_error(fault, place) for fault in self.check(credential, received)]
            if len(errors) >= MOST_COUNTED:
                break
        if refused := together(errors):
            raise refused
        return Post(drafts=tuple(drafts), credential=credential, version=version)

    def post_line(
        self,
        received: Received,
        *,
        credential: Credential,
        version: XapiVersion,
        statement_id: UUID | None,
    ) -> Post:
        """The post of a statement of a file, which comes without files of its own. Raises as
        ``post``."""
        return self.post(
            [received], {}, credential=credential, version=version, statement_id=statement_id
        )


def _template_error(fault: Fault, index: int | None) -> TemplateError:
    by = (
        message("by the template of {fact}", fact=fault.fact)
        if fault.fact
        else message("since as it stands it states no fact")
    )
    wanted = joined([fault.expected, by], by=", ")
    return TemplateError(index=index, path=fault.path, value=fault.got, expected=wanted)
