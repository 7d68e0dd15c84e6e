"""Governments' summary-of-progress pages as records, followed from edition to edition.

The stages, in their order, each one function: `find_editions`, `read_page`, `split_records`, `cut_actions`,
`build_edition`, `tag_mentions`, `align_editions`, `compare_editions`, `write_tables`; `run_corpus` is the whole job.
`load_tables` reads what it wrote as pandas frames, `scan_tables` as lazy frames of polars, `connect` as a DuckDB
database with ready-made views, `load_histories` as the types that the stages work with; `compare_pair` and
`find_overdue` ask more of them, and `write_report` makes a page to look at. The types are in `extract.model`. Names are
imported when they are first used, and `import extract` by itself costs nothing.

>>> import extract
>>> document = extract.read_page(b"<h1>Plan</h1><p>We will act.</p>", extract.load_vocabulary())
>>> document.text
'Plan\\nWe will act.'
"""

from __future__ import annotations

from importlib import import_module
from logging import NullHandler, getLogger
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.align import align_editions
    from extract.batch import run_corpus
    from extract.compare import compare_editions, compare_pair, find_overdue
    from extract.corpus import find_editions
    from extract.cut import cut_actions
    from extract.data import load_gazetteer, load_vocabulary
    from extract.editions import build_edition
    from extract.frames import connect, load_tables, scan_tables
    from extract.histories import load_histories
    from extract.layouts import split_records
    from extract.read import read_page
    from extract.report import write_report
    from extract.tables import write_tables
    from extract.tag import tag_mentions

_HOME_OF = {
    "align_editions": "extract.align",
    "build_edition": "extract.editions",
    "compare_editions": "extract.compare",
    "compare_pair": "extract.compare",
    "connect": "extract.frames",
    "cut_actions": "extract.cut",
    "find_editions": "extract.corpus",
    "find_overdue": "extract.compare",
    "load_gazetteer": "extract.data",
    "load_histories": "extract.histories",
    "load_tables": "extract.frames",
    "load_vocabulary": "extract.data",
    "read_page": "extract.read",
    "run_corpus": "extract.batch",
    "scan_tables": "extract.frames",
    "split_records": "extract.layouts",
    "tag_mentions": "extract.tag",
    "write_report": "extract.report",
    "write_tables": "extract.tables",
}

__all__ = [
    "align_editions",
    "build_edition",
    "compare_editions",
    "compare_pair",
    "connect",
    "cut_actions",
    "find_editions",
    "find_overdue",
    "load_gazetteer",
    "load_histories",
    "load_tables",
    "load_vocabulary",
    "read_page",
    "run_corpus",
    "scan_tables",
    "split_records",
    "tag_mentions",
    "write_report",
    "write_tables",
]

# What happens is told to whoever listens, and to nobody else: without this Python would print warnings.
getLogger("extract").addHandler(NullHandler())


def __getattr__(name: str) -> Any:  # noqa: ANN401  (each name has the type of what it stands for)
    if name not in _HOME_OF:
        raise AttributeError(f"module 'extract' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
