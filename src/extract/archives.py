"""Pages inside web archives (WARC, ISO 28500): found in one pass, then read by the place of their record."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from extract.errors import InputError, PageError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_ENDINGS = (".warc", ".warc.gz")
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
# Crawlers differ in whether they undo what the headers still say; the first bytes tell.
_CHUNK = re.compile(rb"[0-9a-fA-F]+[ \t]*(?:;[^\r\n]*)?\r?\n")
_PACKED = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "deflate": b""}
# zlib: of either wrapper, by its first bytes; or without any.
_WRAPPED, _BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page by where it lies, so that any process can read it again.

    offset: of its record in the archive, in bytes; sha256: of the page, empty where it could not be read.
    """

    archive: Path
    offset: int
    address: str
    sha256: str

    @property
    def name(self) -> str:
        """What messages and tables call it.

        >>> ArchivedPage(Path("crawl/plans.warc.gz"), 1204, "https://www.gov.wales/plan", "").name
        'plans.warc.gz@1204'
        """
        return f"{self.archive.name}@{self.offset}"

    def read_bytes(self, largest: int) -> bytes:
        """The page as it was served, transfer and content encoding undone.

        Raises:
            PageError: The record is cut or broken, the page is larger than `largest`, or the archive is another by now.
        """
        if not self.address:
            raise PageError(f"{self.name}: behind this place the archive is damaged, and the rest of it is not read")
        with self.archive.open("rb") as stream:
            stream.seek(self.offset)
            record = _next_record(_iterate(stream), self.name)
            if record is None or _find_address(record) != self.address:
                raise PageError(f"{self.name}: no longer in the archive, which was changed while it was read")
            _parse_http(record, self.name)
            return _read_page(record, self.name, largest)


# Where a page's bytes are.
PageFile = Path | ArchivedPage


@dataclass(frozen=True, slots=True)
class ArchivedCapture:
    """A page of an archive; time: when it was captured, UTC, None where the archive does not say."""

    page: ArchivedPage
    time: datetime | None


def is_archive(path: Path) -> bool:
    """Whether a file is a web archive, by its name.

    >>> is_archive(Path("plans.warc.gz")), is_archive(Path("plans.gz"))
    (True, False)
    """
    return path.name.lower().endswith(_ENDINGS)


def list_captures(archive: Path, largest: int) -> Iterator[ArchivedCapture]:
    """The HTML pages that servers answered with, in the order of the archive, with one record in memory at a time.

    A revisit record says that a page was the same as before: that is no capture of its own. Where the archive
    is damaged or breaks off, the last one is of a page that cannot be read, so that this is seen.

    Args:
        largest: How many bytes a page may have.

    Raises:
        InputError: It is no web archive, its records cannot be found again, or fastwarc is not installed.
    """
    last, capture, is_whole = -1, None, False
    with suppress(PageError):
        for record in _list_records(archive):
            last, capture = record.stream_pos, _find_capture(archive, record, largest)
            if capture is not None:
                yield capture
        is_whole = last < 0 or not _is_cut(archive, last)
    if last < 0 and not is_whole:
        raise InputError(f"{archive}: this is not a web archive")
    # A last page that cannot be read says itself that it is cut.
    if not is_whole and (capture is None or capture.page.sha256):
        yield ArchivedCapture(ArchivedPage(archive, last, "", ""), None)


def _list_records(archive: Path) -> Iterator[WarcRecord]:
    """The records of an archive, of whatever kind.

    Raises:
        InputError: They cannot be found again by their places.
        PageError: The archive is damaged behind the last one.
    """
    last, size = -1, archive.stat().st_size
    with archive.open("rb") as stream:
        records = _iterate(stream)
        while (record := _next_record(records, archive.name)) is not None:
            if not last < record.stream_pos < size:
                raise InputError(f"{archive}: packed as a whole; pack each record by itself, or give it unpacked")
            last = record.stream_pos
            yield record


def _is_cut(archive: Path, last: int) -> bool:
    """Whether an archive ends elsewhere than behind its last record; fastwarc takes a record cut early for the end."""
    with archive.open("rb") as stream:
        stream.seek(last)
        is_packed = archive.name.lower().endswith(".gz")
        try:
            plain = gzip.GzipFile(fileobj=stream) if is_packed else stream
            head = plain.read(_PIECE)
            length = re.search(rb"(?im)^Content-Length:\s*(\d+)", head)
            begin = head.find(b"\r\n\r\n") + 4
            if length is None or begin < 4:
                return True
            # What is there, and the two line ends behind a record.
            there = len(head) + sum(map(len, iter(partial(plain.read, _PIECE), b"")))
            return not 0 <= there - begin - int(length[1]) <= 4
        except (EOFError, OSError, zlib.error):
            return True


