"""The report: one page in one file about the publications of a run, to be read, sent on and printed."""

from __future__ import annotations

from pathlib import Path

from extract.extras import load_extra
from extract.histories import find_publication, load_histories

__all__ = ["write_report"]


def write_report(outputs: Path, target: Path, *, only: str | None = None) -> int:
    """Write the report on a run: all its publications, or the one that is named, in one page that loads nothing.

    The same tables give the same bytes.

    Args:
        outputs: The folder that a run wrote.
        target: The HTML file; what was there is replaced.
        only: The id of one publication.

    Returns:
        How many publications are in it.

    Raises:
        InputError: The folder was not written by a run, it does not have the publication, a table cannot be read, or
            the libraries of the report are not installed.
        OutputError: The file lies in a run's folder, or cannot be written.
    """
    for library in ("jinja2", "matplotlib"):
        load_extra(library, extra="report", needed_by="reports")
    # Only now, since these import them.
    from extract.looks import write_page  # noqa: PLC0415
    from extract.report.publication import draw_up_reports  # noqa: PLC0415
    from extract.report.rendering import render_page  # noqa: PLC0415
    from extract.review.exchange import refuse_run_folder  # noqa: PLC0415

    refuse_run_folder(target)
    histories = load_histories(outputs) if only is None else (find_publication(outputs, only),)
    write_page(render_page(draw_up_reports(outputs, histories, only=only)), target)
    return len(histories)
