"""A run made ready for others: a release to publish, a SQLite database, a workbook."""

from __future__ import annotations
