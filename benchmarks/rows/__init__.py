"""What is measured: a module for each kind of job, a function for each row."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Final

from benchmarks.measure import Row, Size
from benchmarks.rows.archives import measure_archive
from benchmarks.rows.following import (
    measure_align,
    measure_common,
    measure_difflib,
    measure_follow,
    measure_huge,
)
from benchmarks.rows.growth import measure_growth, measure_sizes
from benchmarks.rows.incremental import measure_changed, measure_rerun
from benchmarks.rows.memory import measure_memory
from benchmarks.rows.pages import measure_job, measure_read, measure_split
from benchmarks.rows.peers import measure_beautifulsoup, measure_docling, measure_trafilatura
from benchmarks.rows.review import measure_review
from benchmarks.rows.tagging import measure_dates, measure_money, measure_organisations, measure_tags
from benchmarks.rows.text_files import measure_text_files
from benchmarks.rows.workers import measure_workers

ROWS: Final[dict[str, Callable[[Size], Row]]] = {
    "read": measure_read,
    "split": measure_split,
    "job": measure_job,
    "money": measure_money,
    "dates": measure_dates,
    "organisations": measure_organisations,
    "tags": measure_tags,
    "text": measure_text_files,
    "beautifulsoup": measure_beautifulsoup,
    "growth": measure_growth,
    "sizes": measure_sizes,
    "memory": measure_memory,
    "workers": measure_workers,
    "rerun": measure_rerun,
    "changed": measure_changed,
    "archive": measure_archive,
    "review": measure_review,
    "align": measure_align,
    "follow": measure_follow,
    "difflib": measure_difflib,
    "common": measure_common,
    "huge": measure_huge,
}
# Tools that are no dependencies of ours.
_PEERS = {"trafilatura": measure_trafilatura, "docling": measure_docling}
ROWS.update((name, measure) for name, measure in _PEERS.items() if find_spec(name) is not None)
