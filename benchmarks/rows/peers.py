"""The whole job beside what general tools take for less: they are given the same pages in the same rounds.

The ratio is the job's time over theirs: 0.5 is twice as fast as they are. None of them finds a record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO

from bs4 import BeautifulSoup

from benchmarks.measure import Row, Size
from benchmarks.rows.pages import compare_whole_job


def measure_beautifulsoup(size: Size) -> Row:
    """Beside parsing alone by Beautiful Soup, on lxml."""
    return _measure("beautifulsoup", "Beautiful Soup's parsing alone", _parse_with_soup, size)


def measure_trafilatura(size: Size) -> Row:
    """Beside trafilatura's extraction of the main text as Markdown. It is no dependency of ours."""
    return _measure("trafilatura", "trafilatura's Markdown alone", _extract_with_trafilatura, size)


def measure_docling(size: Size) -> Row:
    """Beside docling's reading of HTML, for which it needs none of its models. It is no dependency of ours."""
    return _measure("docling", "docling's reading alone", _read_with_docling, size)


def _measure(name: str, what: str, parse: Callable[[Sequence[bytes]], object], size: Size) -> Row:
    samples = compare_whole_job(size, parse)
    notes = {"ms a page": 1000 * samples.seconds / samples.pages}
    notes["theirs in ms"] = 1000 * samples.parse_seconds / samples.pages
    return Row(name, f"whole job over {what}", "times", samples.ratios, notes)


def _parse_with_soup(pages: Sequence[bytes]) -> None:
    for page in pages:
        BeautifulSoup(page, "lxml", from_encoding="utf-8")


def _extract_with_trafilatura(pages: Sequence[bytes]) -> None:
    extract = import_module("trafilatura").extract
    for page in pages:
        extract(page, output_format="markdown", include_tables=True)


def _read_with_docling(pages: Sequence[bytes]) -> None:
    backend = import_module("docling.backend.html_backend").HTMLDocumentBackend
    document = import_module("docling.datamodel.document").InputDocument
    html = import_module("docling.datamodel.base_models").InputFormat.HTML
    for page in pages:
        stream = BytesIO(page)
        backend(document(stream, html, backend, filename="page.html"), stream).convert()