def _iterate(stream: BinaryIO) -> Iterator[WarcRecord]:
    try:
        from fastwarc.warc import ArchiveIterator  # noqa: PLC0415  (an extra)
    except ImportError:
        raise InputError("web archives need an extra: pip install 'progress-extract[warc]'") from None
    return iter(ArchiveIterator(stream, parse_http=False))


def _next_record(records: Iterator[WarcRecord], name: str) -> WarcRecord | None:
    try:
        return next(records, None)
    except OSError as error:
        raise PageError(f"{name}: the archive is damaged here: {error}") from error


def _find_address(record: WarcRecord) -> str:
    """The address that was captured; writers of the first version put it in angle brackets."""
    return (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")


def _find_capture(archive: Path, record: WarcRecord, largest: int) -> ArchivedCapture | None:
    """The capture that a record is; None where it is not one of an HTML page."""
    if record.headers.get("WARC-Type") != "response":
        return None
    page = ArchivedPage(archive, record.stream_pos, _find_address(record), "")
    if not page.address.startswith(("http://", "https://")):
        return None
    try:
        _parse_http(record, page.name)
        # Of whatever else servers answer with, which is most of what crawlers keep, no more is read than the headers.
        if not _is_page(record):
            return None
        page = replace(page, sha256=_hash(_read_page(record, page.name, largest)))
    except PageError:
        pass  # whoever reads it says why not
    return ArchivedCapture(page, _find_time(record))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _is_page(record: WarcRecord) -> bool:
    return record.http_headers.status_code == HTTPStatus.OK and record.http_content_type in _PAGES


def _find_time(record: WarcRecord) -> datetime | None:
    return record.record_date.astimezone(UTC) if record.headers.get("WARC-Date") else None


def _parse_http(record: WarcRecord, name: str) -> None:
    """Read the headers that came before the page.

    Raises:
        PageError: The record is cut or broken.
    """
    try:
        record.parse_http()
    except OSError as error:
        raise PageError(f"{name}: the record is damaged: {error}") from error
    if record.http_headers is None:
        raise PageError(f"{name}: the archive breaks off in this record")


def _read_page(record: WarcRecord, name: str, largest: int) -> bytes:
    """The page in a record whose headers are read.

    Raises:
        PageError: The record is cut or broken, or the page is larger than `largest`.
    """
    # No more than is there: room for the largest page would else be made, and emptied, for each.
    length = min(record.content_length, largest + 1)
    try:
        data = record.reader.read(length)
        if len(data) < length:
            raise PageError(f"{name}: the archive breaks off in this record")
        data = _undo_encodings(data, record, largest)
    except (OSError, zlib.error) as error:
        raise PageError(f"{name}: the record is damaged: {error}") from error
    if len(data) > largest:
        raise PageError(f"{name}: more than {largest:,} bytes, which a page may have", code="too_large")
    return data


def _undo_encodings(data: bytes, record: WarcRecord, largest: int) -> bytes:
    """The page without what was done to it for the way, as far as its first bytes show that the crawler did not.

    Raises:
        OSError: An encoding is broken.
        zlib.error: The same.
    """
    from fastwarc.stream_io import BrotliReader, ChunkedReader  # noqa: PLC0415  (an extra)

    headers = {name.lower(): value.lower() for name, value in record.http_headers.to_tuples()}
    if "chunked" in headers.get("transfer-encoding", "") and _CHUNK.match(data):
        data = ChunkedReader(io.BytesIO(data)).read(largest + 1)
    for encoding in reversed(headers.get("content-encoding", "").split(",")):
        if encoding.strip() in _PACKED and data.startswith(_PACKED[encoding.strip()]):
            data = _unpack(data, largest)
        elif encoding.strip() == "br":
            data = BrotliReader(io.BytesIO(data)).read(largest + 1)
    return data


def _unpack(data: bytes, largest: int) -> bytes:
    """Unpack gzip, zlib or bare deflate, at most one byte more than a page may have.

    Raises:
        zlib.error: It is none of them, or is cut.

    >>> _unpack(zlib.compress(b"We will act."), 100)
    b'We will act.'
    """
    try:
        packed = zlib.decompressobj(_WRAPPED)
        plain = packed.decompress(data, largest + 1)
    except zlib.error:
        packed = zlib.decompressobj(_BARE)
        plain = packed.decompress(data, largest + 1)
    if not packed.eof and len(plain) <= largest:
        raise zlib.error("it is cut short")
    return plain
