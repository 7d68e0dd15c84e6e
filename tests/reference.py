"""The page of the documentation about the public names, made from their signatures and docstrings.

`python -m tests.reference` prints it; docs/api.md is that output.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import extract

ROOT = Path(__file__).parents[1]
_OPENING = """# Public names

What `import extract` offers. This page is made from the docstrings by `make docs`: change those, not this.

The types that the stages hand on are in `extract.model`, frozen dataclasses that say what
each of their fields holds; those of the tables' columns are in [the data dictionary](dictionary.md). In both, `start`
and `end` are half open spans in code points of the edition's text, dates are inclusive at both ends, and amounts are
exact decimals in units of the currency. Where a rule or a number comes from is said beside it in the source that each
section names, and in [the data model](data-model.md#conventions-for-values).

Every error that these functions raise for what a user gave them is an `extract.errors.ExtractError`, with one sentence
that names the place and the value: `InputError` (a path or option cannot be used), `OutputError` (the outputs cannot be
written; nothing was), `PageError` (one page cannot be read), `WorkerError` (a worker process died).
"""
_SECTION = re.compile(r"^(Args|Returns|Raises):$")
_PLAIN = (type, int, str, tuple, type(None))
_ENTRY = re.compile(r"^    (\w[\w, ]*): (.*)$")


def make_reference() -> str:
    """The page: a section for every name that the package exports, in their order."""
    return "\n".join((_OPENING, *(line for name in extract.__all__ for line in _describe(name))))


def _describe(name: str) -> Iterator[str]:
    function = getattr(extract, name)
    yield f"## {name}\n"
    yield f"```text\n{name}{_write_signature(function)}\n```\n"
    yield from _write_docstring(inspect.getdoc(function) or "")
    source = Path(sys.modules[function.__module__].__file__ or "").relative_to(ROOT).as_posix()
    yield f"Source: `{source}`.\n"


def _write_signature(function: Callable[..., object]) -> str:
    """The signature with its annotations as the source has them; a default that is no plain value is left out."""
    signature = inspect.signature(function)
    parameters = [
        parameter if isinstance(parameter.default, _PLAIN) else parameter.replace(default=...)
        for parameter in signature.parameters.values()
    ]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=parameters))).replace(
        "Ellipsis", "..."
    )


def _write_docstring(text: str) -> Iterator[str]:
    """A docstring as Markdown: its arguments and errors as lists, its examples fenced as they are."""
    for paragraph in text.split("\n\n"):
        head, *rest = paragraph.splitlines()
        title = _SECTION.match(head)
        if head.startswith(">>>"):
            yield f"```pycon\n{paragraph}\n```\n"
        elif title is None:
            yield f"{paragraph}\n"
        else:
            yield f"{title[1]}:\n"
            yield from (_write_entry(entry) for entry in _join_entries(rest))
            yield ""


def _join_entries(lines: list[str]) -> list[str]:
    entries: list[str] = []
    for line in lines:
        if _ENTRY.match(line) or not entries:
            entries.append(line)
        else:
            entries[-1] += f" {line.strip()}"
    return entries


def _write_entry(entry: str) -> str:
    named = _ENTRY.match(entry)
    return f"- `{named[1]}`: {named[2]}" if named else f"- {entry.strip()}"


if __name__ == "__main__":
    print(make_reference(), end="")
