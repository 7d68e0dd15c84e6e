"""What it costs to take pages from a web archive instead of from files."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, Size, parse_pages, processor_seconds
from benchmarks.pages import make_pages, write_corpus
from extract.archives import ArchivedPage
from extract.corpus import hash_file
from extract.inputs import find_inputs
from extract.read import LARGEST_PAGE


def measure_archive(size: Size) -> Row:
    """What a run does before it can read a page, from a packed archive less from files, in units of P.

    Every page is found and hashed, then its bytes are taken, as a process does that works on it.
    """
    packed: list[float] = []
    plain: list[float] = []
    with TemporaryDirectory() as folder:
        for number in range(size.rounds):
            pages = make_pages(number * size.pages, size.pages)
            corpus = write_corpus(pages, Path(folder) / f"{number}")
            files = processor_seconds(partial(_read_all, corpus))
            unit = processor_seconds(partial(parse_pages, pages))
            for found, ending, pack in ((packed, "warc.gz", gzip.compress), (plain, "warc", bytes)):
                archive = write_archive(pages, Path(folder) / f"{number}.{ending}", pack)
                found.append((processor_seconds(partial(_read_all, archive)) - files) / unit)
    job = "pages out of a packed web archive, over the same pages as files"
    return Row("archive", job, "P", tuple(packed), {"P, not packed": median(plain)})


def write_archive(pages: list[bytes], path: Path, pack: Callable[[bytes], bytes]) -> Path:
    """A web archive with a capture of each page, every record packed by itself."""
    path.write_bytes(b"".join(pack(_make_record(page, number)) for number, page in enumerate(pages)))
    return path


def _make_record(page: bytes, number: int) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://plans.example.uk/{number}\r\n"
        f"WARC-Date: 2021-03-24T10:15:00Z\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _read_all(given: Path) -> None:
    pages = [page for edition in find_inputs([given], LARGEST_PAGE) for page in edition.paths]
    for page in pages:
        # Of a page in an archive the hash is known since it was found.
        hash_file(page)
    for page in pages:
        page.read_bytes(LARGEST_PAGE) if isinstance(page, ArchivedPage) else page.read_bytes()
