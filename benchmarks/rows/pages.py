"""HTML pages: reading them, splitting them into records, and the whole job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, Samples, Size, compare_with_parser, parse_pages
from benchmarks.pages import write_corpus
from extract.data import load_vocabulary
from extract.layouts import split_records
from extract.pipeline import run_corpus
from extract.read import read_page


def measure_read(size: Size) -> Row:
    """Bytes to blocks, tables and containers with their places in the text."""
    samples = compare_with_parser(list, _read, size)
    return _row("read", "read a page", samples)


def measure_split(size: Size) -> Row:
    """Bytes to records that are not yet cut, named and tagged."""
    samples = compare_with_parser(list, _read_and_split, size)
    return _row("split", "read a page and split it into records", samples)


def measure_job(size: Size) -> Row:
    """Files to tables: what `extract run` does, each page a publication of its own."""
    return _row("job", "whole job: read, split, cut, build, tag, write all tables", compare_whole_job(size))


def compare_whole_job(size: Size, parse: Callable[[Sequence[bytes]], object] = parse_pages) -> Samples:
    """The whole job over blocks of pages, beside the parser or another program that is given the same pages."""
    with TemporaryDirectory() as folder:
        blocks = iter(range(size.rounds + 1))
        return compare_with_parser(
            lambda pages: write_corpus(pages, Path(folder) / f"block-{next(blocks)}"),
            lambda corpus: run_whole_job(corpus, Path(folder) / "outputs"),
            size,
            parse,
        )


def run_whole_job(corpus: Path, outputs: Path, workers: int = 1) -> None:
    """Read a corpus and write its tables.

    Raises:
        RuntimeError: A page was left out, so the time would be that of less work than it is said to be.
    """
    summary = run_corpus(corpus, outputs, workers=workers)
    if summary.unread or not summary.records:
        raise RuntimeError(f"{len(summary.unread)} pages were left out, {summary.records} records found")


def _read(pages: list[bytes]) -> None:
    vocabulary = load_vocabulary()
    for page in pages:
        read_page(page, vocabulary)


def _read_and_split(pages: list[bytes]) -> None:
    vocabulary = load_vocabulary()
    for page in pages:
        split_records(read_page(page, vocabulary), vocabulary)


def _row(name: str, job: str, samples: Samples) -> Row:
    return Row(name, job, "P", samples.ratios, samples.notes())
