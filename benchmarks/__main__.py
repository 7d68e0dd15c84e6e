"""Measure every row and print the table: `python -m benchmarks [--smoke] [--rows NAME ...] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.measure import FULL, SMOKE
from benchmarks.report import as_json, make_table
from benchmarks.rows import ROWS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rows that were asked for; the table goes to stdout, what is being measured to stderr."""
    options = _read_options(arguments)
    size = SMOKE if options.smoke else FULL
    progress = Console(stderr=True)
    rows = []
    for name in options.rows:
        progress.print(f"measuring {name} ...", highlight=False)
        rows.append(ROWS[name](size))
    Console(width=None if sys.stdout.isatty() else 140).print(make_table(rows))
    if options.json:
        options.json.write_text(json.dumps(as_json(rows, size), indent=2) + "\n", encoding="utf-8")
    return 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast the package is, row by row.")
    parser.add_argument("--smoke", action="store_true", help="a few pages only: does it run? The figures mean little")
    parser.add_argument(
        "--rows", nargs="+", choices=list(ROWS), default=list(ROWS), metavar="NAME", help=", ".join(ROWS)
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file too")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
