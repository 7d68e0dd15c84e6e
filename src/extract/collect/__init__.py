"""Pages into a corpus: what was fetched or found is kept as it is, with a note of where it came from."""

from __future__ import annotations

from extract.collect.add import Passed, add_captures, add_file, add_page
from extract.collect.shelf import Outcome, hold_corpus
from extract.collect.update import Asked, update_corpus

__all__ = ["Asked", "Outcome", "Passed", "add_captures", "add_file", "add_page", "hold_corpus", "update_corpus"]
