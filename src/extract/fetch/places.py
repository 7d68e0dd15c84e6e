"""What the form of an address tells: which API is behind it, which pages belong together, where captures are served."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from extract.errors import InputError

ADDRESSES_FILE = "addresses.toml"

# The keys of every kind of line: the pattern, and what it is turned into (a part has only a pattern).
_FORMS = {
    "api": ("page", "answer"),
    "part": ("page", None),
    "cdx": ("endpoint", "capture"),
    "memento": ("address", "capture"),
}
# Names that are filled in beside those of the pattern.
_GIVEN = ("timestamp", "page")


@dataclass(frozen=True, slots=True)
class Part:
    """A page that is one of several of its edition. whole: what the addresses of all have in common."""

    whole: str
    number: int


@dataclass(frozen=True, slots=True)
class _Line:
    pattern: re.Pattern[str]
    answer: str

    def turn(self, address: str, **given: str) -> str | None:
        found = self.pattern.fullmatch(address)
        return self.answer.format(**{**given, **found.groupdict()}) if found else None


@dataclass(frozen=True, slots=True)
class Places:
    """The lines of addresses.toml, by their kind."""

    lines: Mapping[str, tuple[_Line, ...]]

    def find_api(self, address: str) -> str | None:
        """The address of the API behind a page, or None.

        >>> load_places().find_api("https://www.gov.uk/government/publications/plan/progress")
        'https://www.gov.uk/api/content/government/publications/plan/progress'
        >>> load_places().find_api("https://www.gov.wales/plan") is None
        True
        """
        return self._turn("api", address)

    def find_part(self, address: str) -> Part | None:
        """Which of several pages of one edition a page is; None where it is the only one.

        >>> load_places().find_part("https://www.gov.wales/plan/pages/3/")
        Part(whole='https://www.gov.wales/plan', number=3)
        """
        for line in self.lines["part"]:
            found = line.pattern.fullmatch(address)
            if found:
                return Part(found["whole"], int(found["number"]))
        return None

    def find_capture(self, endpoint: str, timestamp: str, page: str) -> str | None:
        """Where an archive serves what its CDX server listed; None for an endpoint of a form that is not known.

        >>> load_places().find_capture("https://www.gov.wales/all/cdx", "20210324101500", "http://gov.wales/plan")
        'https://www.gov.wales/all/20210324101500id_/http://gov.wales/plan'
        """
        return self._turn("cdx", endpoint, timestamp=timestamp, page=page)

    def find_raw(self, memento: str) -> str:
        """Where an archive serves a memento as it was archived; the memento itself where that is not known.

        >>> load_places().find_raw("https://www.gov.wales/all/20210324101500/http://gov.wales/plan")
        'https://www.gov.wales/all/20210324101500id_/http://gov.wales/plan'
        """
        return self._turn("memento", memento) or memento

    def without(self, kind: str) -> Places:
        """The same without the lines of one kind."""
        return Places({**self.lines, kind: ()})

    def _turn(self, kind: str, address: str, **given: str) -> str | None:
        return next((turned for line in self.lines[kind] if (turned := line.turn(address, **given))), None)


def load_places(*added: Path) -> Places:
    """The package's own lines, behind those of further files of the same form.

    Raises:
        InputError: A file is not TOML, or a line of it cannot be used.
    """
    own = tomllib.loads(files("extract.data").joinpath(ADDRESSES_FILE).read_text(encoding="utf-8"))
    tables = [(path, _read(path)) for path in added] + [(Path(ADDRESSES_FILE), own)]
    return Places(
        {
            kind: tuple(_make_line(path, kind, entry) for path, table in tables for entry in table.get(kind, []))
            for kind in _FORMS
        }
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file: {error}") from error
    for kind, entries in table.items():
        if kind not in _FORMS:
            raise InputError(f"{path}: no [[{kind}]] in a list of addresses; there are {', '.join(_FORMS)}")
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise InputError(f"{path}: {kind} must be written as [[{kind}]]")
    return table


def _make_line(path: Path, kind: str, entry: Mapping[str, Any]) -> _Line:
    """One line.

    Raises:
        InputError: It lacks a key, its pattern is none, or its answer names what the pattern does not.
    """
    asked, answer = _FORMS[kind]
    for key in (asked, answer):
        if key is not None and not isinstance(entry.get(key), str):
            raise InputError(f"{path}: [[{kind}]] needs {key} as text, not {entry.get(key)!r}")
    try:
        pattern = re.compile(entry[asked])
    except re.error as error:
        raise InputError(f"{path}: [[{kind}]] {asked} is not a pattern: {error}: {entry[asked]}") from error
    named = dict.fromkeys((*pattern.groupindex, *(_GIVEN if kind == "cdx" else ())), "")
    template = entry[answer] if answer else "{whole}{number}"
    try:
        template.format(**named)
    except (KeyError, IndexError, ValueError) as error:
        raise InputError(f"{path}: [[{kind}]] {asked} names no {error}, as in {template}: {entry[asked]}") from error
    return _Line(pattern, template)
