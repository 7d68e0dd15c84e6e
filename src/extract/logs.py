"""What happens in a run as lines of JSON, for programs that watch over it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

# What every record of `logging` carries; whatever else one has, the event brought along.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        brought = {name: value for name, value in vars(record).items() if name not in _USUAL}
        line = {"time": when, "level": record.levelname.lower(), "event": record.getMessage(), **brought}
        return json.dumps(line, ensure_ascii=False, default=str)


def log_as_json() -> None:
    """Write every event of this package to stderr from now on, a line of JSON for each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    log = logging.getLogger("extract")
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
