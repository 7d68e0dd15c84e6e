"""What it costs to run again when nothing, or one page, has changed since the run before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.many import write_pages
from benchmarks.measure import FULL, Row, Size, parse_pages, processor_seconds
from benchmarks.pages import make_page
from extract.batch import run_corpus
from extract.engines import ThisProcess

# A run's start does not grow with the pages, so that few pages would look dear.
_PAGES = 400
_SMOKE = 4
_ROUNDS = 5


def measure_rerun(size: Size) -> Row:
    """A run over pages of which none has changed and whose tables are there, in units of P a page."""
    with _corpus_that_was_read(size) as (corpus, paths, _):
        pages = [path.read_bytes() for path in paths]
        values = []
        for _ in range(min(_ROUNDS, size.rounds)):
            spent = processor_seconds(partial(_run, corpus))
            values.append(spent / processor_seconds(partial(parse_pages, pages)))
    return Row("rerun", f"{len(paths)} pages again, none of them changed", "P", tuple(values))


def measure_changed(size: Size) -> Row:
    """A run over pages of which one has changed, in hundredths of the first run over all of them."""
    with _corpus_that_was_read(size) as (corpus, paths, whole):
        values = []
        for number, path in enumerate(paths[: min(_ROUNDS, size.rounds)]):
            path.write_bytes(make_page(len(paths) + number))
            values.append(100 * processor_seconds(partial(_run, corpus)) / whole)
    return Row("changed", f"{len(paths)} pages again, one of them changed, over all of them anew", "%", tuple(values))


@contextmanager
def _corpus_that_was_read(size: Size) -> Iterator[tuple[Path, list[Path], float]]:
    """A corpus whose results are kept, its pages, and the seconds that the run over it took."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write_pages(corpus, _PAGES if size == FULL else _SMOKE, themes=0)
        whole = processor_seconds(partial(_run, corpus))
        yield corpus, sorted(corpus.glob("*/*.html")), whole


def _run(corpus: Path) -> None:
    """In this process, so that no start of a worker is counted."""
    run_corpus(corpus, corpus.with_name("outputs"), engine=ThisProcess(), cache=corpus.with_name("cache"))
