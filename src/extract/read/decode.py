"""Bytes to text: by byte order mark, as UTF-8, by declaration, then as browsers read a page that declares nothing."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4.dammit import EncodingDetector, UnicodeDammit

from extract.errors import PageError
from extract.model import Problem

# Control characters in UTF-8: those of one byte, and those of two.
_CONTROL = bytes((*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_CONTROL_OF_TWO = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
# Prose has no control characters; a stray one in a thousand is a slip, more is not text.
_MOST_CONTROL = 1 / 1_000
_LOOKED_AT = 32_768

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under these names (WHATWG Encoding Standard, 4.2), and what a page with no declaration is in.
_WINDOWS = "windows-1252"
_READ_AS_WINDOWS = frozenset(("iso8859-1", "ascii", "cp1252"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, without byte order mark, line ends as they are; the same in UTF-8; what is doubtful of it."""

    text: str
    encoded: bytes
    problems: tuple[Problem, ...] = ()


def decode_page(data: bytes, *, is_html: bool, name: str) -> Decoded:
    """A page as text.

    UTF-8 goes before the declaration: text in another encoding is hardly ever valid UTF-8, and a saved page's
    declaration is often not the one that the server sent it with.

    No statistics decide: on the few words of a short page they take Welsh for Arabic.

    Raises:
        PageError: The bytes are no text in any encoding that was tried, or are binary.

    >>> decode_page("Cynllun £1".encode("cp1252"), is_html=False, name="page").text
    'Cynllun £1'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, name)
    declared = _find_declared(data) if is_html else None
    for text, encoded, doubt in _readings(data, declared):
        if text is not None:
            return _checked(text, encoded, (Problem("encoding", doubt),) if doubt else (), name)
    _checked(data.decode("ascii", "ignore"), None, (), name)
    raise PageError(
        f"{name}: neither UTF-8 nor {_WINDOWS} nor what it declares ({declared or 'nothing'})", code="encoding"
    )


def _find_declared(data: bytes) -> str | None:
    return EncodingDetector.find_declared_encoding(data, is_html=True, search_entire_document=False)


def _readings(data: bytes, declared: str | None) -> Iterator[tuple[str | None, bytes | None, str | None]]:
    """The ways to read a page, the surest first: its text, if it can be read so, the same in UTF-8 where it is at hand,
    and what is doubtful about that.
    """
    codec = _find_codec(declared)
    plain = data.isascii() or declared is None or codec == "utf-8"
    unlike = f"the page declares the encoding {declared!r}, in which it cannot be read or is not written"
    yield _try_decode(data, "utf-8"), data, None if plain else f"{unlike}; it was read as utf-8"
    declares = f"it declares {declared}" if declared else "it declares no encoding"
    guess = f"which is a guess: the page is not UTF-8 and {declares}"
    if codec not in (None, "utf-8"):
        yield _try_decode(data, _WINDOWS if codec in _READ_AS_WINDOWS else str(codec)), None, None
    # A paragraph pasted from a word processor into a page that is UTF-8 otherwise.
    mixed = UnicodeDammit.detwingle(data)
    yield _try_decode(mixed, "utf-8"), mixed, f"read as utf-8 mixed with {_WINDOWS}, {guess}"
    yield _try_decode(data, _WINDOWS), None, f"read as {_WINDOWS}, {guess}"


def _find_codec(declared: str | None) -> str | None:
    """The name under which Python knows a declared encoding; None when there is none such.

    A declaration that can be read as ASCII is not in UTF-16.
    """
    try:
        codec = codecs.lookup(declared).name if declared else None
    except (LookupError, ValueError):
        return None
    return None if codec is not None and codec.startswith(("utf-16", "utf-32")) else codec


def _try_decode(data: bytes, encoding: str) -> str | None:
    # Some of Python's codecs are not text encodings or refuse in their own way; all of these are ValueError or
    # LookupError.
    try:
        return data.decode(encoding)
    except (ValueError, LookupError):
        return None


def _decode_marked(data: bytes, encoding: str, name: str) -> Decoded:
    text = _try_decode(data, encoding)
    if text is None:
        raise PageError(f"{name}: begins with the byte order mark of {encoding} and is not {encoding}", code="encoding")
    return _checked(text, data if encoding == "utf-8" else None, (), name)


def _checked(text: str, encoded: bytes | None, problems: tuple[Problem, ...], name: str) -> Decoded:
    """The page, if it is text; `encoded` is it in UTF-8, where it was not read from another encoding."""
    encoded = text.encode("utf-8", "replace") if encoded is None else encoded
    head = encoded[:_LOOKED_AT]
    controls = len(head) - len(head.translate(None, _CONTROL)) + len(_CONTROL_OF_TWO.findall(head))
    if controls > len(head) * _MOST_CONTROL and controls > 3:
        raise PageError(f"{name}: binary, not text ({controls} control characters at its beginning)")
    return Decoded(text, encoded, problems)
