"""What is wrong with a row that was read well and cannot be recorded, at the column behind it."""

from collections.abc import Iterator
from uuid import UUID

from api.http.errors import TemplateError
from lrs.log.record_store import RefusedError
from lrs.message import message_of
from lrs.statement.problem import PostError
from projections.profile.writing import FactError
from projections.spreadsheets.faults import Said, SheetFault
from projections.spreadsheets.reading import Row, Sheet
from projections.words import vocabulary as v
from projections.words.messages import in_language


def other_content(own: UUID, batch: UUID | None) -> Said:
    """The log has the row with another content."""
    zh = f"，批次 {batch}" if batch else ""
    en = f", batch {batch}" if batch else ""
    return Said(
        f"日志中已有该行，但内容不同（记录 {own}{zh}）：如需更正，先作废原记录再导入",
        f"in the log with another content (statement {own}{en}): to correct it, void that first",
    )


def not_taken(error: PostError) -> Said:
    """Why the store does not take a statement."""
    reason = error.reason if isinstance(error, RefusedError) else message_of(error)
    return Said(f"不能入库：{in_language(reason, 'zh')}", str(reason))


def fact_fault(sheet: Sheet, row: Row, error: FactError) -> SheetFault:
    """The place of a key that does not belong to the fact of its row, or that it lacks."""
    if error.key and error.expected is None:
        fact = row.fact["fact"]
        said = Said("该列不适用于本行所选事项，请留空", f"not asked for {fact}: leave it empty")
        return sheet.fault(said, row=row.number, key=error.key)
    column = next((one for one in sheet.kind.columns if one.key == error.key), None)
    expected = error.expected or message_of(error)
    zh, en = (column.zh, column.en) if column else (error.key, error.key)
    return sheet.fault(
        Said(
            f"本行缺少必需的内容：{zh}（应为{in_language(expected, 'zh')}）",
            f"what this row needs is missing: {en}, expected {expected}",
        ),
        row=row.number,
        key=error.key,
    )


def faults_of(sheet: Sheet, row: Row, error: PostError) -> Iterator[SheetFault]:
    """What a statement of a row is refused for, at its column where one is behind it."""
    for one in (error, *error.others):
        if not isinstance(one, TemplateError):
            yield sheet.fault(not_taken(one), row=row.number)
            continue
        key = one.path.removeprefix("context.extensions.").removeprefix(v.extension(""))
        column = next((c for c in sheet.kind.columns if c.key == key), None)
        name = column.zh if column else key
        wanted = in_language(one.expected, "zh")
        said = Said(f"“{name}”不符合要求，应为{wanted}", f"got {one.value}, {one.expected}")
        yield sheet.fault(said, row=row.number, key=key)
