"""The undecided changes as one page in one file, to be decided on without a server; its decisions are imported back."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path

from extract.errors import OutputError
from extract.review.decisions import REASONS
from extract.review.exchange import OFFLINE_FORM, refuse_run_folder
from extract.review.pages.desk import Desk
from extract.review.pages.queue import Filters, find_items
from extract.review.pages.shown import show_change
from extract.review.pages.templating import make_templates


def write_offline_page(desk: Desk, target: Path) -> int:
    """Write the page; it loads nothing, and its policy lets run only the one script that it holds.

    Returns:
        How many changes are on it.

    Raises:
        OutputError: The target lies in a run's folder, or cannot be written.
    """
    refuse_run_folder(target)
    folder = package_files("extract.review.pages") / "static"
    style = (folder / "review.css").read_text(encoding="utf-8")
    script = (folder / "offline.js").read_text(encoding="utf-8")
    items = find_items(desk.queue, Filters(), desk.stand("")).items
    about = {"form": OFFLINE_FORM, "head": desk.log.head, "run": desk.material.run_id}
    page = (
        make_templates()
        .get_template("offline.html")
        .render(
            style=style,
            script=script,
            policy=(
                f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
                "base-uri 'none'; form-action 'none'"
            ),
            about=about,
            changes=[show_change(desk.material, item.change_id) for item in items],
            subjects={item.change_id: asdict(desk.material.subjects[item.change_id]) for item in items},
            reasons=REASONS,
        )
    )
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    return len(items)


def _hash(content: str) -> str:
    """What a policy names a script or style by."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
