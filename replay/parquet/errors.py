"""What is wrong with an export, or with an engine that reads it."""


class ExportError(RuntimeError):
    """A directory that is no export of this log or is of another form, or an engine that cannot
    do its part."""
