"""The faults a user can cause or a page can have, each with one clear sentence."""

from __future__ import annotations


def first_line(error: Exception) -> str:
    """What an error of a library says, without the lines that some put below it.

    >>> first_line(OSError("No space left\\nDetail: in the third block"))
    'No space left'
    """
    return str(error).partition("\n")[0]


class ExtractError(Exception):
    """Base of every fault that this package names; its text is one sentence for the user."""


class InputError(ExtractError):
    """A path, option or file given by the user cannot be used; nothing is written."""


class TableError(InputError):
    """A table of a run is missing or cannot be read.

    Args:
        outputs: Where the tables were looked for.
        name: The table.
        error: What came of reading it.

    >>> str(TableError("elsewhere", "links", FileNotFoundError()))
    'elsewhere is not the output of a run: it holds no links.parquet'
    """

    def __init__(self, outputs: object, name: str, error: Exception) -> None:
        self.is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        self.why = first_line(error)
        if self.is_missing:
            super().__init__(f"{outputs} is not the output of a run: it holds no {name}.parquet")
        else:
            super().__init__(f"{outputs}: {name}.parquet cannot be read as a table: {self.why}")


class OutputError(ExtractError):
    """The output folder cannot be written, or what is there is not ours; nothing is written."""


class WorkerError(ExtractError):
    """A worker process died under its work; nothing is written."""


class PageError(ExtractError):
    """One page cannot be read; it becomes a row of `problems` and the others go on.

    Args:
        message: One sentence naming the place and the value seen.
        code: One of `problems.code` in the data model: unreadable, encoding, too_large, timed_out.
    """

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


class FetchError(ExtractError):
    """An address cannot be fetched, or must not be; nothing of it is saved."""
